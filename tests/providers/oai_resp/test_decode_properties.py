"""Whatever a vendor sends as a response, a legal stream comes out, or a clear error."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.grammar import as_objects, assert_legal
from tests.providers.oai_resp.responses import (
    ADAPTER,
    CREATED,
    IN_PROGRESS,
    Json,
    added,
    begun,
    body,
    completed,
    done,
    event,
    incomplete,
    part_added,
    streamed,
    text_delta,
    text_part,
)
from tests.providers.oai_resp.streams import STREAMS
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.wire.sse_read import Frame, FrameReader

TALK = [frame for _, frames, _, _ in STREAMS.values() for frame in frames] + [
    CREATED,
    IN_PROGRESS,
    completed(),
    completed(*STREAMS["reasoning, commentary and a call"][0]),
    incomplete("max_output_tokens"),
    event("error", message="x"),
    text_delta(3, "x"),
    text_delta(0, "y", part=2),
    part_added(1, text_part("")),
    Frame("", b"[DONE]"),
]


def events_or_error(frames: Sequence[Frame]) -> tuple[list[StreamEvent], GatewayError | None]:
    stream = MessageStream("oai-resp", "oai-resp/asked")
    decoder = ADAPTER.decoder(stream)
    try:
        for each in frames:
            decoder.feed(each)
        decoder.end()
    except GatewayError as error:
        return stream.take(), error
    return stream.take(), None


@given(st.lists(st.sampled_from(TALK), max_size=14), st.booleans())
def test_events_in_any_order_make_a_legal_stream_or_an_error(frames: list[Frame], ended: bool) -> None:
    events, error = events_or_error([CREATED, *frames, completed()] if ended else frames)
    if error is None:
        assert_legal(events)
        assert collect(events)
    else:
        assert "message_stop" not in [event["type"] for event in as_objects(events)]


@given(st.sampled_from(sorted(STREAMS)), st.data())
def test_items_that_overlap_in_any_way_make_the_same_message(name: str, data: st.DataObject) -> None:
    items = [item for chosen in (name, "text", "parallel calls") for item in STREAMS[chosen][0]]
    told = {index: [added(index, begun(item)), done(index, item)] for index, item in enumerate(items)}
    frames = [told[index].pop(0) for index in told]
    while waiting := [index for index in told if told[index]]:
        frames.append(told[data.draw(st.sampled_from(waiting))].pop(0))
    expected = streamed(
        CREATED, *(f for n, item in enumerate(items) for f in (added(n, begun(item)), done(n, item))), completed()
    )
    assert as_objects(streamed(CREATED, *frames, completed())) == as_objects(expected)


@given(st.sampled_from(sorted(STREAMS)), st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_events_do_not_depend_on_where_the_bytes_are_cut(name: str, sizes: list[int]) -> None:
    frames = [CREATED, *STREAMS[name][1], completed(*STREAMS[name][0])]
    told = b"".join(b"event: %s\ndata: %s\n\n" % (each.event.encode(), each.data) for each in frames)
    reader, cut, start = FrameReader(), list[Frame](), 0
    while start < len(told):
        size = sizes[start % len(sizes)]
        cut += reader.feed(told[start : start + size])
        start += size
    assert as_objects(streamed(*cut, *reader.flush())) == as_objects(streamed(*frames))


SCALARS = st.none() | st.booleans() | st.integers(-2, 3) | st.text(max_size=3)
MEMBERS = "id type text refusal content summary annotations arguments input name call_id result status action x".split()
KINDS = st.sampled_from(
    "message reasoning function_call custom_tool_call computer_call image_generation_call output_text refusal "
    "url_citation web_search_call".split()
)
WILD = st.recursive(
    SCALARS | KINDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
)
ITEMS = st.dictionaries(st.sampled_from(MEMBERS), WILD, max_size=6)
EVENTS = st.sampled_from([json.loads(frame.data)["type"] for frame in TALK if frame.data.startswith(b"{")])
EVENT_MEMBERS = "output_index content_index summary_index delta item part annotation response text".split()


@given(st.lists(st.tuples(KINDS, ITEMS), max_size=4))
def test_replies_of_any_shape_make_a_message_or_an_error(told: list[tuple[str, Json]]) -> None:
    stream = MessageStream("oai-resp", "oai-resp/asked")
    try:
        ADAPTER.decode_reply(body(*({**item, "type": kind} for kind, item in told)), stream)
    except GatewayError:
        return
    events = stream.take()
    assert_legal(events)
    assert json.dumps(as_objects(events))


@given(st.lists(st.tuples(EVENTS, st.dictionaries(st.sampled_from(EVENT_MEMBERS), WILD, max_size=5)), max_size=6))
def test_events_of_any_shape_make_a_legal_stream_or_an_error(told: list[tuple[str, Json]]) -> None:
    frames = [Frame("", json.dumps({**members, "type": kind}).encode()) for kind, members in told]
    events, error = events_or_error([CREATED, *frames, completed()])
    if error is None:
        assert_legal(events)
