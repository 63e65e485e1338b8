"""What Gemini cannot do of what is asked, beyond what the provider's facts say. Blocks are in block_issues.py."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import MISSING

from vai_gateway.contract.requests import (
    CodeExecutionTool,
    FunctionTool,
    GemExtensions,
    MessageRequest,
    Tool,
    ToolChoiceAny,
    ToolChoiceNone,
    ToolChoiceTool,
    WebFetchTool,
    WebSearchTool,
)
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.gemini.block_issues import block_issues
from vai_gateway.providers.gemini.dialect import Dialect, generation, is_before_3
from vai_gateway.providers.gemini.encode import IMAGE_SIZES, own_extensions
from vai_gateway.providers.gemini.thinking_config import thinking_issues
from vai_gateway.providers.issues import issue

MOST_STOP_SEQUENCES = 5
_TOOL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}")


def issues_of(ask: Ask, dialect: Dialect) -> list[CompatIssue]:
    request, own = ask.request, own_extensions(ask.request)
    found = [*_setting_issues(request), *block_issues(request.messages, dialect.facts.name, own)]
    found += [issue(param, message, code="unsupported_thinking") for param, message in thinking_issues(ask, dialect)]
    if request.tools is not MISSING and request.tools:
        found += _tool_issues(request.tools, ask, dialect)
    if request.tool_choice is not MISSING:
        found += _choice_issues(request)
    if own is not None:
        found += _own_issues(own, ask, dialect)
    return found


def _setting_issues(request: MessageRequest) -> Iterable[CompatIssue]:
    stops = request.stop_sequences
    if stops is not MISSING and len(stops) > MOST_STOP_SEQUENCES:
        message = f"Gemini takes at most {MOST_STOP_SEQUENCES}, got {len(stops)}"
        yield issue("stop_sequences", message)
    if request.output is MISSING or request.output.image is MISSING:
        return
    size = request.output.image.size
    if size is not MISSING and size not in IMAGE_SIZES:
        yield issue("output.image.size", f"Gemini draws {', '.join(IMAGE_SIZES)}, not {size}")


def _tool_issues(tools: list[Tool], ask: Ask, dialect: Dialect) -> Iterable[CompatIssue]:
    kinds = {type(tool) is FunctionTool for tool in tools}
    if is_before_3(ask.model):
        if len(kinds) > 1:
            message = "models before Gemini 3 take either function tools or native ones"
            yield issue("tools", message, code="unsupported_tool_type")
        if ask.request.output_format is not MISSING:
            message = "models before Gemini 3 answer by a schema only where there are no tools"
            yield issue("output_format", message, code="unsupported_output_format")
    for index, tool in enumerate(tools):
        place = f"tools[{index}]"
        match tool:
            case FunctionTool() if not _TOOL_NAME.fullmatch(tool.name):
                yield issue(f"{place}.name", "Gemini's tool names begin with a letter or `_`")
            case WebSearchTool():
                yield from _search_issues(tool, f"{place}.config", dialect)
            case WebFetchTool() if tool.config is not MISSING and tool.config.model_fields_set:
                yield issue(f"{place}.config", "Gemini's web fetch cannot be configured")
            case CodeExecutionTool():
                yield from _code_issues(tool, f"{place}.config")


def _search_issues(tool: WebSearchTool, place: str, dialect: Dialect) -> Iterable[CompatIssue]:
    if tool.config is MISSING:
        return
    takes = {"blocked_domains"} if dialect.is_vertex else set[str]()
    for name in sorted(tool.config.model_fields_set - takes):
        yield issue(f"{place}.{name}", f"{dialect.facts.name}'s web search takes no {name}")


def _code_issues(tool: CodeExecutionTool, place: str) -> Iterable[CompatIssue]:
    if tool.config is MISSING:
        return
    languages = tool.config.languages
    if languages is not MISSING and any(name.lower() != "python" for name in languages):
        yield issue(f"{place}.languages", "Gemini executes python only")
    if tool.config.timeout_seconds is not MISSING:
        yield issue(f"{place}.timeout_seconds", "Gemini's code execution takes no timeout")


def _choice_issues(request: MessageRequest) -> Iterable[CompatIssue]:
    choice, code = request.tool_choice, "unsupported_tool_choice"
    if choice is MISSING or isinstance(choice, ToolChoiceNone):
        return
    if choice.disable_parallel_tool_use is True:
        param = "tool_choice.disable_parallel_tool_use"
        yield issue(param, "Gemini cannot be told to call one tool at a time", code=code)
    tools = () if request.tools is MISSING else request.tools
    if isinstance(choice, ToolChoiceAny | ToolChoiceTool) and not any(type(t) is FunctionTool for t in tools):
        yield issue("tool_choice.type", "Gemini can be made to call function tools only", code=code)


def _own_issues(own: GemExtensions, ask: Ask, dialect: Dialect) -> Iterable[CompatIssue]:
    place = "extensions.gem"
    if not dialect.is_vertex:
        if own.stream_function_call_arguments is True:
            message = "gem-dev does not stream the arguments of calls; gem-vert does"
            yield issue(f"{place}.stream_function_call_arguments", message)
        for index, setting in enumerate(() if own.safety_settings is MISSING else own.safety_settings):
            if setting.method is not MISSING:
                param = f"{place}.safety_settings[{index}].method"
                yield issue(param, "gem-dev has no method; gem-vert has")
    if own.grounding is MISSING:
        return
    known = generation(ask.model)
    if known is not None and known >= (2, 0):
        yield issue(f"{place}.grounding", "only Gemini 1.5 grounds by a threshold")
    if own.grounding.get("mode", "DYNAMIC") not in ("DYNAMIC", "MODE_DYNAMIC"):
        yield issue(f"{place}.grounding.mode", "must be DYNAMIC", code="unsupported_value")
    for name in sorted(own.grounding.keys() - {"mode", "dynamic_threshold"}):
        yield issue(f"{place}.grounding", f"has the members mode and dynamic_threshold, not {name[:64]}")
