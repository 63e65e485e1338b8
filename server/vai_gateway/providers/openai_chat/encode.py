"""From the contract's request to a chat completion's body; the messages are in messages.py.

Source: https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import (
    FunctionTool,
    MessageRequest,
    ThinkingConfig,
    ToolChoice,
    ToolChoiceAny,
    ToolChoiceAuto,
    ToolChoiceNone,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.providers.adapter import Ask, Outgoing
from vai_gateway.providers.openai_chat.dialect import Dialect, Reasoning
from vai_gateway.providers.openai_chat.messages import messages_of
from vai_gateway.providers.openai_chat.strict import takes_strict
from vai_gateway.providers.thinking import effort

Json = dict[str, Any]

PATH = "/chat/completions"
SCHEMA_NAME = "response"
WRITTEN = frozenset(
    {
        "model",
        "messages",
        "stream",
        "stream_options",
        "temperature",
        "top_p",
        "stop",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        "reasoning_effort",
    }
)
"""Members of the body that the adapter writes itself, with the dialect's two fields."""

_encode = msgspec.json.Encoder().encode


def encode(ask: Ask, dialect: Dialect) -> Outgoing:
    secrets = {} if ask.key is None else {"authorization": Secret(f"Bearer {ask.key.reveal()}")}
    return Outgoing(PATH, _encode(_body(ask, dialect)), {}, secrets)


def reasoning_effort(ask: Ask, dialect: Dialect) -> str | None:
    """None where the model decides. An effort made from a budget is one that the model knows."""
    thinking, rules = ask.request.thinking, dialect.reasoning_of(ask.model)
    if thinking is MISSING:
        # These models take function tools only when told not to think; nobody asked them to think. (2026-07)
        needs_none = rules is not None and rules.tools_need_none and has_tools(ask.request)
        return "none" if needs_none else None
    if thinking.type == "disabled":
        return None if dialect.never_reasons(ask.model) else "none"
    if thinking.type == "adaptive" and thinking.effort is MISSING and thinking.budget_tokens is MISSING:
        return None
    return effort(thinking) if rules is None else _known_effort(thinking, rules)


def has_tools(request: MessageRequest) -> bool:
    return request.tools is not MISSING and bool(request.tools)


def _known_effort(thinking: ThinkingConfig, rules: Reasoning) -> str:
    """The wanted effort if it was named, else the highest the model has that is no higher."""
    wanted = effort(thinking)
    if thinking.effort is not MISSING or wanted in rules.efforts:
        return wanted
    scale = ("minimal", "low", "medium", "high", "xhigh", "max")
    known = [name for name in scale if name in rules.efforts]
    lower = [name for name in known if scale.index(name) <= scale.index(wanted)]
    return lower[-1] if lower else known[0]


def _body(ask: Ask, dialect: Dialect) -> Json:
    request = ask.request
    body: Json = {"model": ask.model, "messages": messages_of(request, dialect.facts.name)}
    if ask.stream:
        body["stream"] = True
        if dialect.include_usage:
            body["stream_options"] = {"include_usage": True}
    _add_settings(request, dialect, body)
    if (wanted := reasoning_effort(ask, dialect)) is not None:
        body["reasoning_effort"] = wanted
    _add_tools(request, body)
    if request.output_format is not MISSING:
        body["response_format"] = _response_format(request.output_format.json_schema)
    if request.extensions is not MISSING:
        _add_extensions(request, dialect, body)
    return body


def _add_settings(request: MessageRequest, dialect: Dialect, body: Json) -> None:
    if request.max_tokens is not MISSING:
        body[dialect.max_tokens_field] = request.max_tokens
    if request.temperature is not MISSING:
        body["temperature"] = request.temperature
    if request.top_p is not MISSING:
        body["top_p"] = request.top_p
    if request.stop_sequences is not MISSING and request.stop_sequences:
        body["stop"] = request.stop_sequences
    if request.metadata is not MISSING and request.metadata.user_id is not MISSING:
        body[dialect.user_field] = request.metadata.user_id


def _add_tools(request: MessageRequest, body: Json) -> None:
    if request.tools is not MISSING and request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools if type(tool) is FunctionTool]
    choice = request.tool_choice
    if choice is MISSING:
        return
    body["tool_choice"] = _tool_choice(choice)
    if not isinstance(choice, ToolChoiceNone) and choice.disable_parallel_tool_use is True:
        body["parallel_tool_calls"] = False


def _tool(tool: FunctionTool) -> Json:
    function: Json = {"name": tool.name, "parameters": tool.input_schema}
    if tool.description is not MISSING:
        function["description"] = tool.description
    if takes_strict(tool.input_schema):
        function["strict"] = True
    return {"type": "function", "function": function}


def _tool_choice(choice: ToolChoice) -> str | Json:
    match choice:
        case ToolChoiceAuto():
            return "auto"
        case ToolChoiceAny():
            return "required"
        case ToolChoiceNone():
            return "none"
        case _:
            return {"type": "function", "function": {"name": choice.name}}


def _response_format(schema: Json) -> Json:
    wrapped = {"name": SCHEMA_NAME, "schema": schema, "strict": takes_strict(schema)}
    return {"type": "json_schema", "json_schema": wrapped}


def _add_extensions(request: MessageRequest, dialect: Dialect, body: Json) -> None:
    namespace = dialect.facts.extension
    members = getattr(request.extensions, namespace) if namespace else MISSING
    if members is MISSING:
        return
    for name, value in members.items():
        if name in WRITTEN or name in (dialect.max_tokens_field, dialect.user_field):
            param = f"extensions.{namespace}.{name}"
            raise GatewayError(
                "invalid_request_error",
                f"{param}: the gateway writes this member of the vendor's body itself",
                param=param,
                code="conflicting_parameter",
            )
        body[name] = value
