"""The request's body: read under a cap, decoded strictly, refused by the name of the field at fault."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from vai_gateway.core.call import Call
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire import strict_json
from vai_gateway.wire.asgi import Receive
from vai_gateway.wire.request_errors import request_error

Model = TypeVar("Model", bound=BaseModel)

UPLOAD_S = 30.0
"""How long a caller may take to send a body."""
MOST_FAULTS = 1000
"""That are told apart. So many can only be objects full of unknown fields."""
MOST_MEMBERS = 64
"""Of an object that is judged once more; no object of the contract has as many."""


class RequestReader:
    def __init__(self, clock: Clock, max_body_bytes: int) -> None:
        self._clock = clock
        self._max_body_bytes = max_body_bytes

    async def read(self, call: Call, receive: Receive) -> bytes:
        """Raises GatewayError: 415, 413, 504 for a body that takes too long, 408 if the client leaves."""
        _require_json(call)
        _require_plain(call)
        declared = call.headers.get(b"content-length")
        if declared is not None and int(declared) > self._max_body_bytes:
            raise self._too_large()
        message = await receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            body: bytes = message.get("body", b"")
            if len(body) > self._max_body_bytes:
                raise self._too_large()
            return body
        try:
            async with self._clock.deadline(UPLOAD_S):
                return await self._read_rest(message, receive)
        except TimeoutError:
            raise GatewayError(
                "api_error", f"the body did not arrive within {UPLOAD_S:.0f} s", code="timeout"
            ) from None

    def decoder(self, model: type[Model]) -> Callable[[bytes], Model]:
        """A function from a body's bytes to the model. It raises GatewayError with `param` and `code`."""
        validate: Callable[..., Model] = model.__pydantic_validator__.validate_python

        def decode(body: bytes) -> Model:
            value = strict_json.parse(body)
            try:
                return validate(value, strict=True)
            except ValidationError as error:
                if error.error_count() <= MOST_FAULTS:
                    raise request_error(error, value) from None
            few = _with_few_members(value)
            try:
                return validate(few, strict=True)
            except ValidationError as error:
                raise request_error(error, few) from None

        return decode

    async def _read_rest(self, message: Any, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size = 0
        while message["type"] == "http.request":
            part: bytes = message.get("body", b"")
            size += len(part)
            if size > self._max_body_bytes:
                raise self._too_large()
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)
            message = await receive()
        raise GatewayError("api_error", "the client left while it sent the body", code="cancelled")

    def _too_large(self) -> GatewayError:
        return GatewayError(
            "invalid_request_error",
            f"the body is larger than {self._max_body_bytes} bytes",
            code="request_too_large",
        )


def _with_few_members(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_few_members(item) for item in value]
    if isinstance(value, dict):
        return {name: _with_few_members(member) for name, member in islice(value.items(), MOST_MEMBERS)}
    return value


def _require_json(call: Call) -> None:
    sent = call.headers.get(b"content-type", b"")
    if sent != b"application/json" and sent.partition(b";")[0].strip().lower() != b"application/json":
        raise GatewayError(
            "invalid_request_error",
            "the content type must be application/json",
            param="Content-Type",
            code="unsupported_media_type",
        )


def _require_plain(call: Call) -> None:
    """An encoded body could grow without end while it is read."""
    sent = call.headers.get(b"content-encoding", b"")
    if sent.strip().lower() not in (b"", b"identity"):
        raise GatewayError(
            "invalid_request_error",
            "Content-Encoding: the body must be sent as it is, without an encoding",
            param="Content-Encoding",
            code="unsupported_media_type",
        )
