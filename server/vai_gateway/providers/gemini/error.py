"""Google's errors, from HTTP answers, from streams and from within a 200.

Source: https://ai.google.dev/gemini-api/docs/troubleshooting and https://cloud.google.com/apis/design/errors
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vai_gateway.contract.responses import ErrorType
from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.vendor_errors import kind_of_status, vendor_error
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.providers.gemini.wire import a_text, an_object, decode_any, objects

Json = dict[str, Any]

_BAD_KEYS = frozenset({"API_KEY_INVALID", "API_KEY_EXPIRED", "ACCESS_TOKEN_EXPIRED", "CREDENTIALS_MISSING"})
"""A bad key comes with status 400 at the Developer API."""
_STATUSES = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "OUT_OF_RANGE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "ALREADY_EXISTS": 409,
    "RESOURCE_EXHAUSTED": 429,
    "CANCELLED": 499,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}
_DELAY = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)s", re.ASCII)


def http_error(facts: ProviderFacts, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    try:
        details = _details(decode_any(body))
    except UNREADABLE:
        details = {}
    return _error(facts, status, details, headers)


def is_error(value: Any) -> bool:
    """Whether a chunk, or the body of a 200, is an error in place of an answer."""
    return isinstance(value, dict) and bool(value.get("error"))


def error_within(facts: ProviderFacts, value: Json) -> GatewayError:
    """An error that came without an HTTP status of its own."""
    details = _details(value)
    code = details.get("code")
    status = code if type(code) is int and 400 <= code <= 599 else _STATUSES.get(a_text(details.get("status")), 200)
    return _error(facts, status, details, {})


def _error(facts: ProviderFacts, status: int, details: Json, headers: Mapping[str, str]) -> GatewayError:
    message = a_text(details.get("message"))
    told = objects(details.get("details"))
    kind: ErrorType = kind_of_status(status)
    if any(a_text(item.get("reason")) in _BAD_KEYS for item in told):
        kind = "authentication_error"
    error = vendor_error(
        facts.name,
        kind,
        message=message or (f"{facts.name} reported an error" if status == 200 else ""),
        key_header=facts.key_header,
        body=details or None,
        headers=headers,
        status=status,
    )
    if error.retry_after_s is None and (status == 429 or status >= 500):
        error.retry_after_s = _retry_delay(told)
    return error


def _details(value: Any) -> Json:
    """The error object. Without `alt=sse`, streams are arrays, errors in them too."""
    if isinstance(value, list) and value:
        value = value[0]
    error = an_object(value).get("error")
    return {"message": error} if isinstance(error, str) else an_object(error)


def _retry_delay(details: list[Json]) -> float | None:
    """Seconds, from a RetryInfo. Google sends no Retry-After."""
    for item in details:
        if found := _DELAY.fullmatch(a_text(item.get("retryDelay"))):
            return float(found[1])
    return None
