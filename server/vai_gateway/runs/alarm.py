"""Waking a run that waits: something is due, or the gateway closes.

The shared ticker looks at the alarm and cancels the wait, and nothing but the wait: between two waits the run's task
may be writing to the client, and there it is not disturbed. Whoever else cancels the task wins: it wants it ended.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from vai_gateway.core.ticker import Ticker, this_task
from vai_gateway.core.timing import StreamTiming


@dataclass(frozen=True, slots=True)
class Timekeeper:
    """Time as all runs live by it. patience: with models and voices. closing_at: see Alarm."""

    now: Callable[[], float]
    ticker: Ticker
    patience: StreamTiming
    closing_at: Callable[[], float]

    def alarm(self) -> Alarm:
        return Alarm(self.ticker, self.closing_at)


class Alarm:
    """Use as `async with` around each wait, with due_at set: what is due ends the body, and what follows it goes on.

    closing_at: when the gateway closes what still goes on; infinite while it is not shutting down.
    """

    def __init__(self, ticker: Ticker, closing_at: Callable[[], float]) -> None:
        self.due_at = math.inf
        self.closing_at = closing_at
        self._ticker = ticker
        self._waiting: asyncio.Task[object] | None = None
        self._rang = False

    def start(self) -> None:
        self._ticker.add(self)

    def stop(self) -> None:
        self._ticker.remove(self)

    def is_due(self, now: float) -> bool:
        return now >= self.due_at or now >= self.closing_at()

    def look(self, now: float) -> None:
        """For the ticker."""
        if self._waiting is not None and not self._rang and self.is_due(now):
            self._rang = True
            self._waiting.cancel()

    async def __aenter__(self) -> None:
        self._waiting, self._rang = this_task(), False

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        task, self._waiting = self._waiting, None
        assert task is not None
        return self._rang and task.uncancel() == 0 and kind is asyncio.CancelledError
