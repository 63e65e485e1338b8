"""The contract as one HTML page that loads nothing from elsewhere and works without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import escape

import docs_markup
import lint_examples
from contract_walk import (
    Schema,
    body_name,
    each_operation,
    name_of,
    parameters,
    reachable,
    references,
    request_schemas,
    resolve,
)
from docs_schema import SchemaRows
from generated import templates
from lint_examples import Example

_MODELS_OF_KEY = re.compile(r"`([a-z-]+)/\*`")
_ADDRESS = "VAI_URL"
"""The shell's variable in the commands: without scripts, the page cannot know where it is served."""


def render(contract: Schema, examples: Path) -> str:
    page = _Page(contract, lint_examples.load(examples))
    environment = templates(autoescape=True)
    environment.filters |= {"prose": docs_markup.prose, "line": docs_markup.line}
    return environment.get_template("docs.html.jinja").render(page.facts())


class _Page:
    def __init__(self, contract: Schema, examples: list[Example]) -> None:
        self._contract = contract
        self._examples = examples
        self._schemes: dict[str, Schema] = contract["components"]["securitySchemes"]
        schemas = contract["components"]["schemas"]
        self._sent, self._answered = SchemaRows(contract), SchemaRows(contract)
        self._statuses = {row["code"]: row["status"] for row in schemas["ErrorCode"]["x-known-values"]}

    def facts(self) -> dict[str, Any]:
        schemas = self._contract["components"]["schemas"]
        operations = [self._operation(*found) for found in each_operation(self._contract)]
        return {
            "info": self._contract["info"],
            "groups": [
                tag | {"operations": [found for found in operations if found["tag"] == tag["name"]]}
                for tag in self._contract["tags"]
            ],
            "gateway_keys": [s for n, s in self._schemes.items() if not n.startswith("ProviderKey")],
            "provider_keys": self._provider_keys(),
            "start": operations[0],
            "address": f"export {_ADDRESS}={self._contract['servers'][0]['url']}",
            "address_name": _ADDRESS,
            "streams": [stream for found in operations for stream in found["streams"]],
            "limits": self._contract["x-limits"],
            **_shared(operations),
            "error_types": schemas["ErrorType"]["x-http-status"],
            "error_codes": schemas["ErrorCode"]["x-known-values"],
            "error_rows": SchemaRows(self._contract).of("Error")[0].rows,
            "schemas": self._reference(),
        }

    def _provider_keys(self) -> list[dict[str, str]]:
        """Those that some operation takes: what each is for, and what holds for it."""
        taken = {
            name
            for _, _, operation in each_operation(self._contract)
            for choice in operation["security"]
            for name in choice
        }
        return [
            dict(zip(("name", "purpose", "promise"), (s["name"], *s["description"].split(". ", 1)), strict=True))
            for name, s in self._schemes.items()
            if name.startswith("ProviderKey") and name in taken
        ]

    def _operation(self, path: str, method: str, operation: Schema) -> dict[str, Any]:
        sent, body = parameters(self._contract, operation), body_name(operation)
        answers = {
            int(status): resolve(self._contract, response) for status, response in operation["responses"].items()
        }
        return {
            "id": operation["operationId"],
            "tag": operation["tags"][0],
            "method": method,
            "path": path,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "security": operation["security"],
            "parameters": {
                place: [self._sent.parameter(parameter) for parameter in sent if parameter["in"] == place]
                for place in ("path", "query", "header")
            },
            "body": body,
            "rows": self._sent.of(body) if body else [],
            "answers": [self._answer(status, answer) for status, answer in answers.items()],
            "calls": self._calls(path, method, sent, body),
            "streams": [found for answer in answers.values() for found in self._streams(operation, answer)],
        }

    def _answer(self, status: int, answer: Schema) -> dict[str, Any]:
        content = answer.get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        name = name_of(schema["$ref"]) if "$ref" in schema else None
        is_error = name == "ErrorEnvelope"
        headers = answer.get("headers", {})
        return {
            "status": status,
            "description": answer["description"],
            "media": list(content),
            "schema": name,
            "is_error": is_error,
            "rows": self._answered.of(name) if name and not is_error else [],
            "headers": {header: resolve(self._contract, stated)["description"] for header, stated in headers.items()},
            "examples": self._answers(status) if is_error else self._shown(name, content),
        }

    def _answers(self, status: int) -> list[dict[str, Any]]:
        return [
            _titled(example)
            for example in self._examples
            if example.schema == "ErrorEnvelope" and self._statuses.get(example.value["error"].get("code")) == status
        ]

    def _shown(self, name: str | None, content: Schema) -> list[dict[str, Any]]:
        if name:
            chosen = content["application/json"].get("x-examples")
            return [
                _titled(example)
                for example in self._examples
                if example.schema == name and (chosen is None or example.name in chosen)
            ]
        texts = [media["example"] for media in content.values() if "example" in media]
        return [{"title": "", "text": escape(text)} for text in texts]

    def _calls(self, path: str, method: str, sent: list[Schema], body: str | None) -> list[dict[str, Any]]:
        url = f"${_ADDRESS}{path}"
        for parameter in sent:
            url = url.replace(f"{{{parameter['name']}}}", parameter.get("example", ""))
        if body is None:
            return [{"title": "", "text": docs_markup.curl(method, url, headers=[], body=None)}]
        found = [example for example in self._examples if example.schema == body]
        return [
            {
                "title": _title(example.name),
                "text": docs_markup.curl(method, url, headers=self._headers_for(example), body=example.text),
            }
            for example in found
        ]

    def _headers_for(self, example: Example) -> list[str]:
        """With the caller's own keys, where a model, a voice or a tool of the example needs one."""
        providers = _providers(example.value)
        keys = []
        for scheme in self._schemes.values():
            vendor = scheme.get("name", "").rsplit("-", 1)[-1]
            if not providers.isdisjoint([vendor.lower(), *_MODELS_OF_KEY.findall(scheme["description"])]):
                keys.append(f"{scheme['name']}: ${vendor.upper()}_API_KEY")
        return ["content-type: application/json", *keys]

    def _streams(self, operation: Schema, answer: Schema) -> list[dict[str, Any]]:
        schema = answer.get("content", {}).get("text/event-stream", {}).get("schema")
        if not schema:
            return []
        union = resolve(self._contract, schema)
        mapping = union["discriminator"]["mapping"]
        return [
            {
                "operation": operation["operationId"],
                "tag": operation["tags"][0],
                "description": union["description"],
                "sequence": union["x-sequence"],
                "events": self._answered.of(name_of(schema["$ref"])),
                "transcript": self._transcript({tag: name_of(ref) for tag, ref in mapping.items()}),
            }
        ]

    def _transcript(self, events: dict[str, str]) -> list[dict[str, Any]]:
        """Examples of one name, in the union's order, are one stream."""
        first = next(example for example in self._examples if example.schema == next(iter(events.values())))
        shown = {example.schema: example for example in self._examples if example.name == first.name}
        return [
            {"event": tag, "data": docs_markup.json_line(shown[schema].value)}
            for tag, schema in events.items()
            if schema in shown
        ]

    def _reference(self) -> list[dict[str, Any]]:
        """Every schema that some path needs, by name."""
        schemas = self._contract["components"]["schemas"]
        parts = [self._contract["paths"], self._contract["components"]["responses"]]
        needed = reachable(schemas, [name_of(reference) for reference in references(parts)])
        sent = request_schemas(self._contract, ())
        return [
            {
                "name": name,
                "description": schemas[name].get("description", ""),
                "is_sent": name in sent,
                "rows": SchemaRows(self._contract).flat(name),
                "members": _members(schemas[name]),
            }
            for name in sorted(needed)
        ]


