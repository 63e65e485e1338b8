"""The smallest instances of JSON Schemas."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.providers.local.scripted_instance import (
    MAX_ITEMS,
    MAX_STRING_CHARS,
    MAX_VALUES,
    instance_of,
)

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=10,
)
KEYWORDS = (
    "type properties required items prefixItems minItems minimum maximum exclusiveMinimum exclusiveMaximum multipleOf "
    "minLength maxLength format enum const allOf anyOf oneOf $ref additionalProperties minProperties"
).split()


@pytest.mark.parametrize(
    "schema, instance",
    [
        ({}, {}),
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "minLength": 6}, "textxx"),
        ({"type": "string", "format": "date"}, "2026-01-01"),
        ({"type": "integer"}, 0),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "integer", "exclusiveMinimum": 3}, 4),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8),
        ({"type": "number", "minimum": 0.5}, 0.5),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"type": ["string", "null"]}, "text"),
        ({"enum": ["b", "a"]}, "b"),
        ({"const": {"a": [1]}}, {"a": [1]}),
        ({"type": "array", "items": {"type": "string"}}, []),
        ({"type": "array", "items": {"type": "string"}, "minItems": 2}, ["text", "text"]),
        ({"prefixItems": [{"type": "integer"}], "items": {"type": "null"}, "minItems": 2}, [0, None]),
        ({"properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]}, {"a": 0}),
        ({"type": "object", "minProperties": 2, "properties": {"a": {"type": "null"}}}, {"a": None, "property_1": {}}),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, 0),
        ({"oneOf": [{"const": 5}]}, 5),
        (
            {
                "allOf": [
                    {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
                    {"properties": {"b": {"const": 1}}, "required": ["b"]},
                ]
            },
            {"a": 0, "b": 1},
        ),
        (
            {"$ref": "#/$defs/pair", "$defs": {"pair": {"type": "array", "minItems": 1, "items": {"const": 7}}}},
            [7],
        ),
    ],
)
def test_an_instance_is_the_smallest_that_the_schema_takes(schema: Any, instance: Any) -> None:
    made = instance_of(schema)
    assert made == instance
    jsonschema_rs.validate(schema, made)


RECURSIVE = {"$ref": "#/$defs/n", "$defs": {"n": {"properties": {"n": {"$ref": "#/$defs/n"}}, "required": ["n"]}}}


@pytest.mark.parametrize(
    "schema",
    [
        RECURSIVE,
        {"$ref": "#"},
        {"$ref": "#/nowhere/at/all"},
        {"$ref": "https://example.com/schema"},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"type": "wrong"},
        {"type": 5},
        {"type": []},
        {"required": 5, "properties": 6},
        {"required": [1, None]},
        {"type": "array", "minItems": 10**9, "items": {"type": "array", "minItems": 10**9}},
        {"type": "string", "minLength": 10**12},
        {"type": "string", "maxLength": -1},
        {"type": "integer", "minimum": 1e308, "multipleOf": 1e-300},
        {"type": "number", "minimum": True},
        {"enum": []},
        {"anyOf": []},
        False,
        True,
        None,
        [],
        "x",
    ],
)
def test_an_impossible_schema_has_a_small_instance_all_the_same(schema: Any) -> None:
    assert len(json.dumps(instance_of(schema), allow_nan=False)) < MAX_VALUES * 10 + MAX_STRING_CHARS


def test_large_arrays_and_strings_are_cut_at_the_limits() -> None:
    assert len(instance_of({"type": "array", "minItems": 10**6})) == MAX_ITEMS
    assert len(instance_of({"type": "string", "minLength": 10**6})) == MAX_STRING_CHARS


@given(st.dictionaries(st.sampled_from(KEYWORDS), JSON, max_size=6))
def test_any_json_makes_an_instance_that_is_json(schema: dict[str, Any]) -> None:
    assert json.loads(json.dumps(instance_of(schema), allow_nan=False)) is not object


def bounded(low: int, size: int) -> dict[str, int]:
    return {"minimum": low, "maximum": low + size}


LEAVES = st.one_of(
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.builds(lambda low, size: {"type": "integer"} | bounded(low, size), st.integers(-99, 99), st.integers(0, 9)),
    st.builds(lambda low: {"type": "number", "exclusiveMinimum": low}, st.floats(-9, 9)),
    st.builds(lambda least: {"type": "string", "minLength": least}, st.integers(0, 20)),
    st.builds(lambda values: {"enum": values}, st.lists(st.text(), min_size=1, max_size=3)),
)


def _objects(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    def build(properties: dict[str, Any], closed: bool) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties)[:2],
            "additionalProperties": not closed,
        }

    return st.builds(build, st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3), st.booleans())


COMMON = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        _objects(inner),
        st.builds(lambda n, one: {"type": "array", "minItems": n, "items": one}, st.integers(0, 3), inner),
        st.builds(lambda ways: {"anyOf": ways}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)


@given(COMMON)
def test_instances_of_common_schemas_are_valid(schema: dict[str, Any]) -> None:
    jsonschema_rs.validate(schema, instance_of(schema))
