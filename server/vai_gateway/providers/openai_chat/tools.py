"""The tools of a chat completion: the caller's functions and the vendor's own.

Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from pydantic import MISSING

from vai_gateway.contract.requests import (
    FunctionTool,
    Tool,
    ToolChoice,
    ToolChoiceAny,
    ToolChoiceAuto,
    ToolChoiceNone,
    ToolChoiceTool,
)
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.openai_chat.dialect import Dialect, VendorTool
from vai_gateway.providers.openai_chat.parts import with_cache_control
from vai_gateway.providers.strict_schema import takes_strict

Json = dict[str, Any]


def add_tools(ask: Ask, dialect: Dialect, body: Json) -> None:
    request = ask.request
    if request.tools is not MISSING and request.tools:
        body["tools"] = [_tool(tool, ask.model, dialect) for tool in request.tools]
    choice = request.tool_choice
    if choice is MISSING:
        return
    body["tool_choice"] = _tool_choice(choice)
    if not isinstance(choice, ToolChoiceNone) and choice.disable_parallel_tool_use is True:
        body["parallel_tool_calls"] = False


def config_of(tool: Tool) -> Mapping[str, Any]:
    """What is set of one of the vendor's own tools."""
    config = getattr(tool, "config", MISSING)
    return {} if config is MISSING else config.model_dump()


def _tool(tool: Tool, model: str, dialect: Dialect) -> Json:
    if not isinstance(tool, FunctionTool):
        return _vendor_tool(dialect.tools[tool.type], config_of(tool))
    function: Json = {"name": tool.name, "parameters": tool.input_schema}
    if tool.description is not MISSING:
        function["description"] = tool.description
    if dialect.strict.tools and takes_strict(tool.input_schema, dialect.strict, model=model):
        function["strict"] = True
    return with_cache_control({"type": "function", "function": function}, tool, dialect)


def _vendor_tool(tool: VendorTool, config: Mapping[str, Any]) -> Json:
    """Compatibility lets nothing through that has no parameter."""
    parameters = {tool.parameters[name]: value for name, value in config.items()}
    if "user_location" in parameters:
        parameters["user_location"] = {"type": "approximate", **parameters["user_location"]}
    return {"type": tool.type, "parameters": parameters} if parameters else {"type": tool.type}


def _tool_choice(choice: ToolChoice) -> str | Json:
    match choice:
        case ToolChoiceAuto():
            return "auto"
        case ToolChoiceAny():
            return "required"
        case ToolChoiceNone():
            return "none"
        case ToolChoiceTool():
            return {"type": "function", "function": {"name": choice.name}}
        case _:
            assert_never(choice)
