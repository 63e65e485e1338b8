"""The tools of a run at work: each call is a task.

They are no TaskGroup, because a group cancels the task that made it, and that one may be writing to the client.
Whoever started them closes them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from vai_gateway.core.call import Call, ToolSpan
from vai_gateway.core.errors import GatewayError
from vai_gateway.runs.state import StartTool, ToolEnded
from vai_gateway.tools.tool import BoundTool, ToolOutcome, bad_input, failed

_SHOWN_INPUT = 200


class Toolbox:
    """What each call took stands in call.tools when it has ended."""

    def __init__(self, tools: Iterable[BoundTool], *, now: Callable[[], float], call: Call) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._now = now
        self._call = call
        self._running: dict[int, asyncio.Task[ToolOutcome]] = {}
        self._stopped: list[asyncio.Task[ToolOutcome]] = []

    def start(self, order: StartTool) -> None:
        self._running[order.position] = asyncio.get_running_loop().create_task(self._carry_out(order))

    def stop(self, position: int) -> None:
        task = self._running.pop(position)
        task.cancel()
        self._stopped.append(task)

    async def next(self) -> ToolEnded:
        """Of those that have ended, the first in the order of the calls. Raises what a faulty tool raised."""
        await asyncio.wait(self._running.values(), return_when=asyncio.FIRST_COMPLETED)
        position, task = next((at, task) for at, task in sorted(self._running.items()) if task.done())
        del self._running[position]
        return ToolEnded(position, task.result())

    async def close(self) -> None:
        """Ends what still runs, and waits until it has."""
        for position in tuple(self._running):
            self.stop(position)
        if self._stopped:
            await asyncio.wait(self._stopped)

    async def _carry_out(self, order: StartTool) -> ToolOutcome:
        tool = self._tools.get(order.call.name)
        name, provider = ("other", "") if tool is None else (tool.name, tool.provider)
        began_at, failure = self._now(), "stopped"
        try:
            outcome = await self._outcome(tool, order)
            failure = "" if outcome.error is None else outcome.error.code or outcome.error.kind
        finally:
            self._call.tools.append(ToolSpan(name, provider, self._now() - began_at, failure))
        return outcome

    async def _outcome(self, tool: BoundTool | None, order: StartTool) -> ToolOutcome:
        if tool is None:
            return failed(self._unknown(order.call.name))
        if order.unread is not None:
            return failed(bad_input(f"the input is no JSON object: {order.unread[:_SHOWN_INPUT]}"))
        return await tool.run(order.call.input)

    def _unknown(self, name: str) -> GatewayError:
        names = ", ".join(self._tools) or "none"
        message = f"there is no tool {name} in this run; it has {names}"
        return GatewayError("invalid_request_error", message, code="unsupported_function_tool")
