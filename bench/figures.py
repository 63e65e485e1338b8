"""Numbers out of measurements."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some rounds, and how far they lay apart."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The value at or just below `share` (0..1) of the way up; 0 when there is none."""
    return sorted(values)[int(share * (len(values) - 1))] if values else 0.0


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Round by round, since neighbours disturb a round as a whole."""
    return [upper / lower for upper, lower in zip(above, below, strict=True)]


def most_at_once(spans: Sequence[tuple[float, float]]) -> int:
    """How many of these times, from beginning to end, overlap at most; one that ends when another begins does not."""
    steps = sorted([(begun, 1) for begun, _ in spans] + [(ended, -1) for _, ended in spans])
    return max(itertools.accumulate(step for _, step in steps), default=0)
