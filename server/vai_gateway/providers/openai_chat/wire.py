"""The parts of chat completion replies that carry the message; everything else in them is read as plain JSON.

Source: https://platform.openai.com/docs/api-reference/chat/object and .../chat/streaming
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct


class Function(Struct, gc=False):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class Custom(Struct, gc=False):
    name: str | None = None
    input: str | None = None


class ToolCall(Struct):
    """A call, or a piece of one. Some vendors send no index, some send the id or the name later.

    extra_content: what Gemini signed, where it speaks chat completions.
    """

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    custom: Custom | None = None
    extra_content: dict[str, Any] | None = None


class Audio(Struct, gc=False):
    """A piece of the speech, base64, each with padding of its own."""

    id: str | None = None
    data: str | None = None
    transcript: str | None = None


class Said(Struct):
    """A whole message, or what one chunk adds to it. Thinking is in one of three members, by vendor.

    content: parts are Mistral's. images, reasoning_details: OpenRouter's. executed_tools: Groq's.
    """

    content: str | list[dict[str, Any]] | None = None
    tool_calls: list[ToolCall] | None = None
    reasoning: str | None = None
    reasoning_content: str | None = None
    reasoning_details: list[dict[str, Any]] | None = None
    refusal: str | None = None
    function_call: Function | None = None
    annotations: list[dict[str, Any]] | None = None
    audio: Audio | None = None
    images: list[dict[str, Any]] | None = None
    executed_tools: list[dict[str, Any]] | None = None

    def thought_in(self) -> str:
        """The member of its thinking, where that is in words alone."""
        return "reasoning_content" if self.reasoning_content else "reasoning"

    def is_text_alone(self) -> bool:
        others = (getattr(self, name) for name in Said.__struct_fields__ if name != "content")
        return isinstance(self.content, str) and self.content != "" and not any(others)


class Choice(Struct):
    """index: none, or null, where there is one choice. finish_details: what replies of 2023 have for finish_reason."""

    index: int | None = 0
    delta: Said | None = None
    message: Said | None = None
    finish_reason: str | None = None
    finish_details: dict[str, Any] | None = None
    logprobs: Any = None
    error: Any = None

    def finish(self) -> str | None:
        if self.finish_reason or self.finish_details is None:
            return self.finish_reason or None
        kind = self.finish_details.get("type")
        return kind if isinstance(kind, str) else None


class Completion(Struct):
    """A whole reply, or one chunk of it."""

    id: str | None = None
    model: str | None = None
    choices: list[Choice] | None = None
    usage: Any = None
    error: Any = None


class _PlainSaid(Said, forbid_unknown_fields=True):
    role: str | None = None


class _PlainChoice(Choice, forbid_unknown_fields=True):
    delta: _PlainSaid | None = None
    native_finish_reason: str | None = None


class _PlainChunk(Completion, forbid_unknown_fields=True):
    """A chunk of which no member is new here; those that chunks only repeat are not read."""

    choices: list[_PlainChoice] | None = None  # type: ignore[assignment]  # A list may not change its type.
    object: Raw = Raw()
    created: Raw = Raw()
    system_fingerprint: Raw = Raw()
    service_tier: Raw = Raw()
    provider: Raw = Raw()
    obfuscation: Raw = Raw()
    p: Raw = Raw()


class _Literal(Struct):
    """reasoning_details: as it stands in the body."""

    reasoning_details: Raw = Raw(b"[]")


class _LiteralChoice(Struct):
    message: _Literal | None = None


class _LiteralReply(Struct):
    choices: list[_LiteralChoice]


decode_plain = msgspec.json.Decoder(_PlainChunk).decode
decode_completion = msgspec.json.Decoder(Completion).decode
decode_object = msgspec.json.Decoder(dict[str, Any]).decode
_decode_literal = msgspec.json.Decoder(_LiteralReply).decode


def literal_details(body: bytes, place: int) -> str:
    """The reasoning details of a choice that has some, not a byte of them changed. place: of the choice."""
    message = _decode_literal(body).choices[place].message
    return "" if message is None else bytes(message.reasoning_details).decode()
