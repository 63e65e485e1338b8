"""The alarm ends a wait, and nothing but the wait."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.fake_clock import FakeClock, settle
from vai_gateway.core.ticker import Ticker
from vai_gateway.runs.alarm import Alarm

DUE = 10.0


def alarm(closing_at: float = math.inf) -> Alarm:
    made = Alarm(Ticker(FakeClock()), lambda: closing_at)
    made.due_at = DUE
    return made


def played(scenario: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(scenario())


async def waiting(bell: Alarm, wait: asyncio.Event) -> str:
    async with bell:
        await wait.wait()
        return "it came"
    return "it rang"


@pytest.mark.parametrize(
    "closing_at, now, rings",
    [(math.inf, 9.9, False), (math.inf, 10.0, True), (5.0, 5.0, True), (5.0, 4.9, False)],
)
def test_it_rings_when_something_is_due_or_the_gateway_closes(closing_at: float, now: float, rings: bool) -> None:
    async def scenario() -> str:
        bell, wait = alarm(closing_at), asyncio.Event()
        task = asyncio.create_task(waiting(bell, wait))
        await settle()
        bell.look(now)
        await settle()
        wait.set()
        return await task

    assert played(scenario) == ("it rang" if rings else "it came")


def test_between_two_waits_nothing_is_disturbed() -> None:
    async def scenario() -> str:
        bell, other, wait = alarm(), asyncio.Event(), asyncio.Event()

        async def work() -> str:
            await other.wait()
            return await waiting(bell, wait)

        task = asyncio.create_task(work())
        await settle()
        bell.look(DUE)
        other.set()
        wait.set()
        return await task

    assert played(scenario) == "it came"


def test_whoever_else_cancels_the_task_wins() -> None:
    async def scenario() -> bool:
        bell = alarm()
        task = asyncio.create_task(waiting(bell, asyncio.Event()))
        await settle()
        bell.look(DUE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return task.cancelled()

    assert played(scenario)


def test_an_error_on_the_way_out_is_raised_and_the_task_lives_on() -> None:
    async def scenario() -> int:
        bell = alarm()

        async def work() -> int:
            with pytest.raises(ZeroDivisionError):
                async with bell:
                    try:
                        await asyncio.Event().wait()
                    finally:
                        raise ZeroDivisionError
            task = asyncio.current_task()
            assert task is not None
            return task.cancelling()

        task = asyncio.create_task(work())
        await settle()
        bell.look(DUE)
        return await task

    assert played(scenario) == 0


def test_it_rings_once_for_each_wait() -> None:
    async def scenario() -> list[str]:
        bell = alarm()

        async def work() -> list[str]:
            return [await waiting(bell, asyncio.Event()) for _ in range(2)]

        task = asyncio.create_task(work())
        for _ in range(2):
            await settle()
            bell.look(DUE)
            bell.look(DUE + 1)
        return await task

    assert played(scenario) == ["it rang", "it rang"]
