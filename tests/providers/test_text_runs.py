"""Chunks that differ in their text alone are told without decoding each, and nobody can tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.providers.openai_chat.chat_cases import END, STOP
from tests.providers.openai_chat.chat_chunks import ADAPTER, Json, asked_of, call, chunk, frame
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import Relayed
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.reading import Reading
from vai_gateway.providers.text_runs import TextRuns
from vai_gateway.wire.sse_read import Frame, FrameReader
from vai_gateway.wire.sse_write import frames as written

START = chunk({"role": "assistant", "content": ""})
SPACES: list[tuple[str, str]] = [(",", ":"), (", ", ": ")]


def wire(each: Frame, spaces: tuple[str, str] = SPACES[0], *, escaped: bool = False) -> bytes:
    data = each.data
    if data.startswith(b"{"):
        data = json.dumps(json.loads(data), separators=spaces, ensure_ascii=escaped).encode()
    return b"data: " + data + b"\n\n"


def said(text: str, *, spaces: tuple[str, str] = SPACES[0], escaped: bool = False, **members: Any) -> bytes:
    return wire(chunk({"content": text}, **members), spaces, escaped=escaped)


def told(chunks: list[bytes], *, relay: bool) -> tuple[list[Json], str | None, int]:
    """The events as a client reads them, the error's code, and how many batches went on as bytes."""
    reading = Reading(asked_of(OPENAI), ADAPTER, relay=relay)
    batches = [reading.feed(each) for each in chunks]
    batches.append(reading.end())
    error = None
    try:
        reading.raise_failure()
    except GatewayError as failure:
        error = failure.code
    body = b"".join(written(batch) for batch in batches)
    relayed = sum(isinstance(event, Relayed) for batch in batches for event in batch)
    return [json.loads(each.data) for each in FrameReader().feed(b"\n\n" + body)], error, relayed


TEXTS = st.text(max_size=8) | st.sampled_from(["", '"', "\\", "\n\n", "\u2028", "😀", '},"x":"', "data: {", "/"])
PIECES = st.one_of(
    st.builds(said, TEXTS, spaces=st.sampled_from(SPACES), escaped=st.booleans()),
    st.builds(said, TEXTS, obfuscation=st.text("aZ9-\\é\n", max_size=4)),
    st.builds(said, TEXTS, system_fingerprint=st.sampled_from(["a", None])),
    st.builds(lambda text: said(text, index=1), TEXTS),
    st.sampled_from(
        [
            b": comment\n\n",
            b"event: error\n" + said("x"),
            said("x").replace(b'"x"', b'"\xff"'),
            said("x").replace(b'"x"', b'"\\x"'),
            said("x").replace(b'"x"', b'"x'),
            said("x").replace(b'"x"', b'"\x01"'),
            said("x").replace(b"\n\n", b"\r\n\r\n"),
            said("x")[:-1],
            said("x", obfuscation="p").replace(b'"p"', b'"p\n\n"'),
            wire(chunk({"reasoning": "hm"})),
            wire(chunk(call("{}", index=0, id="c", name="f"))),
            wire(frame({"error": {"message": "no"}})),
            *map(wire, (STOP, *END)),
        ]
    ),
)


@given(st.lists(st.lists(PIECES, max_size=6), max_size=6), st.integers(1, 60))
@example([[said("a"), said("b"), said('"'), said("c")]], 10_000)
def test_nobody_can_tell_whether_chunks_were_decoded(bodies: list[list[bytes]], longest: int) -> None:
    bodies = [[wire(START), said("Hi")], *bodies, [wire(each) for each in (STOP, *END)]]
    chunks = [b"".join(body) for body in bodies]
    short = [each[at : at + longest] for each in chunks for at in range(0, len(each), longest)]
    for pieces in (chunks, short):
        assert told(pieces, relay=True)[:2] == told(pieces, relay=False)[:2]


PADDED = [said(word, obfuscation="aB3") for word in ("a", "b", "c")]
PLAIN = [said(word) for word in ("a", "b", "c")]
BOTH = [wire(chunk({"content": word, "reasoning": "hm"})) for word in ("a", "b", "c")]
SCENES = {
    "thinking between texts": [*PADDED, wire(chunk({"reasoning": "hm"})), *PADDED],
    "a call between texts": [*PADDED, wire(chunk(call("{}", index=0, id="c", name="f"))), *PADDED],
    "a refusal between texts": [*PADDED, wire(chunk({"refusal": "no"})), *PADDED],
    "text and thinking in one chunk": [*BOTH, *BOTH],
    "text behind the end": [*PADDED, *map(wire, (STOP, *END)), *PADDED],
    "a blank line in the padding": [*PADDED, PADDED[0].replace(b"aB3", b"a\n\n3"), *PADDED],
    "padding that is a number": [*PADDED, PADDED[0].replace(b'"aB3"', b"3"), *PADDED],
    "padding and another member": [*PADDED, PADDED[0].replace(b'"usage"', b'"usAge"'), *PADDED],
    "another member of the same length": [*PADDED, PADDED[0].replace(b'logprobs":null', b'logprobs":true'), *PADDED],
    "a text that the next one would end": [*PLAIN, PLAIN[0].replace(b'"a"', b'"a\\"'), *PLAIN],
    "an end that is missing": [*PLAIN, PLAIN[0].replace(b'"a"', b'"a'), *PLAIN],
    "a failure in mid-read": [*PADDED, b": comment\n\ndata: {}x\n\n", *PADDED],
    "texts that are empty": [*PADDED, PADDED[0].replace(b'"a"', b'""'), *PADDED],
}


@pytest.mark.parametrize("scene", SCENES)
def test_what_stands_between_alike_chunks_is_told_in_its_place(scene: str) -> None:
    body = wire(START) + b"".join(SCENES[scene])
    for cut in (len(body), len(body) // 2 - 9, len(body) // 2, len(body) // 2 + 9):
        chunks = [body[:cut], body[cut:], b"".join(map(wire, (STOP, *END)))]
        assert told(chunks, relay=True)[:2] == told(chunks, relay=False)[:2]


def test_chunks_behind_one_that_was_decoded_go_on_as_bytes_in_one_piece() -> None:
    words = [said(f" w{n}", obfuscation="aB3") for n in range(20)]
    events, error, relayed = told([wire(START) + b"".join(words), b"".join(map(wire, (STOP, *END)))], relay=True)
    texts = [event["delta"]["text"] for event in events if event["type"] == "content_block_delta"]
    assert (texts, error, relayed) == ([f" w{n}" for n in range(20)], None, 1)


def test_a_stream_of_which_no_two_chunks_are_alike_is_read_at_once() -> None:
    words = [said(f" w{n}", created=n) for n in range(20)]
    reader = TextRuns("content", padding="obfuscation")
    reader.learn(words[0][6:-2])
    assert reader.take(b"".join(words[1:]), 0) == (0, [])
    assert told([wire(START) + b"".join(words)], relay=True)[2] == 0


@pytest.mark.parametrize("data", [b"{}", b'{"content":null}', b'{"content":"a","b":{"content":"c"}}'])
def test_nothing_is_learnt_of_a_frame_without_one_plain_text(data: bytes) -> None:
    runs = TextRuns("content", padding="obfuscation")
    runs.learn(data)
    assert runs.take(b"data: " + data + b"\n\n", 0) == (0, [])
