"""The generated request models accept exactly what the contract accepts."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ValidationError

import lint_examples
from lint_examples import Example
from vai_gateway.contract import requests

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
REQUESTS = [example for example in lint_examples.load(ROOT / "api/examples") if hasattr(requests, example.schema)]
OTHERS: list[Any] = [None, "", "5", 5, -5, 0.5, True, [], {}, ["x"], {"type": "text"}]
"""What may stand in another value's place."""


def changed(value: Any) -> Iterator[Any]:
    """`value` with one thing changed: something else in its place, a member gone, an unknown member there."""
    yield from OTHERS
    if isinstance(value, dict):
        yield value | {"unknown_member": 1}
        for key in value:
            yield {other: child for other, child in value.items() if other != key}
            yield from ({**value, key: child} for child in changed(value[key]))
    if isinstance(value, list):
        for position, item in enumerate(value):
            for child in changed(item):
                yield [*value[:position], child, *value[position + 1 :]]


def is_read(model: type[BaseModel], value: Any) -> bool:
    try:
        model.model_validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("example", REQUESTS, ids=lambda example: f"{example.schema}.{example.name}")
def test_the_models_and_the_contract_agree_on_every_change_to(example: Example) -> None:
    model = getattr(requests, example.schema)
    contract = lint_examples.validator(CONTRACT, example.schema)
    disagreed = [value for value in changed(example.value) if is_read(model, value) != contract.is_valid(value)]
    assert disagreed == []


BODY: dict[str, Any] = {"model": "local/scripted", "messages": [{"role": "user", "content": "Hello."}]}


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": None},
        {"zzz": 1},
        {"max_tokens": "5"},
        {"max_tokens": True},
        {"stream": "yes"},
        {"temperature": "1"},
        {"temperature": 2.1},
        {"cache_control": {}},
        {"output_format": {"json_schema": {}}},
        {"tools": [{}]},
        {"tools": [{"type": "strange", "name": "a"}]},
        {"system": [{"text": "No type."}]},
        {"messages": []},
        {"messages": [{"role": "user", "content": [{"type": "thinking", "thinking": "Not a user's."}]}]},
        {"model": "no-slash"},
        {"model": "local/../x"},
    ],
    ids=json.dumps,
)
def test_the_models_refuse_what_the_contract_refuses(change: dict[str, Any]) -> None:
    assert is_read(requests.MessageRequest, BODY)
    assert not is_read(requests.MessageRequest, copy.deepcopy(BODY) | change)
