"""The command line of the bench."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

from bench.dialects import MAIN, UPSTREAMS
from bench.findings import Findings
from bench.measure import PARTS, Plan, measure
from bench.processes import Broken
from bench.report import render, verdicts

Item = TypeVar("Item", bound=str)


def main(argv: list[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    logs = Path(tempfile.mkdtemp(prefix="vai-bench-"))
    plan = Plan(_say, logs, frozenset(asked.only), asked.dialects)
    if asked.quick:
        plan = replace(plan, rounds=2, seconds=1.0)
    load_before = os.getloadavg()[0]
    try:
        findings = measure(plan)
    except Broken as broken:
        print(f"bench: {broken}\nlogs: {logs}", file=sys.stderr)
        return 1
    print(_conditions(plan, load_before))
    print(f"\n{render(findings)}")
    if asked.json:
        asked.json.write_text(json.dumps(_as_json(findings), indent=1) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench", description="Measure the gateway beside a raw pass-through, on loopback, in one run."
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every sample to FILE")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 1 s: for a look, not for a verdict")
    parser.add_argument("--only", type=_some_of(PARTS), default=PARTS, help=f"some of {','.join(PARTS)}")
    dialects = ",".join(UPSTREAMS)
    parser.add_argument("--dialects", type=_some_of(UPSTREAMS), default=UPSTREAMS, help=f"some of {dialects}")
    return parser


def _some_of(known: tuple[Item, ...]) -> Callable[[str], tuple[Item, ...]]:
    """Reads names by comma, and gives them in the order of what is known."""

    def read(text: str) -> tuple[Item, ...]:
        asked = set(text.split(","))
        if unknown := asked - set(known):
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return tuple(item for item in known if item in asked)

    return read


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _conditions(plan: Plan, load_before: float) -> str:
    fewer = f"for runs, and for dialects other than {' and '.join(MAIN)}, of {-(-plan.rounds // 2)}"
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores.",
        f"Load average {load_before:.1f} before and {os.getloadavg()[0]:.1f} after.",
        f"Figures are medians of {plan.rounds} rounds (lowest..highest); {fewer}.",
        "CPU is user and system time of the whole process tree.",
    ]
    return "\n".join(lines)


def _as_json(findings: Findings) -> dict[str, object]:
    return {
        "samples": [
            {
                "upstream": row.upstream,
                "shape": asdict(row.shape),
                "connections": row.connections,
                "target": name,
                "rounds": [asdict(sample) for sample in samples],
            }
            for (row, name), samples in findings.samples.items()
        ],
        "cold_s": findings.cold_s,
        "idle": {name: asdict(memory) for name, memory in findings.idle.items()},
        "crowds": {upstream: asdict(crowd) for upstream, crowd in findings.crowds.items()},
        "departures_ms": findings.departures_ms,
        "bounds": [{**asdict(verdict), "kept": verdict.kept} for verdict in verdicts(findings)],
    }
