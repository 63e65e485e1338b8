"""The readable text of a web page, as a program of its own: `python -I page_text.py`.

It reads what strangers wrote with a parser in C. So it runs apart from the gateway, without a key or a setting, under
limits of time and memory, and imports nothing of the gateway's. In: a line of JSON, then the page. Out: JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

if TYPE_CHECKING:
    from turbohtml import Document, Node

CPU_S = 10
MEMORY_BYTES = 1 << 30
MAIN_SHARE = 0.5
"""Of a page's text, what its main part must hold. A smaller one may be a banner, or one of many sections."""


def main() -> None:
    limit()
    order = json.loads(sys.stdin.buffer.readline())
    result = readable(sys.stdin.buffer.read(), **order)
    sys.stdout.buffer.write(json.dumps(result).encode())


def readable(markup: bytes, *, charset: str, format: str, base_url: str, chars: int) -> dict[str, Any]:
    """charset: as the server says, or empty. base_url: what links are relative to."""
    import turbohtml

    try:
        page = turbohtml.parse(markup, encoding=charset or None, detect_encoding=True, positions=False)
    except LookupError:
        page = turbohtml.parse(markup, detect_encoding=True, positions=False)
    if format == "markdown":
        base = page.base_url(base_url)
        page.rewrite_links(lambda link: _absolute(link, base))
    title = page.find("title")
    _drop_unseen(page)
    text = _rendered(_main_part(page), format)
    return {
        "title": "" if title is None else " ".join(title.text.split()),
        "text": text[:chars],
        "truncated": len(text) > chars,
    }


def limit() -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # Not every system knows every limit.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def _drop_unseen(page: Document) -> None:
    """What no person sees is more often meant to steer a model than to tell it something."""
    for element in page.select("[hidden], [style*=display i], [style*=visibility i]"):
        style = str(element.attrs.get("style") or "").replace(" ", "").lower()
        if "hidden" in element.attrs or "display:none" in style or "visibility:hidden" in style:
            element.decompose()


def _absolute(link: str, base: str) -> str | None:
    """None if it is no URL; it then stays as it is."""
    try:
        return urljoin(base, link)
    except ValueError:
        return None


def _main_part(page: Document) -> Node:
    """Without what frames the page, if that can be told; else all of it."""
    enough = len(_rendered(page, "text")) * MAIN_SHARE
    for part in (page.main_content(), page.select_one("main, [role=main]")):
        if part is not None and len(_rendered(part, "text")) >= enough:
            return part
    return page


def _rendered(node: Node, format: str) -> str:
    from turbohtml import Markdown, PlainText

    if format == "text":
        return node.to_text(PlainText()).strip()
    return node.to_markdown(Markdown(images=Markdown.Images(mode="alt"))).strip()


if __name__ == "__main__":
    main()
