"""The gateway's own reader of web pages, for those who have no vendor."""

from __future__ import annotations

import asyncio
import codecs
import re
from contextlib import closing

from vai_gateway import __version__
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ticker import Ticker
from vai_gateway.tools.page_process import page_text
from vai_gateway.tools.policy import FetchLimits
from vai_gateway.tools.vendor import VendorFacts, VendorLine
from vai_gateway.tools.web_fetch import Page, PageAsk, page_answered
from vai_gateway.wire.egress import Target, url_refused
from vai_gateway.wire.egress_client import EgressClient, EgressReply

MAX_REDIRECTS = 3
USER_AGENT = f"Mozilla/5.0 (compatible; vai-gateway/{__version__}; reads single pages when a user's model asks)"

_HEADERS = {
    "user-agent": USER_AGENT,
    "accept": "text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.9, */*;q=0.1",
    "accept-encoding": "gzip, deflate",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = re.compile(r"text/.+|application/(json|xml|yaml|x-yaml|toml|javascript|x-ndjson|.+\+(json|xml))")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_ENCODING = re.compile(
    r"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-?8859-?\d+|latin-?1|(windows-|cp)125\d|koi8-[ru]|gbk|gb2312|gb18030|"
    r"big5(-hkscs)?|shift[_-]?jis|euc-(jp|kr)|iso-2022-(jp|kr)|macintosh",
    re.IGNORECASE,
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class GatewayReader:
    """Implements PageVendor."""

    facts = VendorFacts(name="gateway", key_header=None, setting=None, switch="VAI_PROXY_WEB_FETCH")
    formats = frozenset({"markdown", "text"})

    def __init__(self, client: EgressClient, ticker: Ticker, limits: FetchLimits) -> None:
        self._client = client
        self._ticker = ticker
        self._limits = limits
        self._places = asyncio.Semaphore(limits.at_once)

    async def read(self, ask: PageAsk, line: VendorLine) -> Page:
        total_s = self._limits.total_s
        try:
            async with self._ticker.deadline(total_s), self._places:
                return await self._read(ask)
        except TimeoutError:
            raise GatewayError("api_error", f"the page took more than {total_s:g} seconds", code="timeout") from None

    async def _read(self, ask: PageAsk) -> Page:
        target = ask.target
        for _ in range(MAX_REDIRECTS + 1):
            with closing(await self._client.get(target, _HEADERS)) as reply:
                location = reply.headers.get("location")
                if reply.status not in _REDIRECTS or location is None:
                    return await self._page(ask, target, reply)
            target = target.redirected(location, self._limits.ports)
            ask.domains.check(target.host)
        raise url_refused(f"it redirects more than {MAX_REDIRECTS} times")

    async def _page(self, ask: PageAsk, target: Target, reply: EgressReply) -> Page:
        if not 200 <= reply.status < 300:
            raise page_answered(reply.status)
        declared = reply.headers.get("content-type", "")
        media_type = declared.partition(";")[0].strip().lower()
        if media_type and media_type not in _HTML and not _TEXT.fullmatch(media_type):
            raise _unreadable("it is neither a web page nor text")
        body, whole = await reply.body(self._limits.max_bytes)
        found = _CHARSET.search(declared)
        charset = found[1] if found else ""
        if media_type not in _HTML and (media_type or body.lstrip()[:1] != b"<"):
            text = _decoded(body, charset, whole=whole)
            return Page(url=target.url, title="", content=text, truncated=not whole)
        page = await page_text(body, charset=charset, format=ask.format, base_url=target.url, chars=ask.chars)
        truncated = page.truncated or not whole
        return Page(url=target.url, title=page.title, content=page.text, truncated=truncated)


def _decoded(body: bytes, charset: str, *, whole: bool) -> str:
    encoding = charset if _ENCODING.fullmatch(charset) else "utf-8"
    for mark, marked in _MARKS:
        if body.startswith(mark):
            body, encoding = body.removeprefix(mark), marked
    text = body.decode(encoding, "replace")
    if "\x00" in text:
        raise _unreadable("it is no text")
    return text if whole else text.rstrip("\ufffd")


def _unreadable(why: str) -> GatewayError:
    return GatewayError("provider_error", f"the page cannot be read: {why}", code="tool_provider_error")
