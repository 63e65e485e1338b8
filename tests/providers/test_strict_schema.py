"""Strict mode is asked for only where the vendor would take the schema."""

from __future__ import annotations

from typing import Any

import pytest

from vai_gateway.providers.strict_schema import StrictRules, takes_strict

TEXT = {"type": "string"}


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    "schema, strict",
    [
        pytest.param(closed(a=TEXT), True, id="closed"),
        pytest.param(closed(), True, id="closed and empty"),
        pytest.param(closed(a=closed(b=TEXT)), True, id="closed within"),
        pytest.param(closed(a={"type": "array", "items": closed(b=TEXT)}), True, id="closed in a list"),
        pytest.param(closed(a={"anyOf": [closed(b=TEXT), {"type": "null"}]}), True, id="closed in a branch"),
        pytest.param({**closed(a={"$ref": "#/$defs/b"}), "$defs": {"b": closed()}}, True, id="closed by reference"),
        pytest.param(closed(a={"type": ["string", "null"], "enum": ["x", None]}), True, id="optional by null"),
        pytest.param({}, False, id="anything"),
        pytest.param({"type": "object"}, False, id="any object"),
        pytest.param({**closed(a=TEXT), "required": []}, False, id="an optional property"),
        pytest.param({**closed(a=TEXT), "additionalProperties": True}, False, id="open"),
        pytest.param({**closed(a=TEXT), "additionalProperties": TEXT}, False, id="a map"),
        pytest.param(closed(a={"type": "object", "properties": {}}), False, id="open within"),
        pytest.param(closed(a={"type": ["object", "null"]}), False, id="an open object or null"),
        pytest.param(closed(a={"type": "array", "items": {"type": "object"}}), False, id="open in a list"),
        pytest.param(closed(a={"anyOf": [{"type": "object"}]}), False, id="open in a branch"),
        pytest.param({**closed(a=TEXT), "$defs": {"b": {"type": "object"}}}, False, id="open by reference"),
        pytest.param({"anyOf": [closed(a=TEXT)]}, False, id="a choice at the root"),
        pytest.param({"type": "array", "items": TEXT}, False, id="a list at the root"),
        pytest.param(closed(a={**TEXT, "minLength": 1}), False, id="a keyword that strict mode has not"),
        pytest.param(closed(a={"oneOf": [TEXT]}), False, id="oneOf"),
        pytest.param(closed(a={**TEXT, "format": "uri"}), False, id="a format that strict mode has not"),
        pytest.param(closed(a=True), False, id="a boolean schema"),
        pytest.param({**closed(), "properties": 7}, False, id="nonsense"),
    ],
)
def test_only_closed_schemas_are_strict(schema: dict[str, Any], strict: bool) -> None:
    assert takes_strict(schema) is strict


NUMBERS = {"type": "array", "items": {"type": "integer"}, "minItems": 2}


@pytest.mark.parametrize(
    "schema, rules, strict",
    [
        pytest.param(closed(a=NUMBERS), StrictRules(), True, id="a keyword"),
        pytest.param(closed(a=NUMBERS), StrictRules(refused=frozenset({"minItems"})), False, id="a refused keyword"),
        pytest.param(
            closed(a={"type": ["string", "null"]}), StrictRules(type_lists=False), False, id="a list of types"
        ),
        pytest.param(closed(a=TEXT), StrictRules(type_lists=False), True, id="no list of types"),
        pytest.param(closed(a=TEXT), StrictRules(models=frozenset({"m"})), True, id="a model that has it"),
        pytest.param(closed(a=TEXT), StrictRules(models=frozenset({"n"})), False, id="a model that has it not"),
    ],
)
def test_vendors_with_less_of_it_are_asked_for_less(schema: dict[str, Any], rules: StrictRules, strict: bool) -> None:
    assert takes_strict(schema, rules, model="m") is strict
