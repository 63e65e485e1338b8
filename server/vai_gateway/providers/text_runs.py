"""Runs of frames that differ in their text alone, told without decoding each.

A vendor repeats a whole chunk around every word. Once one such frame was decoded, those behind it need only be the
same bytes around another plain string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = rb'[^"\\\x00-\x1f]*+(?:\\["\\/bfnrt][^"\\\x00-\x1f]*+)*+"'
PLAIN_STRING = b'"' + _PLAIN
"""JSON's, without `\\u`: the halves of a pair would have to be looked at."""
_plain_string = re.compile(PLAIN_STRING).match
_are_plain = re.compile(b"(?:" + _PLAIN + rb"\n)*+").fullmatch
"""One a line, since no plain string holds a line end: none can lend another its end."""


def is_utf8(frames: bytes) -> bool:
    if not frames.isascii():
        try:
            frames.decode()
        except UnicodeDecodeError:
            return False
    return True


def text_deltas(index: int, texts: Iterable[bytes]) -> bytes:
    """The contract's frames. texts: JSON strings behind their first quote."""
    begin = b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,' % index
    begin += b'"delta":{"type":"text_delta","text":"'
    end = b"}}\n\n"
    return begin + (end + begin).join(texts) + end


class TextRuns:
    """text: the member that holds it. padding: one behind it whose string is random and means nothing."""

    def __init__(self, text: str, padding: str) -> None:
        self._text = f'"{text}":'.encode()
        self._padding = f'"{padding}":'.encode()
        self._before = self._between = self._behind = b""
        """What stands around the text and the padding. There may be no padding."""

    def learn(self, data: bytes) -> None:
        """data: of a frame that told a piece of text and nothing else."""
        self._before = b""
        before, text, behind = _parted(b"data: " + data, self._text)
        between, padding, rest = _parted(behind, self._padding)
        if text:
            self._before, self._between, self._behind = before, between if padding else b"", rest + b"\n\n"

    def take(self, chunk: bytes, start: int) -> tuple[int, list[bytes]]:
        """start: where a frame begins.

        Where the run from there ends, and its texts as JSON strings behind their first quote.
        """
        before, between, behind = self._before, self._between, self._behind
        if not before or not chunk.startswith(before, start):
            return start, []
        texts: list[bytes] = []
        over, begin = start, start + len(before)
        while end := chunk.find(b'"', begin) + 1:
            last = end
            if between:
                if not chunk.startswith(between, end):
                    break
                last = chunk.find(b'"', end + len(between)) + 1
            if last < end or not chunk.startswith(behind, last):
                break
            texts.append(chunk[begin:end])
            over = last + len(behind)
            if not chunk.startswith(before, over):
                break
            begin = over + len(before)
        return (over, texts) if _is_legal(chunk[start:over], texts) else (start, [])


def _is_legal(run: bytes, texts: list[bytes]) -> bool:
    """Whether a run of so many frames is what its frames would be if each were decoded."""
    is_plain = b'"' not in texts and _are_plain(b"\n".join([*texts, b""])) is not None
    return is_plain and run.count(b"\n") == 2 * len(texts) and is_utf8(run)


def _parted(data: bytes, member: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the member's plain string, the string, and what stands behind; all is, if there is none."""
    before, _, behind = data.partition(member)
    string = _plain_string(behind)
    if string is None or member in behind:
        return b"", b"", data
    return before + member + b'"', string[0], behind[string.end() :]
