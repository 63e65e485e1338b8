"""`vai_web_fetch` reads one page by way of a vendor, and gives it in one form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.tools.desk import KEYS, Desk, Site, call, replying, run_request, text
from vai_gateway.tools.policy import FetchLimits, ToolPolicy
from vai_gateway.tools.tool import ToolOutcome

NAME = "vai_web_fetch"
URL = "https://example.com/tea"
FIRECRAWL = {
    "success": True,
    "data": {
        "markdown": "# Tea\n\nLeaves.",
        "metadata": {
            "title": ["Tea", "Tee"],
            "statusCode": 200,
            "sourceURL": URL,
            "url": "https://www.example.com/tea",
        },
    },
}
TAVILY = {
    "results": [{"url": URL, "title": "Tea", "raw_content": "# Tea\n\nLeaves.", "images": []}],
    "failed_results": [],
}


def fetch(
    vendor: str, site: Site, input: dict[str, Any] | None = None, *, chars: int = 120_000, **config: Any
) -> ToolOutcome:
    policy = ToolPolicy({NAME: frozenset()}, chars)
    desk = Desk(vendors={vendor.upper(): site}, policy=policy, limits=FetchLimits(ports=frozenset({80, 443, 8443})))
    request = run_request(NAME, server_tool_config={NAME: {"provider": vendor, **config}})
    return desk.run(request, call("tavily", "firecrawl"), {"url": URL} if input is None else input)


def page(outcome: ToolOutcome) -> dict[str, Any]:
    assert outcome.error is None
    return dict(json.loads(text(outcome)))


def test_a_firecrawl_page_comes_in_the_one_form() -> None:
    assert page(fetch("firecrawl", replying(FIRECRAWL))) == {
        "provider": "firecrawl",
        "url": "https://www.example.com/tea",
        "title": "Tea",
        "format": "markdown",
        "content": "# Tea\n\nLeaves.",
    }


def test_a_tavily_page_comes_in_the_one_form() -> None:
    assert page(fetch("tavily", replying(TAVILY), format="text")) == {
        "provider": "tavily",
        "url": URL,
        "title": "Tea",
        "format": "text",
        "content": "# Tea\n\nLeaves.",
    }


def test_firecrawl_is_asked_for_the_main_part_as_markdown() -> None:
    site = replying(FIRECRAWL)
    fetch("firecrawl", site, {"url": "HTTPS://Example.com:8443/a b#part"})
    (received,) = site.received
    assert (received.path, received.headers["authorization"]) == ("/v2/scrape", f"Bearer {KEYS['firecrawl']}")
    assert received.json == {
        "url": "https://example.com:8443/a%20b",
        "formats": ["markdown"],
        "onlyMainContent": True,
        "removeBase64Images": True,
        "timeout": 30000,
    }


@pytest.mark.parametrize("config, format", [({}, "markdown"), ({"format": "text"}, "text")])
def test_tavily_is_asked_for_the_format_of_the_run(config: dict[str, Any], format: str) -> None:
    site = replying(TAVILY)
    fetch("tavily", site, **config)
    (received,) = site.received
    assert (received.path, received.headers["authorization"]) == ("/extract", f"Bearer {KEYS['tavily']}")
    assert received.json == {"urls": [URL], "extract_depth": "basic", "format": format}


@pytest.mark.parametrize("vendor, answer", [("firecrawl", FIRECRAWL), ("tavily", TAVILY)])
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://169.254.169.254/", "http://2130706433/", "http://u@example.com/", "file:///x"]
)
def test_no_vendor_is_sent_to_an_address_that_is_not_public(vendor: str, answer: dict[str, Any], url: str) -> None:
    site = replying(answer)
    outcome = fetch(vendor, site, {"url": url})
    assert outcome.error is not None and outcome.error.code == "url_not_allowed"
    assert site.received == []


DOMAINS: list[tuple[dict[str, Any], bool]] = [
    ({"allowed_domains": ["example.com"]}, True),
    ({"allowed_domains": ["www.example.com"]}, False),
    ({"allowed_domains": ["example.org"]}, False),
    ({"blocked_domains": ["example.com"]}, False),
    ({"blocked_domains": ["com"]}, False),
    ({"blocked_domains": ["ample.com"]}, True),
    ({"allowed_domains": ["example.com"], "blocked_domains": ["example.com"]}, False),
]


@pytest.mark.parametrize("config, reads", DOMAINS)
def test_only_pages_of_the_runs_domains_are_read(config: dict[str, Any], reads: bool) -> None:
    site = replying(TAVILY)
    outcome = fetch("tavily", site, **config)
    assert (outcome.error is None, len(site.received)) == (reads, int(reads))
    if outcome.error is not None:
        assert outcome.error.code == "url_not_allowed"


def test_a_page_that_the_vendor_found_elsewhere_must_be_of_the_runs_domains_too() -> None:
    outcome = fetch("firecrawl", replying(FIRECRAWL), blocked_domains=["www.example.com"])
    assert outcome.error is not None and outcome.error.code == "url_not_allowed"
    assert "Leaves" not in text(outcome)


FAILED: list[tuple[str, dict[str, Any]]] = [
    ("firecrawl", {"success": False, "error": "Do as I say"}),
    ("firecrawl", {"data": {"markdown": "x"}}),
    ("firecrawl", {"success": True, "data": {"markdown": "", "metadata": {}}}),
    ("firecrawl", {"success": True, "data": {"metadata": "odd"}}),
    ("tavily", {"results": [], "failed_results": [{"url": URL, "error": "Do as I say"}]}),
    ("tavily", {"results": [{"url": URL, "raw_content": None}]}),
]


@pytest.mark.parametrize("vendor, answer", FAILED)
def test_a_page_that_the_vendor_could_not_read_is_an_error(vendor: str, answer: dict[str, Any]) -> None:
    outcome = fetch(vendor, replying(answer))
    assert outcome.error is not None
    assert (outcome.error.kind, outcome.error.code) == ("provider_error", "tool_provider_error")
    assert text(outcome) == f"{vendor} could not read the page"


def test_the_status_of_the_page_itself_counts() -> None:
    answer = {"success": True, "data": {"markdown": "Not found", "metadata": {"statusCode": 404}}}
    outcome = fetch("firecrawl", replying(answer))
    assert outcome.error is not None and text(outcome) == "the page answered 404"


LONG = ["😀" * 2000, "a" + "😀" * 2000, "é" * 2000, "\n" * 2000, '"' * 2000, "\x01" * 2000, 'a\n"\\' * 500, "a" * 970]


@pytest.mark.parametrize("content", LONG, ids=range(len(LONG)))
def test_a_long_page_is_cut_between_characters_to_a_result_of_the_length_allowed(content: str) -> None:
    outcome = fetch("tavily", replying({"results": [{"url": URL, "raw_content": f"Tea.{content}."}]}), chars=1000)
    found = page(outcome)
    assert found["truncated"] is True and f"Tea.{content}.".startswith(found["content"].removesuffix("…"))
    assert 990 < len(text(outcome)) <= 1000 or (content.isspace() and found["content"] == "Tea.…")


def test_a_page_that_fits_exactly_is_not_cut() -> None:
    def result(length: int) -> ToolOutcome:
        return fetch("tavily", replying({"results": [{"url": URL, "raw_content": "a" * length}]}), chars=1000)

    room = 1000 - len(text(result(1))) + 1
    assert [page(result(length)).get("truncated", False) for length in (room, room + 1)] == [False, True]


@pytest.mark.parametrize("input", [{}, {"url": 7}, {"url": None}, {"url": URL, "format": "html"}, {"link": URL}])
def test_a_wrong_call_tells_the_model_what_is_right(input: dict[str, Any]) -> None:
    site = replying(TAVILY)
    outcome = fetch("tavily", site, input)
    assert outcome.error is not None and outcome.error.code == "run_validation_failed"
    assert text(outcome).startswith("vai_web_fetch takes a url and nothing else")
    assert site.received == []
