"""Errors in OpenAI's form and in its copies' forms, from HTTP answers, from streams and from within a 200.

Source: https://platform.openai.com/docs/guides/error-codes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from vai_gateway.contract.responses import ErrorType
from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.providers.vendor_errors import kind_of_status, vendor_error

Json = dict[str, Any]

_KINDS: dict[str, ErrorType] = {
    "invalid_request_error": "invalid_request_error",
    "invalid_api_key": "authentication_error",
    "authentication_error": "authentication_error",
    "permission_error": "permission_error",
    "permission_denied_error": "permission_error",
    "model_not_found": "not_found_error",
    "not_found_error": "not_found_error",
    "insufficient_quota": "rate_limit_error",
    "rate_limit_exceeded": "rate_limit_error",
    "rate_limit_error": "rate_limit_error",
    "requests": "rate_limit_error",
    "tokens": "rate_limit_error",
    "overloaded_error": "overloaded_error",
    "service_unavailable": "overloaded_error",
    "service_unavailable_error": "overloaded_error",
}
"""By the vendor's code or type."""


def http_error(facts: ProviderFacts, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    try:
        details = _details(msgspec.json.decode(body))
    except UNREADABLE:
        details = {}
    kind = kind_of_status(status)
    return _error(facts, kind, status, details, headers)


def is_error(value: Json) -> bool:
    """Whether a chunk, or the body of a 200, is an error in place of an answer."""
    if value.get("error") or value.get("object") == "error" or value.get("type") == "error":
        return True
    return "detail" in value and "choices" not in value


def error_within(facts: ProviderFacts, value: Json) -> GatewayError:
    """An error that came without a status of its own."""
    details = _details(value)
    told = (_status(details.get(name)) for name in ("status_code", "status", "code"))
    status = next(filter(None, told), 200)
    kind = (kind_of_status(status) if status != 200 else None) or _kind_named(details) or "provider_error"
    return _error(facts, kind, status, details, {})


def _error(
    facts: ProviderFacts, kind: ErrorType, status: int, details: Json, headers: Mapping[str, str]
) -> GatewayError:
    said = details.get("message")
    message = said if isinstance(said, str) else ""
    if kind == "authentication_error":
        # The text quotes the key, if only a part of it.
        details = {name: value for name, value in details.items() if name != "message"}
    return vendor_error(
        facts.name,
        kind,
        message=message or (f"{facts.name} reported an error" if status == 200 else ""),
        key_header=facts.key_header,
        body=details or None,
        headers=headers,
        status=status,
    )


def _details(value: Any) -> Json:
    """The error object, of whatever is wrapped around it; empty if there is none."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return {}
    error = value.get("error") or value
    if isinstance(error, str):
        return {"message": error}
    if not isinstance(error, dict):
        return {}
    if "message" not in error and isinstance(detail := error.get("detail"), str):
        return {**error, "message": detail}
    return error


def _kind_named(details: Json) -> ErrorType | None:
    for name in ("code", "type"):
        value = details.get(name)
        if isinstance(value, str) and value in _KINDS:
            return _KINDS[value]
    return None


def _status(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        value = int(value)
    return value if type(value) is int and 400 <= value <= 599 else None
