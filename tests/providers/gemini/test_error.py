"""Google's errors, wherever they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.providers.gemini.gem_replies import Json, chunk, frame, text, whole
from tests.providers.gemini.gem_requests import DEV, VERTEX
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream

RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.4s"}
BAD_KEY = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}


def google(code: int, status: str, *details: Json, message: str = "So.") -> Json:
    return {
        "error": {"code": code, "message": message, "status": status, **({"details": list(details)} if details else {})}
    }


def error(status: int, body: Any, **headers: str) -> GatewayError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return DEV.error(status, {name.replace("_", "-"): value for name, value in headers.items()}, raw)


@pytest.mark.parametrize(
    "status, name, kind, ours",
    [
        (400, "INVALID_ARGUMENT", "invalid_request_error", 400),
        (400, "FAILED_PRECONDITION", "invalid_request_error", 400),
        (401, "UNAUTHENTICATED", "authentication_error", 401),
        (403, "PERMISSION_DENIED", "permission_error", 403),
        (404, "NOT_FOUND", "not_found_error", 404),
        (409, "ABORTED", "invalid_request_error", 400),
        (429, "RESOURCE_EXHAUSTED", "rate_limit_error", 429),
        (499, "CANCELLED", "provider_error", 502),
        (500, "INTERNAL", "provider_error", 502),
        (503, "UNAVAILABLE", "overloaded_error", 529),
        (504, "DEADLINE_EXCEEDED", "api_error", 504),
    ],
)
def test_the_status_decides_whatever_the_body_is(status: int, name: str, kind: str, ours: int) -> None:
    for body in (google(status, name), [google(status, name)], b"<html>", b"", b"[" * 9999, b"[]", b'{"error":"x"}'):
        found = error(status, body)
        assert (found.kind, found.status) == (kind, ours)
        assert found.message


@pytest.mark.parametrize(
    "body",
    [
        google(400, "INVALID_ARGUMENT", BAD_KEY, message="API key not valid."),
        [google(400, "INVALID_ARGUMENT", {"x": 1}, BAD_KEY)],
    ],
)
def test_a_bad_key_comes_with_400_and_means_401(body: Any) -> None:
    found = error(400, body)
    assert (found.kind, found.param, found.code) == (
        "authentication_error",
        "X-Provider-Key-Gemini",
        "provider_key_invalid",
    )


def test_vertex_names_its_own_header() -> None:
    found = VERTEX.error(401, {}, json.dumps(google(401, "UNAUTHENTICATED")).encode())
    assert found.param == "X-Provider-Key-VertexAI"


@pytest.mark.parametrize(
    "status, details, headers, seconds",
    [
        (429, [RETRY], {}, 34.4),
        (503, [{"x": 1}, RETRY], {}, 34.4),
        (429, [RETRY], {"retry_after": "7"}, 7),
        (429, [{**RETRY, "retryDelay": "0.5s"}], {}, 0.5),
        (429, [{**RETRY, "retryDelay": "soon"}], {}, None),
        (429, [{**RETRY, "retryDelay": 3}], {}, None),
        (429, [], {}, None),
        (400, [RETRY], {}, None),
    ],
)
def test_when_to_come_again_stands_in_the_body(
    status: int, details: list[Json], headers: dict[str, str], seconds: float | None
) -> None:
    assert error(status, google(status, "X", *details), **headers).retry_after_s == seconds


@pytest.mark.parametrize("key", ["AIzaSyA1234567", "ya29.a0Af_token-x.y", "AQ.Ab8_user-key"])
def test_the_vendors_error_is_passed_on_without_keys(key: str) -> None:
    found = error(403, google(403, "PERMISSION_DENIED", message=f"Key {key} may not."))
    assert found.message == "gem-dev refuses: Key [key] may not."
    assert found.provider_error == {"code": 403, "message": "Key [key] may not.", "status": "PERMISSION_DENIED"}


WITHIN: list[tuple[Json, str]] = [
    (google(429, "RESOURCE_EXHAUSTED", RETRY), "rate_limit_error"),
    (google(503, "UNAVAILABLE"), "overloaded_error"),
    (google(400, "INVALID_ARGUMENT", BAD_KEY), "authentication_error"),
    ({"error": {"status": "NOT_FOUND"}}, "not_found_error"),
    ({"error": {"message": "x"}}, "provider_error"),
    ({"error": "x"}, "provider_error"),
    ({"error": {"code": 7, "details": [{"reason": ["x"]}]}}, "provider_error"),
]


@pytest.mark.parametrize("body, kind", WITHIN)
def test_an_error_in_a_stream_ends_it(body: Json, kind: str) -> None:
    decoder = DEV.decoder(MessageStream("gem-dev", "gem-dev/x"))
    decoder.feed(frame(chunk(text("Hi"))))
    with pytest.raises(GatewayError) as raised:
        decoder.feed(frame(body))
    assert raised.value.kind == kind


@pytest.mark.parametrize("body, kind", WITHIN)
def test_an_error_in_the_body_of_a_200_is_that_error(body: Json, kind: str) -> None:
    for said in (body, [body], [chunk(text("Hi")), body]):
        with pytest.raises(GatewayError) as raised:
            whole(said)
        assert raised.value.kind == kind
