"""The outermost layer: gives each request its Call, answers what was raised, and reports at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.exceptions import HTTPException

from vai_gateway.core.call import Call, chosen_request_id
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError, error_event
from vai_gateway.wire.answer import Sender
from vai_gateway.wire.asgi import ASGIFunction, HeaderList, Message, Receive, Scope, Send
from vai_gateway.wire.cors import Cors
from vai_gateway.wire.sse_write import frames

Ended = Callable[[Call, float], None]
Bug = Callable[[Call, Exception], None]


class Edge:
    """ended: told of every request at its end. bug: told of everything that is no GatewayError."""

    def __init__(self, app: ASGIFunction, *, clock: Clock, sender: Sender, cors: Cors, ended: Ended, bug: Bug) -> None:
        self._app = app
        self._now = clock.now
        self._sender = sender
        self._cors = cors
        self._ended = ended
        self._bug = bug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            send = _refusing(send)
        call = self._call(scope)
        scope["vai.call"] = call
        try:
            if self._cors.enabled and await self._cors.answer_preflight(call, send):
                return
            await self._app(scope, receive, send)
        except GatewayError as error:
            await self._send_error(error, call, send, {})
        except HTTPException as error:
            await self._send_error(_routing_error(error, call), call, send, dict(error.headers or {}))
        except asyncio.CancelledError:
            # A client that leaves is no CancelledError here, so it is the server, which waits no longer.
            await self._send_error(_shutting_down(), call, send, {})
            raise
        except Exception as error:
            self._bug(call, error)
            await self._send_error(_internal(), call, send, {})
        finally:
            self._ended(call, self._now())

    def _call(self, scope: Scope) -> Call:
        headers = dict(scope["headers"])
        if len(headers) != len(scope["headers"]):
            headers = _joined(scope["headers"])
        client = scope.get("client")
        return Call(
            id=chosen_request_id(headers.get(b"x-request-id")),
            method=scope.get("method", "GET"),
            path=scope["path"],
            headers=headers,
            client=client[0] if client else "",
            began_at=self._now(),
        )

    async def _send_error(self, error: GatewayError, call: Call, send: Send, headers: dict[str, str]) -> None:
        """Before the first byte, an HTTP answer; in the middle of a stream, its terminal event."""
        call.error = error
        if call.status == 0:
            await self._sender.send_error(error, call, send, headers)
        elif call.stream and not call.answered:
            call.answered = True
            await send({"type": "http.response.body", "body": frames([error_event(error, call.id)])})


def _refusing(send: Send) -> Send:
    """For a WebSocket that is not accepted: an HTTP answer, as ASGI's extension `websocket.http.response` takes it."""

    async def refuse(message: Message) -> None:
        await send({**message, "type": f"websocket.{message['type']}"})

    return refuse


def _joined(headers: HeaderList) -> dict[bytes, bytes]:
    """Repeated headers mean one list of values, as proxies rely on that add a line of their own."""
    joined: dict[bytes, bytes] = {}
    for name, value in headers:
        joined[name] = joined[name] + b", " + value if name in joined else value
    return joined


def _routing_error(error: HTTPException, call: Call) -> GatewayError:
    if error.status_code == 405:
        allowed = sorted((error.headers or {}).get("Allow", "").split(", "))
        message = f"{call.path} answers {' and '.join(allowed)} alone, not {call.method}"
        return GatewayError("invalid_request_error", message, code="method_not_allowed")
    if error.status_code == 404:
        hint = "no path here ends with a slash; " if call.path.endswith("/") else ""
        message = f"there is nothing at this path; {hint}GET /docs lists the paths"
        return GatewayError("not_found_error", message, code="not_found")
    return _internal()


def _shutting_down() -> GatewayError:
    return GatewayError("overloaded_error", "the gateway is shutting down", code="draining")


def _internal() -> GatewayError:
    return GatewayError("api_error", "the gateway failed; the request id is in its log", code="internal")
