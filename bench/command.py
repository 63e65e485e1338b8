"""The command line of the bench."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.findings import Findings
from bench.measure import PARTS, Plan, measure
from bench.processes import Broken
from bench.report import render, verdicts


def main(argv: list[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    logs = Path(tempfile.mkdtemp(prefix="vai-bench-"))
    plan = Plan(_say, logs, frozenset(asked.only.split(",")))
    if asked.quick:
        plan = Plan(_say, logs, plan.parts, rounds=2, seconds=1.0)
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
    parser.add_argument("--only", type=_parts, default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    return parser


def _parts(text: str) -> str:
    unknown = set(text.split(",")) - set(PARTS)
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return text


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _conditions(plan: Plan, load_before: float) -> str:
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores.",
        f"Load average {load_before:.1f} before and {os.getloadavg()[0]:.1f} after.",
        f"Figures are medians of {plan.rounds} rounds (lowest..highest).",
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
        "departures_ms": findings.departures_ms,
        "bounds": [{**asdict(verdict), "kept": verdict.kept} for verdict in verdicts(findings)],
    }
