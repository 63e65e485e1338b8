"""Counters of one process, in its memory."""

from __future__ import annotations

from collections import OrderedDict
from typing import get_args

from vai_gateway.stores.limiter import Kind, RateLimits

MAX_PRINCIPALS = 10_000
_ROUNDING_S = 1e-6
"""So that a caller who waited exactly as told is not refused again."""
_FORGET_AT_ONCE = 16
"""How many old buckets one request may look at, so that none pays for all."""


class MemoryLimiter:
    """Implements Limiter.

    A bucket is one number: when it will be full again. A full bucket says nothing and is forgotten. Above
    max_principals those used longest ago go first, but never one with a place held; places are counted apart.
    """

    def __init__(self, max_principals: int = MAX_PRINCIPALS) -> None:
        self._max_principals = max_principals
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._held: dict[Kind, dict[str, int]] = {kind: {} for kind in get_args(Kind)}

    async def take(self, principal: str, limits: RateLimits, *, now: float) -> float:
        if not limits.requests_per_s or not limits.burst:
            return 0.0
        token_s = 1.0 / limits.requests_per_s
        full_at = self._full_at.get(principal)
        if full_at is None:
            self._forget(now)
            full_at = now
        else:
            self._full_at.move_to_end(principal)
            if full_at < now:
                full_at = now
        wait_s = full_at - now - (limits.burst - 1) * token_s
        if wait_s > _ROUNDING_S:
            return wait_s
        self._full_at[principal] = full_at + token_s
        return 0.0

    async def put_back(self, principal: str, limits: RateLimits) -> None:
        full_at = self._full_at.get(principal)
        if full_at is not None and limits.requests_per_s:
            self._full_at[principal] = full_at - 1.0 / limits.requests_per_s

    async def enter(self, principal: str, kind: Kind, *, limit: int) -> bool:
        held = self._held[kind]
        count = held.get(principal, 0)
        if count >= limit:
            return False
        held[principal] = count + 1
        return True

    async def leave(self, principal: str, kind: Kind) -> None:
        held = self._held[kind]
        if held[principal] == 1:
            del held[principal]
        else:
            held[principal] -= 1

    def known(self) -> int:
        """How many principals have a bucket that is not full."""
        return len(self._full_at)

    def _forget(self, now: float) -> None:
        """Make room for one more."""
        for _ in range(min(_FORGET_AT_ONCE, len(self._full_at))):
            principal, full_at = next(iter(self._full_at.items()))
            if full_at <= now:
                del self._full_at[principal]
            elif len(self._full_at) < self._max_principals:
                return
            elif any(principal in held for held in self._held.values()):
                self._full_at.move_to_end(principal)
            else:
                del self._full_at[principal]
