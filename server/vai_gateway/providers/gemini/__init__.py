"""Gemini's generateContent, on the Gemini Developer API and on Vertex AI."""
