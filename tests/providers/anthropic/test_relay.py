"""Text deltas that go on as the bytes they came in, and those that must be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.anthropic.test_decode import TEXT, Json, start
from vai_gateway.core.message_stream import MessageStream, Relayed
from vai_gateway.providers.anthropic.decode import AnthropicDecoder
from vai_gateway.wire.sse_read import Frame, FrameReader

THINKING = {"type": "thinking", "thinking": "", "signature": ""}


def frame(text: str, *, index: int = 0, padding: str = "") -> bytes:
    event = {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": text}}
    compact = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return f"event: content_block_delta\ndata: {compact}{padding}\n\n".encode()


def begun(*blocks: Json) -> tuple[AnthropicDecoder, MessageStream]:
    """A message in which the last block is open and those before it are over."""
    stream = MessageStream("anthropic", "anthropic/asked")
    decoder = AnthropicDecoder(stream)
    events: list[Json] = [start()]
    for index, block in enumerate(blocks):
        if index:
            events.append({"type": "content_block_stop", "index": index - 1})
        events.append({"type": "content_block_start", "index": index, "content_block": block})
    for event in events:
        decoder.feed(Frame(event["type"], json.dumps(event).encode()))
    stream.take()
    return decoder, stream


@pytest.mark.parametrize(
    "run",
    [
        frame("Hi"),
        frame(""),
        frame('"quoted"\n\t\\ and / 世界'),
        frame("padded", padding="      "),
        frame("one") + frame(" two") + frame(" three"),
    ],
)
def test_text_deltas_of_the_open_block_are_taken_over_as_they_are(run: bytes) -> None:
    decoder, stream = begun(TEXT)
    assert decoder.relay(b"junk" + run + b"event: ping\n", 4) == len(run)
    assert stream.take() == [Relayed(run)]


def test_a_run_ends_where_another_block_is_meant() -> None:
    decoder, stream = begun(TEXT)
    first = frame("a") + frame("b")
    assert decoder.relay(first + frame("c", index=1), 0) == len(first)
    assert stream.take() == [Relayed(first)]


@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param(frame("x", index=1), id="another block"),
        pytest.param(frame("x").replace(b':0,"delta"', b':00,"delta"'), id="a number that JSON does not know"),
        pytest.param(frame("x")[:-1], id="half a frame"),
        pytest.param(frame("x").replace(b'"x"', b'"\\u0041"'), id="an escape that may be half a pair"),
        pytest.param(frame("x").replace(b'"x"', b'"\x01"'), id="a control character"),
        pytest.param(frame("x").replace(b'"x"', b'"\xff"'), id="no UTF-8"),
        pytest.param(frame("x").replace(b'"x"', b'"x","more":1'), id="a further member"),
        pytest.param(frame("x").replace(b"text_delta", b"mood_delta"), id="another delta"),
        pytest.param(frame("x").replace(b"\n\n", b"\nid: 1\n\n"), id="a further line"),
    ],
)
def test_anything_else_is_left_to_be_read(chunk: bytes) -> None:
    decoder, stream = begun(TEXT)
    assert decoder.relay(chunk, 0) == 0
    assert stream.take() == []


@pytest.mark.parametrize("blocks", [[], [THINKING], [TEXT, THINKING], [{"type": "hologram"}]])
def test_text_for_what_is_no_open_text_block_is_left_to_be_read(blocks: list[Json]) -> None:
    decoder, stream = begun(*blocks)
    assert decoder.relay(frame("x", index=max(0, len(blocks) - 1)), 0) == 0
    assert stream.take() == []


@given(st.lists(st.text(max_size=8), min_size=1, max_size=5))
def test_what_is_taken_over_is_whole_frames_that_say_what_was_said(texts: list[str]) -> None:
    chunk = b"".join(map(frame, texts))
    taken = begun(TEXT)[0].relay(chunk, 0)
    told = [json.loads(each.data)["delta"]["text"] for each in FrameReader().feed(chunk[:taken])]
    assert told == texts[: len(told)]
    assert chunk[taken:] == b"".join(map(frame, texts[len(told) :]))
