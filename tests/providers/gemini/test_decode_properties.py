"""Whatever comes as a generateContent reply, a legal stream comes out, or a clear error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.grammar import as_objects, assert_legal
from tests.providers.gemini.gem_cases import SAID, STOP
from tests.providers.gemini.gem_replies import Json, call, chunk, frame, text, value
from tests.providers.gemini.gem_requests import DEV
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.wire.sse_read import Frame, FrameReader

TALK = [
    *[each for chunks, _, _ in SAID.values() for each in chunks],
    {"error": {"message": "x"}},
    {"promptFeedback": {"blockReason": "SAFETY"}},
    chunk(call(partialArgs=[value("$.a[1]", numberValue=1)])),
    chunk(
        text("x"), groundingMetadata={"groundingSupports": [{"segment": {"text": "x"}, "groundingChunkIndices": [0]}]}
    ),
]


def events_or_error(frames: Sequence[Frame]) -> tuple[list[StreamEvent], GatewayError | None]:
    stream = MessageStream("gem-dev", "gem-dev/asked")
    decoder = DEV.decoder(stream)
    try:
        for each in frames:
            decoder.feed(each)
        decoder.end()
    except GatewayError as error:
        return stream.take(), error
    return stream.take(), None


def assert_legal_or_error(frames: Sequence[Frame]) -> None:
    events, error = events_or_error(frames)
    if error is None:
        assert_legal(events)
        said = {"role": "assistant", "content": collect(events).content}
        assert MessageRequest.model_validate({"model": "gem-dev/x", "messages": [said]})
    else:
        assert "message_stop" not in [event["type"] for event in as_objects(events)]


@given(st.lists(st.sampled_from(TALK), max_size=12), st.booleans())
def test_chunks_in_any_order_make_a_legal_stream_or_an_error(chunks: list[Json], ended: bool) -> None:
    assert_legal_or_error([*map(frame, chunks), *([frame(STOP)] if ended else [])])


def without_ids(events: list[StreamEvent]) -> list[Json]:
    """Ids are invented anew each time."""
    objects = as_objects(events)
    for event in objects:
        event.get("content_block", {}).pop("id", None)
    return objects


@given(st.sampled_from(sorted(SAID)), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_events_do_not_depend_on_where_the_bytes_are_cut(name: str, sizes: list[int]) -> None:
    frames = [frame(each) for each in SAID[name][0]]
    body = b"".join(b"data: " + each.data + b"\r\n\r\n" for each in frames)
    reader, cut, start = FrameReader(), list[Frame](), 0
    while start < len(body):
        size = sizes[start % len(sizes)]
        cut += reader.feed(body[start : start + size])
        start += size
    found, whole = events_or_error([*cut, *reader.flush()]), events_or_error(frames)
    assert (without_ids(found[0]), found[1]) == (without_ids(whole[0]), whole[1])


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
MEMBERS = (
    "text thought thoughtSignature functionCall name args id partialArgs jsonPath stringValue willContinue inlineData "
    "fileData mimeType data fileUri executableCode content parts candidates finishReason groundingMetadata "
    "groundingChunks groundingSupports segment startIndex endIndex citationMetadata citations uri usageMetadata "
    "promptTokenCount promptFeedback blockReason index error details reason retryDelay groundingChunkIndices web title "
    "audioTranscription"
).split()
WILD = st.recursive(
    SCALARS | st.sampled_from(["$.a", "image/png", "STOP", "https://a.example"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(MEMBERS), WILD, max_size=4), max_size=5), WILD)
def test_parts_of_any_shape_make_a_legal_stream_or_an_error(parts: list[Json], beside: Any) -> None:
    extra = beside if isinstance(beside, dict) else {"groundingMetadata": beside}
    candidate = {**extra, "content": {"parts": parts}}
    assert_legal_or_error([frame({"candidates": [candidate]}), frame(STOP)])


@given(WILD)
def test_replies_of_any_shape_make_a_message_or_an_error(reply: Any) -> None:
    stream = MessageStream("gem-dev", "gem-dev/asked")
    try:
        DEV.decode_reply(json.dumps(reply).encode(), stream)
    except GatewayError:
        return
    assert_legal(stream.take())
