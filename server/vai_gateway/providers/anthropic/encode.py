"""From the contract's request to Anthropic's.

Source: https://docs.anthropic.com/en/api/messages
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, assert_never

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicBlockParam,
    AnthropicTool,
    AssistantBlock,
    AudioBlockParam,
    AudioSttBlockParam,
    CodeExecutionTool,
    ComputerUseTool,
    DocumentBlockParam,
    FileSearchTool,
    FunctionTool,
    ImageBlockParam,
    MessageRequest,
    ProviderBlockParam,
    RedactedThinkingBlockParam,
    TextBlockParam,
    TextEditorTool,
    ThinkingBlockParam,
    Tool,
    ToolChoice,
    ToolChoiceTool,
    ToolResultBlockParam,
    ToolUseBlockParam,
    UserBlock,
    VideoBlockParam,
    WebFetchTool,
    WebSearchTool,
)
from vai_gateway.providers.adapter import Ask, Outgoing
from vai_gateway.providers.extensions import conflict
from vai_gateway.providers.signatures import anthropic_value
from vai_gateway.providers.thinking import budget_tokens, effort

Json = dict[str, Any]

API_VERSION = "2023-06-01"
DEFAULT_MAX_TOKENS = 4096
OWN_CITATIONS = frozenset(
    {
        "char_location",
        "page_location",
        "content_block_location",
        "web_search_result_location",
        "search_result_location",
    }
)
WRITTEN = frozenset({*MessageRequest.model_fields, "output_config"}) - {"extensions"}
"""Members of the body that the adapter writes itself."""

_BETAS = {
    "web_fetch_20250910": "web-fetch-2025-09-10",
    "code_execution_20250522": "code-execution-2025-05-22",
    "code_execution_20250825": "code-execution-2025-08-25",
    "computer_20250124": "computer-use-2025-01-24",
    "computer_20251124": "computer-use-2025-11-24",
    "memory_20250818": "context-management-2025-06-27",
}
_NAMES = {"computer_use": "computer", "text_editor": "str_replace_based_edit_tool"}
"""Of the native tools that Anthropic names otherwise than the contract's type."""
_ID = re.compile(r"[^A-Za-z0-9_-]")
_encode = msgspec.json.Encoder().encode


def encode(ask: Ask) -> Outgoing:
    request = ask.request
    tools = [] if request.tools is MISSING else [tool_definition(tool) for tool in request.tools]
    headers = {"anthropic-version": API_VERSION}
    if betas := _beta_header(ask.betas, tools):
        headers["anthropic-beta"] = betas
    secrets = {} if ask.key is None else {"x-api-key": ask.key}
    return Outgoing("/v1/messages", _encode(_body(ask, tools)), headers, secrets)


def _body(ask: Ask, tools: list[Json]) -> Json:
    request = ask.request
    body: Json = {"model": ask.model, "max_tokens": _max_tokens(request), "messages": _messages(request)}
    if ask.stream:
        body["stream"] = True
    if request.system is not MISSING and (system := _system(request.system)):
        body["system"] = system
    for name in ("temperature", "top_p", "top_k", "stop_sequences"):
        if (value := getattr(request, name)) is not MISSING:
            body[name] = value
    if tools:
        body["tools"] = tools
    if request.tool_choice is not MISSING:
        body["tool_choice"] = _tool_choice(request.tool_choice, tools)
    if request.cache_control is not MISSING:
        body["cache_control"] = request.cache_control.model_dump()
    _add_thinking(request, body)
    if request.output_format is not MISSING:
        schema = {"type": "json_schema", "schema": request.output_format.json_schema}
        body.setdefault("output_config", {})["format"] = schema
    if request.metadata is not MISSING and request.metadata.user_id is not MISSING:
        body["metadata"] = {"user_id": request.metadata.user_id}
    _add_extensions(request, body)
    return body


def _max_tokens(request: MessageRequest) -> int:
    if request.max_tokens is not MISSING:
        return request.max_tokens
    if request.thinking is not MISSING and request.thinking.type == "enabled":
        return DEFAULT_MAX_TOKENS + budget_tokens(request.thinking)
    return DEFAULT_MAX_TOKENS


def _add_thinking(request: MessageRequest, body: Json) -> None:
    thinking = request.thinking
    if thinking is MISSING:
        return
    body["thinking"] = {"type": thinking.type}
    if thinking.type == "enabled":
        body["thinking"]["budget_tokens"] = budget_tokens(thinking)
    elif thinking.type == "adaptive" and (thinking.effort, thinking.budget_tokens) != (MISSING, MISSING):
        wanted = effort(thinking)
        # Anthropic's scale starts at low.
        body.setdefault("output_config", {})["effort"] = "low" if wanted == "minimal" else wanted


def _add_extensions(request: MessageRequest, body: Json) -> None:
    if request.extensions is MISSING or request.extensions.anthropic is MISSING:
        return
    for name, value in request.extensions.anthropic.items():
        if name in WRITTEN:
            raise conflict("anthropic", name)
        body[name] = value


def _system(system: str | list[TextBlockParam]) -> str | list[Json]:
    return system if isinstance(system, str) else _kept(_text(block) for block in system)


