"""A provider that answers at once: Messages and chat completions, JSON and SSE, from prebuilt bytes.

Each word of a stream is flushed on its own, and paced streams are out of step with each other. The plain asyncio
loop is on purpose: its transport sends on every write, where uvloop would gather the writes of one turn of the loop.
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

import httptools

from bench.dialects import Dialect, Marker, frames, read_marker, reply

_EVENT_STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)


def _whole(status: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % (status, len(body)) + body


@functools.cache
def _reply_bytes(dialect: Dialect) -> bytes:
    return _whole(b"200 OK", reply(dialect))


@functools.cache
def _stream_bytes(dialect: Dialect, count: int) -> tuple[bytes, ...]:
    """One entry per flush, chunked encoding included."""
    first, *others = [b"%x\r\n%b\r\n" % (len(frame), frame) for frame in frames(dialect, count)]
    return (_EVENT_STREAM + first, *others[:-1], others[-1] + b"0\r\n\r\n")


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
        if value and name.lower() in (b"authorization", b"x-api-key"):
            self._keyed = True

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path, body, keyed = self._path, self._body, self._keyed
        self._next_request()
        if path == b"/departures":
            self._transport.write(_whole(b"200 OK", json.dumps(self._departures).encode()))
        elif path not in (b"/v1/messages", b"/v1/chat/completions"):
            self._transport.write(_whole(b"404 Not Found", b'{"error":{"message":"no such path"}}'))
        elif not keyed:
            self._transport.write(_whole(b"401 Unauthorized", b'{"error":{"message":"no key"}}'))
        else:
            self._answer("messages" if path == b"/v1/messages" else "chat", body)

    def _next_request(self) -> None:
        self._path = self._body = b""
        self._keyed = False

    def _answer(self, dialect: Dialect, body: bytes) -> None:
        if b'"stream":true' not in body:
            self._transport.write(_reply_bytes(dialect))
            return
        self._streaming = True
        self._stream(dialect, read_marker(body))

    def _stream(self, dialect: Dialect, marker: Marker) -> None:
        flushes = _stream_bytes(dialect, marker.words)
        if marker.pause_ms:
            pause_s = marker.pause_ms / 1000
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
