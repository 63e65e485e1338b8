"""A provider over raw TCP that does, byte by byte, what a test tells it to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.gateway.replies import DIALECTS

Json = dict[str, Any]
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came. headers: lower-case names."""

    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def key(self) -> str:
        """The provider's key, without the scheme before it."""
        return (self.headers.get("x-api-key") or self.headers.get("authorization", "")).rpartition(" ")[2]

    def json(self) -> Any:
        return json.loads(self.body)


class Exchange:
    """One request and the answer to it.

    whole: the answer was ended, so the connection can be used again. taken: how many bytes the gateway made room for.
    """

    def __init__(self, received: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.received = received
        self.whole = False
        self.taken = 0
        self._reader = reader
        self._writer = writer

    async def write(self, raw: bytes) -> None:
        self._writer.write(raw)
        await self._writer.drain()
        self.taken += len(raw)

    async def start(self, status: int = 200, kind: str = "text/event-stream", *more: tuple[str, str]) -> None:
        """The head of an answer that comes in chunks."""
        await self.write(_head(status, [("content-type", kind), *more, ("transfer-encoding", "chunked")]))

    async def chunk(self, *pieces: bytes) -> None:
        """Each as an HTTP chunk of its own."""
        await self.write(b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces))

    async def end(self) -> None:
        await self.write(b"0\r\n\r\n")
        self.whole = True

    async def answer(
        self, body: bytes, *, status: int = 200, kind: str = "application/json", headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        """A whole answer, its length declared."""
        self.whole = True
        length = ("content-length", str(len(body)))
        await self.write(_head(status, [("content-type", kind), *headers, length]) + body)

    async def until_left(self) -> None:
        """Until the gateway has closed the connection."""
        with suppress(OSError):
            while await self._reader.read(CHUNK):
                pass

    def reset(self) -> None:
        """Break the connection off."""
        self._writer.transport.abort()


Script = Callable[[Exchange], Awaitable[None]]


async def as_the_vendor(exchange: Exchange) -> None:
    """A short answer, in the dialect and the mode that were asked for."""
    received = exchange.received
    dialect = DIALECTS["anthropic" if received.target == "/v1/messages" else "openai"]
    if received.json().get("stream"):
        await exchange.start()
        await exchange.chunk(*dialect.frames("Hello ", "there."))
        await exchange.end()
    else:
        await exchange.answer(dialect.message("Hello ", "there."))


class Upstream:
    """received: every request so far. The key of a request decides what answers it; else `as_the_vendor` does."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.url = ""
        self._scripts: dict[str, Script] = {}
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def key(self, script: Script) -> str:
        """A new provider key that is answered by `script`."""
        key = f"key-of-script-{len(self._scripts)}"
        self.answer(key, script)
        return key

    def answer(self, key: str, script: Script) -> None:
        """From now on, requests with this key."""
        self._scripts[key] = script

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._connections)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (received := await _received(reader)) is not None:
                self.received.append(received)
                exchange = Exchange(received, reader, writer)
                await self._scripts.get(received.key, as_the_vendor)(exchange)
                if not exchange.whole:
                    break
        except OSError:
            return
        finally:
            writer.close()


def _head(status: int, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode()


async def _received(reader: asyncio.StreamReader) -> Received | None:
    """None once the gateway closed the connection, or if it speaks TLS."""
    try:
        first = await reader.readexactly(1)
        if first != b"P":
            return None
        head = first + await reader.readuntil(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in fields)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except asyncio.IncompleteReadError:
        return None
    return Received(line.split(" ")[1], headers, body)
