"""A client, a model and tools that do anything at any time, and what must hold of a run whatever they do.

The oracle keeps its own books from what it did itself and compares them with what the loop decides. It shares
nothing with the loop but the data.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import UNSET

from tests.runs.parts import Json, call, message, outcome, plan, request, usage, words
from vai_gateway.contract.responses import (
    ContentBlockStopEvent,
    HistoryDeltaEvent,
    Message,
    RunResult,
    RunStartEvent,
    StepCompleteEvent,
    StepStartEvent,
    StreamEventEvent,
    ToolCallStartEvent,
    ToolResultEvent,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.runs.history import said_by_model
from vai_gateway.runs.state import (
    Action,
    AskModel,
    Closing,
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
    TurnEnded,
)
from vai_gateway.tools.policy import RunLimits
from vai_gateway.tools.tool import ToolOutcome, failed

STOPS = ["tool_use", "end_turn", "max_tokens", "refusal", "stop_sequence", "pause_turn", "of_a_vendor"]
CHOICES: list[Json] = [
    {},
    {"tool_choice": {"type": "any", "disable_parallel_tool_use": True}},
    {"tool_choice": {"type": "tool", "name": "vai_web_search"}},
    {"tool_choice": {"type": "none"}},
]
LARGE, LONG = 5000, 10_000
ROOM = 12_000
MARKUP = 3000
"""The most that JSON takes around the texts of a history, and what is said of results that find no room."""
RUN_S, TOOL_S = 60.0, 15.0


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    limits = RunLimits(
        max_turns=draw(st.integers(1, 6)),
        max_tool_calls=draw(st.integers(1, 12)),
        max_tokens=draw(st.sampled_from([0, 0, 40, 100])),
        timeout_s=RUN_S,
        tool_timeout_s=TOOL_S,
        parallel_tools=draw(st.integers(1, 3)),
    )
    first_event_s, idle_s = draw(st.sampled_from([(20, 10), (math.inf, math.inf)]))
    return plan(
        request(**draw(st.sampled_from(CHOICES))),
        limits=limits,
        history=draw(st.sampled_from(["full", "appended", "none"])),
        room_bytes=ROOM,
        max_messages=draw(st.sampled_from([3, 6, 9, 1000])),
        first_event_s=first_event_s,
        idle_s=idle_s,
    )


@dataclass(frozen=True)
class Loop:
    """The decisions under test."""

    begin: Callable[[Plan, float], tuple[Run, list[Action]]]
    decide: Callable[[Run, Event, float], tuple[Run, list[Action]]]
    due_at: Callable[[Run, float], float]


class LoopMachine(RuleBasedStateMachine):
    loop: Loop

    @initialize(asked=plans())
    def begin(self, asked: Plan) -> None:
        self.plan = asked
        self.now = self.began_at = 1000.0
        self.books()
        self.run, actions = self.loop.begin(self.plan, self.now)
        self.take(actions)

    @precondition(lambda self: self.is_over)
    @rule(asked=plans())
    def another_run_begins(self, asked: Plan) -> None:
        self.begin(asked)

    def books(self) -> None:
        """What the oracle knows. told: events. folded: the client's history. ended: Finish or Fail."""
        self.told: list[Any] = []
        self.folded: list[Any] = [{"role": "user", "content": "Hello"}]
        self.ended: Finish | Fail | None = None
        self.is_asked = self.has_spoken = False
        self.running: dict[int, tuple[Any, float]] = {}
        self.outcomes: dict[str, ToolOutcome] = {}
        self.turns: list[tuple[float, Message]] = []
        self.completed_at: list[float] = []
        self.waiting_since = self.turn_began = self.now
        self.last_id = 0
        self.expected_stop: str | None = None

    @property
    def is_over(self) -> bool:
        return self.ended is not None

    @property
    def spent(self) -> int:
        return sum(int(said.usage.total_tokens or 0) for _, said in self.turns)

    @property
    def most_turns(self) -> int:
        """The request has one message, and a turn adds two at most."""
        return min(self.plan.limits.max_turns, (self.plan.max_messages - 1) // 2)

    @property
    def added_bytes(self) -> int:
        """Of the history, with what JSON takes around its texts."""
        return len(msgspec.json.encode(self.folded[1:]))

    @property
    def is_full(self) -> bool:
        return self.added_bytes > ROOM

    @property
    def patience_s(self) -> float:
        return self.plan.idle_s if self.has_spoken else self.plan.first_event_s

    def tell(self, event: Event) -> None:
        self.run, actions = self.loop.decide(self.run, event, self.now)
        self.take(actions)
        self.waiting_since = self.now

    def take(self, actions: list[Action]) -> None:
        for action in actions:
            assert not self.is_over, f"{action} after the end"
            match action:
                case Send(events):
                    assert events, "an empty Send"
                    for event in events:
                        self.hear(event)
                case AskModel(asked):
                    self.check_asked(asked)
                case StartTool(position, started):
                    self.check_started(position, started)
                case StopTool(position):
                    assert position in self.running, "stopped what does not run"
                    del self.running[position]
                case Finish(result):
                    self.check_result(result)
                    self.ended = action
                case Fail():
                    self.ended = action
                    self.running.clear()

    # What the world does.

    @precondition(lambda self: self.is_asked and not self.is_over)
    @rule(count=st.integers(1, 3))
    def the_model_speaks(self, count: int) -> None:
        self.has_spoken = True
        heard = len(self.of_kind(StreamEventEvent))
        self.tell(ModelSpoke([ContentBlockStopEvent(index=n) for n in range(count)]))
        assert len(self.of_kind(StreamEventEvent)) == heard + count, "an event was lost or doubled"

    @precondition(lambda self: self.is_asked and not self.is_over)
    @rule(
        stop=st.sampled_from([*STOPS, *["tool_use"] * 12]),
        calls=st.sampled_from([0, 1, 1, 2, 2, 3, 4]),
        text=st.sampled_from(["", "I look.", "x" * LONG]),
        tokens=st.integers(0, 30),
    )
    def the_turn_ends(self, *, stop: str, calls: int, text: str, tokens: int) -> None:
        content: list[Json] = [words(text)] if text else []
        for _ in range(calls):
            self.last_id += 1
            content.append(call(f"call_{self.last_id}", n=self.last_id))
        said = message(*content, stop_reason=stop, used=usage(tokens, 1))
        self.is_asked = self.has_spoken = False
        self.turns.append((self.turn_began, said))
        self.expected_stop = self.stop_after(said, calls)
        self.tell(TurnEnded(said, said_by_model(said.content, "acme")))
        is_due = self.expected_stop is not None
        assert self.is_over == is_due or (self.is_over and self.is_full), "ended, or went on, against the rules"

    @precondition(lambda self: self.running and not self.is_over)
    @rule(which=st.integers(0, 10), how=st.sampled_from(["found", "nothing", "failed", "large", "large"]))
    def a_tool_ends(self, which: int, how: str) -> None:
        position = sorted(self.running)[which % len(self.running)]
        called, _ = self.running.pop(position)
        outcomes = {
            "found": outcome(f"found {called.id}"),
            "nothing": ToolOutcome([]),
            "failed": failed(GatewayError("provider_error", f"no {called.id}", code="tool_provider_error")),
            "large": outcome("x" * LARGE),
        }
        self.outcomes[called.id] = outcomes[how]
        self.tell(ToolEnded(position, outcomes[how]))

    @precondition(lambda self: not self.is_over)
    @rule(seconds=st.sampled_from([0.25, 6.0, 30.0]))
    def time_goes_on(self, seconds: float) -> None:
        """Not beyond what is due: the clock is looked at before everything else."""
        due = self.loop.due_at(self.run, self.waiting_since)
        assert due == self.expected_due(), "it is to be woken at another time"
        self.now = min(self.now + seconds, due)
        if self.now == due:
            self.it_is_due()

    @precondition(lambda self: not self.is_over)
    @rule(what=st.sampled_from(["nothing"] * 12 + ["model", "gateway"]))
    def something_breaks(self, what: str) -> None:
        if what == "gateway":
            self.expected_stop = "cancelled"
            self.tell(Closing())
            assert isinstance(self.ended, Finish)
        elif what == "model" and self.is_asked:
            error = GatewayError("provider_error", "it broke")
            self.tell(ModelFailed(error))
            assert self.ended == Fail(error)

    def it_is_due(self) -> None:
        if self.now >= self.began_at + RUN_S:
            self.expected_stop = "timeout"
            self.tell(TimePassed(self.waiting_since))
            assert isinstance(self.ended, Finish), "the run outlives its time"
        elif self.is_asked:
            assert self.now >= self.waiting_since + self.patience_s
            self.tell(TimePassed(self.waiting_since))
            assert isinstance(self.ended, Fail) and self.ended.error.code == "timeout"
        else:
            for called, at in self.running.values():
                if self.now >= at + TOOL_S:
                    self.outcomes[called.id] = failed(GatewayError("api_error", "slow", code="timeout"))
            self.tell(TimePassed(self.waiting_since))
            assert all(self.now < at + TOOL_S for _, at in self.running.values()), "a tool was too slow and runs on"

    # What must hold.

    @invariant()
    def what_comes_too_early_or_too_late_changes_nothing(self) -> None:
        if not hasattr(self, "told"):
            return
        idle: list[Event] = [ToolEnded(n, outcome("late")) for n in range(4) if n not in self.running]
        if not self.is_asked or self.is_over:
            idle += [ModelSpoke([ContentBlockStopEvent(index=0)]), TurnEnded(message(words()), None)]
        if self.is_over:
            idle += [ModelFailed(GatewayError("api_error", "late")), TimePassed(self.now), Closing()]
        elif self.now < self.expected_due():
            idle.append(TimePassed(self.waiting_since))
        for event in idle:
            assert self.loop.decide(self.run, event, self.now) == (self.run, []), f"{event} changes something"

    @invariant()
    def somebody_is_at_work_until_the_end(self) -> None:
        if hasattr(self, "told"):
            assert self.is_over or self.is_asked != bool(self.running), "nobody, or everybody, is at work"
            assert len(self.running) <= self.plan.limits.parallel_tools, "too many tools at once"
            assert not (self.is_over and self.running), "a tool outlives the run"

    @invariant()
    def no_limit_is_passed(self) -> None:
        if hasattr(self, "told"):
            assert len(self.turns) + self.is_asked <= self.most_turns
            assert len(self.folded) <= self.plan.max_messages, "no request may hold that many messages"
            assert len(self.of_kind(ToolCallStartEvent)) <= self.plan.limits.max_tool_calls

    def expected_due(self) -> float:
        ends_at = self.began_at + RUN_S
        if self.is_asked:
            return min(ends_at, self.waiting_since + self.patience_s)
        return min([ends_at, *(at + TOOL_S for _, at in self.running.values())])

    def stop_after(self, said: Message, calls: int) -> str | None:
        """Why the run must end with this turn, if it must."""
        limits, stop = self.plan.limits, said.stop_reason
        is_spent = bool(limits.max_tokens) and self.spent >= limits.max_tokens
        wants_more = stop == "pause_turn" or (stop == "tool_use" and calls)
        if not wants_more:
            natural = "end_turn" if stop == "tool_use" else stop
            return "max_tokens" if is_spent and natural == "end_turn" else natural
        if is_spent:
            return "max_tokens"
        if len(self.outcomes) + calls > limits.max_tool_calls:
            return "max_tool_calls"
        return "max_turns" if not calls and len(self.turns) >= self.most_turns else None

    def hear(self, event: Any) -> None:
        """One event reaches the client."""
        kind = type(event)
        assert (kind is RunStartEvent) == (not self.told), "run_start is first, and there is one"
        if kind is StepStartEvent:
            assert event.index == len(self.of_kind(StepStartEvent))
        elif kind is StepCompleteEvent:
            assert event.index == len(self.of_kind(StepCompleteEvent)) and event.response is self.turns[-1][1]
            self.completed_at.append(self.now)
        elif kind is ToolCallStartEvent:
            assert event.id not in {started.id for started in self.of_kind(ToolCallStartEvent)}
        elif kind is ToolResultEvent:
            assert event.id in {started.id for started in self.of_kind(ToolCallStartEvent)}
            assert event.id not in {ended.id for ended in self.of_kind(ToolResultEvent)}, "two results of one call"
        elif kind is HistoryDeltaEvent:
            assert event.expected_len == len(self.folded), "the client's history is of another length"
            assert event.append, "a delta of nothing"
            self.folded += msgspec.to_builtins(event.append)
        self.told.append(event)

    def check_asked(self, asked: Any) -> None:
        assert not self.is_asked and not self.running
        assert self.added_bytes < ROOM + MARKUP, "there is no room for what it will say"
        assert as_json(asked.messages) == self.folded, "the model is asked with another history"
        check_replayable(self.folded)
        forced = "tool_choice" in asked.model_dump() and asked.tool_choice.type in ("any", "tool")
        assert not (forced and self.turns), "forced again"
        kept = asked.model_dump(exclude={"messages", "tool_choice"})
        assert kept == self.plan.request.model_dump(exclude={"messages", "tool_choice"})
        self.is_asked, self.turn_began = True, self.now

    def check_started(self, position: int, started: Any) -> None:
        calls = [block for block in self.turns[-1][1].content if block["type"] == "tool_use"]
        assert (started.id, started.input) == (calls[position]["id"], calls[position]["input"])
        assert self.of_kind(ToolCallStartEvent)[-1].id == started.id, "a tool starts untold"
        assert started.id not in self.outcomes and position not in self.running
        self.running[position] = (started, self.now)

    def check_result(self, result: RunResult) -> None:
        assert self.told and not self.running, "it ends untold, or tools still run"
        if result.stop_reason != self.expected_stop:
            assert result.stop_reason == "max_turns" and (len(self.turns) == self.most_turns or self.is_full)
        assert (result.turn_count, len(result.steps)) == (len(self.turns), len(self.turns))
        assert result.tool_call_count == len(self.outcomes), "counted calls that were not carried out, or forgot some"
        assert result.usage.total_tokens == self.spent, "the tokens do not add up"
        assert result.response is (self.turns[-1][1] if self.turns else UNSET)
        self.check_history(result)
        for index, step in enumerate(result.steps):
            self.check_step(index, step)
        started = [event.id for event in self.of_kind(ToolCallStartEvent)]
        assert sorted(started) == sorted(event.id for event in self.of_kind(ToolResultEvent)), "a call without an end"

    def check_history(self, result: RunResult) -> None:
        check_replayable(self.folded)
        messages = None if result.messages is UNSET else msgspec.to_builtins(result.messages)
        expected = {"full": self.folded, "appended": self.folded[1:], "none": None}[self.plan.history]
        assert messages == expected, "the deltas do not add up to the messages"
        assert self.added_bytes < ROOM + LONG + MARKUP, "no room for that much"

    def check_step(self, index: int, step: Any) -> None:
        began_at, said = self.turns[index]
        calls = [block for block in said.content if block["type"] == "tool_use"]
        results = [] if step.tool_results is UNSET else step.tool_results
        assert (step.index, step.response) == (index, said)
        assert step.duration_ms == round((self.completed_at[index] - began_at) * 1000), "the tools' time is part of it"
        assert [result.tool_use_id for result in results] == [block["id"] for block in calls], "another order"
        for result in results:
            self.check_tool_result(result)

    def check_tool_result(self, result: Any) -> None:
        assert result.content, "a result of nothing"
        told = self.outcomes.get(result.tool_use_id)
        if told is None:
            assert result.is_error is True
        elif result.is_error is True:
            failure = "" if told.error is None else told.error.code
            assert result.error.code in (failure, "request_too_large"), "another error"
        else:
            assert told.error is None, "an error is no error"
            assert result.content == (told.content or [words("")])

    def of_kind(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.told if type(event) is kind]


def as_json(messages: Any) -> list[Json]:
    return [message.model_dump() for message in messages]


def check_replayable(messages: list[Json]) -> None:
    """Every call is answered in the message after it, in the order of the calls, and nothing else is."""
    waiting: list[str] = []
    for said in messages:
        blocks = said["content"] if isinstance(said["content"], list) else []
        answered = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        assert answered == waiting, "calls and results do not match"
        assert said["content"], "a message of nothing"
        waiting = [block["id"] for block in blocks if block["type"] == "tool_use"]
    assert not waiting, "a call without a result"
