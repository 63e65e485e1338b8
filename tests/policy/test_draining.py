"""Shutting down waits for what is in flight, up to a time."""

from __future__ import annotations

import asyncio
import math

import pytest

from tests.fake_clock import FakeClock, settle
from vai_gateway.policy.draining import Draining


async def waited(draining: Draining, clock: FakeClock, *, ends_after_s: float, timeout_s: float) -> bool:
    waiting = asyncio.create_task(draining.wait_idle(timeout_s))
    await settle()
    await clock.advance(ends_after_s)
    draining.leave()
    await settle()
    await clock.advance(timeout_s)
    return await waiting


def test_nothing_in_flight_is_idle_at_once() -> None:
    assert asyncio.run(Draining(FakeClock()).wait_idle(30))


@pytest.mark.parametrize("ends_after_s, idle", [(29.0, True), (31.0, False)])
def test_waiting_ends_with_the_last_request_or_with_the_grace(ends_after_s: float, idle: bool) -> None:
    clock = FakeClock()
    draining = Draining(clock)
    draining.enter()
    draining.enter()
    draining.leave()
    assert asyncio.run(waited(draining, clock, ends_after_s=ends_after_s, timeout_s=30)) is idle


def test_streams_are_closed_when_the_grace_ends_and_not_before_draining() -> None:
    clock = FakeClock()
    draining = Draining(clock)
    assert (draining.active, draining.closing_at()) == (False, math.inf)
    draining.begin(30)
    assert (draining.active, draining.closing_at()) == (True, clock.now() + 30)
