"""What goes to the other vendors of this dialect fits OpenAI's own types, but for what is each vendor's own."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)

from tests.providers import test_cerebras, test_groq, test_openrouter_requests
from tests.providers.openai_chat.chat_requests import Json, body_of
from tests.sdk.typed import misfits
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.openrouter import OPENROUTER

OWN_MEMBERS = frozenset(
    "reasoning reasoning_format include_reasoning clear_thinking top_k cache_control provider models plugins".split()
)
OWN_TYPES = frozenset("browser_search code_interpreter openrouter:web_search openrouter:web_fetch video_url".split())

BODIES: dict[str, Json] = {
    **{f"groq, {name}": body_of(asked, GROQ) for name, (asked, _) in test_groq.SENT.items()},
    **{f"cerebras, {name}": body_of(asked, CEREBRAS) for name, (asked, _) in test_cerebras.SENT.items()},
    **{f"openrouter, {name}": body_of(asked, OPENROUTER) for name, (asked, _) in test_openrouter_requests.SENT.items()},
    **{
        f"openrouter, {name}": body_of(test_openrouter_requests.ask(**members), OPENROUTER)
        for name, (members, _) in test_openrouter_requests.MESSAGES.items()
    },
}


def without_own(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_own(member) for name, member in value.items() if name not in OWN_MEMBERS}
    if isinstance(value, list):
        return [without_own(item) for item in value if not isinstance(item, dict) or item.get("type") not in OWN_TYPES]
    return value


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_rest_is_what_the_official_sdk_would_send(body: Json) -> None:
    hint = CompletionCreateParamsStreaming if "stream" in body else CompletionCreateParamsNonStreaming
    assert misfits(without_own(body), hint) == []
