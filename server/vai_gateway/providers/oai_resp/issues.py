"""What the Responses API cannot carry of what is asked, beyond what the provider's facts say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import MISSING, BaseModel

from vai_gateway.contract.requests import (
    CodeExecutionTool,
    ComputerUseTool,
    DocumentBlockParam,
    FileSearchTool,
    FunctionTool,
    MessageRequest,
    ToolResultBlockParam,
    UserMessage,
    WebSearchTool,
)
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.issues import issue
from vai_gateway.providers.oai_resp.effort import effort_of
from vai_gateway.providers.oai_resp.extension import members_of
from vai_gateway.providers.oai_resp.facts import NAME, NAMESPACE, reasoning_of
from vai_gateway.providers.reasoning import NO_EFFORT, Reasoning, effort_issues, sampling_issues

Json = dict[str, Any]

FEWEST_TOKENS = 16
MOST_FILE_RESULTS = 50
LONGEST_USER_ID = 128
_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]+")
_LANGUAGES = frozenset({"python"})
_VECTOR_STORES = f"extensions.{NAMESPACE}.vector_store_ids"


def issues_of(ask: Ask) -> list[CompatIssue]:
    request = ask.request
    extension = members_of(request)
    found = [*_setting_issues(request), *_tool_issues(request, extension), *_message_issues(request)]
    if (rules := reasoning_of(ask.model)) is not None:
        effort = effort_of(request, ask.model) or extension.get("reasoning", {}).get("effort")
        found += _reasoning_issues(request, rules, effort)
    return found


def _setting_issues(request: MessageRequest) -> Iterable[CompatIssue]:
    if request.top_k is not MISSING:
        yield issue("top_k", f"{NAME} has no top_k")
    if request.stop_sequences is not MISSING and request.stop_sequences:
        yield issue("stop_sequences", f"{NAME} has no stop sequences")
    if request.max_tokens is not MISSING and request.max_tokens < FEWEST_TOKENS:
        message = f"{NAME} takes {FEWEST_TOKENS} or more, got {request.max_tokens}"
        yield issue("max_tokens", message, code="out_of_range")
    user_id = MISSING if request.metadata is MISSING else request.metadata.user_id
    if user_id is not MISSING and len(user_id) > LONGEST_USER_ID:
        message = f"{NAME} takes at most {LONGEST_USER_ID} characters, got {len(user_id)}"
        yield issue("metadata.user_id", message, code="out_of_range")


def _tool_issues(request: MessageRequest, extension: Json) -> Iterable[CompatIssue]:
    tools = [] if request.tools is MISSING else request.tools
    for index, tool in enumerate(tools):
        place = f"tools[{index}]"
        match tool:
            case FunctionTool() if not _TOOL_NAME.fullmatch(tool.name):
                message = f"{NAME} takes tool names of letters, digits, `_` and `-`"
                yield issue(f"{place}.name", message)
            case WebSearchTool(config=config) if config is not MISSING and config.max_uses is not MISSING:
                message = f"{NAME} limits no single tool; extensions.{NAMESPACE}.max_tool_calls limits all of its own"
                yield issue(f"{place}.config.max_uses", message)
            case CodeExecutionTool():
                yield from _code_issues(tool, f"{place}.config")
            case FileSearchTool():
                yield from _file_search_issues(tool, place, extension)
            case ComputerUseTool(config=config) if config is not MISSING:
                message = f"{NAME} sees the display's size on the screenshots that it is shown"
                yield issue(f"{place}.config", message)
    if "vector_store_ids" in extension and not any(isinstance(tool, FileSearchTool) for tool in tools):
        yield issue(_VECTOR_STORES, "there is no tool file_search that would look there")


def _code_issues(tool: CodeExecutionTool, path: str) -> Iterable[CompatIssue]:
    if tool.config is MISSING:
        return
    languages = [] if tool.config.languages is MISSING else tool.config.languages
    if any(language.lower() not in _LANGUAGES for language in languages):
        yield issue(f"{path}.languages", f"{NAME} runs Python only")
    if tool.config.timeout_seconds is not MISSING:
        yield issue(f"{path}.timeout_seconds", f"{NAME} sets the time that code may take itself")


def _file_search_issues(tool: FileSearchTool, place: str, extension: Json) -> Iterable[CompatIssue]:
    if not extension.get("vector_store_ids"):
        yield issue(_VECTOR_STORES, "file_search needs to know where to look", code="missing_field")
    most = MISSING if tool.config is MISSING else tool.config.max_results
    if most is not MISSING and not 1 <= most <= MOST_FILE_RESULTS:
        message = f"{NAME} takes 1 to {MOST_FILE_RESULTS}, got {most}"
        yield issue(f"{place}.config.max_results", message, code="out_of_range")


def _reasoning_issues(request: MessageRequest, rules: Reasoning, effort: str | None) -> Iterable[CompatIssue]:
    yield from effort_issues(effort, rules)
    if (effort or rules.default) != NO_EFFORT:
        yield from sampling_issues(request)


def _message_issues(request: MessageRequest) -> Iterable[CompatIssue]:
    for index, message in enumerate(request.messages):
        if isinstance(message, UserMessage) and not isinstance(message.content, str):
            yield from _block_issues(message.content, f"messages[{index}].content")


def _block_issues(blocks: Iterable[BaseModel], path: str) -> Iterable[CompatIssue]:
    for index, block in enumerate(blocks):
        place = f"{path}[{index}]"
        if isinstance(block, ToolResultBlockParam):
            if block.content is not MISSING and not isinstance(block.content, str):
                yield from _block_issues(block.content, f"{place}.content")
        elif isinstance(block, DocumentBlockParam):
            yield from _document_issues(block, place)


def _document_issues(block: DocumentBlockParam, path: str) -> Iterable[CompatIssue]:
    if block.citations is not MISSING and block.citations.enabled is True:
        yield issue(f"{path}.citations", f"{NAME} cites no documents that it is sent")
