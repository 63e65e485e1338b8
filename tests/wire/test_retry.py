"""What may be sent again, and when."""

from __future__ import annotations

import errno
from socket import gaierror
from ssl import SSLError

import pytest

from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.retry import RetryPolicy, is_worth_a_retry, why_missing

POLICY = RetryPolicy(retries=2, first_wait_s=1.0, longest_wait_s=5.0)


def wait_s(
    *, tried: int = 1, jitter: float = 1.0, retry_after_s: float | None = None, told: str | None = None
) -> float | None:
    error = GatewayError("overloaded_error", "busy", retry_after_s=retry_after_s)
    headers = {} if told is None else {"x-should-retry": told}
    return POLICY.wait_s(error, headers, tried=tried, jitter=jitter)


@pytest.mark.parametrize(
    "tried, jitter, expected", [(1, 1.0, 1.0), (1, 0.0, 0.5), (2, 1.0, 2.0), (2, 0.0, 1.0), (3, 1.0, None)]
)
def test_each_try_waits_twice_as_long_and_not_quite_the_same(tried: int, jitter: float, expected: float | None) -> None:
    assert wait_s(tried=tried, jitter=jitter) == expected


@pytest.mark.parametrize("asked_s, expected", [(0.1, 1.0), (4.0, 4.0), (5.0, 5.0), (5.1, None), (60.0, None)])
def test_a_vendor_gets_the_time_it_asks_for_or_is_left_alone(asked_s: float, expected: float | None) -> None:
    assert wait_s(retry_after_s=asked_s) == expected


@pytest.mark.parametrize("told, expected", [("false", None), ("true", 1.0)])
def test_a_vendor_that_wants_no_retry_gets_none(told: str, expected: float | None) -> None:
    assert wait_s(told=told) == expected


@pytest.mark.parametrize(
    "error, why",
    [
        (gaierror(-2, "x"), "dns"),
        (SSLError("x"), "tls"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "refused"),
        (TimeoutError(errno.ETIMEDOUT, "x"), "timeout"),
        (OSError(errno.EHOSTUNREACH, "x"), "network"),
        (OSError("several addresses"), "network"),
    ],
)
def test_what_kept_a_connection_from_standing_is_one_word(error: OSError, why: str) -> None:
    assert why_missing(error) == why


def test_no_retries_are_no_retries() -> None:
    error = GatewayError("overloaded_error", "busy")
    assert RetryPolicy(retries=0).wait_s(error, {}, tried=1, jitter=1.0) is None


@pytest.mark.parametrize(
    "status, expected",
    [
        (400, False),
        (401, False),
        (404, False),
        (408, True),
        (409, False),
        (429, True),
        (500, True),
        (502, True),
        (529, True),
    ],
)
def test_only_passing_refusals_are_worth_a_retry(status: int, expected: bool) -> None:
    assert is_worth_a_retry(status) is expected
