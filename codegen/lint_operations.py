"""Rules of the contract's operations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contract_walk import Schema, each_operation, name_of, parameters, resolve

_ALWAYS = {"400", "405", "500"}
_KEYED = {"401", "429"}
_WITH_BODY = {"413", "415"}
_WITH_MODEL = {"403", "404", "408", "502", "504", "529"}
_REQUIRED_HEADERS = {"401": ["WWW-Authenticate"], "405": ["Allow"], "429": ["Retry-After"]}
_READINESS = "503"
"""Answered by readiness alone, and with the readiness itself."""


def _is_stated(contract: Schema) -> Iterator[str]:
    """Every operation says who it is, what it is for and who may use it."""
    tags = {tag["name"] for tag in contract.get("tags", [])}
    schemes = contract["components"].get("securitySchemes", {})
    seen: set[str] = set()
    for path, method, operation in each_operation(contract):
        where = f"{method.upper()} {path}"
        for member in ("operationId", "tags", "summary", "security", "responses"):
            if member not in operation:
                yield f"{where} has no {member}"
        identity = operation.get("operationId", "")
        if identity in seen or not re.fullmatch(r"[a-z]+(\.[a-z]+)?", identity):
            yield f"{where}: the operationId must be noun.verb and the only one"
        seen.add(identity)
        if not set(operation.get("tags", [])) <= tags:
            yield f"{where} has a tag that the contract does not list"
        for scheme in {name for choice in operation.get("security", []) for name in choice} - set(schemes):
            yield f"{where} names the unknown security scheme {scheme}"


def _statuses(contract: Schema) -> Iterator[str]:
    """Every status that can occur is stated."""
    for path, method, operation in each_operation(contract):
        stated = set(operation.get("responses", {}))
        for status in sorted(_possible_statuses(contract, operation) - stated):
            yield f"{method.upper()} {path} can answer {status} and does not say so"
        if _READINESS in stated and operation.get("operationId") != "health.ready":
            yield f"{method.upper()} {path}: {_READINESS} is answered by readiness alone"


def _possible_statuses(contract: Schema, operation: Schema) -> set[str]:
    names = {name for choice in operation.get("security", []) for name in choice}
    statuses = _ALWAYS | (_KEYED if operation.get("security") else set())
    if "requestBody" in operation:
        statuses = statuses | _WITH_BODY
    if any(name.startswith("ProviderKey") for name in names):
        statuses = statuses | _WITH_MODEL
    if any(parameter["in"] == "path" for parameter in parameters(contract, operation)):
        statuses = statuses | {"404"}
    return statuses


def _answers(contract: Schema) -> Iterator[str]:
    """Every answer carries the request's id, and every error is the one envelope with its header."""
    for path, method, operation in each_operation(contract):
        for status, stated in operation.get("responses", {}).items():
            where = f"{method.upper()} {path} {status}"
            response = resolve(contract, stated)
            headers = response.get("headers", {})
            for header in ("X-Request-ID", *_REQUIRED_HEADERS.get(status, [])):
                if header not in headers:
                    yield f"{where} has no header {header}"
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            is_envelope = name_of(schema.get("$ref", "/")) == "ErrorEnvelope"
            if status[0] in "45" and status != _READINESS and not is_envelope:
                yield f"{where} must answer with the ErrorEnvelope"


def _header_parameters(contract: Schema) -> Iterator[str]:
    """openapi-python-client drops an operation whose header has a const."""
    for path, method, operation in each_operation(contract):
        for parameter in parameters(contract, operation):
            if parameter["in"] == "header" and "const" in parameter["schema"]:
                yield f"{method.upper()} {path}: {parameter['name']} must not be a const; use an enum"


RULES = (_is_stated, _statuses, _answers, _header_parameters)
