"""Whatever comes as a generateContent reply, a legal stream comes out, or a clear error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grammar import as_objects, assert_legal
from tests.providers.gemini.gem_cases import SAID, STOP
from tests.providers.gemini.gem_replies import Json, call, chunk, frame, text, value
from tests.providers.gemini.gem_requests import DEV
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.gemini.wire import decode_plain
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


PLAIN = {
    "the Developer API's": b"""{"candidates": [{"content": {"parts": [{"text": "Hi"}],"role": "model"},"index": 0}],
        "usageMetadata": {"promptTokenCount": 8,"totalTokenCount": 8},"modelVersion": "m","responseId": "r1"}""",
    "Vertex AI's": b"""{"candidates": [{"content": {"role": "model","parts": [{"text": "Hi"}]}}],"usageMetadata":
        {"trafficType": "ON_DEMAND"},"modelVersion": "m","createTime": "2026-08-19T14:38:15Z","responseId": "r1"}""",
    "a thought": b'{"candidates":[{"content":{"parts":[{"thought":true,"text":"Hi"}]}}]}',
}


@pytest.mark.parametrize("data", PLAIN.values(), ids=PLAIN)
def test_a_piece_of_text_is_a_plain_chunk(data: bytes) -> None:
    assert decode_plain(data).candidates[0].content.parts[0].text == "Hi"


def said_or_error(frames: Sequence[Frame]) -> list[Json | tuple[str, str | None]]:
    """What comes of each frame, and of the end."""
    stream = MessageStream("gem-dev", "gem-dev/asked")
    decoder = DEV.decoder(stream)
    said: list[Any] = []
    try:
        for each in frames:
            decoder.feed(each)
            said.append(without_ids(stream.take()))
        decoder.end()
    except GatewayError as error:
        said.append((error.message, error.code))
    return [*said, without_ids(stream.take())]


def plain(
    texts: list[str], counts: Json, *, thought: bool | None = None, repeated: Json | None = None
) -> dict[str, Json]:
    """A chunk, and the objects within it that may get another member. thought: None if nothing is said of it."""
    thinks = {} if thought is None else {"thought": thought}
    parts: list[Json] = [{"text": each, **thinks} for each in texts]
    content: Json = {"parts": parts, "role": "model"}
    candidate: Json = {"content": content, "index": 0}
    whole: Json = {"candidates": [candidate], "usageMetadata": counts, **(repeated or {})}
    return {"chunk": whole, "candidate": candidate, "content": content, "part": parts[-1], "counts": counts}


def twisted(places: dict[str, Json], twist: tuple[str, str, Any] | None) -> Json:
    """The chunk, of which one member is new or another, or none."""
    if twist is not None:
        place, name, value = twist
        places[place][name] = value
    return places["chunk"]


def twists(place: str, names: str, *values: Any) -> list[tuple[str, str, Any]]:
    return [(place, name, value) for name in names.split() for value in values]


SECOND = {"content": {"parts": [{"text": "y"}]}}
TWISTS = [
    *twists("chunk", "new error promptFeedback candidates usageMetadata", {"message": "x"}, None),
    *twists("chunk", "modelVersion responseId createTime", None, 1),
    *twists("chunk", "candidates", *([{**SECOND, "index": 0}, {**SECOND, "index": index}] for index in (0, 1))),
    *twists("chunk", "candidates", [], [SECOND], [{"content": SECOND}], [None], [{}]),
    *twists("candidate", "index", 1, -1, None, False, True, 0.0, "0"),
    *twists("candidate", "finishReason finishMessage content", "SAFETY"),
    *twists("content", "parts", [], None, {"text": "x"}, [{}], ["x"]),
    *twists("content", "new role", 1),
    *twists("part", "thought", None, 1, "true"),
    *twists("part", "new thoughtSignature functionCall", "c2ln"),
    *twists("part", "text", None, "", 1, "\ud83d"),
    *twists("counts", "promptTokenCount", None, 9, 8.5, "8", True),
]
REPEATED = st.dictionaries(st.sampled_from(["modelVersion", "responseId", "createTime"]), st.text(max_size=2))
COUNTS = st.dictionaries(st.sampled_from(["promptTokenCount", "totalTokenCount", "x1", "x2"]), st.integers(0, 120))
SAYING = st.lists(st.text(max_size=2), min_size=1, max_size=2)
PLACE = st.sampled_from(["chunk", "candidate", "content", "part", "counts"])
TWIST = st.none() | st.sampled_from(TWISTS) | st.tuples(PLACE, st.sampled_from(MEMBERS), WILD)
CHUNK = st.builds(
    twisted, st.builds(plain, SAYING, COUNTS, thought=st.none() | st.booleans(), repeated=REPEATED), TWIST
)


def assert_read_as_those_that_are_not_plain(chunks: list[Json]) -> None:
    """A null where the error stands means nothing, but no plain chunk has it."""
    begun = [chunk(text("So"), usage={"promptTokenCount": 8}), *chunks]
    long_way = [frame({"error": None, **each}) for each in begun]
    for each in long_way:
        with pytest.raises(UNREADABLE):
            decode_plain(each.data)
    assert said_or_error([*map(frame, begun)]) == said_or_error(long_way)


@pytest.mark.parametrize("twist", TWISTS, ids=str)
def test_a_chunk_that_is_nearly_plain_is_read_as_it_always_was(twist: tuple[str, str, Any]) -> None:
    counts = [{"promptTokenCount": 8, "totalTokenCount": n} for n in range(5)]
    chunks = [twisted(plain(["Hi"], told), twist if n == 2 else None) for n, told in enumerate(counts)]
    assert_read_as_those_that_are_not_plain([*chunks[:3], STOP])
    assert_read_as_those_that_are_not_plain([*chunks, STOP])


@settings(max_examples=500)
@given(st.lists(CHUNK | CHUNK | CHUNK | st.sampled_from(TALK), max_size=6), st.booleans())
def test_plain_chunks_are_read_as_those_that_are_not(chunks: list[Json], ended: bool) -> None:
    assert_read_as_those_that_are_not_plain([*chunks, *([STOP] if ended else [])])
