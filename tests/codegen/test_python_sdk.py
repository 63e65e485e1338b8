"""The SDK's core is whole, or it is not written."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

import python_sdk
from contract_walk import each_schema

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())


def test_every_union_has_a_place_for_what_is_not_known() -> None:
    document = python_sdk.sdk_document(CONTRACT)
    unions = [
        name
        for name, schema in CONTRACT["components"]["schemas"].items()
        if "discriminator" in schema or "x-untagged" in schema
    ]
    assert len(unions) > 10
    for name in unions:
        assert {"$ref": "#/components/schemas/UnknownVariant"} in document["components"]["schemas"][name]["oneOf"]


def test_every_object_keeps_what_is_not_known() -> None:
    document = python_sdk.sdk_document(CONTRACT)
    assert [place.where for place in each_schema(document) if place.schema.get("additionalProperties") is False] == []


def test_deriving_changes_nothing_of_the_contract() -> None:
    before = copy.deepcopy(CONTRACT)
    python_sdk.sdk_document(CONTRACT)
    assert before == CONTRACT


def test_an_operation_that_the_generator_would_drop_stops_it(tmp_path: Path) -> None:
    contract = copy.deepcopy(CONTRACT)
    body = contract["paths"]["/v1/messages"]["post"]["requestBody"]
    body["content"] = {"application/x-odd": body["content"]["application/json"]}
    with pytest.raises(SystemExit, match="Endpoint will not be generated"):
        python_sdk.write(contract, tmp_path)
    assert list(tmp_path.iterdir()) == []
