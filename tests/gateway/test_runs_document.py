"""The page on runs says what runs do: its requests are sent as they stand there, and its answers are real."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.gateway.client import Answer
from tests.gateway.runs import CREATE, STREAM, Path, asked
from tests.gateway.stage import Stage
from tests.house.tree import ROOT
from tests.replay.answer import frames
from tests.runs.searxng import Searxng
from vai_gateway.contract.requests import RunConfig

PAGE = (ROOT / "docs/runs.md").read_text()
CONTRACT = json.loads((ROOT / "server/vai_gateway/contract/openapi.json").read_text())["components"]["schemas"]


def snippets(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


REQUESTS = [snippet for snippet in snippets("sh") if snippet.startswith("curl")]


def sent(stage: Stage, snippet: str, path: Path) -> Answer:
    assert f"localhost:8080{path} " in snippet
    found = re.search(r"-d '(.*)'", snippet, re.DOTALL)
    assert found is not None
    url = stage.gateway(SEARXNG_BASE_URL=stage.host.serve(Searxng()))
    return stage.run(asked(url, path, json.loads(found[1]), [("x-request-id", "req_example")]))


def timeless(value: Any) -> Any:
    """Without how long it took."""
    return json.loads(re.sub(r'"duration_ms": \d+', '"duration_ms": 0', json.dumps(value)))


def test_the_answer_below_the_request_is_the_one_it_gets(stage: Stage) -> None:
    assert timeless(sent(stage, REQUESTS[0], CREATE).json()) == json.loads(snippets("json")[0])


def test_the_events_below_the_request_are_those_it_gets(stage: Stage) -> None:
    shown = list(frames(snippets("text")[1].encode() + b"\n"))
    events = sent(stage, REQUESTS[1], STREAM).events
    assert timeless([event for event in events if event["type"] != "stream_event"]) == shown


def test_the_diagram_shows_every_event_there_is() -> None:
    events = CONTRACT["RunStreamEvent"]["discriminator"]["mapping"]
    assert [event for event in events if not re.search(rf"\b{event}\b", PAGE)] == []


def test_the_page_names_every_reason_to_stop() -> None:
    reasons = CONTRACT["RunStopReason"]["examples"]
    assert [reason for reason in reasons if f"`{reason}`" not in PAGE and reason != "error"] == []


@pytest.mark.parametrize("name", list(RunConfig.model_fields))
def test_the_page_names_every_setting_of_a_run_with_its_default(name: str) -> None:
    (row,) = re.findall(rf"(?m)^\| `{name}` \| (.*?) \| (.*?) \|", PAGE)
    facts = CONTRACT["RunConfig"]["properties"][name]
    assert row[0].startswith(json.dumps(facts["default"]).replace('"', "`"))
    if "maximum" in facts and name != "max_tokens":
        assert row[1] == f"{facts['minimum']} to {facts['maximum']}"
