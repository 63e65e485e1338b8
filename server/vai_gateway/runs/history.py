"""A run's history: what the model and the tools said, as messages that can be sent back to any model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from pydantic import ValidationError

from vai_gateway.contract.requests import AssistantMessage, InputMessage, UserMessage
from vai_gateway.contract.responses import HistoryMessage, Message, RunToolCall, RunToolResult
from vai_gateway.core.errors import unreadable_reply
from vai_gateway.core.message_stream import Block
from vai_gateway.wire.request_errors import request_error


def said_by_model(content: list[Block], provider: str) -> AssistantMessage | None:
    """The model's blocks as the next request holds them; None if there are none, which no model takes back.

    Raises GatewayError if the vendor made a block that no request may hold, such as one with an endless id.
    """
    if not content:
        return None
    message = {"role": "assistant", "content": content}
    try:
        return AssistantMessage.model_validate(message, strict=True)
    except ValidationError as error:
        raise unreadable_reply(provider, request_error(error, message).message) from None


def calls_of(message: Message) -> tuple[RunToolCall, ...]:
    return tuple(
        RunToolCall(id=block["id"], name=block["name"], input=block["input"])
        for block in message.content
        if block["type"] == "tool_use"
    )


def unread_input(message: Message, tool_use_id: str) -> str | None:
    """What the model wrote as the call's input, if it is no JSON object."""
    unread: dict[str, str] = (message.metadata or {}).get("invalid_tool_input", {})
    return unread.get(tool_use_id)


def as_sent(results: Sequence[RunToolResult]) -> HistoryMessage:
    """The results of one turn, in the order of its calls."""
    return HistoryMessage(role="user", content=[_result_block(result) for result in results])


def as_input(message: HistoryMessage) -> UserMessage:
    return UserMessage.model_validate({"role": message.role, "content": message.content}, strict=True)


def as_history(message: InputMessage) -> HistoryMessage:
    """A message of the caller's, as it came."""
    return HistoryMessage(role=message.role, content=message.model_dump()["content"])


def size_of(content: Any) -> int:
    """In bytes, no less than what a request's limits will count of it."""
    return len(msgspec.json.encode(content))


def _result_block(result: RunToolResult) -> Block:
    block: Block = {"type": "tool_result", "tool_use_id": result.tool_use_id, "content": result.content}
    if result.is_error is True:
        block["is_error"] = True
    return block
