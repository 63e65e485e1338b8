"""Errors in OpenAI's form, wherever they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.providers.openai_chat.chat_chunks import ADAPTER, DONE, Json, chunk, frame, reply, streamed, whole
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.sse_read import Frame

FIRST = chunk({"role": "assistant", "content": ""})


def error(status: int, body: Any, **headers: str) -> GatewayError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ADAPTER.error(status, {name.replace("_", "-"): value for name, value in headers.items()}, raw)


def openai_error(message: str = "So.", **members: Any) -> Json:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None, **members}}


@pytest.mark.parametrize(
    "status, kind, ours",
    [
        (400, "invalid_request_error", 400),
        (401, "authentication_error", 401),
        (403, "permission_error", 403),
        (404, "not_found_error", 404),
        (408, "api_error", 504),
        (413, "invalid_request_error", 400),
        (422, "invalid_request_error", 400),
        (429, "rate_limit_error", 429),
        (500, "provider_error", 502),
        (502, "provider_error", 502),
        (503, "overloaded_error", 529),
        (529, "overloaded_error", 529),
    ],
)
@pytest.mark.parametrize(
    "body",
    [openai_error(), openai_error(type="server_error", code=7), b"<html>", b"", b"[" * 9999, b'{"a":"\xff"}'],
)
def test_the_status_decides_whatever_the_body_says(status: int, kind: str, ours: int, body: Any) -> None:
    found = error(status, body)
    assert (found.kind, found.status) == (kind, ours)
    assert found.message


def test_a_refused_key_names_its_header_and_repeats_nothing() -> None:
    said = "Incorrect API key provided: my-k**********test. You can find your API key at ..."
    found = error(401, openai_error(said, code="invalid_api_key"))
    assert (found.code, found.param) == ("provider_key_invalid", "X-Provider-Key-OpenAI")
    assert "my-k" not in found.message + json.dumps(found.provider_error)
    assert found.provider_error["code"] == "invalid_api_key"


def test_a_refusal_of_the_account_names_the_vendor() -> None:
    assert "openai" in error(403, openai_error("Country not supported")).message


@pytest.mark.parametrize(
    "body",
    [
        openai_error("Too long."),
        {"error": "Too long."},
        {"message": "Too long.", "object": "error"},
        {"detail": "Too long."},
        [{"error": {"message": "Too long.", "code": 400}}],
    ],
)
def test_the_vendors_message_is_found_in_every_form(body: Any) -> None:
    assert error(400, body).message == "Too long."


@pytest.mark.parametrize("body", [b"<html>sk-abcdefgh</html>", b"null", b'"x"', b"[]", b"{}", b'{"error": 7}'])
def test_a_body_without_a_message_gets_a_short_one(body: bytes) -> None:
    found = error(502, body)
    assert found.message == "openai answered 502"
    assert "sk-" not in json.dumps(found.provider_error)


def test_the_vendors_error_goes_on_without_what_looks_like_a_key() -> None:
    found = error(400, openai_error("bad sk-proj-abcdefghijk here", inner=["sk-abcdefgh12"]))
    assert "sk-" not in found.message + json.dumps(found.provider_error)
    assert found.provider_error["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "status, headers, seconds",
    [
        (429, {"retry_after": "7"}, 7),
        (429, {"retry_after_ms": "1500", "retry_after": "9"}, 2),
        (503, {"retry_after": "7"}, 7),
        (429, {}, None),
        (400, {"retry_after": "7"}, None),
    ],
)
def test_the_time_to_wait_is_passed_on(status: int, headers: dict[str, str], seconds: int | None) -> None:
    assert error(status, openai_error(), **headers).retry_after == seconds


WITHIN: list[tuple[Json, str]] = [
    (openai_error(), "invalid_request_error"),
    (openai_error(type="server_error"), "provider_error"),
    (openai_error(type="insufficient_quota", code="insufficient_quota"), "rate_limit_error"),
    (openai_error(code="rate_limit_exceeded", type="requests"), "rate_limit_error"),
    (openai_error(code=400, type=None), "invalid_request_error"),
    (openai_error(code=429, type=None), "rate_limit_error"),
    (openai_error(code="503"), "overloaded_error"),
    (openai_error(code="tool_use_failed", status_code=400), "invalid_request_error"),
    (openai_error(code="invalid_api_key"), "authentication_error"),
    (openai_error(code=7), "invalid_request_error"),
    ({"error": "overloaded"}, "provider_error"),
    ({"object": "error", "message": "So.", "type": "NotFoundError", "code": 404}, "not_found_error"),
]


@pytest.mark.parametrize("body, kind", WITHIN)
def test_an_error_within_a_stream_ends_it(body: Json, kind: str) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(FIRST, frame(body), DONE)
    assert raised.value.kind == kind


@pytest.mark.parametrize("body, kind", WITHIN)
def test_an_error_within_a_200_is_an_error(body: Json, kind: str) -> None:
    with pytest.raises(GatewayError) as raised:
        whole(json.dumps(body).encode())
    assert raised.value.kind == kind


@pytest.mark.parametrize(
    "bad",
    [
        frame(openai_error(status_code=400), event="error"),
        frame({"message": "So.", "type": "invalid_request_error"}, event="error"),
        chunk({"content": ""}, "error", error={"code": 400, "message": "So."}),
        chunk({"content": "x"}, error={"code": 400, "message": "So."}),
        frame({"choices": 7, "error": {"code": 400, "message": "So."}}),
        frame({"error": {"message": "So."}, "status_code": 400}),
        chunk(
            {"content": "x"},
            choices=[{"index": 0, "delta": {"content": "x"}, "error": {"code": 400, "message": "So."}}],
        ),
    ],
)
def test_an_error_is_seen_in_every_form(bad: Frame) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(FIRST, bad, DONE)
    assert (raised.value.kind, raised.value.message) == ("invalid_request_error", "So.")


def test_an_answer_that_finishes_with_an_error_is_one() -> None:
    for run in (
        lambda: streamed(FIRST, chunk({"content": "x"}), chunk({}, "error"), DONE),
        lambda: whole(reply({"content": "x"}, "error")),
    ):
        with pytest.raises(GatewayError) as raised:
            run()
        assert (raised.value.kind, raised.value.message) == ("provider_error", "openai reported an error")


def test_an_error_that_is_null_is_none() -> None:
    assert streamed(FIRST, chunk({"content": "x"}, "stop", error=None), DONE)
