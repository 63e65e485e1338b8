"""Requests for chat completions, and their parts."""

from __future__ import annotations

import json
from typing import Any

from tests.fake_provider import FakeProvider
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.compat import check_compat
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openai_chat.dialect import Dialect

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


def ask(model: str = "gpt-4.1", *, provider: str = "openai", stream: bool = False, **members: Any) -> Ask:
    members = {"messages": HI, **members, "model": f"{provider}/{model}", "stream": stream}
    return Ask(MessageRequest.model_validate(members), model, stream)


def body_of(asked: Ask, dialect: Dialect) -> Json:
    """What goes out."""
    sent: Json = json.loads(OpenAIChat(dialect).encode(asked).body)
    return sent


def issues_of(asked: Ask, dialect: Dialect) -> list[tuple[str, str]]:
    return [(issue.param, issue.code) for issue in OpenAIChat(dialect).issues(asked)]


def refused_of(asked: Ask, dialect: Dialect) -> list[str]:
    """What the facts say that the model cannot do."""
    try:
        check_compat(FakeProvider(dialect.facts), asked)
    except GatewayError as error:
        return [issue.param for issue in error.compat_issues or ()]
    return []


def user(*blocks: Json) -> list[Json]:
    return [{"role": "user", "content": list(blocks)}]


def text(said: str) -> Json:
    return {"type": "text", "text": said}


def use(id: str, name: str = "weather", **members: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": name, "input": {}, **members}


def sent_call(id: str, arguments: str = "{}") -> Json:
    return {"id": id, "type": "function", "function": {"name": "weather", "arguments": arguments}}
