"""How large a request may be, beyond what the contract's own ranges say."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicBlockParam,
    AnthropicTool,
    AudioBlockParam,
    Base64Source,
    ContentSource,
    DocumentBlockParam,
    FunctionTool,
    MessageRequest,
    ProviderBlockParam,
    RedactedThinkingBlockParam,
    TextBlockParam,
    TextSource,
    ThinkingBlockParam,
    ToolResultBlockParam,
    ToolUseBlockParam,
)
from vai_gateway.core.errors import GatewayError


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """Media is counted decoded. Text is counted in UTF-8."""

    max_messages: int = 1000
    max_tools: int = 128
    max_total_text_bytes: int = 4 << 20
    max_media_bytes_per_block: int = 4 << 20
    max_media_bytes: int = 12 << 20


_NO_LIMITS = RequestLimits(*[sys.maxsize] * 5)


def check_limits(request: MessageRequest, limits: RequestLimits) -> int:
    """The bytes of the request's text.

    Raises GatewayError with `param` at the field that passed the limit: 400 for counts, 413 for sizes.

    Text is all that a model would read: system, texts, thinking, tool calls and results, tool definitions and
    schemas. What only its vendor can read, such as signatures, is not counted.
    """
    messages, tools = request.messages, request.tools
    if len(messages) > limits.max_messages:
        raise _too_many("messages", len(messages), limits.max_messages)
    tally = _Tally(limits)
    if request.system is not MISSING:
        tally.content(request.system, "system")
    if tools is not MISSING:
        if len(tools) > limits.max_tools:
            raise _too_many("tools", len(tools), limits.max_tools)
        for k, tool in enumerate(tools):
            tally.tool(tool, k)
    if request.output_format is not MISSING:
        tally.json(request.output_format.json_schema, "output_format.json_schema")
    for i, message in enumerate(messages):
        tally.content(message.content, f"messages[{i}].content")
    return tally.text_bytes


def text_bytes(content: Any) -> int:
    """What check_limits counts as text of a message's content, however much that is."""
    tally = _Tally(_NO_LIMITS)
    tally.content(content, "")
    return tally.text_bytes


class _Tally:
    __slots__ = ("_limits", "_media_bytes", "text_bytes")

    def __init__(self, limits: RequestLimits) -> None:
        self._limits = limits
        self._media_bytes = 0
        self.text_bytes = 0

    def content(self, content: Any, path: str) -> None:
        """content: a string, or content blocks of any kind."""
        if type(content) is str:
            self._text(content, path)
            return
        for j, block in enumerate(content):
            if type(block) is TextBlockParam:
                self._text(block.text, path, j, ".text")
            else:
                self._block(block, f"{path}[{j}]")

    def tool(self, tool: Any, k: int) -> None:
        if type(tool) is FunctionTool:
            self._text(tool.name, "tools", k, ".name")
            if tool.description is not MISSING:
                self._text(tool.description, "tools", k, ".description")
            self.json(tool.input_schema, f"tools[{k}].input_schema")
        elif type(tool) is AnthropicTool:
            self.json(tool.model_extra, f"tools[{k}]")

    def json(self, value: Any, path: str) -> None:
        self._add_text_bytes(len(msgspec.json.encode(value)), path)

    def _block(self, block: Any, path: str) -> None:
        match block:
            case ToolUseBlockParam():
                self.json(block.input, f"{path}.input")
            case ToolResultBlockParam():
                if block.content is not MISSING:
                    self.content(block.content, f"{path}.content")
            case ThinkingBlockParam():
                self._text(block.thinking, f"{path}.thinking")
            case RedactedThinkingBlockParam():
                pass
            case AnthropicBlockParam():
                self.json(block.model_extra, path)
            case ProviderBlockParam():
                self.json(block.data, f"{path}.data")
            case _:
                self._media_block(block, path)

    def _media_block(self, block: Any, path: str) -> None:
        if type(block) is DocumentBlockParam:
            for name, text in (("title", block.title), ("context", block.context)):
                if text is not MISSING:
                    self._text(text, f"{path}.{name}")
        elif type(block) is AudioBlockParam and block.transcript is not MISSING:
            self._text(block.transcript, f"{path}.transcript")
        match source := block.source:
            case Base64Source():
                self._media(source.data, f"{path}.source.data")
            case TextSource():
                self._text(source.data, f"{path}.source.data")
            case ContentSource():
                self.content(source.content, f"{path}.source.content")

    def _text(self, text: str, path: str, position: int = -1, member: str = "") -> None:
        """path, position, member: put together only if they are needed."""
        self._add_text_bytes(len(text) if text.isascii() else len(text.encode()), path, position, member)

    def _add_text_bytes(self, size: int, path: str, position: int = -1, member: str = "") -> None:
        self.text_bytes += size
        if self.text_bytes > self._limits.max_total_text_bytes:
            param = path if position < 0 else f"{path}[{position}]{member}"
            raise _too_large(param, f"with it, the request's text passes {self._limits.max_total_text_bytes} bytes")

    def _media(self, base64: str, path: str) -> None:
        size = decoded_bytes(base64)
        limits = self._limits
        if size > limits.max_media_bytes_per_block:
            raise _too_large(path, f"{size} bytes of media; one block may hold {limits.max_media_bytes_per_block}")
        self._media_bytes += size
        if self._media_bytes > limits.max_media_bytes:
            raise _too_large(path, f"with it, the request's media passes {limits.max_media_bytes} bytes")


def decoded_bytes(base64: str) -> int:
    """What `base64` decodes to, told from its length and padding."""
    padding = 2 if base64.endswith("==") else 1 if base64.endswith("=") else 0
    return max(0, len(base64) * 3 // 4 - padding)


def _too_many(param: str, count: int, most: int) -> GatewayError:
    return GatewayError(
        "invalid_request_error", f"{param}: at most {most}, got {count}", param=param, code="out_of_range"
    )


def _too_large(param: str, why: str) -> GatewayError:
    return GatewayError("invalid_request_error", f"{param}: {why}", param=param, code="request_too_large")
