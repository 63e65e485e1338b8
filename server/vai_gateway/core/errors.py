"""The one error: what the contract names, raised anywhere, rendered in one place per wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from vai_gateway.contract.responses import (
    CompatIssue,
    Error,
    ErrorEnvelope,
    ErrorEvent,
    ErrorType,
)

STATUS: dict[ErrorType, int] = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "provider_error": 502,
    "api_error": 500,
}
"""The contract's `ErrorType.x-http-status`."""

STATUS_BY_CODE = {
    "method_not_allowed": 405,
    "cancelled": 408,
    "request_too_large": 413,
    "unsupported_media_type": 415,
    "timeout": 504,
}
"""Codes whose status differs from their type's."""


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading somebody's JSON can raise."""


class GatewayError(Exception):
    """An error the contract names.

    kind: the wire's `error.type`. param: the field in dot-bracket form, or a header's name.
    retry_after_s: whole seconds are sent, rounded up. provider_error: the vendor's parsed error, free of keys.
    """

    def __init__(
        self,
        kind: ErrorType,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        retry_after_s: float | None = None,
        provider_error: Any = None,
        compat_issues: Sequence[CompatIssue] = (),
    ) -> None:
        super().__init__(message)
        self.kind: ErrorType = kind
        self.message = message
        self.param = param
        self.code = code
        self.retry_after_s = retry_after_s
        self.provider_error = provider_error
        self.compat_issues = list(compat_issues)

    @property
    def status(self) -> int:
        return STATUS_BY_CODE.get(self.code or "", STATUS[self.kind])

    @property
    def retry_after(self) -> int | None:
        """Whole seconds, rounded up."""
        return None if self.retry_after_s is None else max(0, -int(-self.retry_after_s // 1))


def error_body(error: GatewayError, request_id: str) -> Error:
    unset = msgspec.UNSET
    return Error(
        type=error.kind,
        message=error.message,
        param=error.param or unset,
        code=error.code or unset,
        request_id=request_id,
        retry_after=unset if error.retry_after is None else error.retry_after,
        provider_error=unset if error.provider_error is None else error.provider_error,
        compat_issues=error.compat_issues or unset,
    )


def error_envelope(error: GatewayError, request_id: str) -> ErrorEnvelope:
    return ErrorEnvelope(error=error_body(error, request_id))


def error_event(error: GatewayError, request_id: str) -> ErrorEvent:
    return ErrorEvent(error=error_body(error, request_id))


def unreadable_reply(provider: str, what: str) -> GatewayError:
    """The vendor's answer breaks its own format."""
    return GatewayError(
        "provider_error",
        f"{provider} sent an answer that could not be read: {what}",
        code="provider_invalid_response",
    )


def late_connection(vendor: str) -> GatewayError:
    """There was no connection within the time for it. Never tried again: whoever waits has waited for all of it."""
    return GatewayError("api_error", f"no connection to {vendor} in time", code="timeout")


def cut_reply(provider: str) -> GatewayError:
    """The vendor's answer ended before it was whole."""
    return GatewayError("provider_error", f"{provider} ended its answer early", code="upstream_cut")
