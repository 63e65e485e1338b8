"""The order of a run: start, starts, rounds, departures.

Floor and gateway take turns within a round, and every comparison is made within a round, because what else
the machine does changes from minute to minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.findings import BURST, FIRST, JSON, PACED, SPACED, Findings, Row
from bench.phases import Shape, departure_ms, idle_memory, load, until_answering
from bench.processes import Running, free_port, running, until_listening
from bench.targets import (
    UPSTREAMS,
    Name,
    Target,
    Upstream,
    direct,
    floor,
    gateway,
    gateway_argv,
    gateway_env,
)

_BOTH: tuple[Name, ...] = ("floor", "gateway")
_ALL: tuple[Name, ...] = ("direct", *_BOTH)
PARTS = ("start", "json", "burst", "spaced", "first", "paced", "leave")
_LOADS: dict[str, tuple[tuple[Shape, int, tuple[Name, ...]], ...]] = {
    "json": ((JSON, 32, _BOTH), (JSON, 1, _ALL)),
    "burst": ((BURST, 32, _BOTH), (BURST, 1, _BOTH)),
    "spaced": ((SPACED, 32, _BOTH),),
    "first": ((FIRST, 1, _ALL),),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """seconds: of each phase. say: told what is going on."""

    say: Callable[[str], None]
    logs: Path
    parts: frozenset[str] = frozenset(PARTS)
    rounds: int = 5
    seconds: float = 2.0
    starts: int = 3
    departures: int = 5


@dataclass(slots=True)
class House:
    """What runs. targets: by upstream and name."""

    provider_port: int
    targets: dict[tuple[Upstream, Name], Target] = field(default_factory=dict)

    def admit(self, name: Name, make: Callable[[Upstream], Target]) -> None:
        for upstream in UPSTREAMS:
            self.targets[upstream, name] = make(upstream)


def measure(plan: Plan) -> Findings:
    """Raises Broken if something does not start or answers wrongly."""
    findings = Findings()
    with ExitStack() as stack:
        port = free_port()
        provider = stack.enter_context(running("provider", ["-m", "bench.fake_provider", str(port)], logs=plan.logs))
        until_listening(provider, port)
        house = House(port)
        house.admit("direct", lambda upstream: direct(upstream, port))
        # The gateway comes first, so that its idle memory shares no pages with the floor.
        for name in ("gateway", "floor"):
            stack.enter_context(_started(name, house, plan, findings))
        for number in range(plan.rounds):
            plan.say(f"round {number + 1} of {plan.rounds}")
            _round(house, plan, findings)
        if "leave" in plan.parts:
            _departures(house, plan, findings)
    return findings


@contextmanager
def _started(name: Name, house: House, plan: Plan, findings: Findings) -> Iterator[None]:
    """The last of several starts stays up."""
    measured = "start" in plan.parts
    starts = plan.starts if measured else 1
    for number in range(starts):
        with _cold(name, house, plan, findings):
            if number + 1 < starts:
                continue
            if measured:
                findings.idle[name] = idle_memory(house.targets["anthropic", name])
            yield


@contextmanager
def _cold(name: Name, house: House, plan: Plan, findings: Findings) -> Iterator[None]:
    port = free_port()
    argv = gateway_argv(port)
    env = gateway_env(house.provider_port)
    if name == "floor":
        argv = ["-m", "bench.floor", str(port), f"http://127.0.0.1:{house.provider_port}"]
    plan.say(f"start the {name}")
    began = time.monotonic()
    with running(name, argv, logs=plan.logs, env=env) as process:
        house.admit(name, lambda upstream: _target(name, upstream, port, process))
        until_answering(house.targets["anthropic", name])
        if "start" in plan.parts:
            findings.cold_s.setdefault(name, []).append(time.monotonic() - began)
        yield


def _target(name: Name, upstream: Upstream, port: int, process: Running) -> Target:
    return (floor if name == "floor" else gateway)(upstream, port, process)


def _round(house: House, plan: Plan, findings: Findings) -> None:
    for upstream in UPSTREAMS:
        for part, loads in _LOADS.items():
            for shape, connections, names in loads if part in plan.parts else ():
                row = Row(upstream, shape, connections)
                for name in names:
                    target = house.targets[upstream, name]
                    seconds = plan.seconds / 3 if name == "direct" else plan.seconds
                    findings.add(row, name, load(target, shape, connections=connections, seconds=seconds))
        if "paced" in plan.parts:
            for name in _BOTH:
                sample = load(house.targets[upstream, name], PACED, connections=200, seconds=60.0, requests=200)
                findings.add(Row(upstream, PACED, 200), name, sample)


def _departures(house: House, plan: Plan, findings: Findings) -> None:
    """Only the gateway: the floor does not watch its client."""
    plan.say("clients leave")
    for upstream in UPSTREAMS:
        target, provider = house.targets[upstream, "gateway"], house.targets[upstream, "direct"]
        findings.departures_ms[upstream] = [departure_ms(target, provider) for _ in range(plan.departures)]
