"""Header names. Generated from api/openapi.yaml by make codegen. Do not edit."""

PROVIDER_KEY_HEADERS = {
    "anthropic": "X-Provider-Key-Anthropic",
    "openai": "X-Provider-Key-OpenAI",
    "gemini": "X-Provider-Key-Gemini",
    "vertexai": "X-Provider-Key-VertexAI",
    "groq": "X-Provider-Key-Groq",
    "cerebras": "X-Provider-Key-Cerebras",
    "openrouter": "X-Provider-Key-OpenRouter",
    "cartesia": "X-Provider-Key-Cartesia",
    "elevenlabs": "X-Provider-Key-ElevenLabs",
    "tavily": "X-Provider-Key-Tavily",
    "exa": "X-Provider-Key-Exa",
    "firecrawl": "X-Provider-Key-Firecrawl",
}
"""By vendor: the header for the caller's own key."""
