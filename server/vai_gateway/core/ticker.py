"""One timer for everything that waits: whoever registers is looked at ten times a second.

A timer and a task per request would cost more than the request's own bookkeeping.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Protocol

from vai_gateway.core.clock import Clock

LOOK_S = 0.1
"""How late a deadline may be noticed."""


class Watched(Protocol):
    def look(self, now: float) -> None:
        """Act on what is due at `now`. Must not raise or block."""


class Ticker:
    """start() and stop() on the event loop that uses it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._watched: set[Watched] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def add(self, watched: Watched) -> None:
        self._watched.add(watched)

    def remove(self, watched: Watched) -> None:
        self._watched.discard(watched)

    def deadline(self, seconds: float) -> Deadline:
        """Use as `async with`: raises TimeoutError in the body after `seconds`, up to LOOK_S late."""
        return Deadline(self, self._clock.now() + seconds)

    async def _run(self) -> None:
        while True:
            await self._clock.sleep(LOOK_S)
            now = self._clock.now()
            for watched in tuple(self._watched):
                watched.look(now)


class Deadline:
    """Cancels the task that entered it, unless that one left in time."""

    __slots__ = ("_due", "_expired", "_task", "_ticker")

    def __init__(self, ticker: Ticker, due: float) -> None:
        self._ticker = ticker
        self._due = due
        self._expired = False

    def look(self, now: float) -> None:
        if now >= self._due and not self._expired:
            self._expired = True
            self._task.cancel()

    async def __aenter__(self) -> None:
        self._task = this_task()
        self._ticker.add(self)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ticker.remove(self)
        # Somebody else's cancellation on top of ours must go on, so only a lone one becomes a TimeoutError.
        if self._expired and self._task.uncancel() == 0 and kind is asyncio.CancelledError:
            raise TimeoutError from error


def this_task() -> asyncio.Task[object]:
    task = asyncio.current_task()
    assert task is not None, "called outside a task"
    return task
