"""The vendor's errors: by their status, within a stream, and in place of an answer."""

from __future__ import annotations

import json

import pytest

from tests.providers.oai_resp.responses import (
    ADAPTER,
    CREATED,
    Json,
    body,
    event,
    response,
    said_item,
    streamed,
    text_delta,
    whole,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.wire.sse_read import Frame

QUOTA: Json = {"type": "insufficient_quota", "code": "insufficient_quota", "message": "No money.", "param": None}
FAILED: Json = response(status="failed", error={"code": "server_error", "message": "It broke."}, usage=None)

IN_STREAMS: dict[str, tuple[Frame, str, str]] = {
    "nested": (event("error", error=QUOTA), "rate_limit_error", "No money."),
    "flat": (
        event("error", code="rate_limit_exceeded", message="Too fast.", param=None),
        "rate_limit_error",
        "Too fast.",
    ),
    "by type alone": (
        event("error", error={"type": "invalid_request_error", "code": None, "message": "What?"}),
        "invalid_request_error",
        "What?",
    ),
    "a picture that is none": (
        event("error", error={"code": "invalid_image", "message": "No picture."}),
        "invalid_request_error",
        "No picture.",
    ),
    "overloaded": (event("error", code="server_is_overloaded", message="Later."), "overloaded_error", "Later."),
    "not known": (event("error", code="dream", message="Hm."), "provider_error", "Hm."),
    "without a word": (event("error"), "provider_error", "oai-resp reported an error"),
    "of another shape": (event("error", output_index="x", message="Odd."), "provider_error", "Odd."),
    "without a type": (Frame("", b'{"error":{"message":"Bare.","code":"server_error"}}'), "provider_error", "Bare."),
    "named by the frame": (Frame("error", b'{"error":{"message":"Bare."}}'), "provider_error", "Bare."),
    "a failed response": (event("response.failed", response=FAILED), "provider_error", "It broke."),
    "failed without saying why": (
        event("response.failed", response={**FAILED, "error": None}),
        "provider_error",
        "oai-resp reported an error",
    ),
}


@pytest.mark.parametrize("frame, kind, text", IN_STREAMS.values(), ids=IN_STREAMS)
@pytest.mark.parametrize("before", [[], [CREATED, text_delta(0, "x")]], ids=["at once", "after text"])
def test_an_error_ends_the_stream(before: list[Frame], frame: Frame, kind: str, text: str) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(*before, frame)
    assert (raised.value.kind, raised.value.message) == (kind, text)


@pytest.mark.parametrize("frame", [event("error", error=QUOTA), event("response.failed", response=FAILED)])
def test_an_error_before_the_first_event_starts_no_message(frame: Frame) -> None:
    stream = MessageStream("oai-resp", "oai-resp/asked")
    with pytest.raises(GatewayError):
        ADAPTER.decoder(stream).feed(frame)
    assert not stream.started


def test_the_vendors_error_is_passed_on_without_its_wrapping() -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(event("error", error=QUOTA))
    assert raised.value.provider_error == QUOTA


@pytest.mark.parametrize("reply", [json.dumps(FAILED).encode(), body(said_item("Hi"), error=QUOTA, status="failed")])
def test_a_reply_that_failed_is_an_error(reply: bytes) -> None:
    with pytest.raises(GatewayError) as raised:
        whole(reply)
    assert raised.value.provider_error


def test_a_key_that_is_refused_in_a_stream_is_not_quoted() -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(event("error", code="invalid_api_key", message="Incorrect API key provided: sk-abcdefgh."))
    error = raised.value
    assert (error.kind, error.param) == ("authentication_error", "X-Provider-Key-OpenAI")
    assert "abcdefgh" not in f"{error.message} {error.provider_error}"


@pytest.mark.parametrize(
    "status, error, kind",
    [
        (401, {"type": "invalid_request_error", "code": "invalid_api_key", "message": "No."}, "authentication_error"),
        (400, {"type": "invalid_request_error", "code": "model_not_found", "message": "No."}, "invalid_request_error"),
        (429, QUOTA, "rate_limit_error"),
        (503, {"message": "Later."}, "overloaded_error"),
        (500, {"type": "server_error", "message": "It broke."}, "provider_error"),
    ],
)
def test_the_status_decides_first(status: int, error: Json, kind: str) -> None:
    assert ADAPTER.error(status, {}, json.dumps({"error": error}).encode()).kind == kind


def test_an_error_page_is_an_error_all_the_same() -> None:
    error = ADAPTER.error(502, {}, b"<html>Bad gateway</html>")
    assert (error.kind, error.message) == ("provider_error", "oai-resp answered 502")
