"""Tavily: search, and the text of pages.

Source: https://docs.tavily.com/documentation/api-reference/introduction
"""

from __future__ import annotations

from typing import Any

import msgspec

from vai_gateway.contract.headers import PROVIDER_KEY_HEADERS
from vai_gateway.tools.vendor import VendorAsk, VendorFacts, VendorLine, rows, texts
from vai_gateway.tools.web_fetch import Page, PageAsk, page_unread
from vai_gateway.tools.web_search import Search, SearchResult

FACTS = VendorFacts(
    name="tavily",
    key_header=PROVIDER_KEY_HEADERS["Tavily"],
    setting="TAVILY",
    base_url="https://api.tavily.com",
    refusals={432: "the key's plan is used up", 433: "the key's limit is used up"},
)


class TavilySearch:
    facts = FACTS

    async def search(self, search: Search, line: VendorLine) -> list[SearchResult]:
        answer = await line.ask(VendorAsk("/search", msgspec.json.encode(_question(search))))
        return [
            SearchResult(
                title=texts(row, "title"),
                url=texts(row, "url"),
                snippet=texts(row, "content", "raw_content"),
                published_at=texts(row, "published_date"),
            )
            for row in rows(answer, "results", vendor=FACTS.name)
        ]


class TavilyExtract:
    facts = FACTS
    formats = frozenset({"markdown", "text"})

    async def read(self, ask: PageAsk, line: VendorLine) -> Page:
        body = {"urls": [ask.target.url], "extract_depth": "basic", "format": ask.format}
        answer = await line.ask(VendorAsk("/extract", msgspec.json.encode(body)))
        for row in rows(answer, "results", vendor=FACTS.name):
            if content := texts(row, "raw_content"):
                return Page(url=texts(row, "url"), title=texts(row, "title"), content=content)
        raise page_unread(FACTS.name)


def _question(search: Search) -> dict[str, Any]:
    body: dict[str, Any] = {"query": search.query, "search_depth": "basic", "max_results": search.results}
    if search.domains.allowed:
        body["include_domains"] = search.domains.allowed
    if search.domains.blocked:
        body["exclude_domains"] = search.domains.blocked
    if len(search.country) > 2:
        # It wants the country's English name; a code is an error to it.
        body["country"] = search.country.lower()
    return body
