"""Counters in memory: buckets that refill with time, places that are held and freed, and bounded memory."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.stores.limiter import Kind, RateLimits
from vai_gateway.stores.memory import MemoryLimiter

LIMITS = RateLimits(requests_per_s=2, burst=4)


def take(limiter: MemoryLimiter, principal: str, *, now: float, limits: RateLimits = LIMITS) -> float:
    return asyncio.run(limiter.take(principal, limits, now=now))


def enter(limiter: MemoryLimiter, principal: str, kind: Kind = "requests", *, limit: int = 1) -> bool:
    return asyncio.run(limiter.enter(principal, kind, limit=limit))


def leave(limiter: MemoryLimiter, principal: str, kind: Kind = "requests") -> None:
    asyncio.run(limiter.leave(principal, kind))


def test_a_full_bucket_gives_a_burst_and_then_says_how_long_to_wait() -> None:
    limiter = MemoryLimiter()
    assert [take(limiter, "a", now=100.0) for _ in range(5)] == [0, 0, 0, 0, 0.5]


def test_a_bucket_refills_with_the_time_that_passed() -> None:
    limiter = MemoryLimiter()
    for _ in range(4):
        take(limiter, "a", now=100.0)
    assert take(limiter, "a", now=100.4) == pytest.approx(0.1)
    assert take(limiter, "a", now=100.5) == 0
    assert take(limiter, "a", now=100.5) == pytest.approx(0.5)


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    limiter = MemoryLimiter()
    take(limiter, "a", now=100.0)
    assert [take(limiter, "a", now=9_000.0) for _ in range(5)] == [0, 0, 0, 0, 0.5]


def test_principals_do_not_share_a_bucket() -> None:
    limiter = MemoryLimiter()
    for _ in range(5):
        take(limiter, "a", now=100.0)
    assert take(limiter, "b", now=100.0) == 0


def test_a_token_that_is_put_back_can_be_taken_again() -> None:
    limiter = MemoryLimiter()
    for _ in range(4):
        take(limiter, "a", now=100.0)
    asyncio.run(limiter.put_back("a", LIMITS))
    assert [take(limiter, "a", now=100.0) for _ in range(2)] == [0, 0.5]


@pytest.mark.parametrize("off", [RateLimits(requests_per_s=0), RateLimits(burst=0)])
def test_a_rate_or_burst_of_zero_is_no_limit(off: RateLimits) -> None:
    limiter = MemoryLimiter()
    assert [take(limiter, "a", now=100.0, limits=off) for _ in range(100)] == [0] * 100
    assert limiter.known() == 0


@given(
    rate=st.floats(0.1, 1000),
    burst=st.integers(1, 50),
    pauses_s=st.lists(st.floats(0, 5) | st.just(0.0), max_size=60),
)
def test_the_bucket_is_a_token_bucket(rate: float, burst: int, pauses_s: list[float]) -> None:
    limiter, limits = MemoryLimiter(), RateLimits(requests_per_s=rate, burst=burst)
    tokens, now = float(burst), 0.0
    for pause_s in pauses_s:
        now += pause_s
        tokens = min(burst, tokens + pause_s * rate)
        wait_s = take(limiter, "a", now=now, limits=limits)
        if wait_s == 0:
            tokens -= 1
            assert tokens > -1e-6 * rate
        else:
            assert wait_s == pytest.approx((1 - tokens) / rate, abs=1e-6)


@given(rate=st.floats(0.1, 1000), burst=st.integers(1, 50), began_at=st.floats(0, 1e6))
def test_who_waits_as_told_is_let_in(rate: float, burst: int, began_at: float) -> None:
    limiter, limits = MemoryLimiter(), RateLimits(requests_per_s=rate, burst=burst)
    while not (wait_s := take(limiter, "a", now=began_at, limits=limits)):
        pass
    assert take(limiter, "a", now=began_at + wait_s, limits=limits) == 0


def test_no_more_enter_than_the_limit_until_one_leaves() -> None:
    limiter = MemoryLimiter()
    assert [enter(limiter, "a", limit=2) for _ in range(3)] == [True, True, False]
    leave(limiter, "a")
    assert [enter(limiter, "a", limit=2) for _ in range(2)] == [True, False]


def test_kinds_and_principals_have_places_of_their_own() -> None:
    limiter = MemoryLimiter()
    assert enter(limiter, "a", "requests")
    assert enter(limiter, "a", "streams")
    assert enter(limiter, "a", "live_sessions")
    assert enter(limiter, "b", "requests")


def test_leaving_without_having_entered_is_a_bug_and_is_told() -> None:
    with pytest.raises(KeyError):
        leave(MemoryLimiter(), "a")


def test_principals_whose_bucket_is_full_again_are_forgotten() -> None:
    limiter = MemoryLimiter()
    for number in range(1000):
        take(limiter, f"old{number}", now=100.0)
    for number in range(100):
        take(limiter, f"new{number}", now=200.0)
    assert limiter.known() == 100


def test_the_number_of_principals_is_bounded() -> None:
    limiter = MemoryLimiter(max_principals=50)
    for number in range(1000):
        take(limiter, str(number), now=100.0)
    assert limiter.known() <= 50


def test_the_principals_used_longest_ago_go_first() -> None:
    limiter = MemoryLimiter(max_principals=2)
    for principal in ("a", "b", "a", "c"):
        take(limiter, principal, now=100.0)
    again = [[take(limiter, principal, now=100.0) for _ in range(3)] for principal in ("a", "c")]
    assert again == [[0, 0, 0.5], [0, 0, 0]]


def test_a_principal_with_a_place_held_is_never_forgotten() -> None:
    limiter = MemoryLimiter(max_principals=50)
    for _ in range(4):
        take(limiter, "busy", now=100.0)
    enter(limiter, "busy")
    for number in range(1000):
        take(limiter, str(number), now=100.0)
    assert take(limiter, "busy", now=100.0) == 0.5
    assert not enter(limiter, "busy")


def test_when_all_are_busy_the_bound_gives_way_and_holds_again_after() -> None:
    limiter = MemoryLimiter(max_principals=50)
    for number in range(200):
        take(limiter, str(number), now=100.0)
        enter(limiter, str(number))
    assert limiter.known() == 200
    for number in range(200):
        leave(limiter, str(number))
    for number in range(100):
        take(limiter, f"later{number}", now=100.0)
    assert limiter.known() <= 50
