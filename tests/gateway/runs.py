"""What tests of runs over HTTP have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from tests.gateway.client import Answer, ask
from tests.gateway.stage import Json, message

SEARCH = ["vai_web_search"]
FETCH = ["vai_web_fetch"]
Path: TypeAlias = Literal["/v1/runs", "/v1/runs:stream"]
CREATE: Path = "/v1/runs"
STREAM: Path = "/v1/runs:stream"


def run_body(text: str, tools: list[str] | None = None, *, run: Json | None = None, **request: Any) -> Json:
    """A run of local/scripted, unless `request` says otherwise."""
    body: Json = {"request": message(text=text, **request)}
    if tools is not None:
        body["server_tools"] = tools
    return body if run is None else {**body, "run": run}


async def asked(url: str, path: Path, body: Json, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    return await ask(url, f"POST {path}", body=body, headers=headers)


async def result_of(url: str, path: Path, body: Json) -> Json:
    """Of a run that ends well, in either mode."""
    answer = await asked(url, path, body)
    assert answer.status == 200, answer.body
    last: Json = answer.json() if path == CREATE else answer.events[-1]
    assert path == CREATE or last["type"] == "run_complete", last
    result: Json = last["result"]
    return result


def kinds(events: list[Json]) -> list[str]:
    return [event["type"] for event in events]
