"""What a model cannot do of what a request asks: all of it at once, before the vendor is called.

The assistant's blocks are never an issue, so that what one model said can be sent to any other.
An adapter leaves out what its wire has no place for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET
from pydantic import MISSING

from vai_gateway.contract.requests import (
    ContentSource,
    DocumentBlockParam,
    FunctionTool,
    MessageRequest,
    TextBlockParam,
    Tool,
    ToolResultBlockParam,
    UserMessage,
)
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.adapter import Ask, ModelFacts, Provider, ProviderFacts

_REVIEWED_FIELDS = frozenset({"tools", "thinking", "output_format", "output"})
"""Besides the messages; only an adapter may object to the others."""

_BLOCK_NEEDS = {"image": "vision", "document": "documents", "audio": "audio_input"}
_TOOL_NEEDS = {"web_search": "native_web_search", "code_execution": "native_code_execution"}


def check_compat(provider: Provider, ask: Ask, of_the_voice: Sequence[CompatIssue] = ()) -> None:
    """Raises one GatewayError whose compat_issues name everything. What is unknown is not refused."""
    issues = provider.issues(ask)
    if not _is_plain(ask, provider.facts):
        issues = [*_Review(provider.facts, ask).issues(), *issues]
    issues = [*of_the_voice, *issues]
    if issues:
        more = f", and {len(issues) - 1} more in compat_issues" if len(issues) > 1 else ""
        raise GatewayError(
            "invalid_request_error",
            f"{issues[0].param}: {issues[0].message}{more}",
            code="incompatible_request",
            compat_issues=issues,
        )


def _is_plain(ask: Ask, facts: ProviderFacts) -> bool:
    """Text and numbers only: every model takes that."""
    request = ask.request
    if not _REVIEWED_FIELDS.isdisjoint(request.model_fields_set):
        return False
    for message in request.messages:
        if type(message) is UserMessage and type(message.content) is not str:
            for block in message.content:
                if type(block) is not TextBlockParam:
                    return False
    return not (ask.stream and _lacks(facts, facts.model(ask.model), "streaming"))


def _lacks(facts: ProviderFacts, row: ModelFacts | None, capability: str) -> bool:
    value = UNSET if row is None else getattr(row.capabilities, capability)
    return (getattr(facts.capabilities, capability) if value is UNSET else value) is False


class _Review:
    """One pass over one request."""

    def __init__(self, facts: ProviderFacts, ask: Ask) -> None:
        self._facts = facts
        self._ask = ask
        self._row = facts.model(ask.model)
        self._issues: list[CompatIssue] = []

    def issues(self) -> list[CompatIssue]:
        request = self._ask.request
        if self._ask.stream and self._lacks("streaming"):
            self._add("stream", "unsupported_parameter", "does not stream")
        for i, message in enumerate(request.messages):
            if type(message) is UserMessage:
                self._review_blocks(message.content, f"messages[{i}].content")
        if request.tools is not MISSING:
            for k, tool in enumerate(request.tools):
                self._review_tool(tool, f"tools[{k}].type")
        self._review_settings(request)
        return self._issues

    def _review_blocks(self, blocks: Any, path: str) -> None:
        """blocks: content blocks of any kind; a string has nothing to object to."""
        if isinstance(blocks, str):
            return
        for j, block in enumerate(blocks):
            kind = block.type
            if kind == "text":
                continue
            place = f"{path}[{j}]"
            if kind not in self._facts.blocks or ((need := _BLOCK_NEEDS.get(kind)) and self._lacks(need)):
                self._add(place, "unsupported_content_block", f"takes no {kind} blocks")
            elif type(block) is ToolResultBlockParam and block.content is not MISSING:
                self._review_blocks(block.content, f"{place}.content")
            elif type(block) is DocumentBlockParam and isinstance(block.source, ContentSource):
                self._review_blocks(block.source.content, f"{place}.source.content")

    def _review_tool(self, tool: Tool, path: str) -> None:
        if type(tool) is FunctionTool:
            if self._lacks("tools"):
                self._add(path, "unsupported_tool_type", "takes no function tools")
            return
        kind, facts = str(tool.type), self._facts
        is_known = kind in facts.tools or (facts.tool_pattern and re.fullmatch(facts.tool_pattern, kind))
        if not is_known or ((need := _TOOL_NEEDS.get(kind)) and self._lacks(need)):
            self._add(path, "unsupported_tool_type", f"has no tool {kind}")

    def _review_settings(self, request: MessageRequest) -> None:
        thinking, output = request.thinking, request.output
        if thinking is not MISSING and thinking.type != "disabled" and self._lacks("thinking"):
            self._add("thinking", "unsupported_thinking", "does not think on request")
        if request.output_format is not MISSING and self._lacks("structured_output"):
            self._add("output_format", "unsupported_output_format", "does not answer by a JSON Schema")
        if output is MISSING:
            return
        if output.modalities is not MISSING:
            for n, modality in enumerate(output.modalities):
                if modality not in self._facts.modalities:
                    self._add(f"output.modalities[{n}]", "unsupported_parameter", f"cannot be asked for {modality}")
        if output.image is not MISSING and "image" not in self._facts.modalities:
            self._add("output.image", "unsupported_parameter", "cannot be asked for images")

    def _lacks(self, capability: str) -> bool:
        return _lacks(self._facts, self._row, capability)

    def _add(self, param: str, code: str, what: str) -> None:
        message = f"{self._ask.request.model} {what}"
        self._issues.append(CompatIssue(param=param, code=code, message=message))
