"""Cartesia: hears by HTTP; speaks by HTTP in one piece, by WebSocket while the text is being written."""
