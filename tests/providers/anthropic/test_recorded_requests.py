"""Recorded requests for Anthropic's messages, said in the contract's words and encoded again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from tests.replay.cases import FOLDER
from tests.sdk.declared import ANTHROPIC, ANTHROPIC_BETA
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.anthropic.adapter import Anthropic
from vai_gateway.providers.anthropic.encode import encode

Json = dict[str, Any]
BETA = frozenset({"container", "context_management", "mcp_servers"})
"""Members of the SDK's beta types alone; the contract takes them as extensions."""


def requests() -> Iterator[Any]:
    """Those whose replies were no errors."""
    for path in sorted((FOLDER / "anthropic.messages").glob("*.json")):
        recorded = json.loads(path.read_text("utf-8"))
        sent = (recorded["request"] or {}).get("body")
        if isinstance(sent, dict) and recorded["response"]["status"] == 200:
            yield pytest.param(sent, id=recorded["id"])


RECORDED = list(requests())
if not RECORDED:
    pytest.skip("no recorded traffic beside the project (../shared/cassettes/dev)", allow_module_level=True)


def asked(sent: Json) -> Ask:
    """Skips what the contract cannot say, and what the gateway refuses."""
    try:
        request = MessageRequest.model_validate(canonical(sent))
    except ValidationError as reason:
        pytest.skip(f"the contract cannot say it: {str(reason)[:200]}")
    ask = Ask(request, sent["model"], sent.get("stream") is True)
    if issues := list(Anthropic().issues(ask)):
        pytest.skip(f"the gateway refuses it: {[(issue.param, issue.code) for issue in issues]}")
    return ask


def canonical(sent: Json) -> Json:
    """The contract has other places for how to answer, and for what is in beta."""
    request = {name: value for name, value in sent.items() if name not in BETA} | {
        "model": f"anthropic/{sent['model']}"
    }
    if own := {name: sent[name] for name in BETA & sent.keys()}:
        request["extensions"] = {"anthropic": own}
    config = dict(sent.get("output_config", {}))
    if "format" in config:
        wanted = config.pop("format")
        request["output_format"] = {"type": wanted["type"], "json_schema": wanted["schema"]}
    if "effort" in config and sent.get("thinking", {}).get("type") == "adaptive":
        request["thinking"] = {**sent["thinking"], "effort": config.pop("effort")}
    return {name: value for name, value in request.items() if name != "output_config" or config}


@pytest.mark.parametrize("sent", RECORDED)
def test_the_vendors_sdk_would_send_it(sent: Json) -> None:
    ask = asked(sent)
    body = json.loads(encode(ask).body)
    found = ANTHROPIC.request(body, stream=ask.stream)
    assert found == [] or ANTHROPIC_BETA.request(body, stream=ask.stream) == []


@pytest.mark.parametrize("sent", RECORDED)
def test_it_goes_out_as_it_was_recorded(sent: Json) -> None:
    """But for what goes without saying."""
    expected = {name: value for name, value in sent.items() if (name, value) != ("stream", False)}
    if tools := sent.get("tools"):
        expected["tools"] = [{"type": "custom", **tool} if "input_schema" in tool else tool for tool in tools]
    assert json.loads(encode(asked(sent)).body) == expected
