"""How the gateway talks to a voice vendor: one request or one socket, tried again by the house's policy alone."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError, unreadable_reply
from vai_gateway.core.secret import Secret
from vai_gateway.core.ticker import Ticker
from vai_gateway.wire.retry import NothingSent, RetryPolicy, is_worth_a_retry
from vai_gateway.wire.upstream import Reply, Upstream
from vai_gateway.wire.upstream_ws import UpgradeRefused, UpstreamSocket, UpstreamSockets

Result = TypeVar("Result")
Refused = Callable[[int, Mapping[str, str], bytes], GatewayError]
"""A vendor's error: the status, the headers by lower-case name, and at most 1 MiB of the body."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """What all remote voices share. retried: told the vendor's name at each try after the first.

    quiet_s: how long a voice may say nothing while it owes something.
    """

    upstream: Upstream
    sockets: UpstreamSockets
    clock: Clock
    ticker: Ticker
    retry: RetryPolicy
    retried: Callable[[str], None]
    quiet_s: float


@dataclass(frozen=True, slots=True)
class Sending:
    """One request. secrets: headers that hold keys."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    body: bytes = b""


class _Refusal(Exception):
    def __init__(self, status: int, headers: Mapping[str, str], error: GatewayError) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.error = error


class Exchange:
    """With one vendor. Raises GatewayError with the last refusal."""

    def __init__(self, vendor: str, carrier: Carrier, refused: Refused) -> None:
        self._vendor = vendor
        self._carrier = carrier
        self._refused = refused

    async def post(self, sending: Sending) -> Reply:
        """A reply that is no refusal; close it."""

        async def once() -> Reply:
            reply = await self._carrier.upstream.post(
                self._vendor, sending.url, body=sending.body, headers=sending.headers, secrets=sending.secrets
            )
            if 200 <= reply.status < 300:
                return reply
            with closing(reply):
                raise self._refusal(reply.status, reply.headers, await reply.error_body())

        return await self._tried(once)

    async def sound(self, sending: Sending) -> Reply:
        """A reply that holds sound; close it. A page that came in its place would be played as noise."""
        reply = await self.post(sending)
        kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith("text/") or kind.endswith(("json", "xml")):
            reply.close()
            raise unreadable_reply(self._vendor, f"it is no sound but {kind[:64]}")
        return reply

    async def connect(self, sending: Sending) -> UpstreamSocket:
        async def once() -> UpstreamSocket:
            try:
                return await self._carrier.sockets.connect(
                    self._vendor, sending.url, headers=sending.headers, secrets=sending.secrets
                )
            except UpgradeRefused as answer:
                raise self._refusal(answer.status, answer.headers, answer.body) from None

        return await self._tried(once)

    async def in_time(self, sound: Awaitable[Result]) -> Result:
        """What the voice owes. Raises GatewayError `timeout` if it says nothing for too long."""
        quiet_s = self._carrier.quiet_s
        try:
            async with self._carrier.ticker.deadline(quiet_s):
                return await sound
        except TimeoutError:
            raise GatewayError("api_error", f"{self._vendor} said nothing for {quiet_s:g} s", code="timeout") from None

    def _refusal(self, status: int, headers: Mapping[str, str], body: bytes) -> _Refusal:
        return _Refusal(status, headers, self._refused(status, headers, body))

    async def _tried(self, once: Callable[[], Awaitable[Result]]) -> Result:
        tried = 0
        while True:
            tried += 1
            try:
                return await once()
            except NothingSent as error:
                await self._wait(error, {}, tried)
            except _Refusal as refusal:
                if not is_worth_a_retry(refusal.status):
                    raise refusal.error from None
                await self._wait(refusal.error, refusal.headers, tried)

    async def _wait(self, error: GatewayError, headers: Mapping[str, str], tried: int) -> None:
        """Until the next try is due. Raises `error` if there is none."""
        carrier = self._carrier
        wait_s = carrier.retry.wait_s(error, headers, tried=tried, jitter=random.random())
        if wait_s is None:
            raise error from None
        carrier.retried(self._vendor)
        await carrier.clock.sleep(wait_s)
