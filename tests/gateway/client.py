"""A client over raw TCP: it sees each byte of an answer when it comes, and can misbehave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar, cast

Read = TypeVar("Read")
Json = dict[str, Any]
WAIT_S = 10.0
"""How long a test waits for what should come at once."""


@dataclass(frozen=True, slots=True)
class Head:
    status: int
    fields: tuple[tuple[str, str], ...]

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case name."""
        return {name.lower(): value for name, value in self.fields}


@dataclass(frozen=True, slots=True)
class Answer:
    head: Head
    body: bytes

    @property
    def status(self) -> int:
        return self.head.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self.head.headers

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> Json:
        """The envelope's."""
        envelope = self.json()
        assert envelope["type"] == "error", envelope
        error: Json = envelope["error"]
        return error

    @property
    def events(self) -> list[Json]:
        return [json.loads(data) for data in _data(self.body)]


class Connection:
    """Use as `async with Connection(url)`."""

    def __init__(self, url: str) -> None:
        self.address = url.removeprefix("http://")

    async def __aenter__(self) -> Connection:
        host, _, port = self.address.rpartition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port), limit=1 << 26)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    async def send(self, raw: bytes) -> None:
        self._writer.write(raw)
        await self._writer.drain()

    async def request(
        self, method: str, target: str, *, body: Json | bytes | None = None, headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        """body: goes out as JSON unless it is bytes. A header that is given twice goes out twice."""
        fields = [("host", self.address), *headers]
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if body is not None:
            given = {name.lower() for name, _ in fields}
            defaults = (("content-type", "application/json"), ("content-length", str(len(raw))))
            fields += [field for field in defaults if field[0] not in given]
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]
        await self.send("\r\n".join(lines).encode("latin-1") + raw)

    async def ask(
        self, method: str, target: str, *, body: Json | bytes | None = None, headers: Iterable[tuple[str, str]] = ()
    ) -> Answer:
        await self.request(method, target, body=body, headers=headers)
        return await self.answer(has_body=method != "HEAD")

    async def head(self) -> Head:
        raw = await self._wait_for(self._reader.readuntil(b"\r\n\r\n"))
        line, *fields = raw.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        pairs = (field.partition(": ") for field in fields)
        return Head(int(line.split(" ")[1]), tuple((name, value) for name, _, value in pairs))

    async def answer(self, *, has_body: bool = True) -> Answer:
        head = await self.head()
        headers = head.headers
        if not has_body or head.status in (100, 204):
            return Answer(head, b"")
        if headers.get("transfer-encoding") == "chunked":
            return Answer(head, b"".join([chunk async for chunk in self.chunks()]))
        return Answer(head, await self._wait_for(self._reader.readexactly(int(headers["content-length"]))))

    async def chunks(self) -> AsyncIterator[bytes]:
        """Of an answer whose head was read. Ends with the answer; raises IncompleteReadError if it breaks off."""
        while True:
            size = int(await self._wait_for(self._reader.readuntil(b"\r\n")), 16)
            chunk = await self._wait_for(self._reader.readexactly(size + 2))
            if not size:
                return
            yield chunk[:-2]

    async def events(self) -> AsyncIterator[Json]:
        """Each when it comes."""
        async for chunk in self.chunks():
            for data in _data(chunk):
                yield json.loads(data)

    async def rest(self) -> bytes:
        """What comes until the gateway closes the connection."""
        return await self._wait_for(self._reader.read())

    def reset(self) -> None:
        """Leave without a word."""
        self._writer.transport.abort()

    def stop_reading(self) -> None:
        """Leave what comes in the socket's buffers."""
        self._reading().pause_reading()

    def read_on(self) -> None:
        self._reading().resume_reading()

    def _reading(self) -> asyncio.ReadTransport:
        # Uvloop's transports are no subclasses of asyncio's.
        return cast(asyncio.ReadTransport, self._writer.transport)

    async def _wait_for(self, read: Awaitable[Read]) -> Read:
        async with asyncio.timeout(WAIT_S):
            return await read


def _data(frames: bytes) -> list[bytes]:
    return [line.removeprefix(b"data: ") for line in frames.split(b"\n") if line.startswith(b"data: ")]


async def ask(
    url: str, line: str, *, body: Json | bytes | None = None, headers: Iterable[tuple[str, str]] = ()
) -> Answer:
    """On a connection of its own. line: method and target, such as `GET /healthz`."""
    method, _, target = line.partition(" ")
    async with Connection(url) as connection:
        return await connection.ask(method, target, body=body, headers=headers)
