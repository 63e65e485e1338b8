"""Which JSON Schemas strict mode takes. A schema outside goes out unchanged, only without `strict`.

Source: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_KEYWORDS = frozenset(
    {
        "$defs", "$ref", "$schema", "additionalProperties", "anyOf", "const", "definitions", "description",
        "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "items", "maxItems", "maximum", "minItems",
        "minimum", "multipleOf", "pattern", "properties", "required", "title", "type",
    }
)  # fmt: skip
"""One keyword that strict mode does not know makes the vendor refuse the whole request."""
_FORMATS = frozenset({"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"})


@dataclass(frozen=True, slots=True)
class StrictRules:
    """What a vendor takes less of than OpenAI does. models: those that have a strict mode; None for all.

    tools: whether functions have it, too. refused: keywords. type_lists: whether `type` may be a list of names.
    """

    models: frozenset[str] | None = None
    tools: bool = True
    refused: frozenset[str] = frozenset()
    type_lists: bool = True


_OPENAI = StrictRules()


def takes_strict(schema: dict[str, Any], rules: StrictRules = _OPENAI, *, model: str = "") -> bool:
    """Every object closes additionalProperties and requires all its properties; the root is an object."""
    if rules.models is not None and model not in rules.models:
        return False
    if schema.get("type") != "object" or "anyOf" in schema:
        return False
    return all(_is_strict(part, rules) for part in _parts(schema))


def _parts(schema: Any) -> Iterator[Any]:
    """The schema and all schemas within it."""
    yield schema
    if isinstance(schema, dict):
        for inner in _subschemas(schema):
            yield from _parts(inner)


def _is_strict(schema: Any, rules: StrictRules) -> bool:
    """Without what is within it."""
    if not isinstance(schema, dict) or not schema.keys() <= _KEYWORDS:
        return False
    if "format" in schema and schema["format"] not in _FORMATS:
        return False
    if not rules.refused.isdisjoint(schema) or (not rules.type_lists and isinstance(schema.get("type"), list)):
        return False
    return _is_closed(schema)


def _is_closed(schema: dict[str, Any]) -> bool:
    """True for what is no object at all."""
    type_ = schema.get("type")
    names = type_ if isinstance(type_, list) else [type_]
    if "object" not in names and "properties" not in schema:
        return True
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not isinstance(properties, dict) or not isinstance(required, list):
        return False
    return schema.get("additionalProperties") is False and all(name in required for name in properties)


def _subschemas(schema: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for name in ("properties", "$defs", "definitions"):
        if isinstance(members := schema.get(name), dict):
            found.extend(members.values())
    if isinstance(branches := schema.get("anyOf"), list):
        found.extend(branches)
    if "items" in schema:
        found.append(schema["items"])
    return found
