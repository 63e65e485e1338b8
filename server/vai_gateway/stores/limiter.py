"""What one principal may use, per second and at once, and where that is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Kind: TypeAlias = Literal["requests", "streams", "live_sessions"]


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Of one principal. 0 switches a limit off; the rate needs both its numbers."""

    requests_per_s: float = 2.0
    burst: int = 4
    concurrent_requests: int = 20
    concurrent_streams: int = 4
    live_sessions: int = 2


class Limiter(Protocol):
    """Counters by principal. now: seconds of the gateway's Clock."""

    async def take(self, principal: str, limits: RateLimits, *, now: float) -> float:
        """Spend one token of the principal's bucket: 0. Or, with nothing spent, the seconds to wait."""

    async def put_back(self, principal: str, limits: RateLimits) -> None:
        """Return the token that was just taken, since nothing was done for it."""

    async def enter(self, principal: str, kind: Kind, *, limit: int) -> bool:
        """Hold one of `limit` places, if one is free, until `leave`."""

    async def leave(self, principal: str, kind: Kind) -> None:
        """Once for each successful `enter`."""
