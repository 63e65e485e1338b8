"""A thousand runs at once: each tells its own story, whole and once, and nothing is left of them."""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.grammar import assert_legal
from tests.runs.parts import Json, calls_and_results
from vai_gateway.app import build
from vai_gateway.settings import Settings
from vai_gateway.wire.asgi import ASGIFunction

RUNS = 1000
LONGEST_S = 60
WORDS = 30


@asynccontextmanager
async def serving(app: ASGIFunction) -> AsyncIterator[None]:
    """Without a server: a thousand sockets would be a test of the machine."""
    heard: asyncio.Queue[Json] = asyncio.Queue()
    said: asyncio.Queue[Json] = asyncio.Queue()

    async def send(message: Any) -> None:
        said.put_nowait(message)

    async def live() -> None:
        await app({"type": "lifespan", "asgi": {"version": "3.0"}}, heard.get, send)

    life = asyncio.create_task(live())
    heard.put_nowait({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    yield
    heard.put_nowait({"type": "lifespan.shutdown"})
    await life


async def run(app: ASGIFunction, number: int) -> list[Json]:
    """The events of one run: it calls a tool, is refused, and repeats that."""
    text = f'[[call=vai_web_fetch input={{"url":"http://run-{number}.localhost/"}} words={WORDS} delay_ms=1]]'
    body = {"request": {"model": "local/scripted", "messages": [{"role": "user", "content": text}]}}
    raw = json.dumps({**body, "server_tools": ["vai_web_fetch"]}).encode()
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/runs:stream",
        "raw_path": b"/v1/runs:stream",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"x-request-id", f"run-{number}".encode())],
        "client": ("127.0.0.1", number),
    }
    got: list[bytes] = []
    asked = iter([{"type": "http.request", "body": raw, "more_body": False}])
    stays = asyncio.get_running_loop().create_future()

    async def receive() -> Any:
        return next(asked, None) or await stays

    async def send(message: Any) -> None:
        got.append(message.get("body", b""))

    await app(scope, receive, send)
    lines = b"".join(got).decode().split("\n")
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def check(number: int, events: list[Json]) -> None:
    counted = Counter(event["type"] for event in events)
    assert (events[0]["type"], events[0]["request_id"]) == ("run_start", f"run-{number}")
    assert events[-1]["type"] == "run_complete"
    assert [counted[kind] for kind in ("run_start", "step_start", "step_complete", "run_complete")] == [1, 2, 2, 1]
    assert (counted["tool_call_start"], counted["tool_result"], counted["history_delta"]) == (1, 1, 2)
    history: list[Json] = [*events[-1]["result"]["messages"][:1]]
    turns: list[list[Json]] = []
    for event in events:
        match event["type"]:
            case "step_start":
                turns.append([])
            case "stream_event":
                turns[-1].append(event["event"])
            case "history_delta":
                assert event["expected_len"] == len(history)
                history += event["append"]
    assert history == events[-1]["result"]["messages"]
    for turn, said in zip(turns, (message for message in history if message["role"] == "assistant"), strict=True):
        assert_legal(turn)
        assert text_of_deltas(turn) == "".join(block.get("text", "") for block in said["content"])
    calls, results = calls_and_results(history)
    assert calls == results
    assert history[1]["content"][-1]["input"] == {"url": f"http://run-{number}.localhost/"}


def text_of_deltas(turn: list[Json]) -> str:
    return "".join(event["delta"].get("text", "") for event in turn if event["type"] == "content_block_delta")


def test_a_thousand_runs_at_once_all_end_well_and_leave_nothing() -> None:
    async def scenario() -> tuple[list[list[Json]], int]:
        gateway = build(Settings.from_environment({}), log_stream=io.BytesIO())
        async with serving(gateway.app):
            before = len(asyncio.all_tasks())
            async with asyncio.timeout(LONGEST_S):
                stories = await asyncio.gather(*(run(gateway.app, number) for number in range(RUNS)))
            return stories, len(asyncio.all_tasks()) - before

    stories, left = asyncio.run(scenario())
    for number, events in enumerate(stories):
        check(number, events)
    assert left == 0
