"""Recorded traffic of vendors, where it is at hand, comes through the tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tools.desk import Desk, call, replying, run_request, text
from vai_gateway.tools.tool import ToolOutcome

RECORDED = Path(__file__).parents[2].parent / "shared/cassettes/dev"


def cases(api: str) -> list[Any]:
    found = [pytest.param(path, id=path.stem) for path in sorted((RECORDED / api).glob("*.json"))]
    return found or [pytest.param(None, marks=pytest.mark.skip("no recorded traffic here"))]


def replay(path: Path, tool: str, input: dict[str, Any]) -> tuple[dict[str, Any], ToolOutcome]:
    """The recorded answer, and what the tool makes of it."""
    vendor, recorded = path.parent.name.partition(".")[0], json.loads(path.read_text())["response"]
    body = recorded["body"]
    site = replying(body, recorded["status"])
    request = run_request(tool, server_tool_config={tool: {"provider": vendor}})
    return body, Desk(vendors={vendor.upper(): site}).run(request, call("tavily", "firecrawl"), input)


@pytest.mark.parametrize("path", cases("tavily.search"))
def test_a_recorded_tavily_search_gives_every_result(path: Path) -> None:
    body, outcome = replay(path, "vai_web_search", {"query": "tea", "max_results": 10})
    assert outcome.error is None
    results = json.loads(text(outcome))["results"]
    assert [(r["url"], r["title"][:200]) for r in results] == [
        (r["url"], r["title"].strip()[:200]) for r in body["results"]
    ]
    assert all(
        r["snippet"].removesuffix("…") in theirs["content"] for r, theirs in zip(results, body["results"], strict=True)
    )


@pytest.mark.parametrize("path", cases("firecrawl.scrape"))
def test_a_recorded_firecrawl_page_comes_whole(path: Path) -> None:
    body, outcome = replay(path, "vai_web_fetch", {"url": "https://firecrawl.dev"})
    assert outcome.error is None
    page = json.loads(text(outcome))
    assert page["content"] == body["data"]["markdown"].strip()
    assert page["title"] and page["url"].startswith("https://")
