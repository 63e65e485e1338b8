"""The tokens of several turns, added up."""

from __future__ import annotations

from typing import TypeVar

from msgspec import UnsetType

from vai_gateway.contract.responses import Usage
from vai_gateway.core.message_stream import no_usage, total

N = TypeVar("N", int, float)


def added(left: Usage, right: Usage) -> Usage:
    """A member that one side does not state counts as nothing there; the total is the sum of the parts."""
    usage = Usage(
        input_tokens=left.input_tokens + right.input_tokens,
        cache_read_input_tokens=left.cache_read_input_tokens + right.cache_read_input_tokens,
        cache_creation_input_tokens=left.cache_creation_input_tokens + right.cache_creation_input_tokens,
        output_tokens=left.output_tokens + right.output_tokens,
        reasoning_tokens=_sum(left.reasoning_tokens, right.reasoning_tokens),
        cost_usd=_sum(left.cost_usd, right.cost_usd),
    )
    usage.total_tokens = total(usage)
    return usage


def nothing_used() -> Usage:
    return added(no_usage(), no_usage())


def _sum(left: N | UnsetType, right: N | UnsetType) -> N | UnsetType:
    if isinstance(left, UnsetType):
        return right
    return left if isinstance(right, UnsetType) else left + right
