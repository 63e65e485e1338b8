"""What a run is at any moment, what can happen to it, and what it can want done. `loop` decides; here is only data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from vai_gateway.contract.requests import InputMessage, MessageRequest
from vai_gateway.contract.responses import (
    HistoryMessage,
    Message,
    RunResult,
    RunStep,
    RunToolCall,
    RunToolResult,
    Usage,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.runs.usage import nothing_used
from vai_gateway.tools.policy import RunLimits
from vai_gateway.tools.tool import ToolOutcome


class Plan(Struct, frozen=True):
    """What was asked for, checked and complete. request: with the server tools among its tools.

    room_bytes: text that the run may add to its history, so that the history fits into a request again.
    max_messages: of a request, and so of the history.
    step_responses: whether the result's steps hold what the model said; a stream has told it already.
    first_event_s, idle_s: patience with a model that streams. One that answers in one piece has all of the run's time.
    """

    request: MessageRequest
    request_id: str
    limits: RunLimits
    room_bytes: int
    max_messages: int
    history: Literal["full", "appended", "none"] = "full"
    step_responses: bool = True
    first_event_s: float = math.inf
    idle_s: float = math.inf


class Turn(Struct, frozen=True):
    """What the model said. said: the same as a message of the history; None if it said nothing."""

    message: Message
    said: InputMessage | None
    calls: tuple[RunToolCall, ...]


class Asking(Struct, frozen=True):
    """The model has the word. began_at: of the turn."""

    began_at: float
    has_spoken: bool = False


class Acting(Struct, frozen=True):
    """The turn's tools are at work. They start in the order of the calls and end in any.

    began_at: of the whole turn. started_at, results: by the call's position.
    """

    began_at: float
    turn: Turn
    started_at: tuple[float, ...] = ()
    results: Mapping[int, RunToolResult] = field(default_factory=dict)

    @property
    def running(self) -> list[int]:
        return [position for position in range(len(self.started_at)) if position not in self.results]


class Ended(Struct, frozen=True):
    """Nothing happens any more."""


Phase: TypeAlias = Asking | Acting | Ended


class Run(Struct, frozen=True):
    """appended: what the run added to the history; inputs: the same as the model is sent it.

    opened: `run_start` has gone out. usage: of all turns that came to an end.
    """

    plan: Plan
    began_at: float
    phase: Phase
    room_bytes: int
    opened: bool = False
    appended: tuple[HistoryMessage, ...] = ()
    inputs: tuple[InputMessage, ...] = ()
    steps: tuple[RunStep, ...] = ()
    usage: Usage = field(default_factory=nothing_used)
    tool_call_count: int = 0
    response: Message | None = None

    @property
    def ends_at(self) -> float:
        return self.began_at + self.plan.limits.timeout_s


class ModelSpoke(Struct, frozen=True):
    """events: not empty."""

    events: list[StreamEvent]


class TurnEnded(Struct, frozen=True):
    message: Message
    said: InputMessage | None


class ModelFailed(Struct, frozen=True):
    error: GatewayError


class ToolEnded(Struct, frozen=True):
    position: int
    outcome: ToolOutcome


class TimePassed(Struct, frozen=True):
    """It is `due_at` or later, and nothing else has happened since waiting_since."""

    waiting_since: float


class Closing(Struct, frozen=True):
    """The gateway closes what still goes on."""


Event: TypeAlias = ModelSpoke | TurnEnded | ModelFailed | ToolEnded | TimePassed | Closing


class AskModel(Struct, frozen=True):
    request: MessageRequest


class StartTool(Struct, frozen=True):
    """unread: the input as the model wrote it, where it is no JSON object."""

    position: int
    call: RunToolCall
    unread: str | None = None


class StopTool(Struct, frozen=True):
    position: int


class Send(Struct, frozen=True):
    """events: of the contract's RunStreamEvent, all but the terminal ones."""

    events: list[StreamEvent]


class Finish(Struct, frozen=True):
    result: RunResult


class Fail(Struct, frozen=True):
    error: GatewayError


Action: TypeAlias = AskModel | StartTool | StopTool | Send | Finish | Fail
