"""Anthropic Messages: the same shape as the contract's, so requests and replies are mostly checked and passed on.

Source: https://docs.anthropic.com/en/api/messages
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import MISSING

from vai_gateway.contract.requests import CodeExecutionTool, ComputerUseTool
from vai_gateway.contract.responses import CompatIssue, ModelCapabilities, ModelLimits
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import Ask, Decoder, ModelFacts, Outgoing, ProviderFacts
from vai_gateway.providers.anthropic.decode import AnthropicDecoder, decode_reply
from vai_gateway.providers.anthropic.encode import encode
from vai_gateway.providers.anthropic.error import KEY_HEADER, http_error
from vai_gateway.providers.issues import issue


def _model(name: str, display_name: str, created: str, output_tokens: int) -> ModelFacts:
    limits = ModelLimits(context_tokens=200_000, output_tokens=output_tokens)
    return ModelFacts(name, display_name, created, ModelCapabilities(thinking=True), limits)


FACTS = ProviderFacts(
    name="anthropic",
    display_name="Anthropic",
    key_header=KEY_HEADER,
    setting="ANTHROPIC",
    base_url="https://api.anthropic.com",
    docs_url="https://docs.anthropic.com/en/api/messages",
    blocks=frozenset({"text", "image", "document", "tool_use", "tool_result"}),
    tools=frozenset({"web_search", "web_fetch", "code_execution", "computer_use", "text_editor"}),
    tool_pattern=r"^[a-z0-9_]+_[0-9]{8}$",
    extension="anthropic",
    capabilities=ModelCapabilities(
        streaming=True,
        tools=True,
        native_web_search=True,
        native_code_execution=True,
        vision=True,
        documents=True,
        structured_output=True,
        audio_input=False,
    ),
    models=(
        _model("claude-opus-4-5", "Claude Opus 4.5", "2025-11-24", 64_000),
        _model("claude-sonnet-4-5", "Claude Sonnet 4.5", "2025-09-29", 64_000),
        _model("claude-haiku-4-5", "Claude Haiku 4.5", "2025-10-15", 64_000),
        _model("claude-opus-4-1", "Claude Opus 4.1", "2025-08-05", 32_000),
        _model("claude-sonnet-4-20250514", "Claude Sonnet 4", "2025-05-22", 64_000),
    ),
)


class Anthropic:
    """Implements Adapter."""

    facts = FACTS

    def issues(self, ask: Ask) -> list[CompatIssue]:
        found: list[CompatIssue] = []
        request = ask.request
        if request.temperature is not MISSING and request.temperature > 1:
            message = f"must be 0 to 1 for anthropic, got {request.temperature:g}"
            found.append(issue("temperature", message))
        for index, tool in enumerate(() if request.tools is MISSING else request.tools):
            if isinstance(tool, CodeExecutionTool) and tool.config is not MISSING:
                message = "anthropic's code execution cannot be configured"
                found.append(issue(f"tools[{index}].config", message))
            if isinstance(tool, ComputerUseTool) and tool.config is MISSING:
                message = "anthropic's computer use needs display_width and display_height"
                found.append(issue(f"tools[{index}].config", message, code="missing_field"))
        return found

    def encode(self, ask: Ask) -> Outgoing:
        return encode(ask)

    def decoder(self, stream: MessageStream) -> Decoder:
        return AnthropicDecoder(stream)

    def decode_reply(self, body: bytes, stream: MessageStream) -> None:
        decode_reply(body, stream)

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
        return http_error(status, headers, body)
