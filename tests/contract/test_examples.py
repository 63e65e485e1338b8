"""The examples are what the models and the contract say, and nothing of the contract goes unshown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from pydantic import BaseModel

import lint_examples
import lint_schemas
from contract_walk import each_schema, name_of, request_schemas
from derive import REQUEST_ROOTS
from lint_examples import Example
from vai_gateway.contract import requests, responses
from vai_gateway.core import errors

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
SCHEMAS = CONTRACT["components"]["schemas"]
EXAMPLES = lint_examples.load(ROOT / "api/examples")
REQUESTS = [example for example in EXAMPLES if hasattr(requests, example.schema)]
ANSWERS = [example for example in EXAMPLES if hasattr(responses, example.schema)]
KNOWN_CODES = {row["code"]: row for row in SCHEMAS["ErrorCode"]["x-known-values"]}


def name(example: Example) -> str:
    return f"{example.schema}.{example.name}"


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_an_example_is_what_its_schema_says(example: Example) -> None:
    schema = {"$ref": f"#/components/schemas/{example.schema}", "components": CONTRACT["components"]}
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(example.value)) == []


def test_an_example_is_a_request_or_an_answer() -> None:
    assert {name(example) for example in [*REQUESTS, *ANSWERS]} == {name(example) for example in EXAMPLES}


@pytest.mark.parametrize("example", REQUESTS, ids=name)
def test_the_request_models_read_an_example_whole(example: Example) -> None:
    model: type[BaseModel] = getattr(requests, example.schema)
    read = model.model_validate_json(example.text, strict=True)
    assert read.model_dump(exclude_unset=True) == example.value


@pytest.mark.parametrize("example", ANSWERS, ids=name)
def test_the_answer_models_read_an_example_whole(example: Example) -> None:
    read = msgspec.json.decode(example.text, type=getattr(responses, example.schema))
    assert json.loads(msgspec.json.encode(read)) == example.value


def objects(value: Any) -> Iterator[dict[str, Any]]:
    children = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, dict):
        yield value
    for child in children:
        yield from objects(child)


def emitted_blocks() -> Iterator[dict[str, Any]]:
    for example in EXAMPLES:
        if example.schema == "Message":
            yield from example.value["content"]
        if example.schema == "ContentBlockStartEvent":
            yield example.value["content_block"]


@pytest.mark.parametrize("block", list(emitted_blocks()), ids=lambda block: block["type"])
def test_a_block_that_is_emitted_is_accepted_in_history(block: dict[str, Any]) -> None:
    history = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": [block]}]
    body = {"model": "local/scripted", "messages": history}
    read = requests.MessageRequest.model_validate_json(json.dumps(body), strict=True)
    assert read.model_dump(exclude_unset=True) == body


def test_the_counts_of_usage_add_up() -> None:
    parts = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
    usages = [
        found
        for example in ANSWERS
        for found in objects(example.value)
        if "total_tokens" in found and "output_tokens" in found
    ]
    assert usages
    assert [usage["total_tokens"] for usage in usages] == [sum(usage[part] for part in parts) for usage in usages]


def test_every_member_of_every_union_is_shown() -> None:
    """AnthropicBlock stands for many types; two of them will do."""
    shown = {
        value
        for example in EXAMPLES
        for found in objects(example.value)
        for value in (found.get("type"), found.get("role"))
        if isinstance(value, str)
    }
    unshown = set()
    for place in each_schema(CONTRACT):
        tag = place.schema.get("discriminator", {}).get("propertyName")
        for member in place.schema.get("oneOf", []) if tag else []:
            target = name_of(member["$ref"])
            if not lint_schemas.tag_values(CONTRACT, SCHEMAS[target], tag=tag) & shown:
                unshown.add(target)
    assert unshown == set()


def test_every_field_of_every_request_is_shown() -> None:
    shown = {field for example in REQUESTS for found in objects(example.value) for field in found}
    fields = {
        field for schema in request_schemas(CONTRACT, REQUEST_ROOTS) for field in SCHEMAS[schema].get("properties", {})
    }
    assert fields - shown == set()


def stated_errors() -> list[Example]:
    return [example for example in EXAMPLES if example.schema in ("ErrorEnvelope", "ErrorEvent")]


@pytest.mark.parametrize("example", stated_errors(), ids=name)
def test_an_error_has_the_type_of_its_code(example: Example) -> None:
    error = example.value["error"]
    if "code" in error:
        assert KNOWN_CODES[error["code"]]["type"] == error["type"]


@pytest.mark.parametrize("code", KNOWN_CODES)
def test_the_gateway_answers_a_code_with_the_contract_s_status(code: str) -> None:
    row = KNOWN_CODES[code]
    assert errors.GatewayError(row["type"], "-", code=code).status == row["status"]


def test_the_gateway_s_statuses_are_the_contract_s() -> None:
    assert SCHEMAS["ErrorType"]["x-http-status"] == errors.STATUS
