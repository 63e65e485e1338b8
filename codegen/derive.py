"""Documents and facts derived from the contract, for the generators that cannot read it as it is."""

from __future__ import annotations

from typing import Any

from contract_walk import Schema, body_name, each_operation, each_schema, name_of, parameters, reachable, resolve

REQUEST_ROOTS = ("MessageRequest", "RunRequest")
RESPONSE_ROOTS = (
    "Message",
    "MessageStreamEvent",
    "RunResultEnvelope",
    "RunStreamEvent",
    "ErrorEnvelope",
    "ModelList",
    "Readiness",
)
OPEN_IN_RESPONSES = ("ContentBlock", "Citation", "ResponseMetadata", "JsonObject")
"""Passed on as they are, so the gateway keeps them as plain objects."""

_BOUNDS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern", "examples")
_OPEN_OBJECT = {"type": "object", "additionalProperties": True}


def request_document(contract: Schema) -> Schema:
    """The closed schemas, for strict models."""
    return _models_document(contract, REQUEST_ROOTS, ("JsonObject",), keep_bounds=True)


def response_document(contract: Schema) -> Schema:
    """The open schemas, for fast structs: no bounds, since the gateway itself fills them in."""
    return _models_document(contract, RESPONSE_ROOTS, OPEN_IN_RESPONSES, keep_bounds=False)


def _models_document(contract: Schema, roots: tuple[str, ...], opened: tuple[str, ...], *, keep_bounds: bool) -> Schema:
    schemas = {
        name: _simplify(schema, opened, keep_bounds) for name, schema in contract["components"]["schemas"].items()
    }
    return {
        "openapi": "3.1.0",
        "info": contract["info"] | {"description": ""},
        "paths": {},
        "components": {"schemas": {name: schemas[name] for name in reachable(schemas, roots)}},
    }


def _simplify(node: Any, opened: tuple[str, ...], keep_bounds: bool, *, top: bool = True) -> Any:
    """Inline the open objects, and drop the descriptions of members and, where asked, the bounds."""
    if isinstance(node, list):
        return [_simplify(item, opened, keep_bounds, top=False) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and name_of(node["$ref"]) in opened:
        return dict(_OPEN_OBJECT)
    dropped = () if keep_bounds else _BOUNDS
    return {
        key: ({name: _simplify(value, opened, keep_bounds, top=False) for name, value in child.items()})
        if key == "properties"
        else _simplify(child, opened, keep_bounds, top=False)
        for key, child in node.items()
        if key not in dropped and not (key == "description" and not top and isinstance(child, str))
    }


def routing_document(contract: Schema) -> Schema:
    """An OpenAPI 3.0.3 document that holds paths and operation ids only: all that Connexion routes by."""
    paths: Schema = {}
    for path, method, operation in each_operation(contract):
        slots = [
            {
                "name": p["name"],
                "in": "path",
                "required": True,
                "schema": {"type": "string", "format": "path"},
            }
            for p in parameters(contract, operation)
            if p["in"] == "path"
        ]
        paths.setdefault(path, {})[method] = {
            "operationId": operation["operationId"],
            **({"parameters": slots} if slots else {}),
            "responses": {"200": {"description": "-"}},
        }
    info = {"title": contract["info"]["title"], "version": contract["info"]["version"]}
    return {"openapi": "3.0.3", "info": info, "paths": paths}


def operations(contract: Schema) -> list[Schema]:
    """What the bindings need to know of each operation."""
    return [_operation(contract, operation) for _, _, operation in each_operation(contract)]


def _operation(contract: Schema, operation: Schema) -> Schema:
    known = parameters(contract, operation)
    return {
        "id": operation["operationId"],
        "group": operation["operationId"].partition(".")[0],
        "function": operation["operationId"].replace(".", "_"),
        "summary": operation["summary"],
        "body": body_name(operation),
        "keyed": bool(operation["security"]),
        "path": [p["name"] for p in known if p["in"] == "path"],
        "parameters": [p for p in known if p["in"] == "query" or (p["in"] == "header" and _is_bounded(p["schema"]))],
    }


def _is_bounded(schema: Schema) -> bool:
    return bool(schema.keys() & {"enum", "pattern", "minLength", "maxLength"})


def forms(contract: Schema) -> dict[str, str]:
    """By pattern: what it asks for in words, with the first of the schema's examples."""
    stated = [place.schema for place in each_schema(contract) if "pattern" in place.schema]
    return {
        schema["pattern"]: ", as in ".join([schema["x-form"], *schema.get("examples", [])[:1]]) for schema in stated
    }


def headers(contract: Schema) -> Schema:
    """Header names by what they are for; CORS, the docs and the SDKs' tables come from these."""
    schemes = contract["components"]["securitySchemes"]
    keys = {name: scheme["name"] for name, scheme in schemes.items() if scheme["type"] == "apiKey"}
    sent = contract["components"]["parameters"].values()
    answered = {
        header
        for _, _, operation in each_operation(contract)
        for response in operation["responses"].values()
        for header in resolve(contract, response).get("headers", {})
    }
    return {
        "provider_keys": {n.removeprefix("ProviderKey"): h for n, h in keys.items() if n.startswith("ProviderKey")},
        "request": sorted(
            {
                "Authorization",
                "Content-Type",
                *keys.values(),
                *(p["name"] for p in sent if p["in"] == "header"),
            }
        ),
        "response": sorted(answered),
    }
