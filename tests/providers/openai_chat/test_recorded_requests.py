"""Recorded requests for chat completions, said in the contract's words and encoded again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from tests.providers.openai_chat.chat_requests import Json, body_of
from tests.replay.cases import FOLDER
from tests.sdk import declared
from tests.sdk.recorded_chats import Inexpressible, canonical
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openrouter import OPENROUTER

APIS = {
    "groq.chat": (GROQ, declared.GROQ),
    "cerebras.chat": (CEREBRAS, declared.CEREBRAS),
    "openrouter.chat": (OPENROUTER, declared.OPENROUTER),
    "openai.chat": (OPENAI, declared.OPENAI),
    "openai_compat.chat": (OPENAI, declared.COMPATIBLE),
}


def requests() -> Iterator[Any]:
    """Those whose replies were no errors."""
    for api in APIS:
        for path in sorted((FOLDER / api).glob("*.json")):
            recorded = json.loads(path.read_text("utf-8"))
            sent = (recorded["request"] or {}).get("body")
            if isinstance(sent, dict) and recorded["response"]["status"] == 200:
                yield pytest.param(api, sent, id=recorded["id"])


RECORDED = list(requests())
if not RECORDED:
    pytest.skip("no recorded traffic beside the project (../shared/cassettes/dev)", allow_module_level=True)


def asked(sent: Json, dialect: Dialect) -> Ask:
    """Skips what the contract cannot say, and what the gateway refuses."""
    try:
        request = MessageRequest.model_validate(canonical(sent, dialect.facts.name))
    except (Inexpressible, ValidationError) as reason:
        pytest.skip(f"the contract cannot say it: {str(reason)[:200]}")
    ask = Ask(request, request.model.partition("/")[2], sent.get("stream") is True)
    if issues := list(OpenAIChat(dialect).issues(ask)):
        pytest.skip(f"the gateway refuses it: {[(issue.param, issue.code) for issue in issues]}")
    return ask


def said(body: Json) -> list[Any]:
    """What was said, however it is put: a text as a string or as its parts, arguments with spaces or without."""
    found: list[Any] = []
    for message in body["messages"]:
        content = message.get("content")
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content or []
        text = "\n".join(part["text"] for part in parts if part["type"] == "text")
        media = [part["type"] for part in parts if part["type"] != "text"]
        functions = [(call["id"], call["function"]) for call in message.get("tool_calls") or ()]
        calls = [(id, function["name"], json.loads(function["arguments"] or "{}")) for id, function in functions]
        role = {"developer": "system"}.get(message["role"], message["role"])
        found.append([role, text, media, calls, message.get("tool_call_id"), message.get("reasoning_details")])
    return found


@pytest.mark.parametrize("api, sent", RECORDED)
def test_the_vendors_sdk_would_send_it(api: str, sent: Json) -> None:
    dialect, sdk = APIS[api]
    ask = asked(sent, dialect)
    assert sdk.request(body_of(ask, dialect), stream=ask.stream) == []


@pytest.mark.parametrize("api, sent", RECORDED)
def test_it_says_what_the_recorded_one_says(api: str, sent: Json) -> None:
    dialect, _ = APIS[api]
    assert said(body_of(asked(sent, dialect), dialect)) == said(sent)
