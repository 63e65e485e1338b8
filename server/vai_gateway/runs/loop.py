"""The tool loop, as decisions: what a run is, and what happens, make what it becomes, and what is to be done.

A turn of the model either ends the run or calls tools, whose results begin the next turn. Nothing here waits, reads
a clock or fails: time comes in as `now`, and `runner` does what is decided. It holds that

- whatever stops a run, every call of the model has one result, so that its history can be sent to any model again;
- a turn that the model did not end leaves no trace;
- the deltas of the history, put together, are the messages of the result;
- after Finish or Fail nothing more is decided.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias, assert_never, cast

from msgspec import UNSET
from msgspec.structs import replace

from vai_gateway.contract.responses import (
    HistoryMessage,
    MessageStreamEvent,
    RunStep,
    StepStartEvent,
    StreamEventEvent,
    ToolCallStartEvent,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.policy.limits import text_bytes
from vai_gateway.runs.events import opening, result_of, step_ended, tools_ended
from vai_gateway.runs.history import as_input, as_sent, calls_of, size_of, unread_input
from vai_gateway.runs.results import answered, fitting, too_slow, unanswered
from vai_gateway.runs.state import (
    Acting,
    Action,
    Asking,
    AskModel,
    Closing,
    Ended,
    Event,
    Fail,
    Finish,
    ModelFailed,
    ModelSpoke,
    Plan,
    Run,
    Send,
    StartTool,
    StopTool,
    TimePassed,
    ToolEnded,
    Turn,
    TurnEnded,
)
from vai_gateway.runs.turns import has_room_for_a_turn, most_turns, next_request, no_room_for_a_turn, reason_to_stop
from vai_gateway.runs.usage import added
from vai_gateway.tools.tool import ToolOutcome

Decision: TypeAlias = tuple[Run, list[Action]]


def begin(plan: Plan, now: float) -> Decision:
    run = Run(plan=plan, began_at=now, phase=Asking(now), room_bytes=plan.room_bytes)
    if most_turns(plan) < 1:
        return _fail(run, no_room_for_a_turn(plan))
    return run, [AskModel(plan.request)]


def decide(run: Run, event: Event, now: float) -> Decision:
    """What comes too late to matter changes nothing."""
    match event:
        case ModelSpoke(events):
            return _model_spoke(run, events)
        case TurnEnded():
            return _turn_ended(run, event, now)
        case ModelFailed(error):
            return _fail(run, error)
        case ToolEnded():
            return _tool_ended(run, event, now)
        case TimePassed(waiting_since):
            return _time_passed(run, waiting_since, now)
        case Closing():
            return _stop(run, "cancelled", now)
        case _:
            assert_never(event)


def due_at(run: Run, waiting_since: float) -> float:
    """When time alone decides something, if nothing else happens. The model's silence lasts while somebody listens."""
    match run.phase:
        case Asking() as asking:
            return min(run.ends_at, waiting_since + _patience_s(run.plan, asking))
        case Acting() as acting:
            return min([run.ends_at, *(_slow_at(run.plan, acting, position) for position in acting.running)])
        case Ended():
            return math.inf
        case _:
            assert_never(run.phase)


def _model_spoke(run: Run, events: list[StreamEvent]) -> Decision:
    if not isinstance(asking := run.phase, Asking):
        return run, []
    told = cast("list[MessageStreamEvent]", events)
    actions: list[Action] = [Send([*opening(run), *(StreamEventEvent(event=event) for event in told)])]
    if not asking.has_spoken:
        run = replace(run, opened=True, phase=replace(asking, has_spoken=True))
    return run, actions


def _turn_ended(run: Run, event: TurnEnded, now: float) -> Decision:
    if not isinstance(asking := run.phase, Asking):
        return run, []
    message = event.message
    turn = Turn(message, event.said, calls_of(message))
    actions: list[Action] = [] if run.opened else [Send(opening(run))]
    run = replace(
        run,
        opened=True,
        phase=Acting(asking.began_at, turn),
        usage=added(run.usage, message.usage),
        room_bytes=run.room_bytes - (0 if turn.said is None else text_bytes(turn.said.content)),
        response=message,
    )
    stop_reason = reason_to_stop(run, turn)
    run, more = _carry_on(run, now) if stop_reason is None else _stop(run, stop_reason, now)
    return run, actions + more


def _tool_ended(run: Run, event: ToolEnded, now: float) -> Decision:
    if not isinstance(acting := run.phase, Acting) or event.position not in acting.running:
        return run, []
    return _answer(run, acting, {event.position: event.outcome}, now)


def _time_passed(run: Run, waiting_since: float, now: float) -> Decision:
    if now >= run.ends_at:
        return _stop(run, "timeout", now)
    match run.phase:
        case Asking() as asking if now >= waiting_since + _patience_s(run.plan, asking):
            return _fail(run, _silence(run.plan, asking))
        case Acting() as acting:
            return _stop_slow_tools(run, acting, now)
        case _:
            return run, []


