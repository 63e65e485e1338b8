"""What every vendor's errors have in common: the HTTP status decides first, and no key goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from vai_gateway.contract.responses import ErrorType
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret

LONGEST_MESSAGE = 2000
MASK = "[key]"
MAX_DEPTH = 32

_KEY = re.compile(
    r"\b(?:sk|gsk|csk|pk|rk|tvly|fc|xai|vai_sk)[-_][A-Za-z0-9*_.-]{3,}|\bAIza[A-Za-z0-9_*-]{6,}"
    r"|\b(?:ya29|AQ)\.[A-Za-z0-9_.-]{6,}"
)


def kind_of_status(status: int) -> ErrorType:
    match status:
        case 400 | 405 | 409 | 413 | 415 | 422:
            return "invalid_request_error"
        case 401:
            return "authentication_error"
        case 402 | 403:
            return "permission_error"
        case 404:
            return "not_found_error"
        case 429:
            return "rate_limit_error"
        case 503 | 529:
            return "overloaded_error"
        case _:
            return "provider_error"


def vendor_error(
    provider: str,
    kind: ErrorType,
    *,
    message: str,
    key_header: str | None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
) -> GatewayError:
    """message: the vendor's. body: its parsed error object. headers: lower-case names, of the HTTP answer.

    A refused key names its header and repeats nothing of the vendor's text.
    """
    retry_after_s = retry_after(headers or {}) if status == 429 or status >= 500 else None
    said = masked(message)[:LONGEST_MESSAGE] if message else f"{provider} answered {status}"
    if kind == "authentication_error":
        return GatewayError(
            kind,
            f"{provider} refused the key",
            param=key_header,
            code="provider_key_invalid",
            provider_error=masked(body),
        )
    if kind == "permission_error":
        said = f"{provider} refuses: {said}"
    code = "timeout" if status in (408, 504) else None
    if code == "timeout":
        kind = "api_error"
    return GatewayError(kind, said, code=code, retry_after_s=retry_after_s, provider_error=masked(body))


def masked(value: Any, key: str = "", depth: int = 0) -> Any:
    """The same JSON value with `key`, and whatever looks like one, replaced, since vendors quote keys in their errors.

    What nests deeper than MAX_DEPTH is left out.
    """
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, str):
        return _KEY.sub(MASK, value.replace(key, MASK) if key else value)
    if isinstance(value, dict):
        return {masked(name, key): masked(member, key, depth + 1) for name, member in value.items()}
    if isinstance(value, list):
        return [masked(item, key, depth + 1) for item in value]
    return value


def without_key(error: GatewayError, key: Secret | None, vendor: str) -> GatewayError:
    """The same error, sure not to quote the key that was sent, nor to blame a caller for a key of the operator's."""
    if key:
        if key.is_lent and error.code == "provider_key_invalid":
            error.message = f"the gateway's own key for {vendor} is not valid; its operator must replace it"
            error.param = None
        error.message = masked(error.message, key.reveal())
        error.provider_error = masked(error.provider_error, key.reveal())
        error.args = (error.message,)
    return error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds. Reads `retry-after-ms`, then `retry-after` as seconds or as a date, counted from the reply's date."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    if (seconds := _number(value)) is not None:
        return seconds
    then, now = _date(value), _date(headers.get("date"))
    return None if then is None or now is None else max(0.0, (then - now).total_seconds())


def _date(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text.strip(), re.ASCII):
        return None
    return float(text)
