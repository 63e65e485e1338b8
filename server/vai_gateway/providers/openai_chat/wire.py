"""The parts of chat completion replies that carry the message; everything else in them is read as plain JSON.

Source: https://platform.openai.com/docs/api-reference/chat/object and .../chat/streaming
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct


class Function(Struct, gc=False):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class Custom(Struct, gc=False):
    name: str | None = None
    input: str | None = None


class ToolCall(Struct):
    """A call, or a piece of one. Some vendors send no index, some send the id or the name later."""

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    custom: Custom | None = None


class Audio(Struct, gc=False):
    """A piece of the speech, base64, each with padding of its own."""

    id: str | None = None
    data: str | None = None
    transcript: str | None = None


class Said(Struct):
    """A whole message, or what one chunk adds to it. Thinking is in one of two members, by vendor."""

    content: str | None = None
    tool_calls: list[ToolCall] | None = None
    reasoning: str | None = None
    reasoning_content: str | None = None
    refusal: str | None = None
    function_call: Function | None = None
    annotations: list[dict[str, Any]] | None = None
    audio: Audio | None = None


class Choice(Struct):
    """finish_details: what replies of 2023 have in place of finish_reason."""

    index: int = 0
    delta: Said | None = None
    message: Said | None = None
    finish_reason: str | None = None
    finish_details: dict[str, Any] | None = None
    logprobs: Any = None

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


decode_completion = msgspec.json.Decoder(Completion).decode
decode_object = msgspec.json.Decoder(dict[str, Any]).decode
