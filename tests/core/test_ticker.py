"""One timer looks after everything that waits."""

from __future__ import annotations

import asyncio

import pytest

from tests.fake_clock import FakeClock
from vai_gateway.core.ticker import LOOK_S, Ticker


async def started() -> tuple[FakeClock, Ticker]:
    clock = FakeClock()
    ticker = Ticker(clock)
    ticker.start()
    return clock, ticker


@pytest.mark.parametrize("waits_s, ends", [(4.9, False), (5.0 + LOOK_S, True)])
def test_a_deadline_cancels_what_lasts_longer(waits_s: float, ends: bool) -> None:
    async def scenario() -> bool:
        clock, ticker = await started()

        async def work() -> None:
            async with ticker.deadline(5.0):
                await asyncio.Event().wait()

        task = asyncio.create_task(work())
        await clock.advance(waits_s)
        if not task.done():
            task.cancel()
            return False
        return isinstance(task.exception(), TimeoutError)

    assert asyncio.run(scenario()) is ends


def test_a_deadline_that_was_left_in_time_does_nothing() -> None:
    async def scenario() -> str:
        clock, ticker = await started()

        async def work() -> str:
            async with ticker.deadline(5.0):
                pass
            await clock.sleep(10.0)
            return "done"

        task = asyncio.create_task(work())
        await clock.advance(11.0)
        return await task

    assert asyncio.run(scenario()) == "done"


def test_somebody_elses_cancellation_is_not_taken_for_a_timeout() -> None:
    async def scenario() -> bool:
        _, ticker = await started()

        async def work() -> None:
            async with ticker.deadline(5.0):
                await asyncio.Event().wait()

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(scenario())


def test_a_deadline_is_caught_where_it_was_set() -> None:
    async def scenario() -> str:
        clock, ticker = await started()

        async def work() -> str:
            try:
                async with ticker.deadline(1.0):
                    await asyncio.Event().wait()
            except TimeoutError:
                await clock.sleep(1.0)
                return "went on"
            return "never"

        task = asyncio.create_task(work())
        await clock.advance(3.0)
        return await task

    assert asyncio.run(scenario()) == "went on"


def test_stopping_ends_the_timer() -> None:
    async def scenario() -> int:
        _, ticker = await started()
        await ticker.stop()
        return len(asyncio.all_tasks())

    assert asyncio.run(scenario()) == 1
