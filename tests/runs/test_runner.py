"""A run in time: what is under way ends when it must, and nothing is left behind."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fake_clock import settle
from tests.runs.parts import call, calls_and_results, plan, request, words
from tests.runs.stage import HANG, Model, Stage, Tools, play, started
from vai_gateway.contract.responses import RunResult
from vai_gateway.core.call import ToolSpan
from vai_gateway.core.errors import GatewayError
from vai_gateway.runs.state import Plan
from vai_gateway.tools.policy import RunLimits

BROKEN = GatewayError("provider_error", "it broke", code="upstream_cut")
MODES = pytest.mark.parametrize("mode", ["stream", "result"])


def limited(**changes: Any) -> Plan:
    fields: dict[str, Any] = {"max_turns": 8, "max_tool_calls": 20, "timeout_s": 60, "tool_timeout_s": 30}
    return plan(limits=RunLimits(**(fields | changes)))


def three_calls() -> Model:
    return Model([call(f"c{n}", query=f"q{n}") for n in range(3)], [words()])


async def ended(stage: Stage, mode: str) -> RunResult:
    if mode == "stream":
        await stage.stream()
        return stage.streamed_result
    return await stage.result()


@MODES
def test_a_tool_loop_runs_to_its_answer(mode: str) -> None:
    result = play(lambda: ended(Stage(Model([call("c1", query="q")], [words("Done.")])), mode))
    assert (result.stop_reason, result.turn_count, result.tool_call_count) == ("end_turn", 2, 1)


def test_both_modes_tell_the_same_result() -> None:
    def script() -> Model:
        return Model([words("I look."), call("c1", query="q")], [call("c2", query="r")], [words("Done.")])

    asked = plan(step_responses=True)
    streamed = play(lambda: ended(Stage(script(), asked=asked), "stream"))
    whole = play(lambda: ended(Stage(script(), asked=asked), "result"))
    assert streamed == whole


def test_parallel_tools_work_at_the_same_time() -> None:
    async def scenario() -> tuple[int, list[str]]:
        stage = Stage(three_calls(), tools := Tools())
        task = await started(stage, stage.stream)
        for query in ("q2", "q0", "q1"):
            await tools.end(query)
        await task
        return tools.most_at_once, [event.id for event in stage.told if type(event).__name__ == "ToolResultEvent"]

    assert play(scenario) == (3, ["c2", "c0", "c1"])


def test_tools_in_turn_work_one_after_the_other() -> None:
    async def scenario() -> tuple[int, list[str]]:
        stage = Stage(three_calls(), tools := Tools(), limited(parallel_tools=1))
        task = await started(stage, stage.stream)
        for query in ("q0", "q1", "q2"):
            await tools.end(query)
        await task
        return tools.most_at_once, [event.id for event in stage.told if type(event).__name__ == "ToolResultEvent"]

    assert play(scenario) == (1, ["c0", "c1", "c2"])


def test_no_more_than_eight_tools_work_at_once() -> None:
    async def scenario() -> int:
        model = Model([call(f"c{n}", query=f"q{n}") for n in range(12)], [words()])
        stage = Stage(model, tools := Tools(), limited(max_tool_calls=12))
        task = await started(stage, stage.stream)
        for n in range(12):
            await tools.end(f"q{n}")
        await task
        return tools.most_at_once

    assert play(scenario) == 8


@MODES
def test_an_error_of_the_model_ends_the_run_as_that_error(mode: str) -> None:
    with pytest.raises(GatewayError) as caught:
        play(lambda: ended(Stage(Model([words("Half"), BROKEN])), mode))
    assert caught.value is BROKEN


def test_nothing_is_told_of_a_run_that_fails_before_the_model_speaks() -> None:
    stage = Stage(Model([BROKEN]))
    with pytest.raises(GatewayError):
        play(stage.stream)
    assert stage.told == []


def test_what_was_said_before_an_error_is_told() -> None:
    stage = Stage(Model([words("Half"), BROKEN]))
    with pytest.raises(GatewayError):
        play(stage.stream)
    assert stage.kinds[:3] == ["run_start", "step_start", "stream_event"]


@MODES
def test_a_model_that_hangs_is_left_when_the_time_is_over(mode: str) -> None:
    async def scenario() -> tuple[Any, int, Any]:
        stage = Stage(Model([call("c1", query="q")], [HANG]), asked=limited(timeout_s=20))
        task = await started(stage, lambda: ended(stage, mode))
        await stage.clock.advance(20.2)
        result = await task
        return result, stage.model.left, stage.call.usage.total_tokens if stage.call.usage else 0

    result, left, tokens = play(scenario)
    assert (result.stop_reason, result.turn_count, left, tokens) == ("timeout", 1, 1, 15)
    assert calls_and_results(result.messages) == (["c1"], ["c1"])


@MODES
def test_tools_that_hang_are_stopped_when_the_time_is_over(mode: str) -> None:
    async def scenario() -> tuple[RunResult, int, int]:
        stage = Stage(three_calls(), tools := Tools(), limited(timeout_s=20))
        task = await started(stage, lambda: ended(stage, mode))
        await tools.end("q1")
        await stage.clock.advance(20.2)
        return await task, len(tools.working), len(tools.cancelled)

    result, working, cancelled = play(scenario)
    assert (result.stop_reason, result.tool_call_count, working, cancelled) == ("timeout", 1, 0, 2)
    assert calls_and_results(result.messages or []) == (["c0", "c1", "c2"], ["c0", "c1", "c2"])


@MODES
def test_a_slow_tool_is_stopped_and_the_model_answers_without_it(mode: str) -> None:
    async def scenario() -> tuple[RunResult, int]:
        stage = Stage(Model([call("c1", query="q")], [words()]), tools := Tools(), limited(tool_timeout_s=5))
        task = await started(stage, lambda: ended(stage, mode))
        await stage.clock.advance(5.2)
        return await task, len(tools.cancelled)

    result, cancelled = play(scenario)
    (outcome,) = result.steps[0].tool_results or []
    assert (result.stop_reason, cancelled, outcome.content[0]["text"]) == (
        "end_turn",
        1,
        "vai_web_search did not answer within 5 seconds",
    )


@MODES
def test_a_gateway_that_closes_ends_the_run_with_all_it_has(mode: str) -> None:
    async def scenario() -> tuple[RunResult, int]:
        stage = Stage(three_calls(), tools := Tools())
        task = await started(stage, lambda: ended(stage, mode))
        await tools.end("q0")
        stage.closing_at = stage.clock.now() + 3
        await stage.clock.advance(3.2)
        return await task, len(tools.cancelled)

    result, cancelled = play(scenario)
    assert (result.stop_reason, result.tool_call_count, cancelled) == ("cancelled", 1, 2)
    assert calls_and_results(result.messages or []) == (["c0", "c1", "c2"], ["c0", "c1", "c2"])


@pytest.mark.parametrize("patience, at", [({"first_event_s": 20.0}, 20.2), ({"idle_s": 10.0}, 10.2)])
def test_a_silent_model_fails_the_run(patience: Any, at: float) -> None:
    async def scenario() -> tuple[str | None, int]:
        said: list[Any] = [words("Half")] if "idle_s" in patience else []
        stage = Stage(Model([*said, HANG]), asked=plan(**patience))
        task = await started(stage, stage.stream)
        await stage.clock.advance(at)
        with pytest.raises(GatewayError) as caught:
            await task
        return caught.value.code, stage.model.left

    assert play(scenario) == ("timeout", 1)


def test_a_client_that_reads_slowly_is_no_silence_of_the_model() -> None:
    async def scenario() -> str:
        stage = Stage(Model([words("One"), words("Two")]), asked=plan(idle_s=10))
        stage.ticker.start()
        async for events in stage.runner(stream=True).events():
            stage.told += events
            await stage.clock.advance(11)
        return stage.streamed_result.stop_reason

    assert play(scenario) == "end_turn"


@pytest.mark.parametrize("mode", ["stream", "result"])
@pytest.mark.parametrize("phase", ["model", "tools"])
def test_a_client_that_leaves_ends_everything_at_once(mode: str, phase: str) -> None:
    async def scenario() -> tuple[int, int, int]:
        model = Model([words("Half"), HANG]) if phase == "model" else three_calls()
        stage = Stage(model, tools := Tools())
        task = await started(stage, lambda: ended(stage, mode))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return model.left, len(tools.cancelled), len(tools.working)

    assert play(scenario) == ((1, 0, 0) if phase == "model" else (0, 3, 0))


def test_a_client_that_leaves_between_two_events_ends_everything_at_once() -> None:
    async def scenario() -> tuple[int, bool]:
        stage = Stage(Model([words("Half"), HANG]))
        batches = stage.runner(stream=True).events()
        await anext(batches)
        await batches.aclose()
        return stage.model.left, stage.call.usage is not None

    assert play(scenario) == (1, True)


def test_the_tokens_of_a_turn_that_broke_off_are_counted_as_far_as_they_are_known() -> None:
    async def scenario() -> Any:
        stage = Stage(Model([call("c1", query="q")], [words("Half"), BROKEN]))
        with pytest.raises(GatewayError):
            await stage.stream()
        return stage.call.usage

    assert play(scenario).total_tokens == 15 + 10


def test_a_tool_that_the_run_does_not_have_is_an_error_for_the_model() -> None:
    unknown = {"type": "tool_use", "id": "c1", "name": "delete_everything", "input": {}}
    result = play(Stage(Model([unknown], [words()])).result)
    (outcome,) = result.steps[0].tool_results or []
    assert (outcome.is_error, outcome.content[0]["text"]) == (
        True,
        "there is no tool delete_everything in this run; it has vai_web_search",
    )
    assert (result.stop_reason, result.tool_call_count) == ("end_turn", 1)


@MODES
def test_an_input_that_is_no_object_is_an_error_for_the_model(mode: str) -> None:
    broken = {**call("c1"), "input": '{"query": "ca'}
    result = play(lambda: ended(Stage(Model([broken], [words()])), mode))
    (outcome,) = result.steps[0].tool_results or []
    assert outcome.content[0]["text"] == 'the input is no JSON object: {"query": "ca'


def test_a_fault_of_a_tool_is_no_error_of_the_run_but_a_bug() -> None:
    async def scenario() -> tuple[str, int]:
        stage = Stage(three_calls(), tools := Tools())
        task = await started(stage, stage.stream)
        await tools.fail("q1", ZeroDivisionError("a bug"))
        with pytest.raises(ZeroDivisionError) as caught:
            await task
        await settle()
        return str(caught.value), len(tools.cancelled)

    assert play(scenario) == ("a bug", 2)


@MODES
def test_calls_that_a_vendor_numbers_anew_get_ids_of_their_own(mode: str) -> None:
    history = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": [call("call_0", query="old")]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_0", "content": "x"}]},
    ]
    model = Model([call("call_0", query="a"), call("call_0", query="b")], [call("call_0", query="c")], [words()])
    result = play(lambda: ended(Stage(model, asked=plan(request(messages=history))), mode))
    calls, results = calls_and_results(result.messages or [])
    assert calls == results
    assert len(set(calls)) == 4


def test_each_call_of_a_tool_leaves_what_it_took_and_how_it_ended() -> None:
    async def scenario() -> list[ToolSpan]:
        unknown = {**call("c9"), "name": "delete_everything"}
        stage = Stage(Model([*(call(f"c{n}", query=f"q{n}") for n in range(4)), unknown], [words()]), tools := Tools())
        task = await started(stage, stage.stream)
        await stage.clock.advance(2)
        await tools.end("q0")
        await tools.fail("q1", GatewayError("provider_error", "it broke", code="tool_provider_error"))
        await tools.fail("q2", GatewayError("overloaded_error", "later"))
        await stage.clock.advance(29)
        await task
        return stage.call.tools

    spans = play(scenario)
    assert [(span.tool, span.provider, span.failure) for span in spans] == [
        ("other", "", "unsupported_function_tool"),
        ("vai_web_search", "acme", ""),
        ("vai_web_search", "acme", "tool_provider_error"),
        ("vai_web_search", "acme", "overloaded_error"),
        ("vai_web_search", "acme", "stopped"),
    ]
    assert [round(span.duration_s) for span in spans] == [0, 2, 2, 2, 30]


@MODES
def test_the_tools_of_a_client_that_leaves_are_told_as_stopped(mode: str) -> None:
    async def scenario() -> list[str]:
        stage = Stage(three_calls(), Tools())
        task = await started(stage, lambda: ended(stage, mode))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return [span.failure for span in stage.call.tools]

    assert play(scenario) == ["stopped"] * 3


def test_an_answer_that_no_request_may_hold_is_an_error_of_the_provider() -> None:
    endless = call("c" * 600, query="q")
    with pytest.raises(GatewayError) as caught:
        play(Stage(Model([endless], [words()])).result)
    assert (caught.value.status, caught.value.code) == (502, "provider_invalid_response")
    assert "content[0].id" in caught.value.message


@MODES
def test_the_tokens_of_an_answer_that_no_request_may_hold_are_counted(mode: str) -> None:
    stage = Stage(Model([call("c1", query="q")], [call("c" * 600, query="q")]))
    with pytest.raises(GatewayError):
        play(lambda: ended(stage, mode))
    assert stage.call.usage is not None
    assert stage.call.usage.total_tokens == 15 + 15


def test_nothing_is_watched_when_the_run_is_over() -> None:
    async def scenario() -> object:
        stage = Stage(Model([words()]))
        await stage.stream()
        return stage.ticker._watched

    assert play(scenario) == set()
