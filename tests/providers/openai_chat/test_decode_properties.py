"""Whatever a vendor sends as a chat completion, a legal stream comes out, or a clear error."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.grammar import as_objects, assert_legal
from tests.providers.openai_chat.chat_cases import END, STOP, STREAMS
from tests.providers.openai_chat.chat_chunks import DONE, Json, asked_of, call, chunk, frame, reply, streamed
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openrouter import OPENROUTER
from vai_gateway.wire.sse_read import Frame, FrameReader

TALK = [frame for frames, _, _ in STREAMS.values() for frame in frames] + [
    *END,
    frame({"error": {"message": "x"}}),
    chunk({"content": "x", **call("{", index=3)}),
    chunk({"audio": {"data": "A"}}),
    chunk({"audio": {"data": "AA=="}}),
    chunk({"reasoning": "a", "reasoning_details": [{"type": "reasoning.text", "text": "a", "index": 0}]}),
    chunk({"reasoning_details": [{"type": "reasoning.text", "signature": "s", "index": 0}]}),
    chunk({"reasoning_details": [{"type": "reasoning.encrypted", "data": "d"}]}),
    chunk({"executed_tools": [{"index": 0, "type": "python"}]}),
]


DIALECTS = st.sampled_from([OPENAI, GROQ, CEREBRAS, OPENROUTER])


def events_or_error(
    frames: Sequence[Frame], dialect: Dialect = OPENAI
) -> tuple[list[StreamEvent], GatewayError | None]:
    stream = asked_of(dialect)
    decoder = OpenAIChat(dialect).decoder(stream)
    try:
        for each in frames:
            decoder.feed(each)
        decoder.end()
    except GatewayError as error:
        return stream.take(), error
    return stream.take(), None


@given(st.lists(st.sampled_from(TALK), max_size=12), st.booleans(), DIALECTS)
def test_chunks_in_any_order_make_a_legal_stream_or_an_error(
    frames: list[Frame], ended: bool, dialect: Dialect
) -> None:
    events, error = events_or_error([*frames, STOP, DONE] if ended else frames, dialect)
    if error is None:
        assert_legal(events)
        assert collect(events)
    else:
        assert "message_stop" not in [event["type"] for event in as_objects(events)]


@given(st.sampled_from(sorted(STREAMS)), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_events_do_not_depend_on_where_the_bytes_are_cut(name: str, sizes: list[int]) -> None:
    frames = [*STREAMS[name][0], *END]
    body = b"".join(b"data: " + each.data + b"\n\n" for each in frames)
    reader, cut, start = FrameReader(), list[Frame](), 0
    while start < len(body):
        size = sizes[start % len(sizes)]
        cut += reader.feed(body[start : start + size])
        start += size
    assert as_objects(streamed(*cut, *reader.flush())) == as_objects(streamed(*frames))


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))
MEMBERS = (
    "index id name content refusal tool_calls function arguments custom input audio annotations x type text "
    "thinking images image_url url reasoning_details data signature executed_tools x_groq usage error".split()
)
WILD = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.dictionaries(st.sampled_from(MEMBERS), WILD)), max_size=6), WILD, DIALECTS
)
def test_deltas_of_any_shape_make_a_legal_stream_or_an_error(
    deltas: list[tuple[int, Json]], beside: object, dialect: Dialect
) -> None:
    frames = [chunk(delta, index=index, x_groq=beside) for index, delta in deltas]
    events, error = events_or_error([*frames, STOP, DONE], dialect)
    if error is None:
        assert_legal(events)


@given(st.dictionaries(st.sampled_from([*MEMBERS, "usage", "model", "choices"]), WILD | JSON), DIALECTS)
def test_replies_of_any_shape_make_a_message_or_an_error(members: Json, dialect: Dialect) -> None:
    said = {name: value for name, value in members.items() if name not in ("usage", "model", "choices")}
    stream = asked_of(dialect)
    try:
        OpenAIChat(dialect).decode_reply(reply(said, usage=members.get("usage"), model=members.get("model")), stream)
    except GatewayError:
        return
    assert json.dumps(as_objects(stream.take()))
