"""Whole gateways between a raw client and a provider that the test directs."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.gateway.client import WAIT_S, Answer, Connection, ask
from tests.gateway.replies import DIALECTS, Dialect
from tests.gateway.upstream import Script, Upstream
from tests.servers import Host

Json = dict[str, Any]
Result = TypeVar("Result")
LOOK_S = 0.01


@dataclass(slots=True)
class Stage:
    """run: a test's coroutine on the loop of the servers."""

    host: Host
    upstream: Upstream
    _urls: dict[tuple[tuple[str, str], ...], str] = field(default_factory=dict)
    _logs: dict[str, io.BytesIO] = field(default_factory=dict)

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self.host.run(coroutine)

    def gateway(self, **settings: str) -> str:
        """Its address. settings: without `VAI_PROXY_`. One that has the same settings already is used again.

        Not from within a coroutine that `run` runs.
        """
        chosen = tuple(sorted(settings.items()))
        if chosen not in self._urls:
            log = io.BytesIO()
            url = self.host.gateway(environment(self.upstream.url, **settings), log=log)
            self._urls[chosen], self._logs[url] = url, log
        return self._urls[chosen]

    def log(self, url: str) -> bytes:
        return self._logs[url].getvalue()

    def lines(self, url: str) -> list[Json]:
        return [json.loads(line) for line in self.log(url).splitlines()]


@contextmanager
def upstream_on(host: Host) -> Iterator[Upstream]:
    """It stops before its loop does, whatever happens: an open loop with a server on it never closes."""
    upstream = Upstream()
    host.run(upstream.start())
    try:
        yield upstream
    finally:
        host.run(upstream.stop())


@contextmanager
def staged() -> Iterator[Stage]:
    with Host() as host, upstream_on(host) as upstream:
        yield Stage(host, upstream)


def environment(upstream: str, **settings: str) -> dict[str, str]:
    """For a gateway that calls every provider there. settings: without `VAI_PROXY_`."""
    urls = {f"{dialect.setting}_BASE_URL": upstream + dialect.base_path for dialect in DIALECTS.values()}
    return {f"VAI_PROXY_{name}": value for name, value in (urls | settings).items()}


def address_of_nobody() -> str:
    """Where nobody listens. A port that is only bound would not do: some systems leave its callers waiting."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def message(model: str = "local/scripted", text: str = "Hello.", **more: Any) -> Json:
    return {"model": model, "messages": [{"role": "user", "content": text}], **more}


async def request(
    connection: Connection, dialect: Dialect, key: str, *, stream: bool, headers: tuple[tuple[str, str], ...] = ()
) -> None:
    """Ask this vendor with this key, and do not wait for the answer."""
    body = message(dialect.asked_as, stream=stream)
    await connection.request("POST", "/v1/messages", body=body, headers=((dialect.key_header, key), *headers))


async def asked(url: str, dialect: Dialect, *, key: str, stream: bool) -> Answer:
    async with Connection(url) as connection:
        await request(connection, dialect, key, stream=stream)
        return await connection.answer()


async def directed(stage: Stage, url: str, dialect: Dialect, script: Script, *, stream: bool) -> Answer:
    """The answer where `script` answers for the vendor."""
    return await asked(url, dialect, key=stage.upstream.key(script), stream=stream)


async def metrics(url: str) -> dict[str, float]:
    """By name and labels, as they stand in the text."""
    answer = await ask(url, "GET /metrics")
    lines = (line for line in answer.body.decode().splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def until_active(url: str, requests: int) -> None:
    """Until the gateway is answering so many requests."""
    for _ in range(int(WAIT_S / LOOK_S)):
        if (await metrics(url))["vai_active_requests"] == requests:
            return
        await asyncio.sleep(LOOK_S)
    raise TimeoutError(f"there were never {requests} requests")


async def until(condition: Callable[[], bool]) -> None:
    """Until what must come true does."""
    for _ in range(int(WAIT_S / LOOK_S)):
        if condition():
            return
        await asyncio.sleep(LOOK_S)
    raise TimeoutError("it did not come true")
