"""Rules of the contract's schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contract_walk import (
    Place,
    Schema,
    each_schema,
    is_free_form,
    name_of,
    request_schemas,
    resolve,
    response_schemas,
)
from derive import REQUEST_ROOTS, RESPONSE_ROOTS

ROOTS = (*REQUEST_ROOTS, *RESPONSE_ROOTS)
"""What models are derived for, with a path or without."""

_SCALARS = ("string", "number", "integer", "boolean", "null")
_NUMBERS = ("number", "integer")
_FREE_FORM = ("input_schema", "json_schema")
"""Members that hold a JSON Schema, which may hold anything."""


def _one_of_members(contract: Schema) -> Iterator[str]:
    """Else generators invent names for them."""
    for place in each_schema(contract):
        for combiner in ("anyOf", "allOf"):
            if combiner in place.schema:
                yield f"{place.where}: use oneOf, not {combiner}"
        for number, member in enumerate(place.schema.get("oneOf", [])):
            if set(member) != {"$ref"} and not (set(member) == {"type"} and member["type"] in _SCALARS):
                yield f"{place.where}.oneOf[{number}] must be a $ref or a bare scalar"


def _tagged_unions(contract: Schema) -> Iterator[str]:
    """A union of objects names a tag, and its mapping is what the members say."""
    for place in each_schema(contract):
        schema = place.schema
        members = [member["$ref"] for member in schema.get("oneOf", []) if "$ref" in member]
        objects = [reference for reference in members if _is_object(resolve(contract, {"$ref": reference}))]
        if "x-untagged" in schema and "discriminator" in schema:
            yield f"{place.where} is tagged and untagged"
        elif "x-untagged" in schema:
            if not isinstance(schema["x-untagged"], str):
                yield f"{place.where}: x-untagged must say why"
        elif "discriminator" in schema:
            yield from _mapping_problems(contract, place, objects)
        elif len(objects) > 1:
            yield f"{place.where} needs a discriminator, or x-untagged with the reason"


def _mapping_problems(contract: Schema, place: Place, members: list[str]) -> Iterator[str]:
    tag = place.schema["discriminator"]["propertyName"]
    mapping = place.schema["discriminator"].get("mapping", {})
    for reference in sorted(set(mapping.values()) - set(members)):
        yield f"{place.where}: the mapping names {name_of(reference)}, which is no member"
    for reference in members:
        member = resolve(contract, {"$ref": reference})
        stated = tag_values(contract, member, tag=tag)
        mapped = {value for value, target in mapping.items() if target == reference}
        if tag not in member.get("required", []):
            yield f"{place.where}: {name_of(reference)} must require {tag}"
        if stated != mapped:
            yield (f"{place.where}: {name_of(reference)} states {sorted(stated)}, the mapping says {sorted(mapped)}")


def tag_values(contract: Schema, member: Schema, *, tag: str) -> set[str]:
    stated = resolve(contract, member.get("properties", {}).get(tag, {}))
    return {stated["const"]} if "const" in stated else set(stated.get("enum", []))


def _openness(contract: Schema) -> Iterator[str]:
    """Requests are closed, responses open; what differs says why in x-open."""
    requests, responses = _sides(contract)
    for place in each_schema(contract):
        schema = place.schema
        if not _is_object(schema):
            continue
        is_open, reason = schema.get("additionalProperties"), schema.get("x-open")
        if not isinstance(is_open, bool):
            yield f"{place.where} must say additionalProperties: true or false"
        elif place.owner in requests:
            if is_open and "properties" in schema and not isinstance(reason, str):
                yield f"{place.where} is part of requests, so it must be closed, or say why not in x-open"
            elif not is_open and reason:
                yield f"{place.where} is closed and says why it is open"
        elif place.owner in responses and not is_open:
            yield f"{place.where} is part of answers, so it must be open"


def _bounds(contract: Schema) -> Iterator[str]:
    requests, _ = _sides(contract)
    for place in each_schema(contract):
        if place.owner in requests and place.schema.get("type") in _NUMBERS:
            for bound in ("minimum", "maximum"):
                if bound not in place.schema:
                    yield f"{place.where} is a number of requests and has no {bound}"


def _forms(contract: Schema) -> Iterator[str]:
    """What a pattern asks for must be said in words, and alike wherever it stands."""
    said: dict[str, str] = {}
    for place in each_schema(contract):
        pattern, form = place.schema.get("pattern"), place.schema.get("x-form")
        if (pattern is None) != (not isinstance(form, str)):
            yield f"{place.where} must say in x-form what its pattern asks for, and only then"
        elif isinstance(pattern, str) and said.setdefault(pattern, str(form)) != form:
            yield f"{place.where} says of a pattern what another schema does not"


def _nulls(contract: Schema) -> Iterator[str]:
    for place in each_schema(contract):
        types = place.schema.get("type")
        if "nullable" in place.schema:
            yield f"{place.where}: nullable is no word of OpenAPI 3.1"
        if "enum" in place.schema and (None in place.schema["enum"] or isinstance(types, list)):
            yield f"{place.where}: an enum that may be null must be a oneOf of a named enum and null"


def _defaults(contract: Schema) -> Iterator[str]:
    """Behind a $ref, a default makes the request models take null."""
    for name, schema in contract["components"]["schemas"].items():
        if "default" in schema:
            yield f"{name}: a default belongs to the member, not to a named schema"


def _free_form_schemas(contract: Schema) -> Iterator[str]:
    for place in each_schema(contract):
        for name, member in place.schema.get("properties", {}).items():
            if name in _FREE_FORM and not is_free_form(resolve(contract, member)):
                yield f"{place.where}.{name} holds a JSON Schema, so it must be a free-form object"


def _response_enums(contract: Schema) -> Iterator[str]:
    """Readers tolerate values they do not know, so an enum in an answer says why it is closed in x-closed."""
    requests, responses = _sides(contract)
    for place in each_schema(contract):
        only_answered = place.owner in responses and place.owner not in requests
        if only_answered and "enum" in place.schema and not isinstance(place.schema.get("x-closed"), str):
            yield f"{place.where} is part of answers, so it must be an open string, or say x-closed"


def _names(contract: Schema) -> Iterator[str]:
    for section, parts in contract["components"].items():
        for name in parts:
            if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
                yield f"{name} ({section}) must be in PascalCase"
    for place in each_schema(contract):
        for name in place.schema.get("properties", {}):
            if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
                yield f"{place.where}.{name} must be in snake_case"


def _is_object(schema: Schema) -> bool:
    return schema.get("type") == "object" or "properties" in schema


def _sides(contract: Schema) -> tuple[set[str], set[str]]:
    return request_schemas(contract, REQUEST_ROOTS), response_schemas(contract, RESPONSE_ROOTS)


RULES = (
    _one_of_members,
    _tagged_unions,
    _openness,
    _bounds,
    _forms,
    _nulls,
    _defaults,
    _free_form_schemas,
    _response_enums,
    _names,
)
