"""Whatever Anthropic's SDK knows of a reply is read without loss, whether it was ever recorded or not."""

from __future__ import annotations

import json
from typing import get_args

import anthropic.types.beta as sdk
import pytest
from anthropic.types.beta.beta_raw_content_block_start_event import ContentBlock
from anthropic.types.shared import ErrorType
from pydantic import BaseModel

from tests.providers.anthropic.test_decode import TEXT, USAGE, Json, block, decode, reply, start, stop
from tests.providers.anthropic.test_encode import body, outgoing, sent_blocks
from tests.providers.sdk_samples import choices_of, kind_of, members_of, missing, sample
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError


def is_accepted(content: list[Json]) -> bool:
    """By the gateway, as what some model said."""
    said = {"role": "assistant", "content": content}
    return bool(MessageRequest.model_validate({"model": "openai/any", "messages": [said]}))


@pytest.mark.parametrize("model", members_of(ContentBlock), ids=kind_of)
def test_a_block_comes_whole_and_goes_back_as_it_came(model: type[BaseModel]) -> None:
    told = sample(model) | ({"id": "toolu_1"} if "input" in model.model_fields else {})
    streamed = decode(start(), *block(0, told), *stop())["content"]
    assert streamed == reply(content=[told])["content"] == [told]
    assert is_accepted(streamed)
    assert sent_blocks("assistant", *streamed) == [told]


THINKING = {"type": "thinking", "thinking": "", "signature": ""}
GROWING: dict[str, Json] = {
    "text_delta": TEXT,
    "citations_delta": TEXT,
    "thinking_delta": THINKING,
    "signature_delta": THINKING,
    "input_json_delta": {"type": "tool_use", "id": "t", "name": "f", "input": {}},
    "compaction_delta": {"type": "compaction", "content": None, "encrypted_content": None},
}


@pytest.mark.parametrize("model", members_of(sdk.BetaRawContentBlockDelta), ids=kind_of)
def test_a_delta_is_read_with_and_without_what_may_be_null(model: type[BaseModel]) -> None:
    given = {"partial_json": '{"a":"/a."}'} if "partial_json" in model.model_fields else {}
    full = sample(model, **given)
    optional = [name for name, field in model.model_fields.items() if not field.is_required()]
    nulls = [full | dict.fromkeys(optional), *(full | {name: None} for name in optional)]
    for delta in (full, *nulls):
        content = decode(start(), *block(0, GROWING[kind_of(model)], delta), *stop())["content"]
        assert missing(delta, content) == []
        assert is_accepted(content)


@pytest.mark.parametrize("reason", choices_of(sdk.BetaMessage, "stop_reason"))
def test_a_stop_reason_is_passed_on(reason: str) -> None:
    assert decode(start(), *stop(delta={"stop_reason": reason}))["stop_reason"] == reason


def test_what_stands_beside_the_content_is_kept() -> None:
    beside = sample(sdk.BetaMessage, content=[], id="m1", stop_reason="end_turn")
    assert missing(beside, reply(**beside)) == []
    delta = sample(sdk.BetaRawMessageDeltaEvent)
    last = {"type": "message_stop", "amazon-bedrock-invocationMetrics": {"latency": "/latency."}}
    assert missing([delta, last], decode(start(), delta, last)) == []


KINDS = {
    "api_error": "provider_error",
    "authentication_error": "authentication_error",
    "billing_error": "permission_error",
    "conflict_error": "invalid_request_error",
    "invalid_request_error": "invalid_request_error",
    "memory_path_conflict_error": "invalid_request_error",
    "memory_precondition_failed_error": "invalid_request_error",
    "not_found_error": "not_found_error",
    "overloaded_error": "overloaded_error",
    "permission_error": "permission_error",
    "rate_limit_error": "rate_limit_error",
    "timeout_error": "api_error",
}


@pytest.mark.parametrize("told", get_args(ErrorType))
def test_an_error_within_a_stream_has_the_kind_of_its_type(told: str) -> None:
    with pytest.raises(GatewayError) as raised:
        decode(start(), {"type": "error", "error": {"type": told, "message": "So."}, "request_id": "req_1"})
    assert raised.value.kind == KINDS[told]


