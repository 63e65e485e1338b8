"""What a run tells its client: the events on the way, and the result at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import UNSET
from msgspec.structs import replace

from vai_gateway.contract.responses import (
    HistoryDeltaEvent,
    HistoryMessage,
    RunResult,
    RunStartEvent,
    RunStep,
    RunToolResult,
    StepCompleteEvent,
    StepStartEvent,
    ToolResultEvent,
)
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.runs.history import as_history
from vai_gateway.runs.state import Run, Turn

PROTOCOL_VERSION = "1"


def opening(run: Run) -> list[StreamEvent]:
    """Held back until the model has said something, so that an error before it keeps its HTTP status."""
    if run.opened:
        return []
    plan = run.plan
    start = RunStartEvent(request_id=plan.request_id, model=plan.request.model, protocol_version=PROTOCOL_VERSION)
    return [start, StepStartEvent(index=0)]


def tools_ended(turn: Turn, results: Mapping[int, RunToolResult], positions: Iterable[int]) -> list[StreamEvent]:
    return [
        ToolResultEvent(
            id=turn.calls[position].id,
            name=turn.calls[position].name,
            content=results[position].content,
            is_error=results[position].is_error,
            error=results[position].error,
        )
        for position in positions
    ]


def step_ended(run: Run, step: RunStep, append: list[HistoryMessage]) -> list[StreamEvent]:
    """run: as it was before. append: what the step adds to the history, if it does."""
    complete = StepCompleteEvent(index=step.index, response=step.response)
    if not append:
        return [complete]
    expected_len = len(run.plan.request.messages) + len(run.appended)
    return [complete, HistoryDeltaEvent(expected_len=expected_len, append=append)]


def result_of(run: Run, stop_reason: str) -> RunResult:
    plan, messages, steps = run.plan, list(run.appended), list(run.steps)
    if plan.history == "full":
        messages = [*map(as_history, plan.request.messages), *messages]
    if not plan.step_responses:
        steps = [replace(step, response=UNSET) for step in steps]
    return RunResult(
        response=UNSET if run.response is None else run.response,
        steps=steps,
        tool_call_count=run.tool_call_count,
        turn_count=len(run.steps),
        usage=run.usage,
        stop_reason=stop_reason,
        messages=UNSET if plan.history == "none" else messages,
    )
