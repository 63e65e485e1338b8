"""Mixed traffic: whole answers and streams, refusals, faults of providers, and clients that leave at every stage."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.gateway.client import Connection
from tests.gateway.replies import DIALECTS, Dialect
from tests.gateway.stage import Json, message
from tests.gateway.upstream import Exchange, Script, Upstream

Pairs = tuple[tuple[str, str], ...]
Kind = Callable[[Connection, Pairs], Awaitable[None]]
TO_SEE_THE_REQUEST_S = 0.002


def whole(body: Json | bytes, target: str = "/v1/messages") -> Kind:
    """Ask, and take whatever is answered."""

    async def kind(connection: Connection, headers: Pairs) -> None:
        await connection.ask("POST", target, body=body, headers=headers)

    return kind


def getting(target: str) -> Kind:
    async def kind(connection: Connection, headers: Pairs) -> None:
        await connection.ask("GET", target, headers=headers)

    return kind


def leaving(body: Json, *, events: int, target: str = "/v1/messages") -> Kind:
    """Leave after so many events; with none, soon after asking."""

    async def kind(connection: Connection, headers: Pairs) -> None:
        await connection.request("POST", target, body=body, headers=headers)
        if not events:
            await asyncio.sleep(TO_SEE_THE_REQUEST_S)
        elif (await connection.head()).status == 200:
            told = connection.events()
            for _ in range(events):
                await anext(told, None)
        connection.reset()

    return kind


async def leaving_while_sending(connection: Connection, headers: Pairs) -> None:
    length = ("content-length", "1000")
    await connection.request("POST", "/v1/messages", headers=(*headers, ("content-type", "application/json"), length))
    await connection.send(b'{"model":')
    await asyncio.sleep(TO_SEE_THE_REQUEST_S)
    connection.reset()


LOCAL: tuple[Kind, ...] = (
    whole(message()),
    whole(message(stream=True)),
    whole(message(text="[[words=500 think=50]]", stream=True)),
    whole(message(text="[[call=look words=3]]", tools=[{"name": "look", "input_schema": {"type": "object"}}])),
    whole(message(text="[[cut after=3]]", stream=True)),
    whole(message(text="[[fail=overloaded_error]]")),
    whole(message(thinking={"type": "disabled", "effort": "low"})),
    whole(message("nobody/x")),
    whole(b"{"),
    whole(b'{"model": "local/scripted", "messages": [{"role": "user", "content": [{"type": "image"}]}]}'),
    whole(message(), "/v1/nothing"),
    whole({"request": message()}, "/v1/runs"),
    whole({"request": message(text="[[call=nothing]]")}, "/v1/runs:stream"),
    leaving({"request": message(text="[[hang after=1]]")}, events=2, target="/v1/runs:stream"),
    getting("/v1/models"),
    getting("/healthz"),
    leaving(message(text="[[hang]]"), events=0),
    leaving(message(text="[[hang after=2]]", stream=True), events=2),
    leaving(message(text="[[words=2000 delay_ms=1]]", stream=True), events=5),
    leaving_while_sending,
)


def _cut(dialect: Dialect) -> Script:
    frames = dialect.frames("Hello ", "there.")

    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*frames[:3])
        exchange.reset()

    return script


def _waiting(dialect: Dialect) -> Script:
    frames = dialect.frames("Hello ", "there.")

    async def script(exchange: Exchange) -> None:
        if exchange.received.json().get("stream"):
            await exchange.start()
            await exchange.chunk(*frames[:3])
        await exchange.until_left()

    return script


async def _refusing(exchange: Exchange) -> None:
    await exchange.answer(b'{"error": {"type": "invalid_request_error", "message": "No."}}', status=400)


async def _babbling(exchange: Exchange) -> None:
    await exchange.answer(b"Hello there.", kind="text/plain")


class Traffic:
    """number: chooses what happens; all kinds come in turn. Each has a connection of its own."""

    def __init__(self, url: str, upstream: Upstream, headers: Pairs = ()) -> None:
        self._url = url
        self._headers = headers
        self._kinds = [*((kind, ()) for kind in LOCAL), *_of_providers(upstream)]

    async def send(self, number: int) -> None:
        kind, headers = self._kinds[number % len(self._kinds)]
        async with Connection(self._url) as connection:
            await kind(connection, (*self._headers, *headers))

    async def send_many(self, count: int, *, at_once: int) -> None:
        numbers = iter(range(count))

        async def sender() -> None:
            for number in numbers:
                await self.send(number)

        async with asyncio.TaskGroup() as senders:
            for _ in range(at_once):
                senders.create_task(sender())


def _of_providers(upstream: Upstream) -> list[tuple[Kind, Pairs]]:
    kinds: list[tuple[Kind, Pairs]] = []
    for dialect in DIALECTS.values():
        model = dialect.asked_as

        def keyed(script: Script | None, name: str = dialect.key_header) -> Pairs:
            return ((name, "any" if script is None else upstream.key(script)),)

        for stream in (False, True):
            body = message(model, stream=stream)
            kinds += [(whole(body), keyed(script)) for script in (None, _cut(dialect), _refusing, _babbling)]
            kinds.append((leaving(body, events=0), keyed(_waiting(dialect))))
        kinds.append((leaving(message(model, stream=True), events=3), keyed(_waiting(dialect))))
    return kinds
