"""The generated core of the Python SDK, by openapi-python-client with our templates."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from openapi_python_client.strings import snake_case

import derive
from contract_walk import Schema, name_of, resolve
from generated import MARK, TEMPLATES, format_python, run_tool, templates
from lint_schemas import tag_values

_OURS = TEMPLATES / "python_sdk"
_JSON_OBJECT = "Any JSON object."
"""The description by which the templates know a free-form object."""
_UNKNOWN = "UnknownVariant"
_STREAMED = "Here it is not read as it comes: the answer is the text of all server-sent events, once the last has come."
_UNTAGGED_BY = "type"
_CONFIG = {"literal_enums": True, "post_hooks": []}


def write(contract: Schema, target: Path) -> None:
    """target: the SDK's folder. The core is replaced whole, so that nothing stale stays."""
    core = target / "src/vai/_generated"
    unions = _unions(contract)
    with tempfile.TemporaryDirectory() as folder:
        output = _generate(sdk_document(contract), unions, Path(folder))
        _write_ours(contract, unions, output)
        format_python(output)
        shutil.rmtree(core, ignore_errors=True)
        shutil.copytree(output, core)


def _generate(document: Schema, unions: list[Schema], folder: Path) -> Path:
    source, config, output = folder / "contract.json", folder / "config.json", folder / "vai"
    source.write_text(json.dumps(document))
    config.write_text(json.dumps(_CONFIG))
    shutil.copytree(_OURS, folder / "templates")
    (folder / "templates/facts.jinja").write_text(_facts(unions))
    run_tool(
        "openapi-python-client",
        *("generate", "--path", str(source), "--config", str(config), "--output-path", str(output)),
        *("--meta", "none", "--custom-template-path", str(folder / "templates"), "--fail-on-warning"),
    )
    return output


def _facts(unions: list[Schema]) -> str:
    """What the templates must know of this contract, as a template they import."""
    facts = {
        "MARK": MARK,
        "JSON_OBJECT": _JSON_OBJECT,
        "UNIONS": {",".join(sorted(union["members"])): union["name"] for union in unions},
    }
    return "".join(f"{{% set {name} = {json.dumps(value)} %}}\n" for name, value in facts.items())


def _write_ours(contract: Schema, unions: list[Schema], output: Path) -> None:
    members = sorted({member for union in unions for member in union["members"]})
    facts = {
        "MARK": MARK,
        "unions": unions,
        "modules": [(snake_case(member), member) for member in members],
        "headers": derive.headers(contract)["provider_keys"],
    }
    for name in ("calls.py", "headers.py", "unions.py"):
        (output / name).write_text(templates(_OURS).get_template(f"{name}.jinja").render(facts))


def _unions(contract: Schema) -> list[Schema]:
    """Each union of objects: its members, and which tag, or which pattern of tags, means which of them."""
    schemas = contract["components"]["schemas"]
    return [
        _union(contract, name, schema)
        for name, schema in schemas.items()
        if "discriminator" in schema or "x-untagged" in schema
    ]


def _union(contract: Schema, name: str, schema: Schema) -> Schema:
    members = [name_of(member["$ref"]) for member in schema["oneOf"]]
    tag = schema.get("discriminator", {}).get("propertyName", _UNTAGGED_BY)
    tags: dict[str | None, str] = {}
    patterns: dict[str, str] = {}
    for member in members:
        stated = resolve(contract, contract["components"]["schemas"][member])
        if tag not in stated.get("required", []):
            tags[None] = member
        tags |= dict.fromkeys(sorted(tag_values(contract, stated, tag=tag)), member)
        if pattern := resolve(contract, stated["properties"][tag]).get("pattern"):
            patterns[pattern] = member
    return {
        "name": name,
        "function": snake_case(name),
        "members": [*members, _UNKNOWN],
        "tag": tag,
        "tags": tags,
        "patterns": patterns,
    }


def sdk_document(contract: Schema) -> Schema:
    """The contract as a tolerant reader sees it.

    Every object is open, every union has a place for a member that is not known yet, free-form objects are
    plain dicts, times stay text so that nothing is lost, and defaults are the gateway's business.
    """
    document: Schema = _tolerant(contract)
    schemas = document["components"]["schemas"]
    del schemas["JsonObject"]
    schemas[_UNKNOWN] = {
        "type": "object",
        "description": "A member of a union that this version does not know, as it came.",
        "additionalProperties": True,
    }
    return document


def _tolerant(node: Any) -> Any:
    if isinstance(node, list):
        return [_tolerant(item) for item in node]
    if not isinstance(node, dict):
        return node
    if _is_free_form(node):
        return {"description": _JSON_OBJECT}
    result = {key: _tolerant(value) for key, value in node.items()}
    if "discriminator" in node or "x-untagged" in node:
        result["oneOf"] = [*result["oneOf"], {"$ref": f"#/components/schemas/{_UNKNOWN}"}]
        result.pop("discriminator", None)
    if "in" in node and "schema" in node:
        result["schema"] = {"type": "string"}
    if "additionalProperties" in node:
        result["additionalProperties"] = True
    result = _unstreamed(node, result)
    if result.get("format") == "date-time":
        del result["format"]
    if not isinstance(node.get("default"), dict):
        result.pop("default", None)
    return result


def _unstreamed(node: Schema, result: Schema) -> Schema:
    """This core does not stream: of an answer that is only ever a stream it gives the text, and says so."""
    if "text/event-stream" in result:
        result = {media: part for media, part in result.items() if media != "text/event-stream"}
        return result or {"text/plain": {"schema": {"type": "string"}}}
    if _is_only_streamed(node):
        return result | {"description": f"{node.get('description', '')}\n{_STREAMED}"}
    return result


def _is_only_streamed(node: Schema) -> bool:
    """Whether it is an operation whose success is never anything but a stream."""
    success = node.get("responses", {}).get("200", {})
    return isinstance(success, dict) and list(success.get("content", {})) == ["text/event-stream"]


def _is_free_form(node: Schema) -> bool:
    return node.get("$ref") == "#/components/schemas/JsonObject" or node == {
        "type": "object",
        "additionalProperties": True,
    }
