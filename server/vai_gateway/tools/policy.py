"""What the operator allows: which tools there are and for whom, and what no run may exceed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import MISSING

from vai_gateway.contract.requests import RunConfig
from vai_gateway.core.errors import GatewayError


@dataclass(frozen=True, slots=True)
class ToolPolicy:
    """offered: by tool, the callers that have it; none named means everybody. result_chars: of one result's text."""

    offered: Mapping[str, frozenset[str]]
    result_chars: int = 120_000

    def offers(self, tool: str, principal: str) -> bool:
        callers = self.offered.get(tool)
        return callers is not None and (not callers or principal in callers)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Of the gateway's own reader. max_bytes: of a page, decompressed. total_s: of one page, redirects included."""

    ports: frozenset[int] = frozenset({80, 443})
    max_bytes: int = 5 << 20
    total_s: float = 20.0
    at_once: int = 8


@dataclass(frozen=True, slots=True)
class RunLimits:
    """Of one run, or the most that any run may ask for. max_tokens: 0 is no limit. parallel_tools: 1 is in turn."""

    max_turns: int = 64
    max_tool_calls: int = 256
    max_tokens: int = 0
    timeout_s: float = 300.0
    tool_timeout_s: float = 60.0
    parallel_tools: int = 8


def run_limits(config: RunConfig | MISSING, most: RunLimits) -> RunLimits:
    """What the request asks for, or the contract's defaults as far as the operator lets them go.

    Raises GatewayError 400 `out_of_range` where the request asks for more than `most`.
    """
    asked = RunConfig() if config is MISSING else config
    said = asked.model_fields_set
    for name, value, limit in (
        ("max_turns", asked.max_turns, most.max_turns),
        ("max_tool_calls", asked.max_tool_calls, most.max_tool_calls),
        ("max_tokens", asked.max_tokens, most.max_tokens or asked.max_tokens),
        ("timeout_ms", asked.timeout_ms, round(most.timeout_s * 1000)),
        ("tool_timeout_ms", asked.tool_timeout_ms, round(most.tool_timeout_s * 1000)),
    ):
        if name in said and value > limit:
            message = f"run.{name}: this gateway allows at most {limit}, got {value}"
            raise GatewayError("invalid_request_error", message, param=f"run.{name}", code="out_of_range")
    return RunLimits(
        max_turns=min(asked.max_turns, most.max_turns),
        max_tool_calls=min(asked.max_tool_calls, most.max_tool_calls),
        max_tokens=asked.max_tokens or most.max_tokens,
        timeout_s=min(asked.timeout_ms / 1000, most.timeout_s),
        tool_timeout_s=min(asked.tool_timeout_ms / 1000, most.tool_timeout_s),
        parallel_tools=most.parallel_tools if asked.parallel_tools else 1,
    )
