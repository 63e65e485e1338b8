"""GET /healthz, /readyz and /metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.handlers.health import HealthHandlers
from vai_gateway.wire.answer import Answer

CALL = Call("req_1", "GET", "/healthz", {}, "127.0.0.1", 0.0)


def handlers(*issues: str, metrics: Callable[[], bytes] | None = None) -> HealthHandlers:
    return HealthHandlers(
        auth_mode="required",
        allowlist_enabled=True,
        limits_enabled=False,
        local_models=["local/scripted"],
        issues=lambda: issues,
        metrics=metrics,
    )


def ready(handlers: HealthHandlers) -> tuple[int, object]:
    answer = asyncio.run(handlers.health_ready(CALL))
    return answer.status, msgspec.to_builtins(answer.body)


def test_a_process_that_answers_is_alive() -> None:
    answer = asyncio.run(handlers("draining").health_live(CALL))
    assert answer == Answer(b"ok\n", content_type="text/plain; charset=utf-8")


FACTS = {
    "auth_mode": "required",
    "allowlist_enabled": True,
    "limits_enabled": False,
    "local_models": ["local/scripted"],
}


def test_a_gateway_without_issues_is_ready() -> None:
    assert ready(handlers()) == (200, {"ok": True, **FACTS})


def test_a_gateway_that_takes_no_work_says_why() -> None:
    assert ready(handlers("draining")) == (503, {"ok": False, "issues": ["draining"], **FACTS})


def test_readiness_is_judged_anew_each_time() -> None:
    issues: list[str] = []
    judged = HealthHandlers(
        auth_mode="disabled",
        allowlist_enabled=False,
        limits_enabled=False,
        local_models=[],
        issues=lambda: issues,
        metrics=None,
    )
    before = ready(judged)[0]
    issues.append("draining")
    during = ready(judged)[0]
    issues.clear()
    assert (before, during, ready(judged)[0]) == (200, 503, 200)


def test_metrics_are_served_in_the_text_format() -> None:
    answer = asyncio.run(handlers(metrics=lambda: b"vai_x 1\n").metrics_read(CALL))
    assert answer == Answer(b"vai_x 1\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def test_metrics_that_are_switched_off_are_not_there() -> None:
    with pytest.raises(GatewayError) as caught:
        asyncio.run(handlers().metrics_read(CALL))
    assert (caught.value.status, caught.value.code) == (404, "not_found")