def _providers(body: dict[str, Any]) -> set[str]:
    """Those that a request or a run names: of its model, of its voices and of its tools."""
    request = body.get("request", body)
    models = [request[field] for field in ("model", "stt_model", "tts_model") if field in request]
    tools = [config["provider"] for config in body.get("server_tool_config", {}).values() if "provider" in config]
    return {model.split("/")[0] for model in models} | set(tools)


def _members(schema: Schema) -> list[str]:
    """The names of a union's members; of one that takes anything without a name, none, since its row tells it whole."""
    members = schema.get("oneOf", [])
    return [name_of(member["$ref"]) for member in members] if all("$ref" in member for member in members) else []


def _shared(operations: list[dict[str, Any]]) -> dict[str, Any]:
    """What is shown once, and each operation links to."""
    sent = [row for found in operations for row in found["parameters"]["header"]]
    answers = [answer for found in operations for answer in found["answers"]]
    return {
        "sent_headers": _one_meaning((row.name, row) for row in sent),
        "answered_headers": _one_meaning(header for answer in answers for header in answer["headers"].items()),
        "errors": _one_meaning((answer["status"], answer) for answer in answers if answer["is_error"]),
    }


def _one_meaning(stated: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """In order. Raises ValueError where two operations disagree."""
    shared: dict[Any, Any] = {}
    for key, meaning in sorted(stated, key=lambda pair: str(pair[0]).lower()):
        if shared.setdefault(key, meaning) != meaning:
            raise ValueError(f"{key} must mean the same in every operation")
    return shared


def _titled(example: Example) -> dict[str, Any]:
    return {"title": _title(example.name), "text": docs_markup.json_html(example.text.strip())}


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
