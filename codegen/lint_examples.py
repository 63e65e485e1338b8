"""Rules of the examples: there is one for whatever crosses the wire, and it is what the contract says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs

from contract_walk import Schema, each_operation, name_of, resolve
from derive import REQUEST_ROOTS, RESPONSE_ROOTS

_NAME = re.compile(r"([A-Z][A-Za-z0-9]*)\.([a-z][a-z0-9_]*)\.json")


class Example(NamedTuple):
    schema: str
    name: str
    text: str

    @property
    def value(self) -> Any:
        return json.loads(self.text)


def load(folder: Path) -> list[Example]:
    """Shortest first, so that the simplest leads. Files whose names say no schema are left out."""
    found = [
        Example(named[1], named[2], file.read_text())
        for file in folder.glob("*")
        if (named := _NAME.fullmatch(file.name))
    ]
    return sorted(found, key=lambda example: (example.schema, len(example.text), example.name))


def problems(contract: Schema, folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*")):
        if not _NAME.fullmatch(file.name):
            yield f"{file.name} must be called <Schema>.<name>.json"
    examples = load(folder)
    faults = [fault for example in examples for fault in _faults(contract, example)]
    yield from faults or _missing(contract, examples)


def _missing(contract: Schema, examples: list[Example]) -> Iterator[str]:
    shown = {example.schema for example in examples}
    for name in sorted(wire_schemas(contract) - shown):
        yield f"{name} crosses the wire and has no example"
    statuses = {status for _, _, operation in each_operation(contract) for status in operation["responses"]}
    codes = {example.value["error"].get("code") for example in examples if example.schema == "ErrorEnvelope"}
    rows = contract["components"]["schemas"].get("ErrorCode", {}).get("x-known-values", [])
    explained = {str(row["status"]) for row in rows if row["code"] in codes}
    for status in sorted(statuses & {str(row["status"]) for row in rows} - explained):
        yield f"status {status} has no example of an ErrorEnvelope"


def wire_schemas(contract: Schema) -> set[str]:
    """Names of requests, answers and events."""
    names = set(REQUEST_ROOTS) | set(RESPONSE_ROOTS)
    for _, _, operation in each_operation(contract):
        parts = [operation.get("requestBody", {})]
        parts += [resolve(contract, response) for response in operation["responses"].values()]
        for part in parts:
            for media in part.get("content", {}).values():
                if "$ref" in media.get("schema", {}):
                    names.add(name_of(media["schema"]["$ref"]))
    schemas = contract["components"]["schemas"]
    wire: set[str] = set()
    for name in names & set(schemas):
        members = [name_of(member["$ref"]) for member in schemas[name].get("oneOf", []) if "$ref" in member]
        wire.update(members or [name])
    return wire


def _faults(contract: Schema, example: Example) -> Iterator[str]:
    where = f"{example.schema}.{example.name}.json"
    if example.schema not in contract["components"]["schemas"]:
        yield f"{where} is of no schema of the contract"
        return
    try:
        value = example.value
    except json.JSONDecodeError as error:
        yield f"{where} is no JSON: {error}"
        return
    for fault in validator(contract, example.schema).iter_errors(value):
        path = ".".join(map(str, fault.instance_path))
        yield f"{where} breaks its schema at {path or 'the top'}: {fault.message[:200]}"


def validator(contract: Schema, name: str) -> jsonschema_rs.Draft202012Validator:
    document = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
    return jsonschema_rs.Draft202012Validator(document)
