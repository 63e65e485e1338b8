"""What every wire of the bench has in common: how a client asks on it, and what the fake provider tells.

A request tells the fake provider how to behave by a marker in its prompt, so that it survives any gateway:
`[[n=64,d=0]]`: n words, d milliseconds between them. `[[n=64,d=0,t=1,q=q000001]]`: before the answer t turns that
search for q, each of as many words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

SYSTEM = "You are a helpful assistant."
PROMPT = "Say hello to the world, briefly."
ANSWER = "Hello there, this is a made-up answer that is about as long as a short reply."
MAX_TOKENS = 64
TEMPERATURE = 0.5
CREATED = 1_700_000_000
INPUT_TOKENS = 12
WORD = re.compile(rb'"w\d{4} "')
QUERY = "q000000"
"""What a run searches for. Each connection puts its own number there, of the same width."""
SEARCH = "vai_web_search"
_MARKER = re.compile(rb"\[\[n=(\d+),d=(\d+)(?:,t=(\d+),q=(q\d{6}))?\]\]")


@dataclass(frozen=True, slots=True)
class Marker:
    """searches: turns that search for `query`, before the one that answers."""

    words: int = 64
    pause_ms: int = 0
    searches: int = 0
    query: str = QUERY

    def __str__(self) -> str:
        searching = f",t={self.searches},q={self.query}" if self.searches else ""
        return f"[[n={self.words},d={self.pause_ms}{searching}]]"


@dataclass(frozen=True, slots=True)
class Asking:
    """request: of a model, streamed if there is a marker.

    stream_path: where it differs from the path, it alone says that the answer is to be streamed.
    terminal: what comes after the last word of every stream.
    """

    path: str
    stream_path: str
    request: Callable[[str, Marker | None], Json]
    terminal: bytes

    def body(self, model: str, marker: Marker | None = None) -> bytes:
        return compact(self.request(model, marker))

    def path_of(self, marker: Marker | None) -> str:
        return self.stream_path if marker else self.path

    def wants_stream(self, path: str, body: bytes) -> bool:
        """Whether a request that came to one of the two paths does."""
        return b'"stream":true' in body if self.path == self.stream_path else path == self.stream_path


@dataclass(frozen=True, slots=True)
class Telling:
    """What the fake provider flushes. reply: the whole answer where it is not streamed. opening: may be empty.

    word: by its number. closing: by the count of words. calling: instead of it, the call of a search for a query.
    """

    reply: bytes
    opening: bytes
    word: Callable[[int], bytes]
    closing: Callable[[int], bytes]
    calling: Callable[[int, str], bytes] | None = None

    def spoken(self, count: int) -> list[bytes]:
        """All flushes but the last: the opening, then each word on its own."""
        return [*filter(None, [self.opening]), *map(self.word, range(count))]

    def last(self, count: int, query: str = "") -> bytes:
        """With a query the answer ends in a search for it."""
        if not query:
            return self.closing(count)
        assert self.calling, "no tools on this wire"
        return self.calling(count, query)

    def frames(self, count: int) -> list[bytes]:
        return [*self.spoken(count), self.last(count)]


def read_marker(body: bytes) -> Marker:
    found = _MARKER.search(body)
    if not found:
        return Marker()
    words, pause_ms, searches, query = found.groups()
    return Marker(int(words), int(pause_ms), int(searches or 0), (query or QUERY.encode()).decode())


def word(number: int) -> str:
    return f"w{number:04d} "


def text_of(count: int) -> str:
    return "".join(map(word, range(count)))


def words(count: int) -> list[bytes]:
    """As they stand in the frames of every wire: quoted, so that a prompt never counts."""
    return [b'"%b"' % word(number).encode() for number in range(count)]


def prompt(marker: Marker | None) -> str:
    return f"{PROMPT} {marker}" if marker else PROMPT


def compact(body: Json) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def event(data: Json) -> bytes:
    """A named event of SSE."""
    return b"event: %b\ndata: %b\n\n" % (data["type"].encode(), compact(data))


def data_line(data: Json) -> bytes:
    """An event of SSE without a name."""
    return b"data: %b\n\n" % compact(data)
