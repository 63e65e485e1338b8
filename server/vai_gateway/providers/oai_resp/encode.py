"""From the contract's request to the body of a response to be made; the messages are in input.py.

Source: https://developers.openai.com/api/docs/api-reference/responses/create
"""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest, TextBlockParam, ToolChoiceNone
from vai_gateway.providers.adapter import Ask, Outgoing, bearer
from vai_gateway.providers.extensions import conflict
from vai_gateway.providers.oai_resp.effort import effort_of
from vai_gateway.providers.oai_resp.extension import members_of
from vai_gateway.providers.oai_resp.facts import NAMESPACE, never_thinks
from vai_gateway.providers.oai_resp.input import input_of
from vai_gateway.providers.oai_resp.tools import choice_of, tools_of
from vai_gateway.providers.reasoning import NO_EFFORT
from vai_gateway.providers.strict_schema import takes_strict

Json = dict[str, Any]

PATH = "/responses"
SCHEMA_NAME = "response"
ENCRYPTED = "reasoning.encrypted_content"
_MERGED = frozenset({"tools", "text", "reasoning", "store", "include", "vector_store_ids"})
"""Members of the extension that have their own places in the body; the others must not meet what is there."""
_ALWAYS_OURS = frozenset({"model", "input", "stream"})

_encode = msgspec.json.Encoder().encode


def encode(ask: Ask) -> Outgoing:
    return Outgoing(PATH, _encode(_body(ask)), {}, bearer(ask.key))


def _body(ask: Ask) -> Json:
    request = ask.request
    extension = members_of(request)
    is_stored = bool(extension.get("previous_response_id") or extension.get("conversation"))
    body: Json = {"model": ask.model, "input": input_of(request, is_stored=is_stored)}
    if request.system is not MISSING and (instructions := _instructions(request.system)):
        body["instructions"] = instructions
    if ask.stream:
        body["stream"] = True
    _add_settings(request, body)
    _add_tools(request, body, extension)
    if text := _text(request, extension):
        body["text"] = text
    if reasoning := _reasoning(ask, extension):
        body["reasoning"] = reasoning
    body["store"] = extension.get("store", False)
    if include := extension.get("include", [] if never_thinks(ask.model) else [ENCRYPTED]):
        body["include"] = include
    _add_others(body, extension)
    return body


def _instructions(system: str | list[TextBlockParam]) -> str:
    return system if isinstance(system, str) else "\n".join(block.text for block in system if block.text)


def _add_settings(request: MessageRequest, body: Json) -> None:
    if request.max_tokens is not MISSING:
        body["max_output_tokens"] = request.max_tokens
    if request.temperature is not MISSING:
        body["temperature"] = request.temperature
    if request.top_p is not MISSING:
        body["top_p"] = request.top_p
    if request.metadata is not MISSING and request.metadata.user_id is not MISSING:
        body["safety_identifier"] = request.metadata.user_id


def _add_tools(request: MessageRequest, body: Json, extension: Json) -> None:
    if tools := tools_of(request, extension):
        body["tools"] = tools
    choice = request.tool_choice
    if choice is MISSING:
        return
    body["tool_choice"] = choice_of(choice, tools)
    if not isinstance(choice, ToolChoiceNone) and choice.disable_parallel_tool_use is True:
        body["parallel_tool_calls"] = False


def _text(request: MessageRequest, extension: Json) -> Json:
    theirs: Json = extension.get("text", {})
    if request.output_format is MISSING:
        return theirs
    if "format" in theirs:
        raise conflict(NAMESPACE, "text.format")
    schema = request.output_format.json_schema
    wanted = {"type": "json_schema", "name": SCHEMA_NAME, "schema": schema, "strict": takes_strict(schema)}
    return {"format": wanted, **theirs}


def _reasoning(ask: Ask, extension: Json) -> Json:
    """Who asks for thinking wants to read it; a summary is all that the vendor shows."""
    ours: Json = {}
    if (effort := effort_of(ask.request, ask.model)) is not None:
        ours["effort"] = effort
    if ask.request.thinking is not MISSING and ask.request.thinking.type != "disabled" and effort != NO_EFFORT:
        ours["summary"] = "auto"
    theirs: Json = extension.get("reasoning", {})
    if "effort" in ours and "effort" in theirs:
        raise conflict(NAMESPACE, "reasoning.effort")
    return {name: value for name, value in {**ours, **theirs}.items() if value is not None}


def _add_others(body: Json, extension: Json) -> None:
    for name, value in extension.items():
        if name in _MERGED:
            continue
        if name in body or name in _ALWAYS_OURS:
            raise conflict(NAMESPACE, name)
        body[name] = value
