"""What comes back from Anthropic, in one piece and as events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grammar import as_objects, assert_legal
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.anthropic.adapter import Anthropic
from vai_gateway.wire.sse_read import Frame

Json = dict[str, Any]
USAGE = {"input_tokens": 5, "output_tokens": 1}


def start(**more: Any) -> Json:
    message = {"id": "m1", "type": "message", "role": "assistant", "model": "claude-x", "content": []}
    return {"type": "message_start", "message": {**message, "stop_reason": None, "usage": USAGE, **more}}


def block(index: int, content_block: Json, *deltas: Json) -> list[Json]:
    return [
        {"type": "content_block_start", "index": index, "content_block": content_block},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


def stop(**more: Any) -> list[Json]:
    delta = {"stop_reason": "end_turn", "stop_sequence": None}
    event = {
        "type": "message_delta",
        "delta": {**delta, **more.pop("delta", {})},
        "usage": {"output_tokens": 9},
    }
    return [{**event, **more}, {"type": "message_stop"}]


def decode(*events: Json) -> Json:
    """The message that the events fold into."""
    stream = MessageStream("anthropic", "anthropic/asked")
    decoder = Anthropic().decoder(stream)
    for event in events:
        decoder.feed(Frame(event["type"], json.dumps(event).encode() + b"     "))
    decoder.end()
    taken = stream.take()
    assert_legal(taken)
    return as_objects([collect(taken)])[0]


def reply(**members: Any) -> Json:
    message = {"id": "m1", "type": "message", "role": "assistant", "model": "claude-x", "content": []}
    whole = {**message, "stop_reason": "end_turn", "stop_sequence": None, "usage": USAGE, **members}
    stream = MessageStream("anthropic", "anthropic/asked")
    Anthropic().decode_reply(json.dumps(whole).encode(), stream)
    taken = stream.take()
    assert_legal(taken)
    return as_objects([collect(taken)])[0]


def contents(content_block: Json, *deltas: Json) -> Any:
    return decode(start(), *block(0, content_block, *deltas), *stop())["content"]


TEXT = {"type": "text", "text": ""}
BLOCKS: list[tuple[str, Json, list[Json], Any]] = [
    ("text", TEXT, [{"type": "text_delta", "text": "hi"}], {"type": "text", "text": "hi"}),
    (
        "thinking, signed at the end",
        {"type": "thinking", "thinking": "", "signature": ""},
        [{"type": "thinking_delta", "thinking": "hm"}, {"type": "signature_delta", "signature": "EqQB"}],
        {"type": "thinking", "thinking": "hm", "signature": "EqQB"},
    ),
    (
        "thinking with a signature only",
        {"type": "thinking", "thinking": "", "signature": ""},
        [{"type": "signature_delta", "signature": "EqQB"}],
        {"type": "thinking", "thinking": "", "signature": "EqQB"},
    ),
    (
        "redacted thinking",
        {"type": "redacted_thinking", "data": "xx"},
        [],
        {"type": "redacted_thinking", "data": "xx"},
    ),
    (
        "a call without arguments",
        {"type": "tool_use", "id": "t", "name": "f", "input": {}},
        [{"type": "input_json_delta", "partial_json": ""}],
        {"type": "tool_use", "id": "t", "name": "f", "input": {}},
    ),
    (
        "a call in pieces",
        {"type": "tool_use", "id": "t", "name": "f", "input": {}},
        [{"type": "input_json_delta", "partial_json": p} for p in ("", '{"a"', ": null}")],
        {"type": "tool_use", "id": "t", "name": "f", "input": {"a": None}},
    ),
    (
        "a call whose input comes with its start",
        {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}, "caller": {"type": "direct"}},
        [],
        {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}, "caller": {"type": "direct"}},
    ),
    (
        "citations",
        {"type": "text", "text": "", "citations": []},
        [
            {"type": "text_delta", "text": "x"},
            {"type": "citations_delta", "citation": {"type": "char_location", "file_id": None}},
        ],
        {"type": "text", "text": "x", "citations": [{"type": "char_location", "file_id": None}]},
    ),
    (
        "a native call",
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
        [{"type": "input_json_delta", "partial_json": '{"query":"x"}'}],
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "x"}},
    ),
    (
        "a native result, whole",
        {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"page_age": None}]},
        [],
        {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"page_age": None}]},
    ),
    (
        "compaction",
        {"type": "compaction", "content": None},
        [{"type": "compaction_delta", "content": "shorter"}],
        {"type": "compaction", "content": "shorter"},
    ),
    (
        "a block type nobody knows yet",
        {"type": "hologram", "data": "a", "size": None},
        [{"type": "hologram_delta", "data": "b"}, {"type": "hologram_delta", "size": 5}],
        {
            "type": "provider_block",
            "provider": "anthropic",
            "data": {"type": "hologram", "data": "ab", "size": 5},
        },
    ),
]


@pytest.mark.parametrize("name, content_block, deltas, expected", BLOCKS)
def test_a_streamed_block_becomes_the_contracts(
    name: str, content_block: Json, deltas: list[Json], expected: Json
) -> None:
    assert contents(content_block, *deltas) == [expected], name


@pytest.mark.parametrize(
    "whole",
    [
        {"type": "text", "text": "hi"},
        {"type": "text", "text": "hi", "citations": [{"type": "char_location"}]},
        {"type": "thinking", "thinking": "hm", "signature": "EqQB"},
        {"type": "tool_use", "id": "t", "name": "f", "input": {"a": None}},
        {"type": "mcp_tool_use", "id": "t", "name": "f", "input": {}, "server_name": "s"},
    ],
)
def test_a_whole_block_passes_unchanged(whole: Json) -> None:
    assert reply(content=[whole])["content"] == [whole]


def test_null_members_of_blocks_are_left_out() -> None:
    assert reply(content=[{"type": "text", "text": "hi", "citations": None}])["content"] == [
        {"type": "text", "text": "hi"}
    ]


def test_a_member_that_the_contract_does_not_name_is_kept_apart() -> None:
    message = reply(content=[{"type": "text", "text": "hi", "mood": "glad"}])
    assert (message["content"], message["metadata"]) == (
        [{"type": "text", "text": "hi"}],
        {"anthropic": {"content": {"0": {"mood": "glad"}}}},
    )


USAGES: list[tuple[Json, Json, Json]] = [
    (
        {
            "input_tokens": 5,
            "cache_read_input_tokens": 20,
            "cache_creation_input_tokens": 300,
            "output_tokens": 1,
        },
        {"output_tokens": 9},
        {
            "input_tokens": 5,
            "cache_read_input_tokens": 20,
            "cache_creation_input_tokens": 300,
            "output_tokens": 9,
        },
    ),
    (
        {"input_tokens": 5, "output_tokens": 1},
        {"input_tokens": 70, "output_tokens": 9, "cache_read_input_tokens": None},
        {
            "input_tokens": 70,
            "cache_read_input_tokens": 0,
            "cache_creation_input_tokens": 0,
            "output_tokens": 9,
        },
    ),
    (
        {"input_tokens": 5.0, "output_tokens": 1},
        {"output_tokens": 9.0, "cache_read_input_tokens": -3, "cache_creation_input_tokens": True},
        {
            "input_tokens": 5,
            "cache_read_input_tokens": 0,
            "cache_creation_input_tokens": 0,
            "output_tokens": 9,
        },
    ),
]


@pytest.mark.parametrize("at_start, at_end, expected", USAGES)
def test_later_counts_replace_earlier_ones(at_start: Json, at_end: Json, expected: Json) -> None:
    message = decode(start(usage=at_start), *stop(usage=at_end))
    assert message["usage"] == {**expected, "total_tokens": sum(expected.values())}


def test_thinking_tokens_are_told_as_a_part_of_the_output() -> None:
    usage = {"input_tokens": 1, "output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}}
    assert reply(usage=usage)["usage"]["reasoning_tokens"] == 4


def test_what_usage_says_beyond_the_contract_is_kept_whole() -> None:
    usage = {"input_tokens": 1, "output_tokens": 9, "service_tier": "standard", "server_tool_use": None}
    assert reply(usage=usage)["metadata"]["anthropic"]["usage"] == {
        "input_tokens": 1,
        "output_tokens": 9,
        "service_tier": "standard",
    }


def test_counts_that_were_never_stated_are_said_to_be_missing() -> None:
    message = reply(usage=None)
    assert (message["usage"]["total_tokens"], message["metadata"]) == (0, {"usage_missing": True})


def test_leftovers_of_start_and_end_stand_together() -> None:
    message = decode(
        start(container={"id": "c"}),
        *stop(delta={"stop_details": {"type": "x"}}, context_management={"applied_edits": []}),
    )
    assert message["metadata"]["anthropic"] == {
        "container": {"id": "c"},
        "stop_details": {"type": "x"},
        "context_management": {"applied_edits": []},
    }


@pytest.mark.parametrize("reason", ["end_turn", "tool_use", "max_tokens", "refusal", "pause_turn", "compaction"])
def test_stop_reasons_pass_verbatim(reason: str) -> None:
    assert decode(start(), *stop(delta={"stop_reason": reason}))["stop_reason"] == reason


def test_a_stop_sequence_is_named() -> None:
    delta = {"stop_reason": "stop_sequence", "stop_sequence": "END"}
    assert decode(start(), *stop(delta=delta))["stop_sequence"] == "END"


def test_what_follows_the_stop_changes_nothing() -> None:
    again = {**stop()[0], "usage": {"output_tokens": 1}}
    assert decode(start(), *stop(), again) == decode(start(), *stop())


def test_what_follows_the_stop_need_not_be_json() -> None:
    decoder = Anthropic().decoder(MessageStream("anthropic", "anthropic/asked"))
    for event in (start(), *stop()):
        decoder.feed(Frame(event["type"], json.dumps(event).encode()))
    decoder.feed(Frame("", b"[DONE]"))
    decoder.end()


def test_an_answer_without_content_is_an_answer() -> None:
    assert decode(start(), *stop())["content"] == []


def test_pings_and_event_types_of_the_future_are_passed_over() -> None:
    message = decode(start(), {"type": "ping"}, {"type": "weather_report"}, *stop())
    assert message["stop_reason"] == "end_turn"


IN_STREAM: list[tuple[str, str, int]] = [
    ("overloaded_error", "overloaded_error", 529),
    ("rate_limit_error", "rate_limit_error", 429),
    ("api_error", "provider_error", 502),
    ("timeout_error", "api_error", 504),
    ("invalid_request_error", "invalid_request_error", 400),
    ("something_new", "provider_error", 502),
]


@pytest.mark.parametrize("vendor, kind, status", IN_STREAM)
def test_an_error_in_the_stream_becomes_ours(vendor: str, kind: str, status: int) -> None:
    with pytest.raises(GatewayError) as caught:
        decode(start(), {"type": "error", "error": {"type": vendor, "message": "no"}})
    error = caught.value
    assert (error.kind, error.status, error.message) == (kind, status, "no")
    assert error.provider_error == {"type": vendor, "message": "no"}


BROKEN: list[tuple[str, list[Json]]] = [
    ("a delta before the start", [*block(0, TEXT)]),
    ("no id", [start(id=None)]),
    ("an index that is no number", [start(), {"type": "content_block_stop", "index": "0"}]),
    ("a stop without a reason", [start(), *stop(delta={"stop_reason": None})]),
    ("a reason that is no text", [start(), *stop(delta={"stop_reason": 5})]),
    ("a stop sequence that is no text", [start(), *stop(delta={"stop_sequence": 5})]),
    ("an unknown delta in a known block", [start(), *block(0, TEXT, {"type": "mood_delta"})]),
    ("text that is no text", [start(), *block(0, {"type": "text", "text": 5})]),
    ("a call without a name", [start(), *block(0, {"type": "tool_use", "id": "t", "input": {}})]),
]


@pytest.mark.parametrize("name, events", BROKEN)
def test_nonsense_is_an_error_and_not_a_guess(name: str, events: list[Json]) -> None:
    with pytest.raises(GatewayError) as caught:
        decode(*events)
    assert caught.value.code == "provider_invalid_response", name


def test_a_frame_that_is_no_json_is_an_error() -> None:
    decoder = Anthropic().decoder(MessageStream("anthropic", "anthropic/asked"))
    with pytest.raises(GatewayError, match="no JSON object"):
        decoder.feed(Frame("message_start", b"{"))


@pytest.mark.parametrize("events", [[], [start()], [start(), *block(0, TEXT)], [start(), stop()[0]]])
def test_a_stream_that_ends_early_is_cut_and_not_short(events: list[Json]) -> None:
    with pytest.raises(GatewayError) as caught:
        decode(*events)
    assert caught.value.code == "upstream_cut"


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"id":"m1"}', b'{"id":"m1","content":[5]}'])
def test_a_body_that_is_no_message_is_an_error(body: bytes) -> None:
    with pytest.raises(GatewayError) as caught:
        Anthropic().decode_reply(body, MessageStream("anthropic", "anthropic/asked"))
    assert caught.value.code == "provider_invalid_response"


def test_an_error_object_in_a_success_is_an_error() -> None:
    with pytest.raises(GatewayError) as caught:
        reply(type="error", error={"type": "overloaded_error", "message": "busy"})
    assert caught.value.status == 529


HTTP_ERRORS: list[tuple[int, Json | None, str, str | None]] = [
    (400, {"type": "invalid_request_error", "message": "bad"}, "invalid_request_error", None),
    (
        401,
        {"type": "authentication_error", "message": "bad sk-ant-1"},
        "authentication_error",
        "provider_key_invalid",
    ),
    (403, {"type": "permission_error", "message": "no"}, "permission_error", None),
    (404, {"type": "not_found_error", "message": "model: x"}, "not_found_error", None),
    (413, {"type": "request_too_large", "message": "big"}, "invalid_request_error", None),
    (429, {"type": "rate_limit_error", "message": "slow"}, "rate_limit_error", None),
    (500, {"type": "api_error", "message": "oops"}, "provider_error", None),
    (502, None, "provider_error", None),
    (504, None, "api_error", "timeout"),
    (529, {"type": "overloaded_error", "message": "busy"}, "overloaded_error", None),
    (302, None, "provider_error", None),
]


@pytest.mark.parametrize("status, error, kind, code", HTTP_ERRORS)
def test_an_http_error_becomes_ours(status: int, error: Json | None, kind: str, code: str | None) -> None:
    body = b"<html>" if error is None else json.dumps({"type": "error", "error": error}).encode()
    ours = Anthropic().error(status, {"retry-after": "7"}, body)
    retry_after = 7 if status == 429 or status >= 500 else None
    assert (ours.kind, ours.code, ours.retry_after) == (kind, code, retry_after)
    assert "sk-ant-1" not in f"{ours.message}{ours.provider_error}"


def test_a_refused_key_names_its_header() -> None:
    assert Anthropic().error(401, {}, b"{}").param == "X-Provider-Key-Anthropic"


EVENTS = [
    start(),
    *block(0, TEXT, {"type": "text_delta", "text": "x"}),
    *block(1, {"type": "tool_use", "id": "t", "name": "f", "input": {}}),
    *block(2, {"type": "hologram"}, {"type": "hologram_delta", "x": 1}),
    *stop(),
]


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_any_order_of_events_gives_a_legal_stream_or_a_clear_error(events: list[Json]) -> None:
    try:
        decode(*events)
    except GatewayError as error:
        assert error.code in ("provider_invalid_response", "upstream_cut")
