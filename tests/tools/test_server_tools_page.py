"""The page on server tools shows what is true."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, get_args

import pytest

from tests.house.tree import ROOT
from tests.tools.desk import KEYS, Desk, call, replying, run_request, text
from vai_gateway.contract.headers import PROVIDER_KEY_HEADERS
from vai_gateway.contract.requests import (
    RunRequest,
    ServerToolConfig,
    WebFetchServerToolConfig,
    WebSearchServerToolConfig,
)
from vai_gateway.core.clock import SystemClock
from vai_gateway.core.secret import Secret
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.tools.access import Access, Vendor
from vai_gateway.tools.exa import ExaSearch
from vai_gateway.tools.firecrawl import FirecrawlScrape
from vai_gateway.tools.searxng import SearxngSearch
from vai_gateway.tools.tavily import TavilyExtract, TavilySearch
from vai_gateway.tools.tool import ServerTool
from vai_gateway.tools.web_search import WebSearch
from vai_gateway.variables import BASE_URLS
from vai_gateway.wire.upstream import Upstream

PAGE = (ROOT / "docs/server-tools.md").read_text()
VENDORS: list[Vendor] = [TavilySearch(), ExaSearch(), SearxngSearch(), FirecrawlScrape(), TavilyExtract()]
every_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: type(vendor).__name__)


def shown(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


def test_the_request_on_the_page_is_one_that_the_gateway_takes() -> None:
    request = RunRequest.model_validate_json(shown("json")[0])
    assert [tool.provider for tool in Desk().bound(request, call("tavily"))] == ["tavily", "tavily"]


def test_the_results_on_the_page_are_what_the_model_reads() -> None:
    answer = {"results": [{"title": "Tea", "url": "https://tea.example.com/a", "content": "Leaves."}]}
    outcome = Desk(vendors={"SEARXNG": replying(answer)}).run(run_request("vai_web_search"), call(), {"query": "tea"})
    assert text(outcome) == shown("json")[1].strip()
    assert list(json.loads(shown("json")[2])) == ["provider", "url", "title", "format", "content"]


def test_the_provider_on_the_page_works_as_it_stands() -> None:
    names: dict[str, Any] = {}
    exec(shown("python")[0], names)
    site = replying({"hits": [{"name": "Tea", "link": "https://tea.example.com/a", "about": "Leaves."}]})

    async def search() -> str:
        ticker = Ticker(SystemClock())
        upstream = Upstream(ticker, UpstreamTiming())
        upstream.open()
        try:
            async with site.serving() as port:
                access = Access(upstream, ticker, {"TEA": Secret("k")}, {"TEA": f"http://127.0.0.1:{port}"})
                tool = WebSearch([names["TeaSearch"]()], access, result_chars=1000)
                bound = tool.bind(ServerToolConfig(), call(uses_operator_keys=True))
                return text(await bound.run({"query": "tea"}))
        finally:
            await upstream.close()

    assert json.loads(asyncio.run(search())) == {
        "provider": "tea",
        "results": [
            {"title": "Tea", "url": "https://tea.example.com/a", "snippet": "Leaves.", "source": "tea.example.com"}
        ],
    }
    assert site.received[0].headers["authorization"] == "Bearer k"


@pytest.mark.parametrize(
    "input, says", [({"text": "one two"}, "2"), ({}, "vai_word_count takes a text and nothing else")]
)
def test_the_tool_on_the_page_works_as_it_stands(input: dict[str, str], says: str) -> None:
    names: dict[str, Any] = {}
    exec(shown("python")[1], names)
    tool: ServerTool = names["WordCount"]()
    assert text(asyncio.run(tool.bind(ServerToolConfig(), call()).run(input))) == says


@every_vendor
def test_the_key_header_and_the_base_url_are_those_of_the_contract_and_the_settings(vendor: Vendor) -> None:
    facts = vendor.facts
    assert facts.key_header is None or facts.key_header in PROVIDER_KEY_HEADERS.values()
    assert BASE_URLS[facts.setting or ""] == facts.base_url


@every_vendor
def test_every_vendor_is_on_the_page_with_its_header(vendor: Vendor) -> None:
    (row, *_) = [line for line in PAGE.splitlines() if line.startswith("|") and f"| `{vendor.facts.name}`" in line]
    assert (vendor.facts.key_header or "needs none") in row


@pytest.mark.parametrize(
    "tool, config", [("vai_web_search", WebSearchServerToolConfig), ("vai_web_fetch", WebFetchServerToolConfig)]
)
def test_every_provider_of_the_contract_can_be_bound(tool: str, config: Any) -> None:
    names = get_args(get_args(config.model_fields["provider"].annotation)[0])
    desk = Desk(base_urls={"SEARXNG": "http://127.0.0.1:1"})
    for name in names:
        request = run_request(tool, server_tool_config={tool: {"provider": name}})
        assert [bound.provider for bound in desk.bound(request, call(*KEYS))] == [name]
    assert names
