"""The outermost layer: every request is answered once, in the one error shape, and reported."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from tests.fake_clock import FakeClock
from vai_gateway.contract.headers import REQUEST_HEADERS, RESPONSE_HEADERS
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import StreamTiming
from vai_gateway.wire.answer import Answer, Sender
from vai_gateway.wire.cors import Cors
from vai_gateway.wire.edge import Edge

ORIGIN = "https://app.example"
Headers = list[tuple[bytes, bytes]]


class Outcome:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.reported: list[Call] = []
        self.bugs: list[Exception] = []

    @property
    def status(self) -> Any:
        return self.sent[0]["status"]

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def error(self) -> Any:
        return json.loads(self.sent[1]["body"])["error"]


def request(
    raised: Exception | None = None,
    *,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    origins: Sequence[str] = (),
    socket: bool = False,
) -> Outcome:
    """One request to an app that raises `raised`, or else answers with a body."""
    outcome, clock = Outcome(), FakeClock()
    sender = Sender(clock, Ticker(clock), StreamTiming())

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if raised is not None:
            raise raised
        await sender.send(Answer(b"{}"), scope["vai.call"], send)

    async def send(message: Any) -> None:
        outcome.sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    edge = Edge(
        app,
        clock=clock,
        sender=sender,
        cors=Cors(origins),
        ended=lambda call, _: outcome.reported.append(call),
        bug=lambda _, error: outcome.bugs.append(error),
    )
    raw: Headers = [(name.lower().encode(), value.encode()) for name, value in headers]
    kind = {"type": "websocket"} if socket else {"type": "http", "method": method}
    scope = {**kind, "path": "/x", "headers": raw, "client": ("10.0.0.1", 5)}
    asyncio.run(edge(scope, receive, send))
    return outcome


@pytest.mark.parametrize("sent", ["abc", "A.b_c-1", "x" * 128])
def test_a_good_request_id_is_kept(sent: str) -> None:
    assert request(headers=[("X-Request-ID", sent)]).headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "a b", "x" * 129, "é", "a\nb"])
def test_a_bad_request_id_is_replaced(sent: str) -> None:
    assert request(headers=[("X-Request-ID", sent)]).headers["x-request-id"].startswith("req_")


def test_every_answer_names_the_version() -> None:
    assert request().headers["x-vai-version"] == "1"


def test_a_gateway_error_becomes_the_one_error_shape() -> None:
    outcome = request(GatewayError("rate_limit_error", "slow down", retry_after_s=1.2, code="rate_limited"))
    assert (outcome.status, outcome.headers["retry-after"]) == (429, "2")
    assert outcome.error == {
        "type": "rate_limit_error",
        "message": "slow down",
        "request_id": outcome.headers["x-request-id"],
        "code": "rate_limited",
        "retry_after": 2,
    }


@pytest.mark.parametrize("code, challenged", [("invalid_api_key", True), ("provider_key_missing", False)])
def test_only_the_gateways_own_key_is_asked_for(code: str, challenged: bool) -> None:
    outcome = request(GatewayError("authentication_error", "no", code=code))
    assert ("www-authenticate" in outcome.headers) is challenged


def test_a_wrong_method_says_which_are_right() -> None:
    outcome = request(HTTPException(405, headers={"Allow": "POST"}))
    assert (outcome.status, outcome.headers["allow"], outcome.error["code"]) == (405, "POST", "method_not_allowed")
    assert outcome.error["message"] == "/x answers POST alone, not GET"


def test_an_unknown_path_is_not_found() -> None:
    outcome = request(HTTPException(404))
    assert (outcome.status, outcome.error["type"]) == (404, "not_found_error")
    assert outcome.error["message"] == "there is nothing at this path; GET /docs lists the paths"


@pytest.mark.parametrize("raised", [HTTPException(404), GatewayError("authentication_error", "no"), KeyError("x")])
def test_a_socket_is_refused_by_the_answer_that_a_request_would_get(raised: Exception) -> None:
    refused, answered = request(raised, socket=True), request(raised)
    assert [message["type"] for message in refused.sent] == [
        "websocket.http.response.start",
        "websocket.http.response.body",
    ]
    assert (refused.status, refused.error["type"]) == (answered.status, answered.error["type"])
    assert (refused.reported[0].method, refused.reported[0].status) == ("GET", answered.status)


def test_a_bug_shows_nothing_of_itself() -> None:
    outcome = request(KeyError("the prompt"))
    assert (outcome.status, outcome.error["type"], "prompt" in repr(outcome.sent)) == (500, "api_error", False)
    assert [type(bug) for bug in outcome.bugs] == [KeyError]


@pytest.mark.parametrize("raised", [None, KeyError("x"), GatewayError("api_error", "x"), HTTPException(404)])
def test_every_request_is_reported_once(raised: Exception | None) -> None:
    assert len(request(raised).reported) == 1


def test_repeated_headers_are_one_list() -> None:
    outcome = request(headers=[("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "2.2.2.2")])
    assert outcome.reported[0].header("x-forwarded-for") == "1.1.1.1, 2.2.2.2"


PREFLIGHT = [("Origin", ORIGIN), ("Access-Control-Request-Method", "POST")]


def test_cors_is_off_unless_origins_are_listed() -> None:
    outcome = request(headers=[("Origin", ORIGIN)])
    assert not [name for name in outcome.headers if name.startswith("access-control") or name == "vary"]


def test_a_listed_origin_may_read_the_contracts_headers() -> None:
    headers = request(headers=[("Origin", ORIGIN)], origins=[ORIGIN]).headers
    assert headers["access-control-allow-origin"] == ORIGIN
    assert headers["access-control-expose-headers"].split(", ") == list(RESPONSE_HEADERS)
    assert (headers["vary"], "access-control-allow-credentials" in headers) == ("Origin", False)


def test_another_origin_gets_no_permission_but_its_answer() -> None:
    outcome = request(headers=[("Origin", "https://evil.example")], origins=[ORIGIN])
    assert (outcome.status, outcome.headers["vary"]) == (200, "Origin")
    assert "access-control-allow-origin" not in outcome.headers


def test_errors_may_be_read_by_a_listed_origin_too() -> None:
    outcome = request(GatewayError("api_error", "x"), headers=[("Origin", ORIGIN)], origins=[ORIGIN])
    assert outcome.headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize("header", REQUEST_HEADERS)
def test_a_preflight_allows_each_header_of_the_contract(header: str) -> None:
    asked = [*PREFLIGHT, ("Access-Control-Request-Headers", f"{header.lower()}, x-bogus")]
    outcome = request(method="OPTIONS", headers=asked, origins=[ORIGIN])
    assert (outcome.status, outcome.headers["access-control-allow-headers"]) == (204, header)


def test_a_preflight_from_elsewhere_is_refused() -> None:
    asked = [("Origin", "https://evil.example"), PREFLIGHT[1]]
    assert request(method="OPTIONS", headers=asked, origins=[ORIGIN]).status == 403
