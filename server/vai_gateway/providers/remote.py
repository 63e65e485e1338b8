"""A provider over HTTP: moves the bytes for an adapter, which translates them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError, unreadable_reply
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.providers.adapter import Adapter, Ask, Decoder
from vai_gateway.providers.vendor_errors import without_key
from vai_gateway.wire.sse_read import Frame, FrameReader
from vai_gateway.wire.upstream import Exchange, Reply, Upstream


class Remote:
    """Implements Provider."""

    def __init__(
        self,
        adapter: Adapter,
        upstream: Upstream,
        ticker: Ticker,
        timing: UpstreamTiming,
        base_url: str | None = None,
    ) -> None:
        self.facts = adapter.facts
        self._adapter = adapter
        self._upstream = upstream
        self._ticker = ticker
        self._timing = timing
        self._base_url = (base_url or adapter.facts.base_url).rstrip("/")

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return self._adapter.issues(ask)

    async def complete(self, ask: Ask) -> list[StreamEvent]:
        """Raises GatewayError, `timeout` if the whole reply takes too long."""
        stream = MessageStream(self.facts.name, ask.request.model)
        try:
            async with self._ticker.deadline(self._timing.total_s), self._post(ask) as reply:
                await self._expect_success(reply)
                self._adapter.decode_reply(await reply.body(), stream)
            stream.end()
        except TimeoutError:
            raise GatewayError(
                "api_error",
                f"{self.facts.name} did not answer within {self._timing.total_s:g} s",
                code="timeout",
            ) from None
        except GatewayError as error:
            raise without_key(error, ask.key) from None
        return stream.take()

    async def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        stream = MessageStream(self.facts.name, ask.request.model)
        reading = _Reading(stream, self._adapter.decoder(stream), relay=ask.relay)
        try:
            async with self._post(ask) as reply:
                await self._expect_success(reply)
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
            raise without_key(error, ask.key) from None

    async def _whole_reply(self, begun: bytes, reply: Reply, stream: MessageStream) -> list[StreamEvent]:
        """A body that is no event stream although one was asked for: an answer in one piece, or an error page."""
        if begun.lstrip().startswith(b"<"):
            raise unreadable_reply(self.facts.name, "it is a web page")
        self._adapter.decode_reply(begun + await reply.body(), stream)
        stream.end()
        return stream.take()

    async def _expect_success(self, reply: Reply) -> None:
        if reply.status != 200:
            raise self._adapter.error(reply.status, reply.headers, await reply.error_body())

    def _post(self, ask: Ask) -> Exchange:
        outgoing = self._adapter.encode(ask)
        headers = {
            "content-type": "application/json",
            "accept": "text/event-stream" if ask.stream else "application/json",
            "accept-encoding": "identity",
            "user-agent": "vai-gateway",
            **outgoing.headers,
        }
        url = self._base_url + outgoing.path
        return self._upstream.post(self.facts.name, url, outgoing.body, headers, outgoing.secrets)


async def _first_bytes(reply: Reply) -> bytes:
    """The body's beginning. Some vendors send white space while they think."""
    begun = b""
    while not begun.strip() and (chunk := await reply.chunk()):
        begun = chunk
    return begun


class _Reading:
    """One event stream as it arrives. What was decoded before a failure still goes out, so the failure waits."""

    def __init__(self, stream: MessageStream, decoder: Decoder, *, relay: bool) -> None:
        self._stream = stream
        self._decoder = decoder
        self._reader = FrameReader()
        self._relay = relay and bool(decoder.relays)
        self._failure: GatewayError | None = None

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        if self._relay:
            chunk = self._after_relayed(chunk)
        if chunk:
            self._decode(self._reader.feed, chunk)
        return self._stream.take()

    def end(self) -> list[StreamEvent]:
        self._decode(lambda _: self._reader.flush(), b"")
        if self._failure is None:
            try:
                self._decoder.end()
            except GatewayError as error:
                self._failure = error
        return self._stream.take()

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _after_relayed(self, chunk: bytes) -> bytes:
        """What is left of the chunk after the frames that could be relayed and those before them."""
        start = 0
        while (found := chunk.find(self._decoder.relays, start)) >= 0 and self._failure is None:
            if found > start:
                self._decode(self._reader.feed, chunk[start:found])
            taken = self._decoder.relay(chunk, found) if self._reader.at_boundary else 0
            start = found + taken
            if not taken:
                break
        return chunk[start:]

    def _decode(self, read: Callable[[bytes], list[Frame]], chunk: bytes) -> None:
        try:
            for frame in read(chunk):
                self._decoder.feed(frame)
        except GatewayError as error:
            self._failure = error
