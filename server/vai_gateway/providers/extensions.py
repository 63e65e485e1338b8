"""What a caller says to one vendor alone, where it meets what the gateway says itself."""

from __future__ import annotations

from vai_gateway.core.errors import GatewayError

WRITTEN_HERE = "the gateway writes this member of the vendor's body itself"


def conflict(namespace: str, name: str, *, why: str = WRITTEN_HERE) -> GatewayError:
    """name: the member of `extensions.<namespace>`, in dot form."""
    param = f"extensions.{namespace}.{name}"
    return GatewayError("invalid_request_error", f"{param}: {why}", param=param, code="conflicting_parameter")
