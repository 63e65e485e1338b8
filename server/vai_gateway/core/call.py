"""One request as it passes through the house: who asks, and what the log and the metrics will say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vai_gateway.contract.responses import Usage
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ids import request_id
from vai_gateway.core.secret import Secret

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ToolSpan:
    """One call of a server tool. tool: `other` for names that a model made up. failure: empty, a code, or `stopped`."""

    tool: str
    provider: str
    duration_s: float
    failure: str = ""


@dataclass(slots=True)
class Call:
    """headers: lower-case names; repeated ones joined by commas. Kept out of the repr: it holds keys."""

    id: str
    method: str
    path: str
    headers: Mapping[bytes, bytes] = field(repr=False)
    client: str
    began_at: float
    operation: str = ""
    principal: str = ""
    models_allowed: frozenset[str] | None = None
    uses_operator_keys: bool = False
    model: str = ""
    provider: str = ""
    stream: bool = False
    usage: Usage | None = None
    tools: list[ToolSpan] = field(default_factory=list)
    error: GatewayError | None = None
    status: int = 0
    first_byte_at: float = 0.0
    client_left: bool = False
    cors_headers: tuple[tuple[bytes, bytes], ...] = ()
    answered: bool = False
    """The last byte of the answer has been handed to the server."""

    def header(self, name: str) -> str | None:
        """One that goes on to a vendor. Raises GatewayError 400 if it is not ASCII, since it would arrive changed."""
        value = self.headers.get(name.lower().encode("ascii"))
        if value is None:
            return None
        if not value.isascii():
            message = f"{name}: must hold ASCII characters only"
            raise GatewayError("invalid_request_error", message, param=name, code="unsupported_value")
        return value.decode("ascii")

    def secret(self, name: str) -> Secret | None:
        """A header that holds a key. An empty one counts as absent. Raises GatewayError as `header` does."""
        value = self.header(name)
        return Secret(value.strip()) if value and value.strip() else None


def chosen_request_id(sent: bytes | None) -> str:
    """The caller's id if it is 1 to 128 of `A-Za-z0-9._-`, else a new one."""
    if sent is not None:
        text = sent.decode("latin-1")
        if _REQUEST_ID.fullmatch(text):
            return text
    return request_id()
