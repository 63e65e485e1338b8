"""A run as it happens: asks the model and starts the tools as `loop` decides, and tells it what came of that."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import assert_never

from vai_gateway.contract.responses import RunCompleteEvent, RunResult, Usage
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.runs.alarm import Timekeeper
from vai_gateway.runs.loop import begin, decide, due_at
from vai_gateway.runs.model import Model
from vai_gateway.runs.state import (
    Action,
    Asking,
    AskModel,
    Closing,
    Event,
    Fail,
    Finish,
    ModelFailed,
    Plan,
    Run,
    Send,
    StartTool,
    StopTool,
    TimePassed,
)
from vai_gateway.runs.toolbox import Toolbox
from vai_gateway.runs.usage import added


class Runner:
    """One run. Its tokens stand in call.usage when it has ended, also if it broke off."""

    def __init__(self, plan: Plan, model: Model, tools: Toolbox, *, time: Timekeeper, call: Call) -> None:
        self._plan = plan
        self._model = model
        self._tools = tools
        self._alarm = time.alarm()
        self._now = time.now
        self._call = call

    async def result(self) -> RunResult:
        """Raises GatewayError where the model fails."""
        last: StreamEvent | None = None
        async with aclosing(self.events()) as batches:
            async for events in batches:
                last = events[-1]
        assert isinstance(last, RunCompleteEvent)
        return last.result

    async def events(self) -> AsyncGenerator[list[StreamEvent], None]:
        """Up to `run_complete`. Who consumes, closes: that ends the model's turn and the tools at once.

        Raises GatewayError where the model fails.
        """
        run, actions = begin(self._plan, self._now())
        self._alarm.start()
        try:
            while True:
                events = self._do(actions)
                is_last = bool(events) and type(events[-1]) is RunCompleteEvent
                if is_last:
                    await self._close()
                if events:
                    yield events
                if is_last:
                    return
                run, actions = decide(run, await self._next(run), self._now())
        finally:
            self._alarm.stop()
            self._call.usage = self._used(run)
            await self._close()

    def _do(self, actions: list[Action]) -> list[StreamEvent]:
        """What the client is told of it."""
        told: list[StreamEvent] = []
        for action in actions:
            match action:
                case Send(events):
                    told += events
                case AskModel(request):
                    self._model.ask(request)
                case StartTool():
                    self._tools.start(action)
                case StopTool(position):
                    self._tools.stop(position)
                case Finish(result):
                    told.append(RunCompleteEvent(result=result))
                case Fail(error):
                    raise error
                case _:
                    assert_never(action)
        return told

    async def _next(self, run: Run) -> Event:
        alarm, since = self._alarm, self._now()
        alarm.due_at = due_at(run, since)
        if not alarm.is_due(since):
            try:
                async with alarm:
                    return await (self._model.next() if isinstance(run.phase, Asking) else self._tools.next())
            except GatewayError as error:
                return ModelFailed(error)
        return Closing() if self._now() >= alarm.closing_at() else TimePassed(since)

    def _used(self, run: Run) -> Usage:
        unfinished = self._model.unfinished()
        return run.usage if unfinished is None else added(run.usage, unfinished)

    async def _close(self) -> None:
        await self._model.close()
        await self._tools.close()
