"""Runs played for real, with a model and tools that a test directs and a clock that it moves."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, TypeAlias, TypeVar

from tests.fake_clock import FakeClock, settle
from tests.fake_provider import provider_facts
from tests.runs.parts import TOOL, Json, plan
from vai_gateway.contract.requests import FunctionTool, MessageRequest
from vai_gateway.contract.responses import CompatIssue, InputJsonDelta, RunCompleteEvent, RunResult, TextDelta
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent, no_usage
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import StreamTiming
from vai_gateway.providers.adapter import Ask
from vai_gateway.runs.alarm import Timekeeper
from vai_gateway.runs.model import StreamedModel, WholeModel
from vai_gateway.runs.runner import Runner
from vai_gateway.runs.state import Plan
from vai_gateway.runs.toolbox import Toolbox
from vai_gateway.tools.tool import BoundTool

Result = TypeVar("Result")
HANG = "hang"
TurnScript: TypeAlias = Sequence[Json | GatewayError | str]
"""The blocks of one answer, and what goes wrong among them: it fails, or it hangs. A call's input may be a text."""


class Model:
    """Implements Provider. asked: what it was asked so far. left: turns that were cancelled before their end."""

    def __init__(self, *turns: TurnScript, stop_reason: str = "") -> None:
        self.facts = provider_facts("acme", key_header=None)
        self.asked: list[MessageRequest] = []
        self.left = 0
        self._turns = list(turns)
        self._stop_reason = stop_reason

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return []

    async def complete(self, ask: Ask) -> list[StreamEvent]:
        return [event async for events in self.stream(ask) for event in events]

    async def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        self.asked.append(ask.request)
        stream = MessageStream("acme", ask.request.model)
        is_whole = False
        try:
            for part in self._turns.pop(0):
                if isinstance(part, GatewayError):
                    raise part
                if isinstance(part, str):
                    await asyncio.Event().wait()
                else:
                    _speak(stream, part, is_first=not stream.started)
                    yield stream.take()
            self._stop(stream)
            is_whole = True
            yield stream.take()
        finally:
            self.left += not is_whole

    def _stop(self, stream: MessageStream) -> None:
        if not stream.started:
            stream.start(id="msg_1")
        used = no_usage()
        used.input_tokens, used.output_tokens = 10, 5
        stream.stop(self._stop_reason or ("tool_use" if self._turns else "end_turn"), used)


def _speak(stream: MessageStream, block: Json, *, is_first: bool) -> None:
    if is_first:
        known = no_usage()
        known.input_tokens = 10
        stream.start(id="msg_1", usage=known)
    if block["type"] == "text":
        stream.open("b", {"type": "text", "text": ""})
        stream.delta("b", TextDelta(text=block["text"]))
    else:
        written: str = block["input"] if isinstance(block["input"], str) else json.dumps(block["input"])
        stream.open("b", {**block, "input": {}})
        stream.delta("b", InputJsonDelta(partial_json=written))
    stream.close("b")


class Tools:
    """The tool `vai_web_search`, whose calls end when the test says so, or at once with what `answer` says.

    working: inputs of the calls that are at work. ended: of those that came to their end. cancelled: of those that
    were stopped.
    """

    def __init__(self, answer: Callable[[Mapping[str, Any]], str] | None = None) -> None:
        self.working: list[Mapping[str, Any]] = []
        self.cancelled: list[Mapping[str, Any]] = []
        self.most_at_once = 0
        self._answer = answer
        self._waiting: dict[str, asyncio.Future[str]] = {}

    def bound(self) -> BoundTool:
        return BoundTool(FunctionTool.model_validate(TOOL, strict=True), "acme", self._act)

    async def end(self, query: str, text: str = "found") -> None:
        self._waiting[query].set_result(text)
        await settle()

    async def fail(self, query: str, error: Exception) -> None:
        self._waiting[query].set_exception(error)
        await settle()

    async def _act(self, input: Mapping[str, Any]) -> str:
        self.working.append(input)
        self.most_at_once = max(self.most_at_once, len(self.working))
        try:
            if self._answer is not None:
                return self._answer(input)
            waiting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            self._waiting[input["query"]] = waiting
            return await waiting
        except asyncio.CancelledError:
            self.cancelled.append(input)
            raise
        finally:
            self.working.remove(input)


class Stage:
    """told: what the client of a streamed run has got. closing_at: when the gateway closes it."""

    def __init__(self, model: Model, tools: Tools | None = None, asked: Plan | None = None) -> None:
        self.clock = FakeClock()
        self.closing_at = math.inf
        self.call = Call("req_1", "POST", "/v1/runs", {}, "", self.clock.now())
        self.model = model
        self.tools = tools or Tools(lambda input: "found")
        self.told: list[Any] = []
        self._plan = asked or plan()
        self.ticker = Ticker(self.clock)

    def runner(self, *, stream: bool) -> Runner:
        time = Timekeeper(self.clock.now, self.ticker, StreamTiming(), lambda: self.closing_at)
        ask = Ask(self._plan.request, "m", stream)
        model = (StreamedModel if stream else WholeModel)(self.model, ask)
        return Runner(
            self._plan,
            model,
            Toolbox([self.tools.bound()], now=self.clock.now, call=self.call),
            time=time,
            call=self.call,
        )

    async def stream(self) -> None:
        async with aclosing(self.runner(stream=True).events()) as batches:
            async for events in batches:
                assert events, "an empty batch"
                self.told += events

    async def result(self) -> RunResult:
        return await self.runner(stream=False).result()

    @property
    def kinds(self) -> list[str]:
        return [event.__struct_config__.tag for event in self.told]

    @property
    def streamed_result(self) -> RunResult:
        assert isinstance(self.told[-1], RunCompleteEvent)
        return self.told[-1].result


def play(scenario: Callable[[], Awaitable[Result]]) -> Result:
    async def played() -> Result:
        return await scenario()

    return asyncio.run(played())


async def started(stage: Stage, work: Callable[[], Any]) -> asyncio.Task[Any]:
    """The work under way, with time running."""
    stage.ticker.start()
    task = asyncio.create_task(work())
    await settle()
    return task
