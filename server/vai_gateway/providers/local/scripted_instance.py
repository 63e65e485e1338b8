"""The smallest JSON value that a JSON Schema takes, for local/scripted. Pure, and never raises.

It honours const, enum, type, required, properties, additionalProperties, minProperties, items, prefixItems and
minItems, bounds and multipleOf of numbers, lengths and the usual formats of strings, $ref within the schema,
allOf, and the first way through anyOf and oneOf. It knows no pattern, not, if, uniqueItems or contains.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

Json: TypeAlias = Any
_Schema: TypeAlias = dict[str, Json]

MAX_DEPTH = 16
MAX_VALUES = 500
MAX_ITEMS = 50
MAX_STRING_CHARS = 1000
_MAX_REFS = 16

_FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_TYPE_BY_KEYWORD = (
    ("properties", "object"),
    ("required", "object"),
    ("items", "array"),
    ("prefixItems", "array"),
    ("minItems", "array"),
    ("format", "string"),
    ("minLength", "string"),
    ("maxLength", "string"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("exclusiveMinimum", "number"),
    ("exclusiveMaximum", "number"),
    ("multipleOf", "number"),
)


def instance_of(schema: Json) -> Json:
    """What is deeper or larger than the limits above is left empty."""
    return _Maker(schema).make(schema, 0)


class _Maker:
    def __init__(self, root: Json) -> None:
        self._root = root
        self._left = MAX_VALUES

    def make(self, schema: Json, depth: int) -> Json:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            return {}
        whole = self._resolved(schema)
        if "const" in whole:
            return whole["const"]
        if choices := _list(whole.get("enum")):
            return choices[0]
        match _type_of(whole):
            case "object":
                return self._object(whole, depth)
            case "array":
                return self._array(whole, depth)
            case kind:
                return _scalar(kind, whole)

    def _resolved(self, schema: Json) -> _Schema:
        """Without $ref, anyOf, oneOf and allOf."""
        whole: _Schema = {}
        for part in self._parts(schema):
            properties = {**_dict(whole.get("properties")), **_dict(part.get("properties"))}
            required = [*_list(whole.get("required")), *_list(part.get("required"))]
            whole |= part
            if properties:
                whole["properties"] = properties
            if required:
                whole["required"] = required
        return whole

    def _parts(self, schema: Json) -> list[_Schema]:
        found: list[_Schema] = []
        waiting = [schema]
        while waiting and len(found) < _MAX_REFS:
            part = waiting.pop()
            if not isinstance(part, dict):
                continue
            found.append(part)
            if isinstance(reference := part.get("$ref"), str):
                waiting.append(self._target(reference))
            waiting += _list(part.get("allOf"))
            waiting += [way[0] for key in ("anyOf", "oneOf") if (way := _list(part.get(key)))]
        return found

    def _target(self, reference: str) -> Json:
        """Of a reference into this schema; anything else is as good as no schema."""
        if not reference.startswith("#"):
            return {}
        target = self._root
        for name in reference[1:].split("/")[1:]:
            target = _dict(target).get(name.replace("~1", "/").replace("~0", "~"))
        return target

    def _object(self, schema: _Schema, depth: int) -> Json:
        properties = _dict(schema.get("properties"))
        names = [name for name in _list(schema.get("required")) if isinstance(name, str)]
        wanted = _count(schema.get("minProperties"), MAX_ITEMS)
        spare = [name for name in properties if name not in names]
        names = list(dict.fromkeys(names + spare[: max(0, wanted - len(names))]))
        names += [f"property_{n}" for n in range(len(names), wanted)]
        other = schema.get("additionalProperties", {})
        return {name: self.make(properties.get(name, other), depth + 1) for name in names}

    def _array(self, schema: _Schema, depth: int) -> Json:
        first = _list(schema.get("prefixItems"))
        length = _count(schema.get("minItems"), MAX_ITEMS)
        items = [first[n] if n < len(first) else schema.get("items", {}) for n in range(length)]
        return [self.make(item, depth + 1) for item in items]


def _type_of(schema: _Schema) -> Json:
    named = schema.get("type")
    if isinstance(named, list):
        named = named[0] if named else None
    if named is None:
        return next((kind for keyword, kind in _TYPE_BY_KEYWORD if keyword in schema), None)
    return named


def _scalar(kind: Json, schema: _Schema) -> Json:
    match kind:
        case "string":
            return _string(schema)
        case "integer" | "number":
            return _number(schema, is_whole=kind == "integer")
        case "boolean":
            return True
        case "null":
            return None
    return {}


def _string(schema: _Schema) -> str:
    shape = schema.get("format")
    text = _FORMATS.get(shape, "text") if isinstance(shape, str) else "text"
    text = text.ljust(_count(schema.get("minLength"), MAX_STRING_CHARS), "x")
    most = schema.get("maxLength")
    return text[: _count(most, MAX_STRING_CHARS)] if _is_number(most) else text


def _number(schema: _Schema, *, is_whole: bool) -> Json:
    """Zero if it is in bounds, else what is nearest to it."""
    step: Json = schema.get("multipleOf")
    if not _is_number(step) or step <= 0:
        step = 1 if is_whole else None
    low, high = _bounds(schema, step or 1)
    value = max(low, 0) if high is None or high >= 0 else high
    try:
        if step is not None:
            value = math.ceil(value / step) * step if value >= 0 else math.floor(value / step) * step
        value = int(value) if is_whole else value
        return value if math.isfinite(value) else 0
    except (OverflowError, ValueError):
        return 0


def _bounds(schema: _Schema, step: Json) -> tuple[Json, Json]:
    """high: None if there is none."""
    low: Json = -math.inf
    high: Json = None
    if _is_number(bound := schema.get("minimum")):
        low = bound
    if _is_number(bound := schema.get("exclusiveMinimum")):
        low = max(low, bound + step)
    if _is_number(bound := schema.get("maximum")):
        high = bound
    if _is_number(bound := schema.get("exclusiveMaximum")):
        high = bound - step if high is None else min(high, bound - step)
    return low, high


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(value: Json, most: int) -> int:
    return int(min(max(value, 0), most)) if _is_number(value) else 0


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
