"""CORS for listed origins. Header lists come from the contract; never `*`, never credentials.

Source: https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from collections.abc import Sequence

from vai_gateway.contract.headers import REQUEST_HEADERS, RESPONSE_HEADERS
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.asgi import HeaderList, Send

MAX_AGE_S = 600
_METHODS = b"GET, POST, OPTIONS"
_ALLOWED = {name.lower().encode(): name for name in REQUEST_HEADERS}
_EXPOSED = ", ".join(RESPONSE_HEADERS).encode()


class Cors:
    def __init__(self, origins: Sequence[str]) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)
        self.enabled = bool(origins)

    async def answer_preflight(self, call: Call, send: Send) -> bool:
        """True if the request was a preflight and has been answered.

        Otherwise the answer's CORS headers are set on the call. Raises GatewayError 403 for a preflight from an
        origin that is not listed.
        """
        origin = call.headers.get(b"origin")
        allowed = origin in self._origins
        if call.method != "OPTIONS" or b"access-control-request-method" not in call.headers:
            call.cors_headers = _simple_headers(origin if allowed else None)
            return False
        if origin is None or not allowed:
            raise GatewayError("permission_error", "this origin is not allowed", param="Origin")
        call.status = 204
        call.answered = True
        headers = _preflight_headers(origin, call.headers.get(b"access-control-request-headers", b""))
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return True


def _simple_headers(origin: bytes | None) -> tuple[tuple[bytes, bytes], ...]:
    vary = (b"vary", b"Origin")
    if origin is None:
        return (vary,)
    allow = (b"access-control-allow-origin", origin)
    return (vary, allow, (b"access-control-expose-headers", _EXPOSED))


def _preflight_headers(origin: bytes, requested: bytes) -> HeaderList:
    wanted = {name.strip().lower() for name in requested.split(b",")}
    allowed = ", ".join(name for key, name in _ALLOWED.items() if key in wanted)
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", allowed.encode()),
        (b"access-control-max-age", str(MAX_AGE_S).encode()),
        (b"vary", b"Origin, Access-Control-Request-Headers"),
        (b"content-length", b"0"),
    ]
