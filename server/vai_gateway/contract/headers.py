"""Header names. Generated from api/openapi.yaml by make codegen. Do not edit."""

PROVIDER_KEY_HEADERS = {
    "Anthropic": "X-Provider-Key-Anthropic",
    "OpenAI": "X-Provider-Key-OpenAI",
    "Gemini": "X-Provider-Key-Gemini",
    "VertexAI": "X-Provider-Key-VertexAI",
    "Groq": "X-Provider-Key-Groq",
    "Cerebras": "X-Provider-Key-Cerebras",
    "OpenRouter": "X-Provider-Key-OpenRouter",
    "Cartesia": "X-Provider-Key-Cartesia",
    "ElevenLabs": "X-Provider-Key-ElevenLabs",
    "Tavily": "X-Provider-Key-Tavily",
    "Exa": "X-Provider-Key-Exa",
    "Firecrawl": "X-Provider-Key-Firecrawl",
}
"""By vendor: the header for the caller's own key."""

REQUEST_HEADERS = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "X-Provider-Key-Anthropic",
    "X-Provider-Key-Cartesia",
    "X-Provider-Key-Cerebras",
    "X-Provider-Key-ElevenLabs",
    "X-Provider-Key-Exa",
    "X-Provider-Key-Firecrawl",
    "X-Provider-Key-Gemini",
    "X-Provider-Key-Groq",
    "X-Provider-Key-OpenAI",
    "X-Provider-Key-OpenRouter",
    "X-Provider-Key-Tavily",
    "X-Provider-Key-VertexAI",
    "X-Request-ID",
    "X-VAI-Version",
    "anthropic-beta",
    "anthropic-version",
    "traceparent",
    "x-api-key",
)
"""What a caller may send."""

RESPONSE_HEADERS = (
    "Allow",
    "Cache-Control",
    "Retry-After",
    "WWW-Authenticate",
    "X-Duration-Ms",
    "X-Input-Tokens",
    "X-Model",
    "X-Output-Tokens",
    "X-Request-ID",
    "X-Total-Tokens",
    "X-VAI-Version",
)
"""What an answer may carry."""
