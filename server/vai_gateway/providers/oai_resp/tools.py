"""The contract's tools and tool choice as the vendor's.

Source: https://developers.openai.com/api/docs/guides/tools
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicTool,
    CodeExecutionTool,
    ComputerUseTool,
    FileSearchTool,
    FunctionTool,
    MessageRequest,
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
from vai_gateway.providers.strict_schema import takes_strict

Json = dict[str, Any]

_NATIVE = {
    "web_search": "web_search",
    "code_execution": "code_interpreter",
    "file_search": "file_search",
    "computer_use": "computer",
}
"""The vendor's types of the contract's tools."""


def tools_of(request: MessageRequest, extension: Json) -> list[Json]:
    own = () if request.tools is MISSING else request.tools
    return [*(_tool(tool, extension) for tool in own), *extension.get("tools", ())]


def choice_of(choice: ToolChoice, tools: Iterable[Json]) -> str | Json:
    """tools: as the vendor gets them."""
    match choice:
        case ToolChoiceAuto():
            return "auto"
        case ToolChoiceAny():
            return "required"
        case ToolChoiceNone():
            return "none"
        case ToolChoiceTool():
            return _choice_named(choice.name, tools)
        case _:
            assert_never(choice)


def _choice_named(name: str, tools: Iterable[Json]) -> Json:
    for tool in tools:
        if tool.get("name") == name:
            return {"type": tool.get("type", "function"), "name": name}
    wanted = _NATIVE.get(name)
    if wanted is not None and any(tool.get("type") == wanted for tool in tools):
        return {"type": wanted}
    return {"type": "function", "name": name}


def _tool(tool: Tool, extension: Json) -> Json:
    match tool:
        case FunctionTool():
            return _function(tool)
        case WebSearchTool():
            return _web_search(tool)
        case CodeExecutionTool():
            return {"type": "code_interpreter", "container": {"type": "auto"}}
        case FileSearchTool():
            search: Json = {"type": "file_search", "vector_store_ids": extension.get("vector_store_ids", [])}
            if tool.config is not MISSING and tool.config.max_results is not MISSING:
                search["max_num_results"] = tool.config.max_results
            return search
        case ComputerUseTool():
            return {"type": "computer"}
        case WebFetchTool() | TextEditorTool() | AnthropicTool():
            raise AssertionError(f"compatibility lets no {type(tool).__name__} through")
        case _:
            assert_never(tool)


def _function(tool: FunctionTool) -> Json:
    """`strict` is always told, since without it the vendor makes the schema strict by itself."""
    schema = tool.input_schema
    if schema.get("type") == "object" and "properties" not in schema:
        # It refuses an object that names none. (OpenAI, 2025)
        schema = {**schema, "properties": {}}
    function: Json = {"type": "function", "name": tool.name, "parameters": schema, "strict": takes_strict(schema)}
    if tool.description is not MISSING:
        function["description"] = tool.description
    return function


def _web_search(tool: WebSearchTool) -> Json:
    search: Json = {"type": "web_search"}
    if tool.config is MISSING:
        return search
    config = tool.config.model_dump()
    filters = {name: config[name] for name in ("allowed_domains", "blocked_domains") if config.get(name)}
    if filters:
        search["filters"] = filters
    if "user_location" in config:
        search["user_location"] = {"type": "approximate", **config["user_location"]}
    return search
