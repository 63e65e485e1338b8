"""A provider over HTTP: moves the bytes for an adapter, which translates them."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError, unreadable_reply
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.core.vendor_errors import without_key
from vai_gateway.providers.adapter import Adapter, Ask, Authorize
from vai_gateway.providers.reading import Reading
from vai_gateway.wire.retry import NothingSent, RetryPolicy, is_worth_a_retry
from vai_gateway.wire.upstream import Reply, Upstream


@dataclass(frozen=True, slots=True)
class Carrier:
    """What all remote providers share. retried: told the provider's name at each try after the first."""

    upstream: Upstream
    clock: Clock
    ticker: Ticker
    timing: UpstreamTiming
    retry: RetryPolicy
    retried: Callable[[str], None]


class Remote:
    """Implements Provider. base_url: the operator's. authorize: where a token must first be got for the key."""

    def __init__(
        self, adapter: Adapter, carrier: Carrier, base_url: str | None = None, *, authorize: Authorize | None = None
    ) -> None:
        self.facts = adapter.facts
        self._adapter = adapter
        self._carrier = carrier
        self._base_url = base_url.rstrip("/") if base_url else ""
        self._authorize = authorize

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return self._adapter.issues(ask)

    async def complete(self, ask: Ask) -> list[StreamEvent]:
        """Raises GatewayError, `timeout` if the whole reply takes too long."""
        stream = MessageStream(self.facts.name, ask.request.model)
        total_s = self._carrier.timing.total_s if ask.total_s is None else ask.total_s
        try:
            async with self._carrier.ticker.deadline(total_s):
                with closing(await self._reply(ask)) as reply:
                    self._adapter.decode_reply(await reply.body(), stream)
            stream.end()
        except TimeoutError:
            message = f"{self.facts.name} did not answer within {total_s:g} s"
            raise GatewayError("api_error", message, code="timeout") from None
        except GatewayError as error:
            raise without_key(error, ask.key, self.facts.name) from None
        return stream.take()

    async def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        stream = MessageStream(self.facts.name, ask.request.model)
        reading = Reading(stream, self._adapter, relay=ask.relay)
        try:
            with closing(await self._reply(ask)) as reply:
                chunk = await _first_bytes(reply)
                if chunk.lstrip().startswith((b"{", b"[", b"<")):
                    yield await self._whole_reply(chunk, reply, stream)
                    return
                while chunk:
                    if events := reading.feed(chunk):
                        yield events
                    reading.raise_failure()
                    if stream.stopped:
                        await reply.drain()
                        return
                    chunk = await reply.chunk()
                if events := reading.end():
                    yield events
                reading.raise_failure()
        except GatewayError as error:
            raise without_key(error, ask.key, self.facts.name) from None

    async def _whole_reply(self, begun: bytes, reply: Reply, stream: MessageStream) -> list[StreamEvent]:
        """A body that is no event stream although one was asked for: an answer in one piece, or an error page."""
        if begun.lstrip().startswith(b"<"):
            raise unreadable_reply(self.facts.name, "it is a web page")
        self._adapter.decode_reply(begun + await reply.body(), stream)
        stream.end()
        return stream.take()

    async def _reply(self, ask: Ask) -> Reply:
        """The first reply that is no refusal; close it. Raises GatewayError with the last refusal."""
        outgoing = self._adapter.encode(ask)
        headers = {
            "content-type": "application/json",
            "accept": "text/event-stream" if ask.stream else "application/json",
            "accept-encoding": "identity",
            "user-agent": "vai-gateway",
            **outgoing.headers,
        }
        url = (self._base_url or outgoing.base_url or self.facts.base_url) + outgoing.path
        secrets = outgoing.secrets
        if self._authorize is not None:
            secrets = {**secrets, **await self._authorize(ask)}
        post = self._carrier.upstream.post
        tried = 0
        while True:
            tried += 1
            try:
                reply = await post(self.facts.name, url, body=outgoing.body, headers=headers, secrets=secrets)
            except NothingSent as error:
                await self._wait(error, {}, tried)
                continue
            if reply.status == 200:
                return reply
            await self._wait(
                await self._refusal(reply), reply.headers if is_worth_a_retry(reply.status) else None, tried
            )

    async def _refusal(self, reply: Reply) -> GatewayError:
        with closing(reply):
            return self._adapter.error(reply.status, reply.headers, await reply.error_body())

    async def _wait(self, error: GatewayError, headers: Mapping[str, str] | None, tried: int) -> None:
        """Until the next try is due. headers: None if there may be none. Raises `error` if there is none."""
        carrier = self._carrier
        jitter = random.random()
        wait_s = None if headers is None else carrier.retry.wait_s(error, headers, tried=tried, jitter=jitter)
        if wait_s is None:
            raise error
        carrier.retried(self.facts.name)
        await carrier.clock.sleep(wait_s)


async def _first_bytes(reply: Reply) -> bytes:
    """The body's beginning. Some vendors send white space while they think."""
    begun = b""
    while not begun.strip() and (chunk := await reply.chunk()):
        begun = chunk
    return begun
