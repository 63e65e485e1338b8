"""Anthropic's errors, from HTTP answers and from streams.

Source: https://docs.anthropic.com/en/api/errors
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from vai_gateway.contract.responses import ErrorType
from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.vendor_errors import kind_of_status, vendor_error

KEY_HEADER = "X-Provider-Key-Anthropic"

_KINDS: dict[str, ErrorType] = {
    "invalid_request_error": "invalid_request_error",
    "authentication_error": "authentication_error",
    "billing_error": "permission_error",
    "conflict_error": "invalid_request_error",
    "memory_path_conflict_error": "invalid_request_error",
    "memory_precondition_failed_error": "invalid_request_error",
    "permission_error": "permission_error",
    "not_found_error": "not_found_error",
    "request_too_large": "invalid_request_error",
    "rate_limit_error": "rate_limit_error",
    "overloaded_error": "overloaded_error",
}


def http_error(status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    try:
        parsed = msgspec.json.decode(body)
    except UNREADABLE:
        parsed = None
    details = _details(parsed)
    return vendor_error(
        "anthropic",
        kind_of_status(status),
        message=str(details.get("message") or ""),
        key_header=KEY_HEADER,
        body=details or None,
        headers=headers,
        status=status,
    )


def error_from(event: dict[str, Any]) -> GatewayError:
    """An error inside a stream, or in the body of a 200."""
    details = _details(event)
    kind = _KINDS.get(str(details.get("type")), "provider_error")
    status = 504 if details.get("type") == "timeout_error" else 200
    message = str(details.get("message") or "anthropic reported an error")
    return vendor_error("anthropic", kind, message=message, key_header=KEY_HEADER, body=details or None, status=status)


def _details(parsed: Any) -> dict[str, Any]:
    error = parsed.get("error") if isinstance(parsed, dict) else None
    return error if isinstance(error, dict) else {}
