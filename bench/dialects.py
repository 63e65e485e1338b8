"""The dialects of providers: how each is asked, what the fake provider answers, and where it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bench import chat_wire, gemini_wire, messages_wire, responses_wire
from bench.wire import Asking, Telling

Upstream = Literal["anthropic", "openai", "oai-resp", "gem-dev", "gem-vert", "groq", "cerebras", "openrouter", "local"]
"""`local` is the gateway's own: it has runs, and no wire."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """setting, base: the gateway's setting for the provider's address, and the path of the fake one.

    is_translated: its format is not the one of the gateway's clients.
    """

    asking: Asking
    telling: Telling
    model: str
    key_header: str
    setting: str
    base: str
    is_translated: bool = True


DIALECTS: dict[Upstream, Dialect] = {
    "anthropic": Dialect(
        messages_wire.asking("/anthropic/v1/messages"),
        messages_wire.telling(),
        model=messages_wire.MODEL,
        key_header="X-Provider-Key-Anthropic",
        setting="ANTHROPIC",
        base="/anthropic",
        is_translated=False,
    ),
    "openai": Dialect(
        chat_wire.asking("/openai/v1/chat/completions"),
        chat_wire.telling(chat_wire.OPENAI),
        model="gpt-4o-mini",
        key_header="X-Provider-Key-OpenAI",
        setting="OPENAI",
        base="/openai/v1",
    ),
    "oai-resp": Dialect(
        responses_wire.asking("/openai/v1/responses"),
        responses_wire.telling(),
        model=responses_wire.MODEL,
        key_header="X-Provider-Key-OpenAI",
        setting="OPENAI",
        base="/openai/v1",
    ),
    "gem-dev": Dialect(
        gemini_wire.asking("/gem-dev/v1beta/models"),
        gemini_wire.telling(gemini_wire.DEVELOPER),
        model=gemini_wire.MODEL,
        key_header="X-Provider-Key-Gemini",
        setting="GEM_DEV",
        base="/gem-dev",
    ),
    "gem-vert": Dialect(
        gemini_wire.asking("/gem-vert/v1beta1/publishers/google/models"),
        gemini_wire.telling(gemini_wire.VERTEX),
        model=gemini_wire.MODEL,
        key_header="X-Provider-Key-VertexAI",
        setting="GEM_VERT",
        base="/gem-vert",
    ),
    "groq": Dialect(
        chat_wire.asking("/groq/openai/v1/chat/completions", asks_for_usage=False),
        chat_wire.telling(chat_wire.GROQ),
        model="openai/gpt-oss-20b",
        key_header="X-Provider-Key-Groq",
        setting="GROQ",
        base="/groq/openai/v1",
    ),
    "cerebras": Dialect(
        chat_wire.asking("/cerebras/v1/chat/completions"),
        chat_wire.telling(chat_wire.CEREBRAS),
        model="gpt-oss-120b",
        key_header="X-Provider-Key-Cerebras",
        setting="CEREBRAS",
        base="/cerebras/v1",
    ),
    "openrouter": Dialect(
        chat_wire.asking("/openrouter/api/v1/chat/completions"),
        chat_wire.telling(chat_wire.OPENROUTER),
        model="openai/gpt-4o-mini",
        key_header="X-Provider-Key-OpenRouter",
        setting="OPENROUTER",
        base="/openrouter/api/v1",
    ),
}
UPSTREAMS: tuple[Upstream, ...] = tuple(DIALECTS)
MAIN: tuple[Upstream, ...] = ("anthropic", "openai")
"""One of each kind: they are measured in every way, the others in what tells dialects apart."""
CLIENT = messages_wire.asking("/v1/messages")
"""What a client of the gateway speaks, whatever the provider does."""
