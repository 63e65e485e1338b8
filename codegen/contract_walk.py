"""Walk the contract: its operations, its schemas, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

Schema = dict[str, Any]

COMBINERS = ("oneOf", "anyOf", "allOf")


class Place(NamedTuple):
    """A schema, or a schema within one."""

    where: str
    """For people: `RunConfig.max_turns`, `DomainList[]`."""
    owner: str
    """The named schema it belongs to, or the path or component it is written in."""
    schema: Schema


def name_of(reference: str) -> str:
    return reference.rsplit("/", 1)[1]


def resolve(contract: Schema, node: Schema) -> Schema:
    """What `node` refers to, however many steps away. Raises KeyError where there is nothing."""
    while "$ref" in node:
        target: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def is_free_form(schema: Schema) -> bool:
    """Whether it is an object of any members."""
    return schema.get("additionalProperties") is True and "properties" not in schema


def each_operation(contract: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def parameters(contract: Schema, operation: Schema) -> list[Schema]:
    return [resolve(contract, parameter) for parameter in operation.get("parameters", [])]


def body_name(operation: Schema) -> str | None:
    """The schema that it reads from a JSON body."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return name_of(body["$ref"]) if body else None


def references(node: Any) -> Iterator[str]:
    """Every pointer in `node`, those of discriminator mappings included."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            elif key == "mapping" and "propertyName" in node:
                yield from value.values()
            else:
                yield from references(value)


def reachable(schemas: Schema, roots: Iterable[str]) -> list[str]:
    """Names of the schemas that the roots need, in the contract's order. What does not exist is left out."""
    seen: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name in schemas and name not in seen:
            seen.add(name)
            todo.extend(map(name_of, references(schemas[name])))
    return [name for name in schemas if name in seen]


def each_schema(contract: Schema) -> Iterator[Place]:
    """Every schema of the contract and every schema within it."""
    for name, schema in contract["components"]["schemas"].items():
        yield from _within(Place(name, name, schema))
    others = {name: part for name, part in contract["components"].items() if name != "schemas"}
    for name, part in (contract["paths"] | others).items():
        for schema in _written_schemas(part):
            yield from _within(Place(name, name, schema))


def _written_schemas(node: Any) -> Iterator[Schema]:
    if isinstance(node, list):
        for item in node:
            yield from _written_schemas(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                yield value
            else:
                yield from _written_schemas(value)


def _within(place: Place) -> Iterator[Place]:
    where, owner, schema = place
    yield place
    for name, member in schema.get("properties", {}).items():
        yield from _within(Place(f"{where}.{name}", owner, member))
    for combiner in COMBINERS:
        for number, member in enumerate(schema.get(combiner, [])):
            yield from _within(Place(f"{where}.{combiner}[{number}]", owner, member))
    if isinstance(schema.get("items"), dict):
        yield from _within(Place(f"{where}[]", owner, schema["items"]))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _within(Place(f"{where}.*", owner, schema["additionalProperties"]))


def request_schemas(contract: Schema, roots: Iterable[str]) -> set[str]:
    """Names of the schemas that a request may hold; `roots` are those that no path takes yet."""
    bodies = [operation.get("requestBody", {}) for _, _, operation in each_operation(contract)]
    return _reached_from(contract, bodies, roots)


def response_schemas(contract: Schema, roots: Iterable[str]) -> set[str]:
    """Names of the schemas that an answer may hold; `roots` are those that no path answers yet."""
    answers = [
        resolve(contract, response)
        for _, _, operation in each_operation(contract)
        for response in operation.get("responses", {}).values()
    ]
    return _reached_from(contract, answers, roots)


def _reached_from(contract: Schema, parts: list[Schema], roots: Iterable[str]) -> set[str]:
    names = {name_of(reference) for reference in references(parts)}
    return set(reachable(contract["components"]["schemas"], names | set(roots)))
