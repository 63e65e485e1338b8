"""Whatever an adapter says in whatever order, one legal stream comes out, or a clear error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grammar import assert_legal
from vai_gateway.contract.responses import (
    ContentBlockStartEvent,
    InputJsonDelta,
    MessageDeltaEvent,
    SignatureDelta,
    TextDelta,
    ThinkingDelta,
    Usage,
)
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent, no_usage, usage_of

TEXT = {"type": "text", "text": ""}
CALL = {"type": "tool_use", "id": "t", "name": "f", "input": {}}


def a_stream() -> MessageStream:
    stream = MessageStream("acme", "acme/asked")
    stream.start(id="m1", model="answered", usage=no_usage())
    return stream


def usage(**counts: int) -> Usage:
    none = {
        "input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
        "output_tokens": 0,
    }
    return Usage(**(none | counts))


def test_interleaved_blocks_come_out_one_after_the_other() -> None:
    stream = a_stream()
    stream.open("a", dict(TEXT))
    stream.open("b", dict(CALL))
    stream.delta("b", InputJsonDelta(partial_json='{"x":'))
    stream.delta("a", TextDelta(text="hel"))
    stream.delta("b", InputJsonDelta(partial_json="1}"))
    stream.close("b")
    stream.delta("a", TextDelta(text="lo"))
    stream.close("a")
    stream.stop("tool_use", no_usage())
    events = stream.take()
    assert_legal(events)
    assert collect(events).content == [{"type": "text", "text": "hello"}, {**CALL, "input": {"x": 1}}]


def test_a_held_back_block_goes_on_live_when_its_turn_comes() -> None:
    stream = a_stream()
    stream.open(0, dict(TEXT))
    stream.open(1, dict(TEXT))
    stream.delta(1, TextDelta(text="held"))
    stream.close(0)
    stream.take()
    stream.delta(1, TextDelta(text="live"))
    assert [event.delta.text for event in stream.take()] == ["live"]  # type: ignore[attr-defined]  # they are deltas


def test_the_model_that_answered_is_named_with_its_provider() -> None:
    assert a_stream().take()[0].message.model == "acme/answered"  # type: ignore[attr-defined]  # message_start


def test_the_model_that_was_asked_for_stands_in_where_the_vendor_names_none() -> None:
    stream = MessageStream("acme", "acme/asked")
    stream.start(id="m1")
    assert stream.take()[0].message.model == "acme/asked"  # type: ignore[attr-defined]  # message_start


def test_blocks_never_hold_null_members() -> None:
    stream = a_stream()
    stream.open(0, {**TEXT, "citations": None})
    started = [event for event in stream.take() if isinstance(event, ContentBlockStartEvent)]
    assert started[0].content_block == TEXT


def test_the_total_is_the_sum_of_the_disjoint_counts() -> None:
    stream = a_stream()
    counts = usage(input_tokens=1, cache_read_input_tokens=20, cache_creation_input_tokens=300, output_tokens=4000)
    stream.stop("end_turn", counts)
    assert collect(stream.take()).usage.total_tokens == 4321


def test_usage_at_the_start_has_no_total() -> None:
    stream = MessageStream("acme", "acme/asked")
    stream.start(id="m1", usage=Usage(**{**usage_dict(input_tokens=5), "total_tokens": 9}))
    assert "total_tokens" not in repr(stream.take()[0].message.usage).replace("total_tokens=UNSET", "")  # type: ignore[attr-defined]  # message_start


def usage_dict(**counts: int) -> dict[str, Any]:
    return {
        "input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
        "output_tokens": 0,
        **counts,
    }


def test_the_last_usage_is_found_for_a_stream_that_is_cut() -> None:
    stream = a_stream()
    assert usage_of(stream.take()) == no_usage()


BREACHES: dict[str, Any] = {
    "two starts": lambda s: s.start(id="again"),
    "a delta for no block": lambda s: s.delta(0, TextDelta(text="x")),
    "a stop for no block": lambda s: s.close(0),
    "a block twice": lambda s: (s.open(0, dict(TEXT)), s.open(0, dict(TEXT))),
    "a delta after the stop": lambda s: (s.open(0, dict(TEXT)), s.close(0), s.delta(0, TextDelta(text="x"))),
    "thinking in a text block": lambda s: (s.open(0, dict(TEXT)), s.delta(0, ThinkingDelta(thinking="x"))),
    "a delta in a whole block": lambda s: (
        s.open(0, {"type": "image", "source": {}}),
        s.delta(0, TextDelta(text="x")),
    ),
    "two signatures": lambda s: (
        s.open(0, dict(TEXT)),
        s.delta(0, SignatureDelta(signature="x")),
        s.delta(0, SignatureDelta(signature="y")),
    ),
    "a signature again after the start": lambda s: (
        s.open(0, {**TEXT, "signature": "x"}),
        s.delta(0, SignatureDelta(signature="y")),
    ),
    "content after the stop": lambda s: (s.stop("end_turn", no_usage()), s.open(0, dict(TEXT))),
    "two stops": lambda s: (s.stop("end_turn", no_usage()), s.stop("end_turn", no_usage())),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_vendor_that_breaks_the_grammar_is_an_error(name: str) -> None:
    with pytest.raises(GatewayError) as caught:
        BREACHES[name](a_stream())
    assert (caught.value.status, caught.value.code) == (502, "provider_invalid_response")


def test_content_before_the_start_is_an_error() -> None:
    with pytest.raises(GatewayError, match="before the message starts"):
        MessageStream("acme", "acme/asked").open(0, dict(TEXT))


def test_a_body_that_ends_early_is_never_a_short_answer() -> None:
    with pytest.raises(GatewayError) as caught:
        a_stream().end()
    assert caught.value.code == "upstream_cut"


KEYS = st.integers(0, 3)
BLOCKS = st.sampled_from([TEXT, CALL, {"type": "thinking", "thinking": ""}, {"type": "image", "source": {}}])
DELTAS = st.sampled_from(
    [
        TextDelta(text="x"),
        InputJsonDelta(partial_json="{}"),
        ThinkingDelta(thinking="x"),
        SignatureDelta(signature="s"),
    ]
)
STEPS = st.lists(
    st.tuples(st.just("open"), KEYS, BLOCKS)
    | st.tuples(st.just("delta"), KEYS, DELTAS)
    | st.tuples(st.just("close"), KEYS)
    | st.tuples(st.just("take"))
    | st.tuples(st.just("start"))
    | st.tuples(st.just("stop")),
    max_size=30,
)


@given(STEPS)
def test_any_order_of_steps_gives_a_legal_stream_or_a_clear_error(steps: list[tuple[Any, ...]]) -> None:
    stream = MessageStream("acme", "acme/asked")
    events: list[StreamEvent] = []
    for step in [("start",), *steps]:
        try:
            play(stream, step, events)
        except GatewayError as error:
            assert error.code == "provider_invalid_response"
    if not stream.stopped:
        stream.stop("end_turn", no_usage())
    events += stream.take()
    assert_legal(events)


def play(stream: MessageStream, step: tuple[Any, ...], events: list[StreamEvent]) -> None:
    match step:
        case ("open", key, block):
            stream.open(key, dict(block))
        case ("delta", key, delta):
            stream.delta(key, delta)
        case ("close", key):
            stream.close(key)
        case ("take",):
            events += stream.take()
        case ("start",):
            stream.start(id="m1")
        case ("stop",):
            stream.stop("end_turn", no_usage())


def test_tool_arguments_that_are_no_object_are_kept_as_text() -> None:
    stream = a_stream()
    stream.open(0, dict(CALL))
    stream.delta(0, InputJsonDelta(partial_json='{"x": 1'))
    stream.stop("max_tokens", no_usage())
    message = collect(stream.take())
    assert (message.content[0]["input"], message.metadata) == ({}, {"invalid_tool_input": {"t": '{"x": 1'}})


def test_a_tool_without_arguments_has_an_empty_input() -> None:
    stream = a_stream()
    stream.open(0, dict(CALL))
    stream.delta(0, InputJsonDelta(partial_json=""))
    stream.stop("tool_use", no_usage())
    assert collect(stream.take()).content == [CALL]


def test_a_stream_that_is_not_whole_cannot_be_collected() -> None:
    with pytest.raises(ValueError, match="not whole"):
        collect(a_stream().take())


def test_the_stop_event_carries_reason_sequence_and_metadata() -> None:
    stream = a_stream()
    stream.stop("stop_sequence", no_usage(), stop_sequence="END", metadata={"acme": {"x": 1}})
    delta = next(event.delta for event in stream.take() if isinstance(event, MessageDeltaEvent))
    assert (delta.stop_reason, delta.stop_sequence, delta.metadata) == (
        "stop_sequence",
        "END",
        {"acme": {"x": 1}},
    )
