"""Every rule of the contract's lint finds the breach that it is for."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
import yaml

import contract_lint

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "api/examples"
CONTRACT: dict[str, Any] = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())

Plant = Callable[[dict[str, Any]], object]


def schema(contract: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = contract["components"]["schemas"][name]
    return found


def member(contract: dict[str, Any], where: str) -> dict[str, Any]:
    name, field = where.split(".")
    found: dict[str, Any] = schema(contract, name)["properties"][field]
    return found


def operation(contract: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = contract["paths"]["/v1/messages"]["post"]
    return found


def mapping(contract: dict[str, Any], name: str) -> dict[str, str]:
    found: dict[str, str] = schema(contract, name)["discriminator"]["mapping"]
    return found


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


BREACHES: dict[str, tuple[Plant, str]] = {
    "a union member written inline": (
        lambda c: schema(c, "UserContent")["oneOf"].append({"type": "array", "items": {}}),
        "UserContent.oneOf[2] must be a $ref or a bare scalar",
    ),
    "anyOf": (
        lambda c: schema(c, "Signature").update(anyOf=[{"type": "string"}]),
        "Signature: use oneOf, not anyOf",
    ),
    "a union of objects without a tag": (
        lambda c: schema(c, "MediaSource").pop("discriminator"),
        "MediaSource needs a discriminator, or x-untagged with the reason",
    ),
    "an untagged union without a reason": (
        lambda c: schema(c, "Tool").update({"x-untagged": True}),
        "Tool: x-untagged must say why",
    ),
    "a union both tagged and untagged": (
        lambda c: schema(c, "MediaSource").update({"x-untagged": "Why not."}),
        "MediaSource is tagged and untagged",
    ),
    "a mapping that lacks a member": (
        lambda c: mapping(c, "MediaSource").pop("url"),
        "MediaSource: UrlSource states ['url'], the mapping says []",
    ),
    "a mapping that disagrees with a const": (
        lambda c: mapping(c, "MediaSource").update(uri=mapping(c, "MediaSource").pop("url")),
        "MediaSource: UrlSource states ['url'], the mapping says ['uri']",
    ),
    "a mapping that lacks a value of an enum": (
        lambda c: mapping(c, "AssistantBlock").pop("fallback"),
        "AssistantBlock: AnthropicBlockParam states",
    ),
    "a mapping to no member": (
        lambda c: mapping(c, "MediaSource").update(text="#/components/schemas/TextSource"),
        "MediaSource: the mapping names TextSource, which is no member",
    ),
    "a tag that may be absent": (
        lambda c: schema(c, "UrlSource")["required"].remove("type"),
        "MediaSource: UrlSource must require type",
    ),
    "an object that does not say whether it is open": (
        lambda c: schema(c, "UrlSource").pop("additionalProperties"),
        "UrlSource must say additionalProperties: true or false",
    ),
    "an inline object that does not say whether it is open": (
        lambda c: schema(c, "Usage")["properties"].update(parts={"type": "object"}),
        "Usage.parts must say additionalProperties: true or false",
    ),
    "an open request": (
        lambda c: schema(c, "UrlSource").update(additionalProperties=True),
        "UrlSource is part of requests, so it must be closed",
    ),
    "a closed request that says why it is open": (
        lambda c: schema(c, "RequestMetadata").update(additionalProperties=False),
        "RequestMetadata is closed and says why it is open",
    ),
    "a closed answer": (
        lambda c: schema(c, "Usage").update(additionalProperties=False),
        "Usage is part of answers, so it must be open",
    ),
    "an unbounded number in a request": (
        lambda c: member(c, "MessageRequest.top_k").pop("maximum"),
        "MessageRequest.top_k is a number of requests and has no maximum",
    ),
    "an unbounded number deep in a request": (
        lambda c: member(c, "RunRequest.run").update({"type": "array", "items": {"type": "integer"}}),
        "RunRequest.run[] is a number of requests and has no minimum",
    ),
    "a pattern without words": (
        lambda c: schema(c, "ModelId").pop("x-form"),
        "ModelId must say in x-form what its pattern asks for",
    ),
    "words for no pattern": (
        lambda c: schema(c, "Signature").update({"x-form": "what the vendor sent"}),
        "Signature must say in x-form what its pattern asks for, and only then",
    ),
    "two words for one pattern": (
        lambda c: schema(c, "Signature").update({"pattern": schema(c, "ModelId")["pattern"], "x-form": "a model"}),
        "Signature says of a pattern what another schema does not",
    ),
    "a const header": (
        lambda c: c["components"]["parameters"]["ApiVersion"]["schema"].update(const="1"),
        "POST /v1/messages: X-VAI-Version must not be a const",
    ),
    "an inline enum that may be null": (
        lambda c: member(c, "CacheControl.ttl").update(type=["string", "null"]),
        "CacheControl.ttl: an enum that may be null",
    ),
    "an enum that holds null": (
        lambda c: member(c, "CacheControl.ttl")["enum"].append(None),
        "CacheControl.ttl: an enum that may be null",
    ),
    "a word of OpenAPI 3.0": (
        lambda c: member(c, "CacheControl.ttl").update(nullable=True),
        "CacheControl.ttl: nullable is no word of OpenAPI 3.1",
    ),
    "a default behind a $ref": (
        lambda c: schema(c, "OutputModality").update(default="text"),
        "OutputModality: a default belongs to the member",
    ),
    "a JSON Schema field that is not free": (
        lambda c: schema(c, "FunctionTool")["properties"].update(input_schema=ref("UserLocation")),
        "FunctionTool.input_schema holds a JSON Schema, so it must be a free-form object",
    ),
    "a closed enum in an answer": (
        lambda c: schema(c, "StopReason").update(enum=["end_turn"]),
        "StopReason is part of answers, so it must be an open string",
    ),
    "a schema that says nothing": (
        lambda c: schema(c, "Error")["properties"].update(detail={}),
        "Error.detail says nothing",
    ),
    "a schema in another case": (
        lambda c: schema(c, "Usage")["properties"].update(totalTokens={"type": "string"}),
        "Usage.totalTokens must be in snake_case",
    ),
    "a component in another case": (
        lambda c: c["components"]["securitySchemes"].update(some_key={"type": "http", "scheme": "bearer"}),
        "some_key (securitySchemes) must be in PascalCase",
    ),
    "an operation without an id": (
        lambda c: operation(c).pop("operationId"),
        "POST /v1/messages has no operationId",
    ),
    "an operation without a tag": (lambda c: operation(c).pop("tags"), "POST /v1/messages has no tags"),
    "an operation with a strange tag": (
        lambda c: operation(c).update(tags=["Odds"]),
        "POST /v1/messages has a tag that the contract does not list",
    ),
    "an operation without a summary": (
        lambda c: operation(c).pop("summary"),
        "POST /v1/messages has no summary",
    ),
    "an operation without security": (
        lambda c: operation(c).pop("security"),
        "POST /v1/messages has no security",
    ),
    "an operation with strange security": (
        lambda c: operation(c)["security"].append({"Wish": []}),
        "POST /v1/messages names the unknown security scheme Wish",
    ),
    "two operations with one id": (
        lambda c: operation(c).update(operationId="models.list"),
        "the operationId must be noun.verb and the only one",
    ),
    "a status of a path with a body that is not stated": (
        lambda c: operation(c)["responses"].pop("415"),
        "POST /v1/messages can answer 415 and does not say so",
    ),
    "a status of a model call that is not stated": (
        lambda c: operation(c)["responses"].pop("529"),
        "POST /v1/messages can answer 529 and does not say so",
    ),
    "a status of a keyed path that is not stated": (
        lambda c: c["paths"]["/v1/models"]["get"]["responses"].pop("429"),
        "GET /v1/models can answer 429 and does not say so",
    ),
    "a status of a path with a parameter that is not stated": (
        lambda c: c["paths"]["/v1/models/{id}"]["get"]["responses"].pop("404"),
        "GET /v1/models/{id} can answer 404 and does not say so",
    ),
    "503 of something else than readiness": (
        lambda c: operation(c)["responses"].update({"503": {"$ref": "#/components/responses/Overloaded"}}),
        "POST /v1/messages: 503 is answered by readiness alone",
    ),
    "an answer without the request's id": (
        lambda c: c["components"]["responses"]["BadRequest"]["headers"].pop("X-Request-ID"),
        "POST /v1/messages 400 has no header X-Request-ID",
    ),
    "405 without Allow": (
        lambda c: c["components"]["responses"]["MethodNotAllowed"]["headers"].pop("Allow"),
        "GET /docs 405 has no header Allow",
    ),
    "an error that is no envelope": (
        lambda c: c["components"]["responses"]["NotFound"]["content"]["application/json"].update(schema=ref("Error")),
        "POST /v1/messages 404 must answer with the ErrorEnvelope",
    ),
    "a reference to nothing": (
        lambda c: schema(c, "Usage")["properties"].update(detail=ref("UsageDetail")),
        "#/components/schemas/UsageDetail refers to nothing",
    ),
    "a mapping to nothing": (
        lambda c: mapping(c, "MediaSource").update(file="#/components/schemas/FileSource"),
        "#/components/schemas/FileSource refers to nothing",
    ),
    "a schema that nothing uses": (
        lambda c: c["components"]["schemas"].update(Spare={"type": "string"}),
        "Spare (schemas) is used by nothing",
    ),
    "a header that nothing uses": (
        lambda c: c["components"]["headers"].update(Spare={"schema": {"type": "string"}}),
        "Spare (headers) is used by nothing",
    ),
    "an error type without a status": (
        lambda c: schema(c, "ErrorType")["enum"].append("odd_error"),
        "ErrorType: x-http-status must name each type once",
    ),
    "an error code without advice": (
        lambda c: schema(c, "ErrorCode")["x-known-values"][0].pop("fix"),
        "ErrorCode invalid_json must say code, type, status, meaning and fix",
    ),
    "an error code with another type's status": (
        lambda c: schema(c, "ErrorCode")["x-known-values"][0].update(status=404),
        "ErrorCode invalid_json has another type's status 404",
    ),
    "an error code of no type": (
        lambda c: schema(c, "ErrorCode")["x-known-values"][0].update(type="odd_error"),
        "ErrorCode invalid_json has the unknown type odd_error",
    ),
    "an event without an example": (
        lambda c: (
            c["components"]["schemas"].update(
                NewEvent={"type": "object", "additionalProperties": True, "required": ["new"]}
            ),
            schema(c, "MessageStreamEvent")["oneOf"].append(ref("NewEvent")),
        ),
        "NewEvent crosses the wire and has no example",
    ),
    "an example that breaks its schema": (
        lambda c: member(c, "MessageRequest.max_tokens").update(maximum=10),
        "MessageRequest.text.json breaks its schema at max_tokens",
    ),
}


def test_the_contract_keeps_every_rule() -> None:
    assert contract_lint.problems(CONTRACT, EXAMPLES) == []


@pytest.mark.parametrize("breach", BREACHES)
def test_the_lint_finds_the_breach_of(breach: str) -> None:
    plant, expected = BREACHES[breach]
    contract = copy.deepcopy(CONTRACT)
    plant(contract)
    assert [problem for problem in contract_lint.problems(contract, EXAMPLES) if expected in problem]


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("messages.json", "{}", "messages.json must be called <Schema>.<name>.json"),
        ("Poem.short.json", "{}", "Poem.short.json is of no schema of the contract"),
        ("Usage.cut.json", '{"input_tokens": ', "Usage.cut.json is no JSON"),
    ],
)
def test_the_lint_finds_a_bad_example_file(tmp_path: Path, name: str, text: str, expected: str) -> None:
    (tmp_path / name).write_text(text)
    assert [problem for problem in contract_lint.problems(CONTRACT, tmp_path) if expected in problem]


def test_every_error_status_needs_an_example(tmp_path: Path) -> None:
    for file in EXAMPLES.glob("*.json"):
        if "draining" not in json.dumps(json.loads(file.read_text())):
            (tmp_path / file.name).write_text(file.read_text())
    assert contract_lint.problems(CONTRACT, tmp_path) == ["status 529 has no example of an ErrorEnvelope"]


def test_the_contract_is_valid_openapi() -> None:
    openapi_spec_validator.validate(CONTRACT)