@pytest.mark.parametrize("pings", [1, 3])
def test_pings_may_come_within_a_block(pings: int) -> None:
    begun, delta, ended = block(0, TEXT, {"type": "text_delta", "text": "hi"})
    message = decode(start(), begun, *[{"type": "ping"}] * pings, delta, {"type": "ping"}, ended, *stop())
    assert message["content"] == [{"type": "text", "text": "hi"}]


EMPTY: list[tuple[Json, Json]] = [
    ({"type": "tool_use", "id": "t", "name": "f"}, {"type": "tool_use", "id": "t", "name": "f", "input": {}}),
    (
        {"type": "tool_use", "id": "t", "name": "f", "input": None},
        {"type": "tool_use", "id": "t", "name": "f", "input": {}},
    ),
    ({"type": "text"}, {"type": "text", "text": ""}),
    ({"type": "thinking", "signature": ""}, {"type": "thinking", "thinking": ""}),
]


@pytest.mark.parametrize("told, read", EMPTY)
def test_what_a_block_lacks_to_be_filled_is_empty(told: Json, read: Json) -> None:
    """As others begin blocks that speak this API."""
    assert decode(start(), *block(0, told), *stop())["content"] == reply(content=[told])["content"] == [read]


def test_a_call_whose_id_is_empty_gets_one() -> None:
    told = {"type": "tool_use", "id": "", "name": "f", "input": {}}
    for content in (decode(start(), *block(0, told), *stop())["content"], reply(content=[told])["content"]):
        assert content[0]["id"].startswith("toolu_")
        assert is_accepted(content)


CITED = {"type": "citations_delta", "citation": {"cited_text": "x"}}
BROKEN: dict[str, list[Json]] = {
    "a call without a name": block(0, {"type": "tool_use", "id": "t", "name": "", "input": {}}),
    "a native call without an id": block(
        0,
        {"type": "server_tool_use", "name": "web_search", "input": {}},
        {"type": "input_json_delta", "partial_json": '{"query":"x"}'},
    ),
    "a native call without a name": block(0, {"type": "mcp_tool_use", "id": "t", "name": None, "input": {}}),
    "a citation of no type": block(0, TEXT, CITED),
    "a citation that is none": block(0, {**TEXT, "citations": [None]}),
    "citations of no type": block(0, {**TEXT, "citations": [{"cited_text": "x"}]}),
}


@pytest.mark.parametrize("events", BROKEN.values(), ids=BROKEN)
def test_a_block_that_could_not_be_sent_back_is_an_error(events: list[Json]) -> None:
    with pytest.raises(GatewayError) as raised:
        decode(start(), *events, *stop())
    assert raised.value.code == "provider_invalid_response"


def test_an_empty_signature_is_none() -> None:
    content = decode(start(), *block(0, THINKING, {"type": "signature_delta", "signature": ""}), *stop())["content"]
    assert content == [{"type": "thinking", "thinking": ""}]
    assert is_accepted(content)


def test_counts_of_a_stream_that_only_its_end_tells_are_the_counts() -> None:
    message = decode(start(usage=None), *stop(usage={**USAGE, "server_tool_use": {"web_search_requests": 1}}))
    assert (message["usage"]["input_tokens"], message["usage"]["output_tokens"]) == (5, 1)
    assert message["metadata"]["anthropic"]["usage"]["server_tool_use"] == {"web_search_requests": 1}


@pytest.mark.parametrize("system", ["", [{"type": "text", "text": ""}], []])
def test_an_empty_system_is_left_out(system: object) -> None:
    assert "system" not in body({"system": system})


def test_it_is_asked_at_one_path_whether_to_stream_or_not() -> None:
    whole, streamed = outgoing({}), outgoing({}, stream=True)
    assert (whole.path, streamed.path) == ("/v1/messages", "/v1/messages")
    assert ("stream" in json.loads(whole.body), json.loads(streamed.body)["stream"]) == (False, True)
