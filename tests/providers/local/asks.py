"""Requests to `local/*`, and how to hear the answer to one."""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.providers.adapter import Ask, Provider

CALCULATOR = {
    "name": "calculator",
    "input_schema": {
        "type": "object",
        "properties": {"precise": {"type": "boolean"}, "expression": {"type": "string"}},
        "required": ["expression"],
    },
}
WEATHER = {
    "name": "get_weather",
    "input_schema": {
        "type": "object",
        "properties": {"unit": {"type": "string", "enum": ["C", "F"]}, "city": {"type": "string"}},
        "required": ["unit", "city"],
    },
}
SEARCH = {
    "name": "vai_web_search",
    "input_schema": {
        "type": "object",
        "properties": {"query": {"type": "string"}, "max_results": {"type": "integer", "minimum": 1}},
        "required": ["query"],
    },
}
TOOLS: list[dict[str, Any]] = [CALCULATOR, WEATHER, SEARCH]


def request_to(model: str, content: Any = "Hello.", **fields: Any) -> MessageRequest:
    """content: of the only message, unless `messages` is among the fields."""
    body = {"model": f"local/{model}", "messages": [{"role": "user", "content": content}], **fields}
    return MessageRequest.model_validate(body)


def ask_of(request: MessageRequest) -> Ask:
    return Ask(request, request.model.removeprefix("local/"), request.stream)


async def heard(provider: Provider, request: MessageRequest) -> list[StreamEvent]:
    """Every event of the stream."""
    return [event async for batch in provider.stream(ask_of(request)) for event in batch]


async def answer(provider: Provider, request: MessageRequest) -> Message:
    return collect(await provider.complete(ask_of(request)))


def text_of(message: Message) -> str:
    return "".join(block["text"] for block in message.content if block["type"] == "text")
