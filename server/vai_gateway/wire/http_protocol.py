"""HTTP/1.1 as uvicorn speaks it, with bounds on a request's head, and the envelope for what is no HTTP at all.

And the upgrade to a WebSocket, where it is refused.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from vai_gateway.core.errors import GatewayError, error_envelope
from vai_gateway.core.ids import request_id

MAX_HEAD_BYTES = 64 << 10
"""Of a request's line and headers; noticed after the read that passes it. Their parser slows down as they grow."""
HEAD_S = 30.0
"""How long a caller may take for a head. Between two requests uvicorn's keep-alive limit holds instead."""


class BoundedHttp(HttpToolsProtocol):
    """head_s: for tests. Its timer is the loop's own, as uvicorn's timers are: there is one per connection."""

    head_s = HEAD_S

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head_bytes = -1
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self.head_s, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_bytes < 0:
            return
        self._head_bytes += len(data)
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_s, self.transport.close)
        if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(f"the request's head is larger than {MAX_HEAD_BYTES} bytes")

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_bytes = -1
        self._stop_timer()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        id = request_id()
        error = GatewayError("invalid_request_error", msg, code="invalid_http")
        body = msgspec.json.encode(error_envelope(error, id))
        headers = [
            *self.server_state.default_headers,
            (b"x-request-id", id.encode()),
            (b"x-vai-version", b"1"),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        lines = b"".join(b"%s: %s\r\n" % header for header in headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + lines + b"\r\n" + body)
        self.transport.close()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class RefusableSocket(WebSocketsSansIOProtocol):
    """Uvicorn takes an upgrade that was refused by an HTTP answer for one without any, and logs an error. (0.54)"""

    async def send(self, message: Any) -> None:
        await super().send(message)
        self.handshake_complete = self.handshake_complete or self.close_sent