def _messages(request: MessageRequest) -> list[Json]:
    messages: list[Json] = []
    for message in request.messages:
        if isinstance(message.content, str):
            content: str | list[Json] = message.content
        else:
            content = _kept(_block(block, is_user=message.role == "user") for block in message.content)
        if content:
            messages.append({"role": message.role, "content": content})
    return messages


def _kept(blocks: Iterable[Json | None]) -> list[Json]:
    return [block for block in blocks if block is not None]


def _block(block: AssistantBlock | UserBlock, *, is_user: bool) -> Json | None:
    """None for what Anthropic has no place for in a history."""
    match block:
        case TextBlockParam():
            return _text(block)
        case ImageBlockParam() | DocumentBlockParam():
            return _media(block) if is_user else None
        case ToolUseBlockParam():
            dumped = block.model_dump(exclude={"signature"})
            return {**dumped, "id": tool_id(block.id)}
        case ToolResultBlockParam():
            return _tool_result(block)
        case ThinkingBlockParam():
            return _thinking(block)
        case RedactedThinkingBlockParam():
            return None if anthropic_value(block.data) is None else block.model_dump()
        case AnthropicBlockParam():
            return block.model_dump()
        case ProviderBlockParam():
            return block.data if block.provider == "anthropic" else None
        case AudioBlockParam() | AudioSttBlockParam() | VideoBlockParam():
            return None
        case _:
            assert_never(block)


def _text(block: TextBlockParam) -> Json | None:
    if not block.text:
        return None
    dumped = block.model_dump(exclude={"signature", "citations"})
    if block.citations is not MISSING:
        own = [citation.model_dump() for citation in block.citations if citation.type in OWN_CITATIONS]
        if own:
            dumped["citations"] = own
    return dumped


def _media(block: ImageBlockParam | DocumentBlockParam) -> Json:
    dumped: Json = block.model_dump(exclude={"signature", "filename"})
    if dumped["source"]["type"] == "url":
        dumped["source"].pop("media_type", None)
    if isinstance(block, DocumentBlockParam) and block.title is MISSING and block.filename is not MISSING:
        dumped["title"] = block.filename
    return dumped


def _tool_result(block: ToolResultBlockParam) -> Json:
    result: Json = block.model_dump(exclude={"content"})
    result["tool_use_id"] = tool_id(block.tool_use_id)
    if block.content is not MISSING and block.content:
        if isinstance(block.content, str):
            result["content"] = block.content
        else:
            result["content"] = _kept(_block(inner, is_user=True) for inner in block.content)
    return result


def _thinking(block: ThinkingBlockParam) -> Json | None:
    """Only thinking that Anthropic signed can go back to it."""
    value = None if block.signature is MISSING else anthropic_value(block.signature)
    return None if value is None else {"type": "thinking", "thinking": block.thinking, "signature": value}


def tool_id(id: str) -> str:
    """Other vendors' ids may hold characters that Anthropic refuses; call and result are changed alike."""
    return _ID.sub("_", id)


def tool_definition(tool: Tool) -> Json:
    match tool:
        case FunctionTool():
            return {"type": "custom", **tool.model_dump(exclude={"type"})}
        case WebSearchTool():
            return _web_search(tool)
        case WebFetchTool():
            return _native("web_fetch_20250910", "web_fetch", tool)
        case CodeExecutionTool():
            return _native("code_execution_20250825", "code_execution", tool)
        case ComputerUseTool():
            return _computer_use(tool)
        case TextEditorTool():
            return _native("text_editor_20250728", _NAMES["text_editor"], tool)
        case AnthropicTool():
            return tool.model_dump()
        case FileSearchTool():
            raise AssertionError(f"compatibility lets no {type(tool).__name__} through")
        case _:
            assert_never(tool)


def _web_search(tool: WebSearchTool) -> Json:
    definition = _native("web_search_20250305", "web_search", tool)
    if "user_location" in definition:
        definition["user_location"]["type"] = "approximate"
    return definition


def _computer_use(tool: ComputerUseTool) -> Json:
    definition = _native("computer_20250124", _NAMES["computer_use"], tool)
    for side in ("width", "height"):
        definition[f"display_{side}_px"] = definition.pop(f"display_{side}")
    return definition


def _tool_choice(choice: ToolChoice, tools: Iterable[Json]) -> Json:
    """tools: as Anthropic gets them. A native tool is chosen by its type, which is not always its name there."""
    dumped: Json = choice.model_dump()
    if isinstance(choice, ToolChoiceTool) and all(tool["name"] != choice.name for tool in tools):
        dumped["name"] = _NAMES.get(choice.name, choice.name)
    return dumped


def _native(type_: str, name: str, tool: Any) -> Json:
    definition: Json = {"type": type_, "name": name}
    if tool.config is not MISSING:
        definition.update(tool.config.model_dump())
    if tool.cache_control is not MISSING:
        definition["cache_control"] = tool.cache_control.model_dump()
    return definition


def _beta_header(asked: str, tools: list[Json]) -> str:
    betas = [beta.strip() for beta in asked.split(",") if beta.strip()]
    betas += [_BETAS[tool["type"]] for tool in tools if tool["type"] in _BETAS]
    return ",".join(dict.fromkeys(betas))
