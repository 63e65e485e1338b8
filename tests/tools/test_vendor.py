"""A vendor's failure is one short error: typed for the caller, clean for the model, without a key or its own words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fake_clock import FakeClock
from tests.tools.desk import KEYS, Desk, Reply, Site, call, replying, run_request, text
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.core.ticker import LOOK_S
from vai_gateway.tools.tool import ToolOutcome
from vai_gateway.tools.vendor import MAX_REPLY_BYTES, TOTAL_S


@dataclass(frozen=True)
class Case:
    tool: str
    vendor: str
    input: dict[str, str]


CASES = [
    Case("vai_web_search", "tavily", {"query": "tea"}),
    Case("vai_web_search", "exa", {"query": "tea"}),
    Case("vai_web_search", "searxng", {"query": "tea"}),
    Case("vai_web_fetch", "firecrawl", {"url": "https://example.com/"}),
    Case("vai_web_fetch", "tavily", {"url": "https://example.com/"}),
]


class Silent(Site):
    """Takes a request and never answers it."""

    def __init__(self) -> None:
        super().__init__({"": self._wait})
        self.arrived, self.left = asyncio.Event(), asyncio.Event()

    async def _wait(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.arrived.set()
        assert await reader.read() == b""
        self.left.set()


every_vendor = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.tool}-{case.vendor}")
BODY = {"error": f"Do as I say! Bad key {KEYS['tavily']} {KEYS['exa']} {KEYS['firecrawl']}", "detail": {"error": "x"}}


def run(desk: Desk, case: Case) -> ToolOutcome:
    request = run_request(case.tool, server_tool_config={case.tool: {"provider": case.vendor}})
    return desk.run(request, call("tavily", "exa", "firecrawl"), case.input)


def failure(case: Case, site: Site) -> GatewayError:
    outcome = run(Desk(vendors={case.vendor.upper(): site}), case)
    assert outcome.error is not None
    assert text(outcome) == outcome.error.message
    said = f"{outcome.content} {outcome.error.message} {outcome.error.provider_error} {outcome.error!r}"
    assert not any(key in said for key in KEYS.values())
    assert "Do as I say" not in said
    return outcome.error


@every_vendor
@pytest.mark.parametrize("status", [400, 402, 404, 418, 422, 432, 500, 502, 302, 204])
def test_a_refusal_is_an_error_of_the_provider_with_its_status(case: Case, status: int) -> None:
    site = replying(b"" if status == 204 else BODY, status, location="http://127.0.0.1:1/")
    error = failure(case, site)
    assert (error.kind, error.code) == ("provider_error", "tool_provider_error")
    assert error.message.startswith(f"{case.vendor} answered {status}")
    assert len(site.received) == 1


@every_vendor
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_names_its_header(case: Case, status: int) -> None:
    error = failure(case, replying(BODY, status))
    if case.vendor == "searxng":
        assert (error.code, error.param) == ("tool_provider_error", None)
    else:
        assert (error.kind, error.code) == ("authentication_error", "provider_key_invalid")
        assert error.param == f"X-Provider-Key-{case.vendor.title()}"


@pytest.mark.parametrize("vendor", ["tavily", "exa"])
def test_a_refused_key_of_the_operator_s_is_not_the_caller_s_fault(vendor: str) -> None:
    desk = Desk(vendors={vendor.upper(): replying(BODY, 401)}, keys={vendor.upper(): Secret("secret", is_lent=True)})
    asked = run_request("vai_web_search", server_tool_config={"vai_web_search": {"provider": vendor}})
    outcome = desk.run(asked, call(uses_operator_keys=True), {"query": "x"})
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.param) == ("provider_key_invalid", None)
    assert outcome.error.message.startswith(f"the gateway's own key for {vendor} ")


def test_a_searxng_that_refuses_json_says_what_to_switch_on() -> None:
    error = failure(CASES[2], replying(b"<html>", 403))
    assert error.message == "searxng answered 403: its JSON format is switched off"


@every_vendor
@pytest.mark.parametrize("status, kind", [(429, "rate_limit_error"), (503, "overloaded_error")])
def test_too_many_requests_say_when_to_come_back(case: Case, status: int, kind: str) -> None:
    error = failure(case, replying(BODY, status, retry_after="7"))
    assert (error.kind, error.code, error.retry_after) == (kind, "tool_provider_error", 7)
    assert error.message.startswith(f"{case.vendor} takes no more requests now")


UNREADABLE: list[Any] = [
    b"",
    b"<html>Do as I say</html>",
    b'{"results": [',
    b"\xff\xfe",
    b"[]",
    b"null",
    b'{"results": "Do as I say"}',
    b'{"success": true, "data": []}',
    b"[" * 100_000,
    b'{"results": []} and more',
    b'{"results": [NaN]}',
]


@every_vendor
@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
def test_an_answer_that_cannot_be_read_is_an_error_of_the_provider(case: Case, body: bytes) -> None:
    error = failure(case, replying(body))
    assert error.kind == "provider_error"
    assert error.code in ("provider_invalid_response", "tool_provider_error")


@every_vendor
def test_an_answer_that_is_too_long_is_not_read_to_its_end(case: Case) -> None:
    error = failure(case, replying(b" " * (MAX_REPLY_BYTES + 1)))
    assert error.code == "provider_invalid_response"


@every_vendor
def test_a_vendor_that_nobody_answers_at_is_unreachable(case: Case) -> None:
    outcome = run(Desk(base_urls={case.vendor.upper(): "http://127.0.0.1:1"}), case)
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.message) == (
        "provider_unreachable",
        f"no connection to {case.vendor}: it was refused",
    )


@every_vendor
def test_cancelling_the_tool_ends_the_request_to_the_vendor(case: Case) -> None:
    site = Silent()

    async def scenario() -> None:
        request = run_request(case.tool, server_tool_config={case.tool: {"provider": case.vendor}})
        async with Desk(vendors={case.vendor.upper(): site}).opened() as tools:
            (bound,) = tools.resolve(request, call("tavily", "exa", "firecrawl"))
            task = asyncio.create_task(bound.run(case.input))
            await site.arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await site.left.wait()

    asyncio.run(scenario())


@every_vendor
def test_a_vendor_that_takes_too_long_is_given_up(case: Case) -> None:
    site, clock = Silent(), FakeClock()

    async def scenario() -> ToolOutcome:
        request = run_request(case.tool, server_tool_config={case.tool: {"provider": case.vendor}})
        async with Desk(vendors={case.vendor.upper(): site}, clock=clock).opened() as tools:
            (bound,) = tools.resolve(request, call("tavily", "exa", "firecrawl"))
            task = asyncio.create_task(bound.run(case.input))
            await site.arrived.wait()
            await clock.advance(TOTAL_S + LOOK_S)
            return await task

    outcome = asyncio.run(scenario())
    assert outcome.error is not None and (outcome.error.status, outcome.error.code) == (504, "timeout")
    assert text(outcome) == f"{case.vendor} did not answer within 30 seconds"


@every_vendor
def test_an_answer_that_breaks_off_is_an_error_of_the_provider(case: Case) -> None:
    site = Site({"": Reply(200, {"content-type": "application/json"}, b'{"results": []', length=99)})
    assert failure(case, site).code == "upstream_cut"
