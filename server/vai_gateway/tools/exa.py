"""Exa: search.

Source: https://exa.ai/docs/reference/search
"""

from __future__ import annotations

from typing import Any

import msgspec

from vai_gateway.contract.headers import PROVIDER_KEY_HEADERS
from vai_gateway.tools.vendor import VendorAsk, VendorFacts, VendorLine, rows, texts
from vai_gateway.tools.web_search import SNIPPET_CHARS, Search, SearchResult


class ExaSearch:
    facts = VendorFacts(
        name="exa", key_header=PROVIDER_KEY_HEADERS["Exa"], setting="EXA", base_url="https://api.exa.ai"
    )

    async def search(self, search: Search, line: VendorLine) -> list[SearchResult]:
        body = msgspec.json.encode(_question(search))
        answer = await line.ask(VendorAsk("/search", body, key_header="x-api-key", key_format="{}"))
        return [
            SearchResult(
                title=texts(row, "title"),
                url=texts(row, "url"),
                snippet=texts(row, "summary", "highlights", "text"),
                published_at=texts(row, "publishedDate"),
            )
            for row in rows(answer, "results", vendor=self.facts.name)
        ]


def _question(search: Search) -> dict[str, Any]:
    body: dict[str, Any] = {
        "query": search.query,
        "numResults": search.results,
        "contents": {"text": {"maxCharacters": SNIPPET_CHARS}},
    }
    # It takes one of the two lists; the other is applied to what it gives.
    if search.domains.allowed:
        body["includeDomains"] = search.domains.allowed
    elif search.domains.blocked:
        body["excludeDomains"] = search.domains.blocked
    if len(search.country) == 2:
        body["userLocation"] = search.country.upper()
    return body
