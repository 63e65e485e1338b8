"""What a request must not contradict within itself: tool calls and their results, tools, thinking."""

from __future__ import annotations

from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicTool,
    FunctionTool,
    MessageRequest,
    Tool,
    ToolChoiceTool,
    ToolResultBlockParam,
    ToolUseBlockParam,
)
from vai_gateway.core.errors import GatewayError


def check_history(request: MessageRequest) -> None:
    """Raises GatewayError for the first contradiction, with `param` at the later of the two fields.

    Call it when the request's tools are complete.
    """
    for message in request.messages:
        if type(message.content) is not str:
            _check_calls(request)
            break
    if request.tools is not MISSING or request.tool_choice is not MISSING:
        _check_tools(request)
    if request.thinking is not MISSING:
        _check_thinking(request)


def _check_calls(request: MessageRequest) -> None:
    """Every result answers an earlier call, once. Calls without a result are the vendor's business."""
    answered: dict[str, bool] = {}
    for i, message in enumerate(request.messages):
        if type(message.content) is str:
            continue
        for j, block in enumerate(message.content):
            if type(block) is ToolUseBlockParam:
                if block.id in answered:
                    raise _conflict(f"messages[{i}].content[{j}].id", "another tool_use has this id")
                answered[block.id] = False
            elif type(block) is ToolResultBlockParam:
                _check_result(block.tool_use_id, answered, f"messages[{i}].content[{j}].tool_use_id")
                answered[block.tool_use_id] = True


def _check_result(tool_use_id: str, answered: dict[str, bool], param: str) -> None:
    is_answered = answered.get(tool_use_id)
    if is_answered is None:
        raise _error(param, "must be the id of a tool_use in an earlier message", "unsupported_value")
    if is_answered:
        raise _conflict(param, "this tool_use has a result already")


def _check_tools(request: MessageRequest) -> None:
    tools: list[Tool] = [] if request.tools is MISSING else request.tools
    names: set[str] = set()
    for k, tool in enumerate(tools):
        if isinstance(tool, FunctionTool | AnthropicTool):
            if tool.name in names:
                raise _conflict(f"tools[{k}].name", "another tool has this name")
            names.add(tool.name)
    choice = request.tool_choice
    if choice is MISSING:
        return
    if not tools:
        raise _conflict("tool_choice", "there are no tools to choose from; leave it out or send tools")
    if type(choice) is ToolChoiceTool and choice.name not in names | _native_types(tools):
        raise _error("tool_choice.name", "must name one of the request's tools", "unsupported_value")


def _native_types(tools: list[Tool]) -> set[str]:
    """A vendor's own tool has no name but its type."""
    return {tool.type for tool in tools if not isinstance(tool, FunctionTool | AnthropicTool)}


def _check_thinking(request: MessageRequest) -> None:
    thinking = request.thinking
    assert thinking is not MISSING
    budget_tokens, max_tokens = thinking.budget_tokens, request.max_tokens
    if thinking.type == "disabled":
        for name, value in (("budget_tokens", budget_tokens), ("effort", thinking.effort)):
            if value is not MISSING:
                raise _conflict(f"thinking.{name}", "thinking is disabled")
    if budget_tokens is not MISSING and max_tokens is not MISSING and budget_tokens >= max_tokens:
        raise _conflict("thinking.budget_tokens", f"must be less than max_tokens, which is {max_tokens}")


def _conflict(param: str, why: str) -> GatewayError:
    return _error(param, why, "conflicting_parameter")


def _error(param: str, why: str, code: str) -> GatewayError:
    return GatewayError("invalid_request_error", f"{param}: {why}", param=param, code=code)
