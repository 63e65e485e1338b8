"""Every provider behind a wire dialect. To add one: its file, its line here, its cases."""

from __future__ import annotations

from vai_gateway.core.clock import Clock
from vai_gateway.providers.adapter import Adapter, Authorize
from vai_gateway.providers.anthropic.adapter import Anthropic
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.gemini.adapter import Gemini
from vai_gateway.providers.gemini.dev import GEM_DEV
from vai_gateway.providers.gemini.vertex import GEM_VERT
from vai_gateway.providers.gemini.vertex_tokens import VertexTokens
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.oai_resp.adapter import OpenAIResponses
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openrouter import OPENROUTER
from vai_gateway.wire.upstream import Upstream

RENAMED = {
    "gemini": "gem-dev (with a Gemini API key) or gem-vert (Vertex AI)",
    "gemini-oauth": "gem-vert (Vertex AI)",
}
"""Names that earlier versions had, and what to use instead."""


def adapters() -> list[Adapter]:
    return [
        Anthropic(),
        OpenAIChat(OPENAI),
        OpenAIResponses(),
        Gemini(GEM_DEV),
        Gemini(GEM_VERT),
        OpenAIChat(GROQ),
        OpenAIChat(CEREBRAS),
        OpenAIChat(OPENROUTER),
    ]


def token_authorizers(upstream: Upstream, clock: Clock, google_token_base_url: str) -> dict[str, Authorize]:
    """By provider: where a caller's key must first be exchanged for a token."""
    tokens = VertexTokens(upstream, clock, google_token_base_url)
    return {GEM_VERT.facts.name: tokens.secrets}
