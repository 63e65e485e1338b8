"""Runs over HTTP: what they answer, how they stream, and how they end."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest

from tests.gateway.client import Answer, Connection
from tests.gateway.replies import DIALECTS
from tests.gateway.runs import CREATE, FETCH, SEARCH, STREAM, Path, asked, kinds, result_of, run_body
from tests.gateway.stage import Json, Stage, metrics, until
from tests.gateway.upstream import Exchange
from tests.grammar import assert_legal
from tests.runs.parts import calls_and_results
from tests.runs.searxng import Searxng
from vai_gateway.app import build
from vai_gateway.settings import Settings

both_ways = pytest.mark.parametrize("path", [CREATE, STREAM])
REFUSED = '[[call=vai_web_fetch input={"url":"http://localhost/"}]]'
HANGING = run_body("[[hang]]", run={"timeout_ms": 1000})


@pytest.fixture
def searxng(stage: Stage) -> tuple[Searxng, str]:
    """And a gateway that searches there."""
    app = Searxng()
    return app, stage.gateway(SEARXNG_BASE_URL=stage.host.serve(app))


def words_of(answer: Answer) -> str:
    return "".join(
        event["event"]["delta"].get("text", "")
        for event in answer.events
        if event["type"] == "stream_event" and event["event"]["type"] == "content_block_delta"
    )


@both_ways
def test_the_model_searches_and_answers(stage: Stage, searxng: tuple[Searxng, str], path: Path) -> None:
    app, url = searxng
    result = stage.run(result_of(url, path, run_body("search for cats", SEARCH)))
    assert app.asked == ["cats"]
    assert (result["stop_reason"], result["turn_count"], result["tool_call_count"]) == ("end_turn", 2, 1)
    assert "All about cats." in result["response"]["content"][0]["text"]


@both_ways
def test_builtins_is_another_name_for_the_tools(stage: Stage, searxng: tuple[Searxng, str], path: Path) -> None:
    _, url = searxng
    body = {**run_body("search for cats"), "builtins": SEARCH}
    assert stage.run(result_of(url, path, body))["tool_call_count"] == 1


def test_the_headers_count_the_tokens_of_all_turns(stage: Stage) -> None:
    answer = stage.run(asked(stage.gateway(), CREATE, run_body(REFUSED, FETCH)))
    used, headers = answer.json()["result"]["usage"], answer.headers
    assert headers["x-model"] == "local/scripted"
    assert [int(headers[f"x-{kind}-tokens"]) for kind in ("input", "output", "total")] == [
        used["input_tokens"],
        used["output_tokens"],
        used["total_tokens"],
    ]
    assert used["total_tokens"] == sum(step["response"]["usage"]["total_tokens"] for step in steps_of(answer))


def steps_of(answer: Answer) -> list[Json]:
    steps: list[Json] = answer.json()["result"]["steps"]
    return steps


def test_a_stream_tells_a_run_in_order(stage: Stage) -> None:
    answer = stage.run(asked(stage.gateway(), STREAM, run_body(REFUSED, FETCH)))
    told = [kind for kind in kinds(answer.events) if kind != "stream_event"]
    step = ["step_complete", "history_delta"]
    assert told == [
        *("run_start", "step_start", "tool_call_start", "tool_result", *step),
        *("step_start", *step, "run_complete"),
    ]
    assert (answer.headers["content-type"], answer.headers["x-model"]) == (
        "text/event-stream; charset=utf-8",
        "local/scripted",
    )
    assert answer.body.endswith(b"\n\n")


def test_the_events_of_each_turn_are_those_of_a_message_stream(stage: Stage) -> None:
    events = stage.run(asked(stage.gateway(), STREAM, run_body(REFUSED, FETCH))).events
    turns: list[list[Json]] = []
    for event in events:
        if event["type"] == "step_start":
            turns.append([])
        elif event["type"] == "stream_event":
            turns[-1].append(event["event"])
    for turn in turns:
        assert_legal(turn)
    assert len(turns) == 2


@both_ways
def test_the_history_of_a_run_begins_the_next_one(stage: Stage, path: Path) -> None:
    url = stage.gateway()
    first = stage.run(result_of(url, path, run_body(REFUSED, FETCH)))
    history = [*first["messages"], {"role": "user", "content": REFUSED}]
    second = stage.run(result_of(url, path, run_body("", FETCH, messages=history)))
    calls, results = calls_and_results(second["messages"])
    assert (calls, len(set(calls))) == (results, 2)


@pytest.mark.parametrize("history, count", [("full", 4), ("appended", 3), ("none", None)])
@both_ways
def test_the_result_holds_the_history_that_was_asked_for(
    stage: Stage, path: Path, history: str, count: int | None
) -> None:
    body = run_body(REFUSED, FETCH, run={"history": history})
    messages = stage.run(result_of(stage.gateway(), path, body)).get("messages")
    assert (None if messages is None else len(messages)) == count


@pytest.mark.parametrize(
    "text, run, stop_reason",
    [
        ("Hello.", {}, "end_turn"),
        (REFUSED, {"max_turns": 1}, "max_turns"),
        (f"{REFUSED} {REFUSED}", {"max_tool_calls": 1}, "max_tool_calls"),
        (REFUSED, {"max_tokens": 1}, "max_tokens"),
        ("[[refuse]]", {}, "refusal"),
        ("[[words=3 stop=max_tokens]]", {}, "max_tokens"),
        ("[[words=3 stop=model_context_window_exceeded]]", {}, "model_context_window_exceeded"),
    ],
)
@both_ways
def test_a_run_says_why_it_stopped_and_can_go_on(
    stage: Stage, path: Path, text: str, run: Json, stop_reason: str
) -> None:
    result = stage.run(result_of(stage.gateway(), path, run_body(text, FETCH, run=run)))
    calls, results = calls_and_results(result["messages"])
    assert (result["stop_reason"], calls) == (stop_reason, results)


@both_ways
def test_a_forced_tool_is_called_once(stage: Stage, path: Path) -> None:
    body = run_body("Hello.", FETCH, tool_choice={"type": "tool", "name": "vai_web_fetch"})
    result = stage.run(result_of(stage.gateway(), path, body))
    assert (result["stop_reason"], result["tool_call_count"]) == ("end_turn", 1)


@both_ways
def test_a_run_whose_time_is_over_is_no_error(stage: Stage, path: Path) -> None:
    result = stage.run(result_of(stage.gateway(), path, HANGING))
    assert (result["stop_reason"], result["turn_count"], "response" in result) == ("timeout", 0, False)


@both_ways
def test_a_tool_that_is_too_slow_is_told_to_the_model(stage: Stage, searxng: tuple[Searxng, str], path: Path) -> None:
    app, url = searxng
    body = run_body("search for slow cats", SEARCH, run={"tool_timeout_ms": 1000})
    result = stage.run(result_of(url, path, body))
    assert "did not answer within 1 seconds" in result["response"]["content"][0]["text"]
    stage.run(until(lambda: app.left == 1))


@both_ways
def test_an_error_before_the_model_speaks_keeps_its_status(stage: Stage, path: Path) -> None:
    answer = stage.run(asked(stage.gateway(), path, run_body("[[fail=overloaded_error]]")))
    assert (answer.status, answer.error["type"]) == (529, "overloaded_error")


@pytest.mark.parametrize(
    "failure, code", [("fail=provider_error code=upstream_cut", "upstream_cut"), ("cut", "upstream_cut")]
)
def test_an_error_in_the_stream_ends_the_run_with_that_error(stage: Stage, failure: str, code: str) -> None:
    answer = stage.run(asked(stage.gateway(), STREAM, run_body(f"[[words=9 {failure} after=2]]")))
    events = answer.events
    assert (answer.status, words_of(answer)) == (200, "one two")
    assert (events[-1]["type"], events[-1]["error"]["code"]) == ("error", code)
    assert "run_complete" not in kinds(events)


def test_an_error_of_a_later_turn_is_an_http_error_where_nothing_was_sent(stage: Stage) -> None:
    """A blocking run: its result would not be whole."""
    history = [
        {"role": "user", "content": "Hello."},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "[[words=2 fail=rate_limit_error retry_after_s=7 after=2]]"},
    ]
    answer = stage.run(asked(stage.gateway(), CREATE, run_body("", messages=history)))
    assert (answer.status, answer.headers["retry-after"]) == (429, "7")


def test_a_model_that_falls_silent_fails_the_run(stage: Stage) -> None:
    url = stage.gateway(STREAM_IDLE_TIMEOUT="300ms")
    events = stage.run(asked(url, STREAM, run_body("[[words=9 hang after=2]]"))).events
    assert (events[-1]["type"], events[-1]["error"]["code"]) == ("error", "timeout")


def test_a_model_that_never_speaks_is_504(stage: Stage) -> None:
    url = stage.gateway(FIRST_EVENT_TIMEOUT="300ms")
    answer = stage.run(asked(url, STREAM, run_body("[[hang]]")))
    assert (answer.status, answer.error["code"]) == (504, "timeout")


@pytest.mark.parametrize("limit", ["STREAM_IDLE_TIMEOUT", "SSE_MAX_DURATION"])
def test_pings_come_while_a_tool_works_and_no_limit_of_a_message_ends_the_run(stage: Stage, limit: str) -> None:
    app = Searxng()
    settings = {"SEARXNG_BASE_URL": stage.host.serve(app), "SSE_PING_INTERVAL": "100ms", limit: "300ms"}
    url = stage.gateway(**settings)

    async def scenario() -> list[str]:
        seen: list[str] = []
        async with Connection(url) as connection:
            await connection.request("POST", STREAM, body=run_body("search for slow cats", SEARCH))
            await connection.head()
            async for event in connection.events():
                seen.append(event["type"])
                if seen.count("ping") == 5:
                    app.go_on.set()
        return seen

    seen = stage.run(scenario())
    assert (seen[-1], seen.count("tool_result")) == ("run_complete", 1)


@pytest.mark.parametrize("path", [CREATE, STREAM])
def test_a_client_that_leaves_ends_its_tools_at_once(stage: Stage, searxng: tuple[Searxng, str], path: Path) -> None:
    app, url = searxng

    async def scenario() -> None:
        async with Connection(url) as connection:
            await connection.request(
                "POST", path, body=run_body("search for slow cats and search for slow dogs", SEARCH)
            )
            await until(lambda: len(app.asked) == 2)
            connection.reset()
        await until(lambda: app.left == 2)
        await until(lambda: any(line.get("client_left") for line in stage.lines(url)))

    stage.run(scenario())
    (line,) = [line for line in stage.lines(url) if line.get("client_left")]
    assert (line["operation"], line["error_code"], line["input_tokens"] > 0) == (
        f"runs.{'stream' if path == STREAM else 'create'}",
        "cancelled",
        True,
    )


@pytest.mark.parametrize("path", [CREATE, STREAM])
def test_a_client_that_leaves_ends_the_model_at_once(stage: Stage, path: Path) -> None:
    url, left = stage.gateway(), asyncio.Event()
    dialect = DIALECTS["anthropic"]

    async def script(exchange: Exchange) -> None:
        asked.set()
        await exchange.until_left()
        left.set()

    async def scenario() -> bool:
        body = run_body("Hello.", model=dialect.asked_as, max_tokens=100)
        async with Connection(url) as connection:
            await connection.request("POST", path, body=body, headers=((dialect.key_header, key),))
            await asyncio.wait_for(asked.wait(), 5)
            connection.reset()
        return await asyncio.wait_for(left.wait(), 5)

    asked = asyncio.Event()
    key = stage.upstream.key(script)
    assert stage.run(scenario())


def drained(stage: Stage) -> tuple[str, Any]:
    """A gateway that the test can close."""
    gateway = build(Settings.from_environment({}), log_stream=io.BytesIO())
    return stage.host.serve(gateway.app, lifespan=True), gateway.draining


@both_ways
def test_a_gateway_that_closes_ends_its_runs_with_what_they_have(stage: Stage, path: Path) -> None:
    url, draining = drained(stage)

    async def scenario() -> tuple[Json, Answer]:
        running = asyncio.create_task(result_of(url, path, run_body("[[words=9 hang after=2]]")))
        await until(lambda: draining.in_flight == 1)
        draining.begin(0.2)
        refused = await asked(url, path, run_body("Hello."))
        return await running, refused

    result, refused = stage.run(scenario())
    assert (result["stop_reason"], len(result["messages"])) == ("cancelled", 1)
    assert (refused.status, refused.error["code"]) == (529, "draining")


def test_streams_of_runs_count_among_the_streams_of_a_caller(stage: Stage) -> None:
    url = stage.gateway(AUTH_MODE="optional", MAX_STREAMS_PER_PRINCIPAL="1", RATE_LIMIT_RPS="0", ALLOW_INSECURE="true")

    async def scenario() -> Answer:
        async with Connection(url) as connection:
            await connection.request("POST", STREAM, body=run_body("[[words=9 hang after=2]]"))
            await connection.head()
            return await asked(url, STREAM, run_body("Hello."))

    answer = stage.run(scenario())
    assert (answer.status, answer.error["code"]) == (429, "too_many_streams")


def test_the_log_and_the_metrics_count_what_all_turns_used(stage: Stage) -> None:
    url = stage.gateway(SSE_PING_INTERVAL="14s")
    answer = stage.run(asked(url, STREAM, run_body(REFUSED, FETCH)))
    used = answer.events[-1]["result"]["usage"]
    line = stage.lines(url)[-1]
    assert (line["operation"], line["total_tokens"]) == ("runs.stream", used["total_tokens"])
    counted = stage.run(metrics(url))
    assert counted['vai_tokens_total{kind="input",model="local/scripted",provider="local"}'] == used["input_tokens"]


@both_ways
def test_the_log_and_the_metrics_tell_how_each_tool_ended(
    stage: Stage, searxng: tuple[Searxng, str], path: Path
) -> None:
    _, url = searxng
    text = f"search for cats and search for slow dogs {REFUSED}"
    stage.run(result_of(url, path, run_body(text, SEARCH + FETCH, run={"tool_timeout_ms": 1000})))
    told = [(span["tool"], span["provider"], span.get("failure", "")) for span in stage.lines(url)[-1]["tools"]]
    assert sorted(told) == [
        ("vai_web_fetch", "gateway", "url_not_allowed"),
        ("vai_web_search", "searxng", ""),
        ("vai_web_search", "searxng", "stopped"),
    ]
    counted = stage.run(metrics(url))
    assert {name: count for name, count in counted.items() if name.startswith("vai_tool_calls_total")} == {
        'vai_tool_calls_total{outcome="failed",provider="gateway",tool="vai_web_fetch"}': 1,
        'vai_tool_calls_total{outcome="ok",provider="searxng",tool="vai_web_search"}': 1,
        'vai_tool_calls_total{outcome="stopped",provider="searxng",tool="vai_web_search"}': 1,
    }
    assert counted['vai_tool_duration_seconds_sum{provider="searxng",tool="vai_web_search"}'] >= 1


@both_ways
def test_a_history_that_would_outgrow_a_request_is_cut_at_the_tools(stage: Stage, path: Path) -> None:
    app = Searxng()
    url = stage.gateway(SEARXNG_BASE_URL=stage.host.serve(app), MAX_TOTAL_TEXT_BYTES="100000")
    text = " ".join(f'[[call=vai_web_search input={{"query":"long{n}","max_results":10}}]]' for n in range(12))
    result = stage.run(result_of(url, path, run_body(text, SEARCH, run={"max_turns": 1})))
    results = result["steps"][0]["tool_results"]
    assert sorted("is_error" in each for each in results) == [False] * 8 + [True] * 4
    more = [*result["messages"], {"role": "user", "content": "Go on."}]
    assert stage.run(asked(url, path, run_body("", messages=more))).status == 200


def long_history(count: int) -> list[Json]:
    said = [{"role": "assistant" if n % 2 else "user", "content": "Hello."} for n in range(count - 1)]
    return [*said, {"role": "user", "content": REFUSED}]


@pytest.mark.parametrize("settings, most", [({}, 1000), ({"MAX_MESSAGES": "10"}, 10)])
@both_ways
def test_a_run_stops_before_its_history_has_more_messages_than_a_request_may_have(
    stage: Stage, path: Path, settings: dict[str, str], most: int
) -> None:
    body = run_body("", FETCH, messages=long_history(most - 3))
    result = stage.run(result_of(stage.gateway(**settings), path, body))
    assert (result["stop_reason"], result["tool_call_count"], len(result["messages"])) == ("max_turns", 1, most - 1)


@both_ways
def test_a_request_that_leaves_no_room_for_a_turn_is_refused(stage: Stage, path: Path) -> None:
    answer = stage.run(asked(stage.gateway(), path, run_body("", messages=long_history(999))))
    error = answer.error
    assert (answer.status, error["param"], error["code"]) == (400, "request.messages", "out_of_range")
    assert error["message"].startswith("request.messages: at most 998 in a run")


def test_a_run_has_its_own_time_and_not_that_of_a_message(stage: Stage) -> None:
    url, dialect, go_on = stage.gateway(TOTAL_REQUEST_TIMEOUT="300ms"), DIALECTS["anthropic"], asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await go_on.wait()
        await exchange.answer(dialect.message("Hello."))

    async def scenario() -> tuple[int, int]:
        header = (dialect.key_header, key)
        body = run_body("Hello.", model=dialect.asked_as, max_tokens=100)
        running = asyncio.create_task(asked(url, CREATE, body, [header]))
        async with Connection(url) as connection:
            given_up = await connection.ask("POST", "/v1/messages", body=body["request"], headers=[header])
        go_on.set()
        return given_up.status, (await running).status

    key = stage.upstream.key(script)
    assert stage.run(scenario()) == (504, 200)
