"""What a handler answers, and how it goes out: one JSON body, or a stream of events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import msgspec

from vai_gateway.core.call import Call
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError, error_envelope
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import StreamTiming
from vai_gateway.wire.asgi import HeaderList, Send, header
from vai_gateway.wire.sse_write import EventSender, never

_encode = msgspec.json.Encoder().encode
_JSON = "application/json"
_VERSION = (b"x-vai-version", b"1")


@dataclass(frozen=True, slots=True)
class Answer:
    body: msgspec.Struct | bytes
    status: int = 200
    content_type: str = _JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Events:
    """batches: the events in the lists they arrived in, ending with a terminal one or in a GatewayError.

    slot: held from before the first event until the stream has ended. keeps_time: the batches end by themselves when
    their time is over, so of a stream's limits only the client's are left.
    """

    batches: AsyncGenerator[list[StreamEvent], None]
    slot: AbstractAsyncContextManager[None]
    keeps_time: bool = False


class Sender:
    """Writes answers and errors. closing_at: see EventSender."""

    def __init__(
        self, clock: Clock, ticker: Ticker, timing: StreamTiming, closing_at: Callable[[], float] = never
    ) -> None:
        self._now = clock.now
        self._events = EventSender(clock, ticker, timing, closing_at)

    async def send(self, answer: Answer | Events, call: Call, send: Send) -> None:
        if isinstance(answer, Events):
            await self._events.send(
                answer.batches,
                call,
                send,
                headers=self.base_headers(call),
                slot=answer.slot,
                keeps_time=answer.keeps_time,
            )
            return
        body = answer.body if isinstance(answer.body, bytes) else _encode(answer.body)
        headers = self.base_headers(call)
        headers.append((b"content-type", answer.content_type.encode()))
        headers.extend(header(name, value) for name, value in answer.headers.items())
        await self._send_whole(answer.status, headers, body, call, send)

    async def send_error(self, error: GatewayError, call: Call, send: Send, headers: Mapping[str, str]) -> None:
        """headers: of the HTTP answer alone, such as Allow."""
        own = self.base_headers(call)
        own.append((b"content-type", _JSON.encode()))
        if error.retry_after is not None:
            own.append((b"retry-after", str(error.retry_after).encode()))
        if error.code == "invalid_api_key":
            own.append((b"www-authenticate", b'Bearer realm="vai-gateway"'))
        own.extend(header(name, value) for name, value in headers.items())
        await self._send_whole(error.status, own, _encode(error_envelope(error, call.id)), call, send)

    def base_headers(self, call: Call) -> HeaderList:
        duration_ms = int((self._now() - call.began_at) * 1000)
        return [
            (b"x-request-id", call.id.encode()),
            _VERSION,
            (b"x-duration-ms", str(duration_ms).encode()),
        ]

    async def _send_whole(self, status: int, headers: HeaderList, body: bytes, call: Call, send: Send) -> None:
        headers.append((b"content-length", str(len(body)).encode()))
        headers.extend(call.cors_headers)
        call.status = status
        call.first_byte_at = self._now()
        await send({"type": "http.response.start", "status": status, "headers": headers})
        call.answered = True
        await send({"type": "http.response.body", "body": body})
