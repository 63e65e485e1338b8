"""What a chat completion cannot carry of what is asked, beyond what the provider's facts say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import MISSING, BaseModel

from vai_gateway.contract.requests import (
    AudioBlockParam,
    Base64Source,
    ContentSource,
    DocumentBlockParam,
    FunctionTool,
    ImageBlockParam,
    MessageRequest,
    Tool,
    ToolChoiceNone,
    ToolResultBlockParam,
    UrlSource,
)
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.issues import issue
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.parts import PDF
from vai_gateway.providers.openai_chat.reasoning import has_tools, reasoning_effort
from vai_gateway.providers.openai_chat.tools import config_of
from vai_gateway.providers.reasoning import NO_EFFORT, Reasoning, effort_issues, sampling_issues

MOST_STOP_SEQUENCES = 4
_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def issues_of(ask: Ask, dialect: Dialect) -> list[CompatIssue]:
    found = [*_setting_issues(ask.request, dialect), *_block_issues(ask.request, dialect)]
    rules = dialect.reasoning_of(ask.model)
    if rules is not None:
        found += _reasoning_issues(ask.request, rules, reasoning_effort(ask, dialect, rules))
    return found


def _setting_issues(request: MessageRequest, dialect: Dialect) -> Iterable[CompatIssue]:
    provider = dialect.facts.name
    if request.top_k is not MISSING and not dialect.top_k:
        yield issue("top_k", f"{provider} has no top_k")
    stops = request.stop_sequences
    if stops is not MISSING and len(stops) > MOST_STOP_SEQUENCES:
        yield issue("stop_sequences", f"{provider} takes at most {MOST_STOP_SEQUENCES}, got {len(stops)}")
    for index, tool in enumerate(() if request.tools is MISSING else request.tools):
        yield from _tool_issues(tool, f"tools[{index}]", dialect)


def _tool_issues(tool: Tool, place: str, dialect: Dialect) -> Iterable[CompatIssue]:
    provider = dialect.facts.name
    if isinstance(tool, FunctionTool):
        if not _TOOL_NAME.fullmatch(tool.name):
            yield issue(f"{place}.name", f"{provider} takes tool names of 1 to 64 letters, digits, `_` and `-`")
        return
    # Of a tool that the vendor has not, the facts tell.
    if known := dialect.tools.get(tool.type):
        for name in config_of(tool):
            if name not in known.parameters:
                yield issue(f"{place}.config.{name}", f"{provider} has no {name} for {tool.type}")


def _reasoning_issues(request: MessageRequest, rules: Reasoning, effort: str | None) -> Iterable[CompatIssue]:
    yield from effort_issues(effort, rules)
    thinks = (effort or rules.default) != NO_EFFORT
    if thinks and rules.tools_need_none and has_tools(request):
        message = "this model calls no tools while it thinks; use thinking.type disabled"
        yield issue("thinking", message, code="unsupported_thinking")
    if thinks and not rules.sampling:
        yield from sampling_issues(request)
    if request.stop_sequences is not MISSING and request.stop_sequences and not rules.stop_sequences:
        yield issue("stop_sequences", "this model takes no stop sequences")
    choice = request.tool_choice
    if choice is MISSING or isinstance(choice, ToolChoiceNone) or rules.parallel_tool_calls:
        return
    if choice.disable_parallel_tool_use is True:
        param = "tool_choice.disable_parallel_tool_use"
        yield issue(param, "this model cannot be told to call one tool at a time", code="unsupported_tool_choice")


def _block_issues(request: MessageRequest, dialect: Dialect) -> Iterable[CompatIssue]:
    for index, message in enumerate(request.messages):
        if message.role == "user" and not isinstance(message.content, str):
            yield from _issues_in(message.content, f"messages[{index}].content", dialect)


def _issues_in(blocks: Iterable[BaseModel], path: str, dialect: Dialect) -> Iterable[CompatIssue]:
    provider, media, code = dialect.facts.name, dialect.media, "unsupported_content_block"
    for index, block in enumerate(blocks):
        place = f"{path}[{index}]"
        if isinstance(block, ToolResultBlockParam):
            if block.content is not MISSING and not isinstance(block.content, str):
                yield from _issues_in(block.content, f"{place}.content", dialect)
        elif isinstance(block, ImageBlockParam):
            if isinstance(block.source, UrlSource) and not media.image_urls:
                yield issue(f"{place}.source.type", f"{provider} fetches no images; send them as base64", code=code)
        elif isinstance(block, AudioBlockParam):
            if media.audio_format(block.source.media_type) is None:
                known = ", ".join(dict.fromkeys(media.audio_formats.values()))
                message = f"{provider} hears {known}, not {block.source.media_type}"
                yield issue(f"{place}.source.media_type", message, code=code)
        elif isinstance(block, DocumentBlockParam):
            yield from _document_issues(block, place, dialect)


def _document_issues(block: DocumentBlockParam, place: str, dialect: Dialect) -> Iterable[CompatIssue]:
    provider, code, source = dialect.facts.name, "unsupported_content_block", block.source
    if isinstance(source, UrlSource) and not dialect.media.document_urls:
        message = f"{provider} reads no documents by URL; send the content as base64 or text"
        yield issue(f"{place}.source.type", message, code=code)
    elif isinstance(source, Base64Source) and source.media_type.partition(";")[0].strip().lower() != PDF:
        message = f"{provider} reads {PDF} only; send other documents as a text source"
        yield issue(f"{place}.source.media_type", message, code=code)
    elif isinstance(source, ContentSource) and not isinstance(source.content, str):
        yield from _issues_in(source.content, f"{place}.source.content", dialect)
    if block.citations is not MISSING and block.citations.enabled is True:
        yield issue(f"{place}.citations", f"{provider} cites no documents")
