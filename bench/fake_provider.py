"""A provider that answers at once, in every dialect, JSON and SSE, from prebuilt bytes; and a search engine.

Each word of a stream is flushed on its own, and paced streams are out of step with each other. The plain asyncio
loop is on purpose: its transport sends on every write, where uvloop would gather the writes of one turn of the loop.
A request whose marker asks for searches is answered with the call of one until the history holds them all.
`GET /departures` lists when (monotonic seconds) a client left a stream that was still running.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import sys
import time
from collections.abc import Iterator
from typing import cast
from urllib.parse import parse_qs

import httptools

from bench.dialects import DIALECTS, Upstream
from bench.runs import SEARCH_PATH, search_reply
from bench.wire import Marker, read_marker

_EVENT_STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
_END = b"0\r\n\r\n"


def _whole(status: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % (status, len(body)) + body


_UPSTREAMS: dict[bytes, Upstream] = {
    path.encode(): upstream
    for upstream, dialect in DIALECTS.items()
    for path in (dialect.asking.path, dialect.asking.stream_path)
}
_KEYS = (b"authorization", b"x-api-key", b"x-goog-api-key")


@functools.cache
def _reply_bytes(upstream: Upstream) -> bytes:
    return _whole(b"200 OK", DIALECTS[upstream].telling.reply)


def _chunk(frame: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(frame), frame)


@functools.cache
def _spoken_bytes(upstream: Upstream, count: int) -> tuple[bytes, ...]:
    """One entry per flush, chunked encoding included."""
    first, *others = map(_chunk, DIALECTS[upstream].telling.spoken(count))
    return (_EVENT_STREAM + first, *others)


@functools.cache
def _closing_bytes(upstream: Upstream, count: int) -> bytes:
    return _chunk(DIALECTS[upstream].telling.last(count)) + _END


def stream_bytes(upstream: Upstream, marker: Marker, body: bytes) -> tuple[bytes, ...]:
    """What answers a streamed request, one entry per flush."""
    spoken = _spoken_bytes(upstream, marker.words)
    if body.count(b'"role":"assistant"') >= marker.searches:
        return (*spoken, _closing_bytes(upstream, marker.words))
    return (*spoken, _chunk(DIALECTS[upstream].telling.last(marker.words, marker.query)) + _END)


def _shares() -> Iterator[float]:
    """Numbers from 0 to 1 that spread evenly however many are taken."""
    return (number * 0.618034 % 1 for number in itertools.count())


class FakeProvider(asyncio.Protocol):
    """Both arguments are shared by all connections. shifts: how far, in pauses, the next stream is out of step."""

    def __init__(self, departures: list[float], shifts: Iterator[float]) -> None:
        self._departures = departures
        self._shifts = shifts
        self._streaming = False
        self._parser = httptools.HttpRequestParser(self)
        self._next_request()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._loop = asyncio.get_running_loop()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._streaming:
            self._streaming = False
            self._departures.append(time.monotonic())

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if value and name.lower() in _KEYS:
            self._keyed = True

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path, body, keyed = self._path, self._body, self._keyed
        self._next_request()
        if path == b"/departures":
            self._transport.write(_whole(b"200 OK", json.dumps(self._departures).encode()))
        elif path == SEARCH_PATH.encode():
            self._transport.write(_whole(b"200 OK", search_reply(parse_qs(body)[b"q"][0])))
        elif path not in _UPSTREAMS:
            self._transport.write(_whole(b"404 Not Found", b'{"error":{"message":"no such path"}}'))
        elif not keyed:
            self._transport.write(_whole(b"401 Unauthorized", b'{"error":{"message":"no key"}}'))
        else:
            self._answer(path, body)

    def _next_request(self) -> None:
        self._path = self._body = b""
        self._keyed = False

    def _answer(self, path: bytes, body: bytes) -> None:
        upstream = _UPSTREAMS[path]
        if not DIALECTS[upstream].asking.wants_stream(path.decode(), body):
            self._transport.write(_reply_bytes(upstream))
            return
        self._streaming = True
        marker = read_marker(body)
        self._stream(stream_bytes(upstream, marker, body), marker.pause_ms / 1000)

    def _stream(self, flushes: tuple[bytes, ...], pause_s: float) -> None:
        if pause_s:
            began = self._loop.time() - next(self._shifts) * pause_s
            self._paced(flushes, 0, began, pause_s)
            return
        for flush in flushes:
            self._transport.write(flush)
        self._streaming = False

    def _paced(self, flushes: tuple[bytes, ...], index: int, began: float, pause_s: float) -> None:
        """Words are due by the clock of the stream's start, so that delays do not add up."""
        if not self._streaming:
            return
        self._transport.write(flushes[index])
        if index + 1 == len(flushes):
            self._streaming = False
            return
        due = began + (index + 1) * pause_s
        self._loop.call_at(due, self._paced, flushes, index + 1, began, pause_s)


async def serve(port: int) -> None:
    departures: list[float] = []
    shifts = _shares()
    server = await asyncio.get_running_loop().create_server(
        lambda: FakeProvider(departures, shifts), "127.0.0.1", port, backlog=1024
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
