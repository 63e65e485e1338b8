"""Recorded requests for responses, said in the contract's words and encoded again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from tests.providers.oai_resp.requests import issues, sent
from tests.replay.cases import FOLDER
from tests.sdk.declared import RESPONSES
from tests.sdk.recorded_chats import Inexpressible
from tests.sdk.recorded_responses import canonical
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.adapter import Ask

Json = dict[str, Any]


def requests() -> Iterator[Any]:
    """Those whose replies were no errors."""
    for path in sorted((FOLDER / "openai.responses").glob("*.json")):
        recorded = json.loads(path.read_text("utf-8"))
        body = (recorded["request"] or {}).get("body")
        if isinstance(body, dict) and "input" in body and "model" in body and recorded["response"]["status"] == 200:
            yield pytest.param(body, id=recorded["id"])


RECORDED = list(requests())
if not RECORDED:
    pytest.skip("no recorded traffic beside the project (../shared/cassettes/dev)", allow_module_level=True)


def asked(body: Json) -> Ask:
    """Skips what the contract cannot say, and what the gateway refuses."""
    try:
        request = MessageRequest.model_validate(canonical(body))
    except (Inexpressible, ValidationError) as reason:
        pytest.skip(f"the contract cannot say it: {str(reason)[:200]}")
    ask = Ask(request, body["model"], body.get("stream") is True)
    if found := issues(ask):
        pytest.skip(f"the gateway refuses it: {found}")
    return ask


def said(body: Json) -> list[Any]:
    """Calls and their results, and what both sides said, however it is put."""
    items = body["input"] if isinstance(body["input"], list) else [{"role": "user", "content": body["input"]}]
    return [found for item in items if (found := _said(item)) is not None]


def _said(item: Json) -> Any:
    match item:
        case {"type": "function_call", "call_id": id, "name": name, "arguments": arguments}:
            return id, name, json.loads(arguments or "{}")
        case {"type": "function_call_output", "call_id": id, "output": output}:
            return id, output
        case {"role": "user" | "assistant" as role, "content": content}:
            parts = [{"text": content}] if isinstance(content, str) else content
            text = "\n".join(part["text"] for part in parts if "text" in part)
            return (role, text) if text or role == "user" else None
    return None


@pytest.mark.parametrize("body", RECORDED)
def test_the_vendors_sdk_would_send_it(body: Json) -> None:
    ask = asked(body)
    assert RESPONSES.request(sent(ask), stream=ask.stream) == []


@pytest.mark.parametrize("body", RECORDED)
def test_it_says_what_the_recorded_one_says(body: Json) -> None:
    assert said(sent(asked(body))) == said(body)
