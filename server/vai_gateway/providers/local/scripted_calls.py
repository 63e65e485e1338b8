"""Which tools local/scripted calls, and with what. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicTool,
    FunctionTool,
    MessageRequest,
    Tool,
    ToolChoiceAny,
    ToolChoiceNone,
    ToolChoiceTool,
)
from vai_gateway.providers.local.scripted_commands import NamedCall, Phrase, PhraseKind, Said
from vai_gateway.providers.local.scripted_instance import instance_of

_TOOL_HINTS: dict[PhraseKind, tuple[str, ...]] = {
    "calculate": ("calc", "math", "arithmetic"),
    "weather": ("weather", "forecast"),
    "search": ("search",),
    "fetch": ("fetch",),
}
_PARAMETER_HINTS: dict[PhraseKind, tuple[str, ...]] = {
    "calculate": ("expression", "formula", "calculation", "input", "query"),
    "weather": ("location", "city", "place", "query"),
    "search": ("query", "q", "search", "input"),
    "fetch": ("url", "link", "address"),
}
_RUN_BY_THE_VENDOR = ("web_search", "web_fetch", "code_execution", "file_search", "tool_search")
_CONSTRAINTS = frozenset({"enum", "const", "pattern", "format", "minLength", "maxLength", "$ref"})


@dataclass(frozen=True, slots=True)
class Call:
    """is_native: of a tool that a vendor would run itself."""

    name: str
    input: dict[str, Any]
    is_native: bool = False


def calls_of(request: MessageRequest, said: Said) -> tuple[Call, ...]:
    tools = [] if request.tools is MISSING else request.tools
    choice = request.tool_choice
    if isinstance(choice, ToolChoiceNone):
        return ()
    functions = [tool for tool in tools if isinstance(tool, FunctionTool)]
    wanted = [_commanded(call, functions) for call in said.commands.calls]
    wanted += [call for phrase in said.phrases if (call := _phrased(phrase, functions)) is not None]
    if isinstance(choice, ToolChoiceTool):
        wanted = [call for call in wanted if call.name == choice.name]
    if not wanted and isinstance(choice, ToolChoiceAny | ToolChoiceTool):
        wanted = _forced(tools, choice.name if isinstance(choice, ToolChoiceTool) else None, said.phrases)
    one_at_most = choice is not MISSING and choice.disable_parallel_tool_use is True
    return tuple(wanted[:1] if one_at_most else wanted)


def _commanded(call: NamedCall, functions: list[FunctionTool]) -> Call:
    """A tool that the request does not offer is called all the same: a caller must cope with that too."""
    if call.input is not None:
        return Call(call.name, call.input)
    tool = next((tool for tool in functions if tool.name == call.name), None)
    return Call(call.name, {} if tool is None else _smallest_input(tool))


def _phrased(phrase: Phrase, functions: list[FunctionTool]) -> Call | None:
    """The first tool with a fitting name, else the only tool."""
    hints = _TOOL_HINTS[phrase.kind]
    fitting = [tool for tool in functions if any(hint in tool.name.lower() for hint in hints)]
    if not fitting and len(functions) == 1:
        fitting = functions
    if not fitting:
        return None
    tool = fitting[0]
    arguments = _smallest_input(tool)
    parameter = _parameter_for(phrase.kind, tool)
    return Call(tool.name, arguments if parameter is None else {**arguments, parameter: phrase.argument})


def _parameter_for(kind: PhraseKind, tool: FunctionTool) -> str | None:
    """The parameter that takes free text: by its name, else the first that is required, else the first."""
    schema = tool.input_schema
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return None
    free = [name for name, one in properties.items() if _takes_free_text(one)]
    required = schema.get("required")
    required = required if isinstance(required, list) else []
    hinted = [name for name in _PARAMETER_HINTS[kind] if name in free]
    return next(iter([*hinted, *(name for name in free if name in required), *free]), None)


def _takes_free_text(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "string" and not _CONSTRAINTS & schema.keys()


def _forced(tools: list[Tool], name: str | None, phrases: tuple[Phrase, ...]) -> list[Call]:
    """The named tool, else the first function, else the first tool."""
    named = [tool for tool in tools if name in (None, _name(tool))]
    named.sort(key=lambda tool: not isinstance(tool, FunctionTool))
    return [_smallest(named[0], phrases)] if named else []


def _smallest(tool: Tool, phrases: tuple[Phrase, ...]) -> Call:
    """Of a tool that a vendor runs, with what the first fitting phrase asks for."""
    if isinstance(tool, FunctionTool):
        return Call(tool.name, _smallest_input(tool))
    if not tool.type.startswith(_RUN_BY_THE_VENDOR):
        return Call(_name(tool), {})
    kind, parameter = ("fetch", "url") if tool.type.startswith("web_fetch") else ("search", "query")
    asked = next((phrase.argument for phrase in phrases if phrase.kind == kind), None)
    return Call(_name(tool), {"query": "example"} if asked is None else {parameter: asked}, is_native=True)


def _smallest_input(tool: FunctionTool) -> dict[str, Any]:
    value = instance_of({"type": "object", **tool.input_schema})
    return value if isinstance(value, dict) else {}


def _name(tool: Tool) -> str:
    return tool.name if isinstance(tool, FunctionTool | AnthropicTool) else tool.type
