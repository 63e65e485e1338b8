"""What goes to Groq, Cerebras and OpenRouter is what their official SDKs declare, but for exceptions that are named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers import test_cerebras, test_groq, test_openrouter, test_openrouter_requests
from tests.providers.openai_chat.chat_requests import HI, body_of, text, use
from tests.sdk.declared import DECLARED
from tests.sdk.turns import Json
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openrouter import OPENROUTER

FILE: Json = {"type": "provider_block", "provider": "openrouter", "data": test_openrouter.FILE}
FORMER: Json = {"transforms": ["middle-out"], "usage": {"include": True}}


def said(*blocks: Json) -> Json:
    return {"messages": [*HI, {"role": "assistant", "content": [*blocks, use("c1")]}]}


ASKED: dict[str, tuple[Dialect, Ask]] = {
    **{f"groq, {name}": (GROQ, asked) for name, (asked, _) in test_groq.SENT.items()},
    **{f"cerebras, {name}": (CEREBRAS, asked) for name, (asked, _) in test_cerebras.SENT.items()},
    **{f"openrouter, {name}": (OPENROUTER, asked) for name, (asked, _) in test_openrouter_requests.SENT.items()},
    **{
        f"openrouter, {name}": (OPENROUTER, test_openrouter_requests.ask(**members))
        for name, (members, _) in test_openrouter_requests.MESSAGES.items()
    },
    **{
        f"openrouter, back goes {name}": (OPENROUTER, test_openrouter_requests.ask(**said(*blocks)))
        for name, (blocks, _) in test_openrouter.BACK.items()
    },
    "groq, back goes its thinking": (GROQ, test_groq.ask(**said(test_groq.THOUGHT))),
    "groq, a picture": (GROQ, test_groq.ask(test_groq.QWEN, messages=test_groq.PICTURE)),
    "cerebras, back goes its thinking": (CEREBRAS, test_cerebras.ask(**said(test_cerebras.THOUGHT, text("Hm.")))),
    "openrouter, back goes a picture": (OPENROUTER, test_openrouter_requests.ask(**said(test_openrouter.DRAWN))),
    "openrouter, back goes a file": (OPENROUTER, test_openrouter_requests.ask(**said(FILE))),
    "openrouter, what was once its own": (
        OPENROUTER,
        test_openrouter_requests.ask(extensions={"openrouter": FORMER}),
    ),
}


@pytest.mark.parametrize("dialect, asked", ASKED.values(), ids=ASKED)
def test_the_vendors_sdk_would_send_it(dialect: Dialect, asked: Ask) -> None:
    assert DECLARED[dialect.facts.name].request(body_of(asked, dialect), stream=asked.stream) == []


@pytest.mark.parametrize("dialect", [GROQ, CEREBRAS, OPENROUTER], ids=lambda dialect: dialect.facts.name)
def test_every_exception_is_needed(dialect: Dialect) -> None:
    sdk = DECLARED[dialect.facts.name]
    bodies = [body_of(asked, of) for of, asked in ASKED.values() if of is dialect]
    assert set().union(*map(sdk.needed, bodies)) == sdk.beyond.keys()


FUNCTION: Json = {"type": "function", "function": {"name": "weather"}}
WRONG: dict[str, tuple[str, Json, str]] = {
    "a name of Groq's own": ("groq", {"reasoning": {"effort": "low"}}, ".reasoning: CompletionCreateParams"),
    "another's effort": ("groq", {"reasoning_effort": "xhigh"}, ".reasoning_effort: 'xhigh' is none of"),
    "an effort that Cerebras has not": ("cerebras", {"reasoning_effort": "max"}, ".reasoning_effort: 'max' is none"),
    "details of another's": (
        "cerebras",
        {"messages": [{"role": "assistant", "reasoning_details": []}]},
        ".messages[0].reasoning_details: MessageAssistantMessageRequest has no such member",
    ),
    "an effort that nobody knows": ("openrouter", {"reasoning": {"effort": "lots"}}, ".reasoning.effort: 'lots' is"),
    "no number": ("openrouter", {"top_k": "40"}, ".top_k: '40' is no int"),
    "a function without its name": (
        "openrouter",
        {"tools": [{**FUNCTION, "function": {}}]},
        ".tools[0].function: ChatDynamicServerToolTypedDict has no such member",
    ),
    "a detail of an unknown form": (
        "openrouter",
        {"messages": [{"role": "assistant", "reasoning_details": [test_openrouter.claude(format=1)]}]},
        ".messages[0].reasoning_details[0].format: 1 is",
    ),
}


@pytest.mark.parametrize("provider, changed, misfit", WRONG.values(), ids=WRONG)
def test_what_no_sdk_would_send_is_found(provider: str, changed: Json, misfit: str) -> None:
    body: dict[str, Any] = {"model": "m", "messages": HI, **changed}
    found = DECLARED[provider].request(body, stream=False)
    assert [one[: len(misfit)] for one in found] == [misfit]
