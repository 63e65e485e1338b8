"""The contract's tools and tool_choice as Gemini's tools and toolConfig.

Source: https://ai.google.dev/api/caching#Tool and .../gemini-api/docs/tool-combination
"""

from __future__ import annotations

from typing import Any, assert_never

from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicTool,
    CodeExecutionTool,
    ComputerUseTool,
    FileSearchTool,
    FunctionTool,
    GemExtensions,
    TextEditorTool,
    Tool,
    ToolChoice,
    ToolChoiceAny,
    ToolChoiceAuto,
    ToolChoiceNone,
    ToolChoiceTool,
    WebFetchTool,
    WebSearchTool,
)
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.gemini.dialect import Dialect, is_from_3

Json = dict[str, Any]


def tools_of(ask: Ask, own: GemExtensions | None) -> list[Json]:
    """Function tools first. What may not be called is left out, since a mode forbids function tools only."""
    tools = () if ask.request.tools is MISSING else ask.request.tools
    functions = [_declaration(tool) for tool in tools if type(tool) is FunctionTool]
    found: list[Json] = [{"functionDeclarations": functions}] if functions else []
    if type(ask.request.tool_choice) is not ToolChoiceNone:
        found += [_native(tool, own) for tool in tools if type(tool) is not FunctionTool]
    return found


def tool_config(ask: Ask, dialect: Dialect, own: GemExtensions | None, tools: list[Json]) -> Json:
    """tools: as tools_of made them. Empty where Gemini's defaults are what is wanted."""
    if not tools or "functionDeclarations" not in tools[0]:
        return {}
    config: Json = {}
    calling = _mode(ask.request.tool_choice)
    if dialect.is_vertex and ask.stream and _streams_arguments(ask, own):
        calling["streamFunctionCallArguments"] = True
    if calling:
        config["functionCallingConfig"] = calling
    if len(tools) > 1 and not dialect.is_vertex:
        # Else it refuses function tools beside its own. (2026-03)
        config["includeServerSideToolInvocations"] = True
    return config


def _streams_arguments(ask: Ask, own: GemExtensions | None) -> bool:
    """As the caller says; else where the model is known to."""
    if own is not None and own.stream_function_call_arguments is not MISSING:
        return own.stream_function_call_arguments
    return is_from_3(ask.model)


def _mode(choice: ToolChoice | MISSING) -> Json:
    match choice:
        case ToolChoiceAuto():
            return {"mode": "AUTO"}
        case ToolChoiceAny():
            return {"mode": "ANY"}
        case ToolChoiceNone():
            return {"mode": "NONE"}
        case ToolChoiceTool():
            return {"mode": "ANY", "allowedFunctionNames": [choice.name]}
        case _ if choice is MISSING:
            return {}
        case _:
            assert_never(choice)


def _declaration(tool: FunctionTool) -> Json:
    declaration: Json = {"name": tool.name, "parametersJsonSchema": tool.input_schema}
    if tool.description is not MISSING:
        declaration["description"] = tool.description
    return declaration


def _native(tool: Tool, own: GemExtensions | None) -> Json:
    match tool:
        case WebSearchTool():
            return _search(tool, own)
        case WebFetchTool():
            return {"urlContext": {}}
        case CodeExecutionTool():
            return {"codeExecution": {}}
        case FunctionTool() | FileSearchTool() | ComputerUseTool() | TextEditorTool() | AnthropicTool():
            raise AssertionError(f"no {type(tool).__name__} comes this far")
        case _:
            assert_never(tool)


def _search(tool: WebSearchTool, own: GemExtensions | None) -> Json:
    if own is not None and own.grounding is not MISSING:
        retrieval: Json = {}
        if "mode" in own.grounding:
            retrieval["mode"] = "MODE_DYNAMIC"
        if "dynamic_threshold" in own.grounding:
            retrieval["dynamicThreshold"] = own.grounding["dynamic_threshold"]
        return {"googleSearchRetrieval": {"dynamicRetrievalConfig": retrieval}}
    search: Json = {}
    if tool.config is not MISSING and tool.config.blocked_domains is not MISSING and tool.config.blocked_domains:
        search["excludeDomains"] = tool.config.blocked_domains
    return {"googleSearch": search}
