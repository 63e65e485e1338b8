"""Rules that the contract keeps, since the generators or its readers need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import lint_examples
import lint_operations
import lint_schemas
from contract_walk import Schema, each_schema, references, resolve

Rule = Callable[[Schema], Iterator[str]]


def problems(contract: Schema, examples: Path) -> list[str]:
    """One sentence each; none for a good contract. References come first, since other rules follow them."""
    if broken := list(_dangling_references(contract)):
        return broken
    found = [problem for rule in RULES for problem in rule(contract)]
    return found + list(lint_examples.problems(contract, examples))


def _dangling_references(contract: Schema) -> Iterator[str]:
    for reference in sorted(set(references(contract))):
        try:
            resolve(contract, {"$ref": reference})
        except KeyError:
            yield f"{reference} refers to nothing"


def _unused(contract: Schema) -> Iterator[str]:
    """Whatever no path needs, the roots of what comes later excepted."""
    components = contract["components"]
    needed = set(references(contract["paths"])) | {f"#/components/schemas/{name}" for name in lint_schemas.ROOTS}
    todo = list(needed)
    while todo:
        for reference in references(resolve(contract, {"$ref": todo.pop()})):
            if reference not in needed:
                needed.add(reference)
                todo.append(reference)
    for section in ("schemas", "parameters", "headers", "responses"):
        for name in components.get(section, {}):
            if f"#/components/{section}/{name}" not in needed:
                yield f"{name} ({section}) is used by nothing"


def _error_codes(contract: Schema) -> Iterator[str]:
    """Each known code says its type, its status, what it means and what to do."""
    schemas = contract["components"]["schemas"]
    statuses = schemas["ErrorType"]["x-http-status"]
    if list(statuses) != schemas["ErrorType"]["enum"]:
        yield "ErrorType: x-http-status must name each type once, in the enum's order"
    for row in schemas["ErrorCode"]["x-known-values"]:
        where = f"ErrorCode {row.get('code')}"
        if set(row) != {"code", "type", "status", "meaning", "fix"}:
            yield f"{where} must say code, type, status, meaning and fix"
        elif row["type"] not in statuses:
            yield f"{where} has the unknown type {row['type']}"
        elif row["status"] in statuses.values() and row["status"] != statuses[row["type"]]:
            yield f"{where} has another type's status {row['status']}"


def _empty_schemas(contract: Schema) -> Iterator[str]:
    """A schema that takes anything must say what it is for."""
    for place in each_schema(contract):
        if not place.schema:
            yield f"{place.where} says nothing"


RULES: tuple[Rule, ...] = (
    _unused,
    _error_codes,
    _empty_schemas,
    *lint_schemas.RULES,
    *lint_operations.RULES,
)
