"""What runs are made of, as short as a test wants to say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import Message, Usage
from vai_gateway.core.message_stream import total
from vai_gateway.runs.history import said_by_model
from vai_gateway.runs.state import Plan, TurnEnded
from vai_gateway.tools.policy import RunLimits
from vai_gateway.tools.tool import ToolOutcome, text_block

Json = dict[str, Any]
TOOL: Json = {"name": "vai_web_search", "input_schema": {"type": "object"}}


def request(text: str = "Hello", **members: Any) -> MessageRequest:
    body = {"model": "acme/m", "messages": [{"role": "user", "content": text}], "tools": [TOOL], **members}
    return MessageRequest.model_validate(body, strict=True)


def plan(asked: MessageRequest | None = None, *, limits: RunLimits | None = None, **members: Any) -> Plan:
    limits = limits or RunLimits(max_turns=8, max_tool_calls=20, timeout_s=60, tool_timeout_s=30)
    room: Json = {"room_bytes": 4 << 20, "max_messages": 1000}
    return Plan(request=asked or request(), request_id="req_1", limits=limits, **room | members)


def usage(input_tokens: int = 10, output_tokens: int = 5) -> Usage:
    used = Usage(
        input_tokens=input_tokens,
        cache_read_input_tokens=0,
        cache_creation_input_tokens=0,
        output_tokens=output_tokens,
    )
    used.total_tokens = total(used)
    return used


def call(id: str, **input: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": "vai_web_search", "input": input}


def message(*content: Json, stop_reason: str | None = None, used: Usage | None = None, **metadata: Any) -> Message:
    calls = any(block["type"] == "tool_use" for block in content)
    return Message(
        id="msg_1",
        model="acme/m-1",
        content=list(content),
        stop_reason=stop_reason or ("tool_use" if calls else "end_turn"),
        usage=used or usage(),
        metadata=metadata or UNSET,
    )


def turn(*content: Json, **members: Any) -> TurnEnded:
    """What the model says in one turn."""
    said = message(*content, **members)
    return TurnEnded(said, said_by_model(said.content, "acme"))


def words(text: str = "Done.") -> Json:
    return text_block(text)


def outcome(*texts: str) -> ToolOutcome:
    return ToolOutcome([text_block(text) for text in texts or ("found",)])


def calls_and_results(messages: Sequence[Any]) -> tuple[list[str], list[str]]:
    """The ids of the calls, and of the results that answer them, in a history as JSON or as models."""
    contents = [_content(message) for message in messages]
    blocks = [block for content in contents if isinstance(content, list) for block in content]
    calls = [block["id"] for block in blocks if block["type"] == "tool_use"]
    return calls, [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]


def _content(message: Any) -> Any:
    if isinstance(message, dict):
        return message["content"]
    return message.model_dump()["content"] if hasattr(message, "model_dump") else message.content
