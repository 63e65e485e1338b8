"""Whether the gateway is shutting down, and what it still has to finish."""

from __future__ import annotations

import asyncio
import math

from vai_gateway.core.clock import Clock


class Draining:
    """active: no new work is taken. in_flight: requests that were let in and have not ended."""

    def __init__(self, clock: Clock) -> None:
        self.active = False
        self.in_flight = 0
        self._clock = clock
        self._closes_at = math.inf
        self._idle: asyncio.Event | None = None

    def begin(self, grace_s: float = math.inf) -> None:
        """grace_s: how long what has begun may go on."""
        self.active = True
        self._closes_at = self._clock.now() + grace_s

    def closing_at(self) -> float:
        """When streams that still go on are closed, by the Clock; infinite before begin()."""
        return self._closes_at

    def enter(self) -> None:
        self.in_flight += 1

    def leave(self) -> None:
        self.in_flight -= 1
        if self._idle is not None and not self.in_flight:
            self._idle.set()

    async def wait_idle(self, timeout_s: float) -> bool:
        """Whether everything ended within `timeout_s`. For one waiter."""
        if not self.in_flight:
            return True
        self._idle = asyncio.Event()
        try:
            async with self._clock.deadline(timeout_s):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True
