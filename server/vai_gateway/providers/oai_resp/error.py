"""Errors of the Responses API: with a status, as an event of a stream, or as a response that failed.

Source: https://developers.openai.com/api/docs/guides/error-codes and .../api-reference/responses-streaming/error
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from vai_gateway.contract.responses import ErrorType
from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.vendor_errors import kind_of_status, vendor_error
from vai_gateway.providers.oai_resp.facts import FACTS, NAME

Json = dict[str, Any]

_KINDS: dict[ErrorType, frozenset[str]] = {
    "invalid_request_error": frozenset(
        {
            "bio_policy", "content_policy_violation", "context_length_exceeded", "data_residency_mismatch",
            "empty_image_file", "failed_to_download_image", "image_content_policy_violation", "image_file_not_found",
            "image_file_too_large", "image_parse_error", "image_too_large", "image_too_small", "invalid_base64_image",
            "invalid_image", "invalid_image_format", "invalid_image_mode", "invalid_image_url", "invalid_prompt",
            "invalid_request_error", "misalignment_policy_violation", "unsupported_image_media_type",
        }
    ),
    "authentication_error": frozenset({"authentication_error", "invalid_api_key"}),
    "permission_error": frozenset({"permission_error", "permission_denied_error"}),
    "not_found_error": frozenset({"model_not_found", "not_found_error"}),
    "rate_limit_error": frozenset(
        {"insufficient_quota", "rate_limit_error", "rate_limit_exceeded", "requests", "tokens"}
    ),
    "overloaded_error": frozenset(
        {"overloaded_error", "server_is_overloaded", "service_unavailable", "service_unavailable_error", "slow_down"}
    ),
}  # fmt: skip
"""By the vendor's code or type. Whatever is not here is the vendor's own trouble."""
_OF_THE_EVENT = frozenset({"type", "sequence_number"})
_decode = msgspec.json.Decoder(Json).decode


def http_error(status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    try:
        details = _details(_decode(body))
    except UNREADABLE:
        details = {}
    return _error(kind_of_status(status), details, status=status, headers=headers)


def error_within(value: Json) -> GatewayError:
    """value: an `error` event, nested or flat, or a response whose status is failed."""
    details = _details(value)
    if not details and value.get("type") == "error":
        details = {name: told for name, told in value.items() if name not in _OF_THE_EVENT}
    return _error(_kind_named(details), details, status=200, headers={})


def _error(kind: ErrorType, details: Json, *, status: int, headers: Mapping[str, str]) -> GatewayError:
    told = details.get("message")
    message = told if isinstance(told, str) else ""
    if kind == "authentication_error":
        # The text quotes the key, if only a part of it.
        details = {name: value for name, value in details.items() if name != "message"}
    return vendor_error(
        NAME,
        kind,
        message=message or (f"{NAME} reported an error" if status == 200 else ""),
        key_header=FACTS.key_header,
        body=details or None,
        headers=headers,
        status=status,
    )


def _details(value: Json) -> Json:
    """The error object; empty if there is none."""
    error = value.get("error")
    if isinstance(error, str):
        return {"message": error}
    return error if isinstance(error, dict) else {}


def _kind_named(details: Json) -> ErrorType:
    for name in ("code", "type"):
        told = details.get(name)
        for kind, names in _KINDS.items():
            if isinstance(told, str) and told in names:
                return kind
    return "provider_error"
