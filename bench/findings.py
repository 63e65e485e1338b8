"""What one run of the bench found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.dialects import Upstream
from bench.figures import ratios
from bench.phases import Crowd, Sample, Shape
from bench.processes import Footprint
from bench.targets import Name

JSON = Shape("json")
BURST = Shape("burst", words=64)
SPACED = Shape("spaced", words=64, pause_ms=5)
PACED = Shape("paced", words=100, pause_ms=40)
FIRST = Shape("first", words=2, pause_ms=5)
"""For the time to the first event: while it travels, no other word keeps the cores busy."""
RUN = Shape("run", words=64, is_run=True)
RUN_SPACED = Shape("run, spaced", words=64, pause_ms=5, is_run=True)
CROWD = Shape("crowd", words=32, pause_ms=100, is_run=True)
BESIDE = {RUN: BURST, RUN_SPACED: SPACED}
"""What the floor does while the gateway has runs: it relays words that come in the same way."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: the same load on the floor and on the gateway, but for runs, which the floor has not."""

    upstream: Upstream
    shape: Shape
    connections: int


@dataclass(slots=True)
class Findings:
    """samples: one per round. crowds: by whose model ran. departures_ms: of each client that left the gateway."""

    samples: dict[tuple[Row, Name], list[Sample]] = field(default_factory=dict)
    cold_s: dict[Name, list[float]] = field(default_factory=dict)
    idle: dict[Name, Footprint] = field(default_factory=dict)
    crowds: dict[Upstream, Crowd] = field(default_factory=dict)
    departures_ms: dict[Upstream, list[float]] = field(default_factory=dict)

    def add(self, row: Row, name: Name, sample: Sample) -> None:
        self.samples.setdefault((row, name), []).append(sample)

    def rows(self) -> list[Row]:
        return list(dict.fromkeys(row for row, _ in self.samples))

    def cpu_us(self, row: Row, name: Name) -> list[float]:
        return [sample.cpu_us for sample in self.samples[row, name]]

    def cpu_ratios(self, row: Row) -> list[float]:
        return ratios(self.cpu_us(row, "gateway"), self.cpu_us(row, "floor"))

    def added_us(self, row: Row, name: Name, figure: str) -> list[float]:
        """`figure` of the target less that of the direct path, round by round."""
        asked, past = self.figures(row, name, figure), self.figures(row, "direct", figure)
        return [here - there for here, there in zip(asked, past, strict=True)]

    def peak(self, name: Name) -> Footprint | None:
        """At the 200 paced streams."""
        peaks = [s.peak for (row, who), all in self.samples.items() if row.shape == PACED and who == name for s in all]
        return max(peaks, key=lambda most: most.pss_mb, default=None)

    def figures(self, row: Row, name: Name, figure: str) -> Sequence[float]:
        return [float(getattr(sample.result, figure)) for sample in self.samples[row, name]]
