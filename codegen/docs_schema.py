"""Schemas as nested rows for the docs page."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from markupsafe import Markup

from contract_walk import Schema, is_free_form, name_of
from docs_markup import line, prose
from lint_schemas import tag_values

_RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
)
_NO_MORE_THAN = 2147483647
"""The largest number that the contract writes, where it means no limit."""


class Variant(NamedTuple):
    title: str
    about: Markup
    rows: list[Row]


class Row(NamedTuple):
    name: str
    type: Markup
    is_required: bool
    about: Markup
    values: list[str]
    """The only values, or those that are known."""
    notes: list[str]
    """Form, default and range."""
    variants: list[Variant]
    """What it may hold: one without a title is just the members of an object."""


class SchemaRows:
    """Rows of one part of the page, where each named schema is shown in full at its first place only."""

    def __init__(self, contract: Schema) -> None:
        self._contract = contract
        self._schemas: dict[str, Schema] = contract["components"]["schemas"]
        self._shown: set[str] = set()

    def of(self, name: str) -> list[Variant]:
        """All of the schema `name`; where it was shown before, its members alone."""
        if name in self._shown:
            return [Variant("", Markup(""), self.flat(name))]
        self._shown.add(name)
        schema = self._schemas[name]
        return self._inside(schema) or [Variant("", Markup(""), [self._row(name, schema, is_required=True)])]

    def flat(self, name: str) -> list[Row]:
        """The members of the schema `name`, with nothing within; if it has none, itself, in a row without a name."""
        schema = self._schemas[name]
        required = schema.get("required", [])
        members = schema.get("properties") or {"": {key: part for key, part in schema.items() if key != "description"}}
        rows = [
            self._row(member, part, is_required=member in required, is_nested=False) for member, part in members.items()
        ]
        return rows if schema.get("properties") or schema.get("type") != "object" else []

    def parameter(self, parameter: Schema) -> Row:
        described = parameter["schema"] | {"description": parameter.get("description", "")}
        return self._row(parameter["name"], described, is_required=parameter.get("required", False))

    def _row(self, name: str, schema: Schema, *, is_required: bool, is_nested: bool = True) -> Row:
        target = self._target(schema)
        described = schema if is_free_form(target) else target | schema
        return Row(
            name,
            self._type_of(schema),
            is_required,
            prose(described.get("description", "")),
            [str(value) for value in _values(target)],
            _notes(target | schema),
            self._within(schema) if is_nested else [],
        )

    def _target(self, schema: Schema) -> Schema:
        return self._schemas[name_of(schema["$ref"])] if "$ref" in schema else schema

    def _type_of(self, schema: Schema) -> Markup:
        if "$ref" in schema:
            name = name_of(schema["$ref"])
            target = self._schemas[name]
            if _is_plain(target):
                return self._type_of(target)
            return Markup('<a href="#schema-{0}">{0}</a>').format(name)
        if "oneOf" in schema:
            parts = [self._type_of(member) for member in schema["oneOf"]]
            return Markup(" or ").join(parts) if len(parts) < 4 else Markup("one of {}").format(len(parts))
        if schema.get("type") == "array":
            return Markup("array of ") + self._type_of(schema["items"])
        return line(schema.get("type", "any"))

    def _within(self, schema: Schema) -> list[Variant]:
        """What a member holds, unless it was shown before."""
        while schema.get("type") == "array":
            schema = schema["items"]
        if "$ref" not in schema:
            return self._inside(schema)
        name = name_of(schema["$ref"])
        if name in self._shown:
            return []
        target = self._schemas[name]
        if target.get("type") != "array":
            self._shown.add(name)
        return self._inside(target)

    def _inside(self, schema: Schema) -> list[Variant]:
        if schema.get("type") == "array":
            return self._within(schema)
        if "oneOf" in schema:
            return self._variants(schema)
        required = schema.get("required", [])
        rows = [
            self._row(name, member, is_required=name in required)
            for name, member in schema.get("properties", {}).items()
        ]
        return [Variant("", Markup(""), rows)] if rows else []

    def _variants(self, schema: Schema) -> list[Variant]:
        objects = [name_of(member["$ref"]) for member in schema["oneOf"] if "$ref" in member]
        if len(objects) == 1:
            return self._within(schema["oneOf"][-1])
        tag = schema.get("discriminator", {}).get("propertyName", "type")
        return [self._variant(name, tag) for name in objects]

    def _variant(self, name: str, tag: str) -> Variant:
        schema = self._schemas[name]
        tags = sorted(tag_values(self._contract, schema, tag=tag))
        title = " | ".join(tags[:2]) + (f" | {len(tags) - 2} more" if len(tags) > 2 else "")
        about = prose(schema.get("description", ""))
        if name in self._shown:
            about += Markup('<p>As <a href="#schema-{0}">{0}</a>.</p>').format(name)
            return Variant(title or name, about, [])
        self._shown.add(name)
        inside = self._inside(schema)
        rows = [row for row in inside[0].rows if not (tags and row.name == tag)] if inside else []
        return Variant(title or name, about, rows)


def _is_plain(schema: Schema) -> bool:
    """Whether it is clearer than its name: a scalar, a list, either of them, or an object of any members."""
    return not schema.keys() & {"properties", "discriminator", "x-untagged"}


def _values(schema: Schema) -> list[Any]:
    if "const" in schema:
        return [schema["const"]]
    return list(schema.get("enum") or schema.get("examples", []))


def _notes(schema: Schema) -> list[str]:
    notes = [schema["x-form"]] if "x-form" in schema else []
    notes += [f"default {json.dumps(schema['default'])}"] if "default" in schema else []
    ranges = [_range(schema.get(low), schema.get(high), unit) for low, high, unit in _RANGES]
    return notes + [text for text in ranges if text]


def _range(low: float | None, high: float | None, unit: str) -> str:
    high = None if high == _NO_MORE_THAN else high
    low = None if high is None and low == 0 else low
    if unit and low == 1 and high is None:
        return "not empty" if "items" in unit else ""
    if low is None:
        return "" if high is None else f"at most {high}{unit}"
    return f"at least {low}{unit}" if high is None else f"{low} to {high}{unit}"
