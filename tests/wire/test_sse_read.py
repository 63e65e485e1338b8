"""Frames are the same however the bytes are cut."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.sse_read import Frame, FrameReader

STREAMS = {
    "plain": (
        'event: a\ndata: {"t":"Grüß"}\n\ndata: 2\n\n'.encode(),
        [Frame("a", '{"t":"Grüß"}'.encode()), Frame("", b"2")],
    ),
    "carriage returns": (b"event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n", [Frame("a", b"1"), Frame("", b"2")]),
    "pairs, several lines and blocks": (
        b": hello\r\n\r\nevent: a\r\ndata: 1\r\ndata: 2\r\n\r\n\r\ndata: 3\r\n\r\ndata: 4",
        [Frame("a", b"1\n2"), Frame("", b"3"), Frame("", b"4")],
    ),
    "line feeds among pairs": (
        b"data: 1\n\ndata: 2\ndata: 3\r\n\r\ndata: 4\n\r\ndata: 5\r\n\ndata: 6\r\n\r\n",
        [Frame("", b"1"), Frame("", b"2\n3"), Frame("", b"4"), Frame("", b"5"), Frame("", b"6")],
    ),
    "carriage returns among pairs": (
        b"data: 1\r\rdata: 2\rdata: 3\r\n\r\ndata: 4\r\r\n\r\ndata: 5\r\n\rdata: 6\r\n\r\n",
        [Frame("", b"1"), Frame("", b"2\n3"), Frame("", b"4"), Frame("", b"5"), Frame("", b"6")],
    ),
    "a line feed and then a carriage return": (b"data: 1\n\rdata: 2", [Frame("", b"1"), Frame("", b"2")]),
    "lone carriage returns": (b"data: 1\r\rdata: 2\r\r", [Frame("", b"1"), Frame("", b"2")]),
    "comments": (b": hello\n\n: again\ndata: 1\n\n", [Frame("", b"1")]),
    "several data lines": (b"data: 1\ndata: 2\n\n", [Frame("", b"1\n2")]),
    "no space after the colon": (b"event:a\ndata:1\n\n", [Frame("a", b"1")]),
    "byte order mark": (b"\xef\xbb\xbfdata: 1\n\n", [Frame("", b"1")]),
    "id and retry": (b"id: 1\nretry: 5\ndata: 1\n\n", [Frame("", b"1")]),
    "blank lines between": (b"\n\n\ndata: 1\n\n\n\ndata: 2\n\n", [Frame("", b"1"), Frame("", b"2")]),
    "a last block without its blank line": (b"data: 1\n\ndata: 2", [Frame("", b"1"), Frame("", b"2")]),
    "empty data": (b"data\n\ndata:\n\n", [Frame("", b""), Frame("", b"")]),
    "trailing spaces": (b"data: {}   \n\n", [Frame("", b"{}   ")]),
}


def read(chunks: list[bytes]) -> list[Frame]:
    reader = FrameReader()
    frames = [frame for chunk in chunks for frame in reader.feed(chunk)]
    return frames + reader.flush()


@pytest.mark.parametrize("name", STREAMS)
@given(cuts=st.lists(st.integers(0, 80), max_size=12))
def test_frames_do_not_depend_on_where_the_bytes_are_cut(name: str, cuts: list[int]) -> None:
    body, expected = STREAMS[name]
    edges = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    assert read([body[start:end] for start, end in pairwise(edges)]) == expected


@pytest.mark.parametrize("name", STREAMS)
def test_frames_survive_one_byte_at_a_time(name: str) -> None:
    body, expected = STREAMS[name]
    assert read([body[i : i + 1] for i in range(len(body))]) == expected


def as_the_standard_says(body: bytes) -> list[Frame]:
    """Line by line. Unlike the standard, empty data is a frame, and so is a block that the body's end closes."""
    frames: list[Frame] = []
    event, data = "", list[bytes]()
    for line in [*re.split(rb"\r\n|\n|\r", body), b""]:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            data.append(value)
        elif name == b"event":
            event = value.decode()
        elif not line:
            frames += [Frame(event, b"\n".join(data))] if data else []
            event, data = "", []
    return frames


LINE_ENDS = [b"\n", b"\r", b"\r\n", b"\r\n\r\n"]
LINES = [b"data: 1", b"data: 2", b"data:", b"event: a", b": hello", b"x"]


@given(st.lists(st.lists(st.sampled_from(LINE_ENDS + LINES), max_size=6).map(b"".join), max_size=6))
def test_all_line_ends_mixed_and_cut_anywhere_read_as_the_standard_says(chunks: list[bytes]) -> None:
    assert read(chunks) == as_the_standard_says(b"".join(chunks))


@given(st.lists(st.sampled_from([b"d", b"data:1", b"\r", b"\n"]), max_size=12))
def test_lines_cut_within_their_ends_read_as_the_standard_says(chunks: list[bytes]) -> None:
    assert read(chunks) == as_the_standard_says(b"".join(chunks))


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_frame_comes_out_with_the_last_byte_of_its_blank_line(line_end: bytes) -> None:
    reader = FrameReader()
    found = [reader.feed(b"data: %d" % i + line_end * 2) for i in range(3)]
    assert found == [[Frame("", b"%d" % i)] for i in range(3)]


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_bytes_whatever_break_the_reader(chunks: list[bytes]) -> None:
    assert all(isinstance(frame, Frame) for frame in read(chunks))


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_give_the_same_frames_in_one_piece(chunks: list[bytes]) -> None:
    assert read(chunks) == read([b"".join(chunks)])


def test_a_block_that_never_ends_is_an_error_and_not_a_memory_leak() -> None:
    reader = FrameReader(max_frame_bytes=100)
    with pytest.raises(GatewayError, match="more than 100 bytes"):
        for _ in range(20):
            reader.feed(b"data: 1234567890")
