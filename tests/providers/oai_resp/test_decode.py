"""Responses, streamed and whole, as canonical messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import UNSET

from tests.grammar import as_objects
from tests.providers.oai_resp.responses import (
    ADAPTER,
    CREATED,
    IN_PROGRESS,
    SHELL,
    USAGE,
    Json,
    added,
    argument_delta,
    begun,
    body,
    call_item,
    completed,
    done,
    event,
    incomplete,
    mark,
    message,
    message_item,
    part_done,
    reasoning_item,
    refusal_part,
    said_item,
    streamed,
    text_delta,
    text_part,
    whole,
)
from tests.providers.oai_resp.streams import (
    ENCRYPTED,
    SEARCH,
    STREAMS,
    TOOLS_LISTED,
    Streamed,
    native,
    quiet,
    summary_delta,
    text,
    thinking,
    use,
)
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.wire.sse_read import Frame

every_stream = pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)


@every_stream
def test_a_stream_becomes_the_message_it_says(stream: Streamed) -> None:
    items, frames, content, stop_reason = stream
    result = message(CREATED, IN_PROGRESS, *frames, completed(*items))
    assert (result.content, result.stop_reason) == (content, stop_reason)


@every_stream
def test_a_whole_reply_becomes_the_same_message(stream: Streamed) -> None:
    items, _, content, stop_reason = stream
    result = whole(body(*items))
    assert (result.content, result.stop_reason) == (content, stop_reason)


@every_stream
def test_what_a_model_said_can_be_sent_back_to_any_model(stream: Streamed) -> None:
    items, frames, _, _ = stream
    said = message(CREATED, *frames, completed(*items)).content
    request = {"model": "anthropic/any", "messages": [{"role": "assistant", "content": said}]}
    assert MessageRequest.model_validate(request)


@every_stream
def test_the_items_of_the_last_event_stand_for_events_that_never_came(stream: Streamed) -> None:
    items, _, content, stop_reason = stream
    result = message(CREATED, completed(*items))
    assert (result.content, result.stop_reason) == (content, stop_reason)


@every_stream
def test_items_that_only_began_end_as_the_last_event_tells_them(stream: Streamed) -> None:
    items, _, content, stop_reason = stream
    result = message(CREATED, *(added(n, begun(item)) for n, item in enumerate(items)), completed(*items))
    assert (result.content, result.stop_reason) == (content, stop_reason)


def test_the_first_event_starts_the_message_before_any_text() -> None:
    stream = MessageStream("oai-resp", "oai-resp/asked")
    ADAPTER.decoder(stream).feed(CREATED)
    (start,) = as_objects(stream.take())
    assert start["message"]["id"] == "resp_1"
    assert start["message"]["model"] == "oai-resp/gpt-x-2026-01-01"


@pytest.mark.parametrize("kind", ["response.queued", "response.in_progress"])
def test_a_message_starts_with_whatever_tells_the_response_first(kind: str) -> None:
    assert message(event(kind, response=SHELL), completed()).id == "resp_1"


def test_a_response_that_is_read_from_its_middle_has_its_items_id_and_is_signed_at_its_end() -> None:
    result = message(text_delta(0, "This is"), text_delta(0, " a test."), completed(said_item("This is a test.")))
    assert result.content == [text("This is a test.", signature=mark(id="msg_1"))]
    assert (result.id, result.model) == ("msg_?", "oai-resp/asked")


def test_a_response_without_an_id_gets_one() -> None:
    assert whole(body(id=None)).id.startswith("msg_")


def test_deltas_go_on_as_they_come() -> None:
    events = as_objects(
        streamed(CREATED, added(0, message_item()), text_delta(0, "a"), text_delta(0, "b"), completed())
    )
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    assert deltas == [{"type": "text_delta", "text": "a"}, {"type": "text_delta", "text": "b"}]


def test_a_text_is_signed_when_it_starts_and_a_thought_when_it_ends() -> None:
    frames = [*quiet(reasoning_item(encrypted_content=ENCRYPTED)), *quiet(said_item("Hi"), 1)]
    thought, said = (
        event["content_block"]
        for event in as_objects(streamed(CREATED, *frames, completed()))
        if event["type"] == "content_block_start"
    )
    assert "signature" not in thought
    assert said["signature"] == mark(id="msg_1", after="rs_1")


def test_items_that_overlap_come_in_the_order_in_which_they_began() -> None:
    other = {**TOOLS_LISTED, "id": "mcpl_2"}
    result = message(
        CREATED,
        added(0, TOOLS_LISTED),
        added(1, other),
        added(2, begun(call_item())),
        argument_delta(2, "{}"),
        done(2, call_item()),
        done(1, other),
        done(0, TOOLS_LISTED),
        completed(TOOLS_LISTED, other, call_item()),
    )
    assert result.content == [native(TOOLS_LISTED), native(other), use({}, signature=mark(id="fc_1"))]


def test_an_item_whose_end_never_comes_holds_nothing_back_for_ever() -> None:
    result = message(
        CREATED,
        added(0, {**TOOLS_LISTED, "tools": []}),
        event("response.mcp_list_tools.completed", output_index=0, item_id="mcpl_1"),
        *quiet(said_item("Hi"), 1),
        completed({**TOOLS_LISTED, "tools": [{"name": "a"}]}, said_item("Hi")),
    )
    listed = {**TOOLS_LISTED, "tools": [{"name": "a"}]}
    assert result.content == [native(listed), text("Hi", signature=mark(id="msg_1"))]


def test_what_the_last_event_tells_in_another_place_is_not_taken_for_the_item() -> None:
    result = message(CREATED, added(0, message_item()), text_delta(0, "Hi"), completed(reasoning_item()))
    assert result.content == [text("Hi", signature=mark(id="msg_1"))]


def test_content_that_is_a_text_is_its_only_part() -> None:
    assert whole(body({**message_item(), "content": "Hi"})).content == [text("Hi", signature=mark(id="msg_1"))]


def test_ids_may_change_from_event_to_event_of_one_item() -> None:
    result = message(
        CREATED,
        added(0, message_item(id="a")),
        event("response.output_text.delta", output_index=0, item_id="b", delta="x"),
        part_done(0, text_part("xy")),
        done(0, said_item("xy", id="c")),
        completed(said_item("xy", id="d")),
    )
    assert result.content == [text("xy", signature=mark(id="a"))]


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([text_delta(0, "one"), part_done(0, text_part("one two"))], id="the part"),
        pytest.param([text_delta(0, "one")], id="the item"),
        pytest.param([], id="nothing before"),
    ],
)
def test_text_that_no_delta_told_follows_at_the_end(frames: Sequence[Frame]) -> None:
    whole_text = said_item("one two")
    result = message(CREATED, added(0, begun(whole_text)), *frames, done(0, whole_text), completed(whole_text))
    assert result.content == [text("one two", signature=mark(id="msg_1"))]


def test_arguments_that_no_delta_told_follow_at_the_end() -> None:
    item = call_item('{"a":1}')
    result = message(CREATED, added(0, begun(item)), argument_delta(0, '{"a"'), done(0, item), completed(item))
    assert result.content[0]["input"] == {"a": 1}


def test_a_call_whose_name_comes_late_is_told_at_its_end() -> None:
    item = call_item('{"a":1}')
    early = {"type": "function_call", "id": "fc_1", "name": "", "arguments": ""}
    result = message(CREATED, added(0, early), argument_delta(0, '{"a":1}'), done(0, item), completed(item))
    assert result.content == [use({"a": 1}, signature=mark(id="fc_1"))]


def test_a_call_without_an_id_gets_one() -> None:
    block = whole(body(call_item(call_id=""))).content[0]
    assert block["id"].startswith("toolu_")


@pytest.mark.parametrize("arguments", ['{"x":', "[1]", "null", "x"])
def test_arguments_that_are_no_object_stay_readable(arguments: str) -> None:
    item = call_item(arguments)
    for result in (whole(body(item)), message(CREATED, *quiet(item), completed(item))):
        assert result.content[0]["input"] == {}
        assert result.metadata is not UNSET
        assert result.metadata["invalid_tool_input"] == {"call_1": arguments}


def test_arguments_that_are_an_object_already_are_taken() -> None:
    item = {**call_item(), "arguments": {"a": 1}}
    assert whole(body(item)).content[0]["input"] == {"a": 1}


def test_the_encrypted_content_stands_in_the_signature_letter_by_letter() -> None:
    content = whole(body(reasoning_item("Hm.", encrypted_content=ENCRYPTED))).content
    assert ENCRYPTED in content[0]["signature"]
    assert "rs_1" in content[0]["signature"]


def test_only_the_item_right_after_a_thought_says_so() -> None:
    items = [reasoning_item(), SEARCH, said_item("a"), reasoning_item(id="rs_2"), call_item()]
    signatures = [block.get("signature", "") for block in whole(body(*items)).content]
    assert signatures == [
        mark(id="rs_1"),
        "",
        mark(id="msg_1"),
        mark(id="rs_2"),
        mark(id="fc_1", after="rs_2"),
    ]


def test_summary_texts_may_come_in_pieces_and_in_parts() -> None:
    item = reasoning_item("ab", "cd")
    result = message(CREATED, added(0, begun(item)), summary_delta("a"), done(0, item), completed(item))
    parts = [["summary_text", 2], ["summary_text", 2]]
    assert result.content == [thinking("ab\ncd", signature=mark(id="rs_1", parts=parts))]


STOPS: dict[str, tuple[Json, str]] = {
    "whole": ({"status": "completed"}, "end_turn"),
    "no status": ({"status": None}, "end_turn"),
    "too long": ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "max_tokens"),
    "filtered": ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "refusal"),
    "another reason": ({"status": "incomplete", "incomplete_details": {"reason": "max_messages"}}, "max_messages"),
    "no reason": ({"status": "incomplete", "incomplete_details": None}, "max_tokens"),
    "in the background": ({"status": "queued", "usage": None}, "queued"),
    "still in the background": ({"status": "in_progress", "usage": None}, "in_progress"),
    "given up": ({"status": "cancelled"}, "cancelled"),
}


@pytest.mark.parametrize("members, stop_reason", STOPS.values(), ids=STOPS)
def test_the_status_is_the_stop_reason(members: Json, stop_reason: str) -> None:
    assert whole(body(**members)).stop_reason == stop_reason


@pytest.mark.parametrize(
    "item, stop_reason", [(call_item('{"a'), "max_tokens"), (message_item(refusal_part("No.")), "refusal")]
)
def test_a_call_that_was_cut_is_none_and_a_refusal_stays_one(item: Json, stop_reason: str) -> None:
    result = message(CREATED, added(0, begun(item)), done(0, item), incomplete("max_output_tokens", item))
    assert result.stop_reason == stop_reason


def test_input_tokens_are_those_that_no_cache_knew() -> None:
    usage = whole(
        body(
            usage={
                "input_tokens": 1220,
                "input_tokens_details": {"cached_tokens": 1000, "cache_write_tokens": 217},
                "output_tokens": 100,
                "output_tokens_details": {"reasoning_tokens": 90},
                "total_tokens": 1320,
            }
        )
    ).usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens) == (3, 1000, 217)
    assert (usage.output_tokens, usage.reasoning_tokens, usage.total_tokens) == (100, 90, 1320)


def test_usage_may_lack_details() -> None:
    usage = whole(body(usage={"input_tokens": 5, "output_tokens": 2, "total_tokens": 7})).usage
    assert (usage.input_tokens, usage.output_tokens, usage.reasoning_tokens) == (5, 2, UNSET)


@pytest.mark.parametrize(
    "usage, kept",
    [
        (USAGE, False),
        ({**USAGE, "total_tokens": 99}, True),
        ({**USAGE, "input_tokens_details": {"cached_tokens": 50}}, True),
        ({**USAGE, "input_tokens_details": {"cache_write_tokens_details": {"ttl_30m_tokens": 3}}}, True),
        ({**USAGE, "cost": 0.5}, True),
    ],
)
def test_a_usage_that_says_more_or_other_than_ours_is_kept(usage: Json, kept: bool) -> None:
    metadata = whole(body(usage=usage)).metadata
    assert (metadata is not UNSET and metadata.get("oai-resp", {}).get("usage") == usage) is kept


@pytest.mark.parametrize("usage", [None, {}, {"output_tokens": 7}, "?"])
def test_missing_usage_is_told(usage: Any) -> None:
    result = whole(body(usage=usage))
    assert result.metadata is not UNSET
    assert result.metadata["usage_missing"] is True
    assert result.usage.input_tokens == 0


def test_what_the_contract_has_no_field_for_is_kept_and_the_request_is_not_repeated() -> None:
    unknown = {"type": "output_dream"}
    odd = {"type": "dream_citation"}
    part = text_part("x", annotations=[odd], logprobs=[{"token": "x", "logprob": -0.1}])
    reply = body(
        message_item(part, unknown),
        service_tier="default",
        conversation={"id": "conv_1"},
        temperature=1.0,
        tools=[{"type": "web_search"}],
        tool_usage={"web_search": {"num_requests": 0}},
        moderation=None,
    )
    assert whole(reply).metadata == {
        "oai-resp": {
            "service_tier": "default",
            "conversation": {"id": "conv_1"},
            "annotations": [odd],
            "logprobs": [{"token": "x", "logprob": -0.1}],
            "content": [unknown],
        }
    }


def test_events_that_are_not_known_are_passed_over() -> None:
    result = message(
        CREATED,
        event("response.dreaming", dream={"delta": []}),
        event("response.dream.delta", output_index=0, delta=[1]),
        Frame("", b""),
        event("keepalive"),
        *quiet(said_item("Hi")),
        completed(said_item("Hi")),
    )
    assert result.content == [text("Hi", signature=mark(id="msg_1"))]


def test_nothing_that_follows_the_end_is_read() -> None:
    after = [event("error", message="late"), text_delta(5, "late"), Frame("", b"[DONE]"), Frame("", b"{"), completed()]
    assert message(CREATED, *quiet(said_item("Hi")), completed(said_item("Hi")), *after).content == [
        text("Hi", signature=mark(id="msg_1"))
    ]


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([], id="nothing"),
        pytest.param([CREATED], id="the beginning"),
        pytest.param([CREATED, *quiet(said_item("Hi"))], id="a whole item"),
        pytest.param([CREATED, Frame("", b"[DONE]")], id="another API's end"),
    ],
)
def test_a_stream_that_ends_early_is_an_error(frames: Sequence[Frame]) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(*frames)
    assert (raised.value.kind, raised.value.code) == ("provider_error", "upstream_cut")


BROKEN: dict[str, Frame] = {
    "no object": Frame("", b"[]"),
    "no JSON": Frame("response.created", b'{"type":"response.created"'),
    "no UTF-8": Frame("", b'{"type":"response.output_text.delta","output_index":0,"delta":"\xff"}'),
    "too deep": Frame("", b'{"x":' + b"[" * 5000),
    "a delta that is a number": event("response.output_text.delta", output_index=0, delta=7),
    "an item that is a list": event("response.output_item.added", output_index=0, item=[]),
    "a response that is null": event("response.completed", response=None),
    "no response": event("response.completed"),
    "an item that becomes another": done(0, call_item()),
    "a text that is a number": done(0, message_item(text_part("") | {"text": 7})),
    "parts that are none": done(0, message_item() | {"content": 7}),
    "output that is none": event("response.completed", response={"status": "completed", "output": 7}),
}


@pytest.mark.parametrize("bad", BROKEN.values(), ids=BROKEN)
def test_a_stream_that_breaks_the_format_is_an_error(bad: Frame) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(CREATED, added(0, message_item()), bad, completed())
    assert (raised.value.kind, raised.value.code) == ("provider_error", "provider_invalid_response")


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"<html>",
        b"[]",
        b"[" * 5000,
        b'{"a":"\xff"}',
        b'{"object":"list","data":[]}',
        body(output="x"),
        body(output=[7]),
        body({**call_item(), "name": ""}),
        body({**call_item(), "arguments": 7}),
        body(reasoning_item(7)),  # type: ignore[arg-type]  # what no vendor should send
    ],
    ids=range(11),
)
def test_a_reply_that_breaks_the_format_is_an_error(reply: bytes) -> None:
    with pytest.raises(GatewayError) as raised:
        whole(reply)
    assert (raised.value.kind, raised.value.code) == ("provider_error", "provider_invalid_response")


def test_an_error_of_null_is_none() -> None:
    assert json.loads(body())["error"] is None
    assert whole(body(said_item("Hi"))).stop_reason == "end_turn"
