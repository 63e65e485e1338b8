"""Requests for chat completions, and their parts."""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.adapter import Ask

Json = dict[str, Any]

HI = [{"role": "user", "content": "Hi"}]
PNG = {"type": "base64", "media_type": "image/png", "data": "iVBO"}
PDF = {"type": "base64", "media_type": "application/pdf", "data": "JVBE"}
CLOSED = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}
OPEN = {"type": "object", "properties": {"a": {"type": "string"}}}
TOOL = {"name": "weather", "input_schema": OPEN}


def ask(model: str = "gpt-4.1", *, stream: bool = False, **members: Any) -> Ask:
    members = {"messages": HI, **members, "model": f"openai/{model}", "stream": stream}
    return Ask(MessageRequest.model_validate(members), model, stream)


def user(*blocks: Json) -> list[Json]:
    return [{"role": "user", "content": list(blocks)}]


def text(said: str) -> Json:
    return {"type": "text", "text": said}


def use(id: str, name: str = "weather", **members: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": name, "input": {}, **members}


def sent_call(id: str, arguments: str = "{}") -> Json:
    return {"id": id, "type": "function", "function": {"name": "weather", "arguments": arguments}}
