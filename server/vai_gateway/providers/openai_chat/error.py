"""Errors in OpenAI's form and in its copies' forms, from HTTP answers, from streams and from within a 200.

Source: https://platform.openai.com/docs/guides/error-codes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from vai_gateway.contract.responses import ErrorType
from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.vendor_errors import kind_of_status, vendor_error
from vai_gateway.providers.openai_chat.dialect import Dialect

Json = dict[str, Any]

_KINDS: dict[str, ErrorType] = {
    "invalid_request_error": "invalid_request_error",
    "invalid_api_key": "authentication_error",
    "wrong_api_key": "authentication_error",
    "authentication_error": "authentication_error",
    "permission_error": "permission_error",
    "permission_denied_error": "permission_error",
    "model_not_found": "not_found_error",
    "not_found_error": "not_found_error",
    "insufficient_quota": "rate_limit_error",
    "rate_limit_exceeded": "rate_limit_error",
    "rate_limit_error": "rate_limit_error",
    "queue_exceeded": "rate_limit_error",
    "too_many_requests_error": "rate_limit_error",
    "requests": "rate_limit_error",
    "tokens": "rate_limit_error",
    "capacity_exceeded": "overloaded_error",
    "overloaded_error": "overloaded_error",
    "service_unavailable": "overloaded_error",
    "service_unavailable_error": "overloaded_error",
}
"""By the vendor's code or type."""


def http_error(dialect: Dialect, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    try:
        details = _details(msgspec.json.decode(body))
    except UNREADABLE:
        details = {}
    return _error(dialect, _kind_of(status, dialect), status, details=details, headers=headers)


def error_within(dialect: Dialect, value: Json, *, is_named: bool = False) -> GatewayError | None:
    """The error in a chunk, or in the body of a 200, which has no status of its own; None if it is an answer.

    is_named: the event itself says that it is one.
    """
    details = _found(value, dialect.beside)
    if details is None:
        if not is_named:
            return None
        details = _details(value)
    told = (_status(source.get(name)) for source in (details, value) for name in ("status_code", "status", "code"))
    status = next(filter(None, told), 200)
    kind = (_kind_of(status, dialect) if status != 200 else None) or _kind_named(details) or "provider_error"
    return _error(dialect, kind, status, details=details, headers={})


def _kind_of(status: int, dialect: Dialect) -> ErrorType:
    return dialect.statuses.get(status) or kind_of_status(status)


def _found(value: Json, beside: str) -> Json | None:
    """The error object wherever it stands; None if there is none."""
    if value.get("error") or value.get("object") == "error" or value.get("type") == "error":
        return _details(value)
    if "choices" not in value and (value.get("detail") or isinstance(value.get("message"), str)):
        return _details(value)
    own = value.get(beside)
    if isinstance(own, dict) and own.get("error"):
        return _details(own)
    choices = value.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict) and not choice.get("index"):
            if choice.get("error"):
                return _details(choice)
            if choice.get("finish_reason") == "error":
                return {}
    return None


def _error(
    dialect: Dialect, kind: ErrorType, status: int, *, details: Json, headers: Mapping[str, str]
) -> GatewayError:
    said, provider = details.get("message"), dialect.facts.name
    message = said if isinstance(said, str) else ""
    if kind == "authentication_error":
        # The text quotes the key, if only a part of it.
        details = {name: value for name, value in details.items() if name != "message"}
    return vendor_error(
        provider,
        kind,
        message=message or (f"{provider} reported an error" if status == 200 else ""),
        key_header=dialect.facts.key_header,
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
