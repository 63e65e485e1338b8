"""Cartesia's errors, of every shape they have had: in HTTP bodies and in frames of the socket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.vendor_errors import kind_of_status, vendor_error

NAME = "cartesia"
KEY_HEADER = "X-Provider-Key-Cartesia"


def refused(status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    try:
        said = msgspec.json.decode(body)
    except UNREADABLE:
        said = body.decode(errors="replace").strip()
    if isinstance(said, str) and said.lstrip().startswith("<"):
        said = ""
    return _error(status, said, headers)


def failed(frame: Mapping[str, Any]) -> GatewayError:
    """Of a frame that reports an error."""
    status = frame.get("status_code", frame.get("code"))
    return _error(status if isinstance(status, int) else 500, frame, {})


def _error(status: int, said: Any, headers: Mapping[str, str]) -> GatewayError:
    members = said if isinstance(said, Mapping) else {}
    texts = (members.get(name) for name in ("message", "error", "title"))
    message = next((text for text in texts if isinstance(text, str) and text), said if isinstance(said, str) else "")
    return vendor_error(
        NAME,
        kind_of_status(status),
        message=f"{NAME}: {message}" if message else "",
        key_header=KEY_HEADER,
        body=dict(members) or None,
        headers=headers,
        status=status,
    )
