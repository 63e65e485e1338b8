"""docs/errors.md: every error of the contract, what it means and what to do."""

from __future__ import annotations

from pathlib import Path

import lint_examples
from contract_walk import Schema
from generated import MARK

_HEAD = (
    f"<!-- {MARK} -->",
    "# Errors",
    "",
    "Every answer that is no success is an envelope like this one.",
    "A stream that fails after its first event ends with the same object as its `error` event.",
    "Before the first event, the error is an ordinary answer with its own status.",
)
_ADVICE = (
    "Programs decide by `code`, or by `type` where the code is new to them.",
    "A field with nothing to say is absent.",
)


def render(contract: Schema, examples: Path) -> str:
    schemas = contract["components"]["schemas"]
    statuses, codes = schemas["ErrorType"]["x-http-status"], schemas["ErrorCode"]["x-known-values"]
    envelopes = (example for example in lint_examples.load(examples) if example.schema == "ErrorEnvelope")
    shown = next(example for example in envelopes if "param" in example.value["error"])
    lines = [*_HEAD, "", "```json", shown.text.rstrip(), "```", "", *_ADVICE, ""]
    lines += [*_fields(schemas["Error"]), *_types(statuses, codes), *_codes(statuses, codes)]
    return "\n".join(lines) + "\n"


def _fields(error: Schema) -> list[str]:
    rows = [
        f"| `{name}` | {member['description']} |"
        for name, member in error["properties"].items()
        if "description" in member
    ]
    return ["| Field | |", "|---|---|", *rows, ""]


def _types(statuses: dict[str, int], codes: list[Schema]) -> list[str]:
    rows = []
    for kind, status in statuses.items():
        others = sorted({row["status"] for row in codes if row["type"] == kind} - {status})
        rows.append(f"| [`{kind}`](#{kind}) | {status}{''.join(f', {other}' for other in others)} |")
    return ["## Types", "", "| Type | HTTP status |", "|---|---|", *rows, ""]


def _codes(statuses: dict[str, int], codes: list[Schema]) -> list[str]:
    lines = ["## Codes", ""]
    for kind in statuses:
        lines += [f"### {kind}", "", "| Code | HTTP | What it means | What to do |", "|---|---|---|---|"]
        lines += [
            f"| `{row['code']}` | {row['status']} | {row['meaning']} | {row['fix']} |"
            for row in codes
            if row["type"] == kind
        ]
        lines.append("")
    return lines[:-1]
