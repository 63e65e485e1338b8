"""Server-sent events, written: typed events in, frames out, exactly one terminal event.

The response starts with the first event, so that an error before it keeps its HTTP status. The shared ticker sends
pings after quiet and enforces the time limits by cancelling the request's task; the watcher of wire/departure.py
cancels it too when the client leaves, and then wins, since nobody is left to read a timeout.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing

import msgspec

from vai_gateway.contract import responses
from vai_gateway.contract.responses import (
    ErrorEvent,
    MessageStartEvent,
    MessageStopEvent,
    RunCompleteEvent,
    StreamEventEvent,
)
from vai_gateway.core.call import Call
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError, error_event
from vai_gateway.core.message_stream import Relayed, StreamEvent, usage_of
from vai_gateway.core.ticker import Ticker, this_task
from vai_gateway.core.timing import StreamTiming
from vai_gateway.wire.asgi import HeaderList, Send, header

PING = b'event: ping\ndata: {"type":"ping"}\n\n'
TERMINAL = frozenset({MessageStopEvent, ErrorEvent, RunCompleteEvent})

_encode = msgspec.json.Encoder().encode
_HEADERS: HeaderList = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]
_SEPARATORS = re.compile("[\u0085\u2028\u2029]")


_OPENINGS: dict[type[StreamEvent], bytes] = {
    event: f"event: {event.__struct_config__.tag}\ndata: ".encode()
    for event in vars(responses).values()
    if isinstance(event, type) and issubclass(event, msgspec.Struct) and event.__struct_config__.tag
}


def frames(events: Sequence[StreamEvent]) -> bytes:
    """The events' frames. Separators that some line readers split at are escaped."""
    parts: list[bytes] = []
    for event in events:
        if type(event) is Relayed:
            parts.append(event.frames)
            continue
        parts += (_OPENINGS[type(event)], _encode(event), b"\n\n")
    joined = b"".join(parts)
    if not joined.isascii() and (b"\xe2\x80" in joined or b"\xc2\x85" in joined):
        escaped = _SEPARATORS.sub(lambda match: f"\\u{ord(match[0]):04x}", joined.decode())
        return escaped.encode()
    return joined


def never() -> float:
    return math.inf


class EventSender:
    """closing_at: when the gateway closes what still streams; infinite while it is not shutting down."""

    def __init__(
        self, clock: Clock, ticker: Ticker, timing: StreamTiming, closing_at: Callable[[], float] = never
    ) -> None:
        self._now = clock.now
        self._ticker = ticker
        self._timing = timing
        self._closing_at = closing_at

    async def send(
        self,
        batches: AsyncGenerator[list[StreamEvent], None],
        call: Call,
        send: Send,
        *,
        headers: HeaderList,
        slot: AbstractAsyncContextManager[None],
        keeps_time: bool = False,
    ) -> None:
        """Raises GatewayError if nothing has been sent yet; afterwards it becomes the terminal event."""
        stream = _Stream(call, send, self._now, self._timing, closing_at=self._closing_at, keeps_time=keeps_time)
        self._ticker.add(stream)
        try:
            async with slot, aclosing(batches):
                async for events in batches:
                    if events:
                        await stream.write(events, headers)
        except GatewayError as error:
            await stream.fail(error)
        except asyncio.CancelledError:
            if stream.expired is None or call.client_left or stream.task.uncancel():
                raise
            await stream.fail(stream.expired)
        finally:
            self._ticker.remove(stream)
            stream.end()


class _Stream:
    """One stream on its way to one client."""

    def __init__(
        self,
        call: Call,
        send: Send,
        now: Callable[[], float],
        timing: StreamTiming,
        *,
        closing_at: Callable[[], float],
        keeps_time: bool,
    ) -> None:
        self.task = this_task()
        self.expired: GatewayError | None = None
        self._call = call
        self._send = send
        self._now = now
        self._timing = timing
        self._closing_at = closing_at
        self._keeps_time = keeps_time
        self._began_at = self._last_batch_at = self._last_write_at = now()
        self._started = False
        self._ended = False
        self._writing = False
        self._ping: asyncio.Task[None] | None = None

    async def write(self, events: list[StreamEvent], headers: HeaderList) -> None:
        if not self._started:
            await self._start(events, headers)
        self._last_batch_at = self._last_write_at = self._now()
        last = type(events[-1]) in TERMINAL
        if last:
            self._ended = self._call.answered = True
            self._call.usage = usage_of(events) or self._call.usage
        self._writing = True
        await self._send({"type": "http.response.body", "body": frames(events), "more_body": not last})
        self._writing = False

    async def fail(self, error: GatewayError) -> None:
        if not self._started:
            raise error
        self._call.error = error
        if self._ended:
            return
        self._ended = self._call.answered = True
        # A client that does not read could not be reached by a terminal event either.
        if not self._writing:
            body = frames([error_event(error, self._call.id)])
            await self._send({"type": "http.response.body", "body": body})

    def end(self) -> None:
        self._ended = True
        if self._ping is not None:
            self._ping.cancel()

    def look(self, now: float) -> None:
        """For the ticker."""
        if self._ended or self.expired is not None:
            return
        self.expired = self._expiry(now)
        if self.expired is not None:
            self.task.cancel()
        elif self._started and not self._writing and now - self._last_write_at >= self._timing.ping_s:
            self._last_write_at = now
            self._ping = asyncio.get_running_loop().create_task(self._send_ping())

    async def _send_ping(self) -> None:
        if not self._ended:
            await self._send({"type": "http.response.body", "body": PING, "more_body": True})

    async def _start(self, events: list[StreamEvent], headers: HeaderList) -> None:
        call = self._call
        model = call.model
        if (start := _message_start(events)) is not None:
            model, call.usage = start.message.model, start.message.usage
        self._started = True
        call.status = 200
        call.first_byte_at = self._now()
        all_headers = [*headers, header("x-model", model), *_HEADERS, *call.cors_headers]
        await self._send({"type": "http.response.start", "status": 200, "headers": all_headers})

    def _expiry(self, now: float) -> GatewayError | None:
        timing = self._timing
        if self._keeps_time:
            is_stuck = self._writing and now - self._last_write_at >= timing.idle_s
            return _timeout(f"the client took no event for {timing.idle_s:g} s") if is_stuck else None
        if now >= self._closing_at():
            return GatewayError("overloaded_error", "the gateway is shutting down", code="draining")
        if now - self._began_at >= timing.stream_s:
            return _timeout(f"the stream lasted longer than {timing.stream_s:g} s")
        if not self._started:
            late = now - self._began_at >= timing.first_event_s
            return _timeout(f"no first event within {timing.first_event_s:g} s") if late else None
        if not self._writing and now - self._last_batch_at >= timing.idle_s:
            return _timeout(f"no event from the model for {timing.idle_s:g} s")
        return None


def _message_start(events: list[StreamEvent]) -> MessageStartEvent | None:
    """Of a message, or of a run's first turn."""
    first = events[0]
    if type(first) is not MessageStartEvent:
        first = next((event.event for event in events if type(event) is StreamEventEvent), first)
    return first if type(first) is MessageStartEvent else None


def _timeout(message: str) -> GatewayError:
    return GatewayError("api_error", message, code="timeout")
