"""The order of a measurement: start, starts, rounds, a crowd of runs, departures.

Floor and gateway take turns within a round, and every comparison is made within a round, because what else
the machine does changes from minute to minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.dialects import DIALECTS, MAIN, UPSTREAMS, Upstream
from bench.findings import BESIDE, BURST, CROWD, FIRST, JSON, PACED, SPACED, Findings, Row
from bench.phases import Shape, crowd, departure_ms, idle_memory, load, until_answering
from bench.processes import Running, free_port, running, until_listening
from bench.targets import Name, Target, direct, floor, gateway, gateway_argv, gateway_env, runs

_BOTH: tuple[Name, ...] = ("floor", "gateway")
_ALL: tuple[Name, ...] = ("direct", *_BOTH)
PARTS = ("start", "json", "burst", "spaced", "first", "paced", "runs", "crowd", "leave")
_Load = tuple[Shape, int, tuple[Name, ...]]
_LOADS: dict[str, tuple[_Load, ...]] = {
    "json": ((JSON, 32, _BOTH), (JSON, 1, _ALL)),
    "burst": ((BURST, 32, _BOTH), (BURST, 1, _BOTH)),
    "spaced": ((SPACED, 32, _BOTH),),
    "first": ((FIRST, 1, _ALL),),
}
_LOADS_OF_OTHERS: dict[str, tuple[_Load, ...]] = {
    "json": ((JSON, 32, _BOTH),),
    "burst": ((BURST, 32, _BOTH),),
    "spaced": ((SPACED, 32, _BOTH),),
}
"""Of dialects that are not MAIN: what tells them apart, a third as long, in every other round."""
_RUN_CONNECTIONS = 32
_CROWD_RUNS = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """seconds: of each phase. say: told what is going on. upstreams: whose dialects are measured."""

    say: Callable[[str], None]
    logs: Path
    parts: frozenset[str] = frozenset(PARTS)
    upstreams: tuple[Upstream, ...] = UPSTREAMS
    rounds: int = 5
    seconds: float = 2.0
    starts: int = 3
    departures: int = 5

    @property
    def main(self) -> tuple[Upstream, ...]:
        return tuple(upstream for upstream in self.upstreams if upstream in MAIN)


@dataclass(slots=True)
class House:
    """What runs. targets: by upstream and name. runs: the gateway as somebody who has runs.

    at_rest: how many descriptors the gateway has open after its first answer.
    """

    provider_port: int
    targets: dict[tuple[Upstream, Name], Target] = field(default_factory=dict)
    runs: dict[Upstream, Target] = field(default_factory=dict)
    at_rest: int = 0

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
            _round(house, plan, findings, is_full=number % 2 == 0)
        if "crowd" in plan.parts:
            _crowds(house, plan, findings)
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
        if name == "gateway":
            house.runs = {upstream: runs(upstream, port, process) for upstream in ("local", *MAIN)}
            house.at_rest = process.descriptors()
        yield


def _target(name: Name, upstream: Upstream, port: int, process: Running) -> Target:
    return (floor if name == "floor" else gateway)(upstream, port, process)


def _round(house: House, plan: Plan, findings: Findings, *, is_full: bool) -> None:
    """One that is not full has the main dialects alone, and no runs."""
    for upstream in plan.upstreams if is_full else plan.main:
        is_main = upstream in MAIN
        for part, loads in (_LOADS if is_main else _LOADS_OF_OTHERS).items():
            for shape, connections, names in loads if part in plan.parts else ():
                row = Row(upstream, shape, connections)
                for name in names:
                    seconds = plan.seconds / 3 if name == "direct" else plan.seconds / (1 if is_main else 3)
                    sample = load(house.targets[upstream, name], shape, connections=connections, seconds=seconds)
                    findings.add(row, name, sample)
        if is_main and "paced" in plan.parts:
            for name in _BOTH:
                sample = load(house.targets[upstream, name], PACED, connections=200, seconds=60.0, requests=200)
                findings.add(Row(upstream, PACED, 200), name, sample)
    if is_full and "runs" in plan.parts:
        _runs(house, plan, findings)


def _runs(house: House, plan: Plan, findings: Findings) -> None:
    """The floor relays words that come in the same way, right before."""
    for upstream in ("local", *plan.main):
        relayed = house.targets[upstream if upstream in DIALECTS else "anthropic", "floor"]
        for shape, beside in BESIDE.items():
            row = Row(upstream, shape, _RUN_CONNECTIONS)
            asked: tuple[tuple[Name, Target, Shape], ...] = (
                ("floor", relayed, beside),
                ("gateway", house.runs[upstream], shape),
            )
            for name, target, how in asked:
                findings.add(row, name, load(target, how, connections=_RUN_CONNECTIONS, seconds=plan.seconds / 3))


def _crowds(house: House, plan: Plan, findings: Findings) -> None:
    for upstream in ("local", *plan.main[:1]):
        plan.say(f"{_CROWD_RUNS} runs at once, {upstream}")
        target = house.runs[upstream]
        findings.crowds[upstream] = crowd(target, CROWD, runs=_CROWD_RUNS, at_rest=house.at_rest)


def _departures(house: House, plan: Plan, findings: Findings) -> None:
    """Only the gateway: the floor does not watch its client."""
    plan.say("clients leave")
    for upstream in plan.main:
        target, provider = house.targets[upstream, "gateway"], house.targets[upstream, "direct"]
        findings.departures_ms[upstream] = [departure_ms(target, provider) for _ in range(plan.departures)]
