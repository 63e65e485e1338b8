"""SearXNG, on the operator's own machines: search without a key.

Source: https://docs.searxng.org/dev/search_api.html
"""

from __future__ import annotations

from urllib.parse import urlencode

from vai_gateway.tools.vendor import VendorAsk, VendorFacts, VendorLine, rows, texts
from vai_gateway.tools.web_search import Search, SearchResult


class SearxngSearch:
    facts = VendorFacts(
        name="searxng",
        key_header=None,
        setting="SEARXNG",
        refusals={403: "its JSON format is switched off", 429: "its limiter is on"},
    )

    async def search(self, search: Search, line: VendorLine) -> list[SearchResult]:
        form = urlencode(_question(search)).encode()
        answer = await line.ask(VendorAsk("/search", form, content_type="application/x-www-form-urlencoded"))
        return [
            SearchResult(
                title=texts(row, "title"),
                url=texts(row, "url"),
                snippet=texts(row, "content"),
                published_at=texts(row, "publishedDate"),
            )
            for row in rows(answer, "results", vendor=self.facts.name)
        ]


def _question(search: Search) -> dict[str, str]:
    form = {"q": search.query, "format": "json"}
    if search.language:
        is_pair = "-" not in search.language and len(search.country) == 2
        form["language"] = f"{search.language}-{search.country.upper()}" if is_pair else search.language
    return form
