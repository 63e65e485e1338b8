"""Firecrawl: the text of pages, as Markdown.

Source: https://docs.firecrawl.dev/api-reference/endpoint/scrape
"""

from __future__ import annotations

import msgspec

from vai_gateway.contract.headers import PROVIDER_KEY_HEADERS
from vai_gateway.core.errors import unreadable_reply
from vai_gateway.tools.vendor import TOTAL_S, VendorAsk, VendorFacts, VendorLine, texts
from vai_gateway.tools.web_fetch import Page, PageAsk, page_answered, page_unread


class FirecrawlScrape:
    facts = VendorFacts(
        name="firecrawl",
        key_header=PROVIDER_KEY_HEADERS["Firecrawl"],
        setting="FIRECRAWL",
        base_url="https://api.firecrawl.dev",
        refusals={402: "the key's credits are used up", 408: "the page took too long"},
    )
    formats = frozenset({"markdown"})

    async def read(self, ask: PageAsk, line: VendorLine) -> Page:
        body = {
            "url": ask.target.url,
            "formats": ["markdown"],
            "onlyMainContent": True,
            "removeBase64Images": True,
            "timeout": round(TOTAL_S * 1000),
        }
        answer = await line.ask(VendorAsk("/v2/scrape", msgspec.json.encode(body)))
        if answer.get("success") is not True:
            raise page_unread(self.facts.name)
        found = answer.get("data")
        if not isinstance(found, dict):
            raise unreadable_reply(self.facts.name, "it has no object `data`")
        about = found.get("metadata")
        status = about.get("statusCode") if isinstance(about, dict) else None
        if isinstance(status, int) and status >= 400:
            raise page_answered(status)
        if not (content := texts(found, "markdown")):
            raise page_unread(self.facts.name)
        return Page(url=texts(about, "url", "sourceURL"), title=texts(about, "title", "ogTitle"), content=content)
