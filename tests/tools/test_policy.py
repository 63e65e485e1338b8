"""No run goes beyond what the operator allows."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import MISSING

from vai_gateway.contract.requests import RunConfig
from vai_gateway.core.errors import GatewayError
from vai_gateway.tools.policy import RunLimits, run_limits

NARROW = RunLimits(max_turns=4, max_tool_calls=10, max_tokens=1000, timeout_s=30, tool_timeout_s=5, parallel_tools=2)


def test_without_a_word_of_the_request_the_defaults_of_the_contract_hold() -> None:
    expected = RunLimits(
        max_turns=8, max_tool_calls=20, max_tokens=0, timeout_s=60, tool_timeout_s=30, parallel_tools=8
    )
    assert run_limits(MISSING, RunLimits()) == run_limits(RunConfig(), RunLimits()) == expected


def test_the_defaults_give_way_to_the_operator() -> None:
    assert run_limits(MISSING, NARROW) == NARROW


def test_a_request_may_ask_for_less_than_the_operator_allows() -> None:
    asked = RunConfig(
        max_turns=1, max_tool_calls=2, max_tokens=3, timeout_ms=4000, tool_timeout_ms=1500, parallel_tools=False
    )
    expected = RunLimits(max_turns=1, max_tool_calls=2, max_tokens=3, timeout_s=4, tool_timeout_s=1.5, parallel_tools=1)
    assert run_limits(asked, NARROW) == expected


@pytest.mark.parametrize(
    "field, value",
    [("max_turns", 5), ("max_tool_calls", 11), ("max_tokens", 1001), ("timeout_ms", 30_001), ("tool_timeout_ms", 5001)],
)
def test_a_request_that_asks_for_more_is_refused_at_the_field(field: str, value: int) -> None:
    asked: dict[str, Any] = {field: value}
    with pytest.raises(GatewayError) as caught:
        run_limits(RunConfig(**asked), NARROW)
    assert (caught.value.status, caught.value.param, caught.value.code) == (400, f"run.{field}", "out_of_range")


@pytest.mark.parametrize("field, value", [("max_turns", 4), ("max_tokens", 1000), ("timeout_ms", 30_000)])
def test_a_request_may_ask_for_exactly_the_most(field: str, value: int) -> None:
    asked: dict[str, Any] = {field: value}
    run_limits(RunConfig(**asked), NARROW)
