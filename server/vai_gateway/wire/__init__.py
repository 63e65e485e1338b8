"""Bytes: reading bodies, server-sent events both ways, the upstream HTTP client, answers."""