def _stop_slow_tools(run: Run, acting: Acting, now: float) -> Decision:
    slow = [position for position in acting.running if now >= _slow_at(run.plan, acting, position)]
    if not slow:
        return run, []
    outcomes = {p: too_slow(acting.turn.calls[p], run.plan.limits.tool_timeout_s) for p in slow}
    run, actions = _answer(run, acting, outcomes, now)
    return run, [*map(StopTool, slow), *actions]


def _answer(run: Run, acting: Acting, outcomes: Mapping[int, ToolOutcome], now: float) -> Decision:
    """outcomes: of calls that were carried out, by position."""
    results, room_bytes = dict(acting.results), run.room_bytes
    for position, outcome in outcomes.items():
        call = acting.turn.calls[position]
        results[position] = answered(call, fitting(outcome, room_bytes), run.plan.request_id)
        room_bytes -= size_of(results[position].content)
    tool_call_count = run.tool_call_count + len(outcomes)
    acting = replace(acting, results=results)
    run = replace(run, phase=acting, room_bytes=room_bytes, tool_call_count=tool_call_count)
    run, actions = _carry_on(run, now)
    return run, [Send(tools_ended(acting.turn, results, outcomes)), *actions]


def _carry_on(run: Run, now: float) -> Decision:
    """Start the tools that may start. When every call has its result the step is complete, and the next one begins."""
    acting = run.phase
    assert isinstance(acting, Acting)
    calls = acting.turn.calls
    if len(acting.results) == len(calls):
        return _next_turn(*_complete_step(run, acting, now), now)
    begun, free = len(acting.started_at), run.plan.limits.parallel_tools - len(acting.running)
    starting = list(enumerate(calls))[begun : begun + free]
    actions: list[Action] = []
    for position, call in starting:
        actions.append(Send([ToolCallStartEvent(id=call.id, name=call.name, input=call.input)]))
        actions.append(StartTool(position, call, unread_input(acting.turn.message, call.id)))
    acting = replace(acting, started_at=acting.started_at + (now,) * len(starting))
    return replace(run, phase=acting), actions


def _complete_step(run: Run, acting: Acting, now: float) -> tuple[Run, list[Action]]:
    """acting: with a result of every call."""
    turn = acting.turn
    results = [acting.results[position] for position in range(len(turn.calls))]
    step = RunStep(
        index=len(run.steps),
        duration_ms=round((now - acting.began_at) * 1000),
        response=turn.message,
        tool_calls=list(turn.calls) or UNSET,
        tool_results=results or UNSET,
    )
    append, inputs = list[HistoryMessage](), run.inputs
    if turn.said is not None:
        append.append(HistoryMessage(role="assistant", content=turn.message.content))
        inputs += (turn.said,)
    if results:
        append.append(as_sent(results))
        inputs += (as_input(append[-1]),)
    sent = Send(step_ended(run, step, append))
    return replace(run, steps=(*run.steps, step), appended=(*run.appended, *append), inputs=inputs), [sent]


def _next_turn(run: Run, actions: list[Action], now: float) -> Decision:
    """The step before is complete."""
    if not has_room_for_a_turn(run):
        return _finish(run, "max_turns", actions)
    run = replace(run, phase=Asking(now))
    return run, [*actions, Send([StepStartEvent(index=len(run.steps))]), AskModel(next_request(run))]


def _stop(run: Run, stop_reason: str, now: float) -> Decision:
    """End the run as it is: calls without a result get one that says so, and what the model is saying is dropped."""
    match run.phase:
        case Asking():
            return _finish(run, stop_reason, [] if run.opened else [Send(opening(run))])
        case Acting() as acting:
            running, begun = acting.running, len(acting.started_at)
            cut = {
                position: unanswered(call, stop_reason, started=position < begun)
                for position, call in enumerate(acting.turn.calls)
                if position not in acting.results
            }
            stopped: list[Action] = [*map(StopTool, running)]
            if running:
                stopped.append(Send(tools_ended(acting.turn, cut, running)))
            run, completed = _complete_step(run, replace(acting, results={**acting.results, **cut}), now)
            return _finish(run, stop_reason, stopped + completed)
        case Ended():
            return run, []
        case _:
            assert_never(run.phase)


def _finish(run: Run, stop_reason: str, actions: list[Action]) -> Decision:
    return replace(run, opened=True, phase=Ended()), [*actions, Finish(result_of(run, stop_reason))]


def _fail(run: Run, error: GatewayError) -> Decision:
    return (run, []) if isinstance(run.phase, Ended) else (replace(run, phase=Ended()), [Fail(error)])


def _slow_at(plan: Plan, acting: Acting, position: int) -> float:
    return acting.started_at[position] + plan.limits.tool_timeout_s


def _patience_s(plan: Plan, asking: Asking) -> float:
    return plan.idle_s if asking.has_spoken else plan.first_event_s


def _silence(plan: Plan, asking: Asking) -> GatewayError:
    what = f"no event from the model for {plan.idle_s:g} s"
    if not asking.has_spoken:
        what = f"no first event from the model within {plan.first_event_s:g} s"
    return GatewayError("api_error", what, code="timeout")
