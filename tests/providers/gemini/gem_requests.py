"""Requests for Gemini, their parts, and whether a body is what Google's SDK declares."""

from __future__ import annotations

import json
from typing import Any

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.secret import Secret
from vai_gateway.providers.adapter import Ask, Outgoing
from vai_gateway.providers.gemini.adapter import Gemini
from vai_gateway.providers.gemini.dev import GEM_DEV
from vai_gateway.providers.gemini.dialect import Dialect
from vai_gateway.providers.gemini.vertex import GEM_VERT

Json = dict[str, Any]

DEV, VERTEX = Gemini(GEM_DEV), Gemini(GEM_VERT)
OLD, NEW = "gemini-2.5-flash", "gemini-3.8-flash"
HI: list[Json] = [{"role": "user", "content": "Hi"}]
SAID_HI: list[Json] = [{"role": "user", "parts": [{"text": "Hi"}]}]
PNG = {"type": "base64", "media_type": "image/png", "data": "iVBO"}
PDF = {"type": "base64", "media_type": "application/pdf", "data": "JVBE"}
WAV = {"type": "base64", "media_type": "audio/wav", "data": "UklG"}
MP4 = {"type": "base64", "media_type": "video/mp4", "data": "AAAA"}
SCHEMA: Json = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "$defs": {}}
TOOL: Json = {"name": "weather", "input_schema": SCHEMA}


def ask(
    model: str = NEW, *, stream: bool = False, key: str | None = None, gem: Json | None = None, **members: Any
) -> Ask:
    """gem: the extensions. members: of the request."""
    members = {"messages": HI, **members, "model": f"gem-dev/{model}", "stream": stream}
    if gem is not None:
        members["extensions"] = {"gem": gem}
    return Ask(MessageRequest.model_validate(members), model, stream, None if key is None else Secret(key))


def outgoing(asked: Ask, dialect: Dialect = GEM_DEV) -> Outgoing:
    return Gemini(dialect).encode(asked)


def body(asked: Ask, dialect: Dialect = GEM_DEV) -> Json:
    sent: Json = json.loads(outgoing(asked, dialect).body)
    return sent


def contents(*messages: Json, model: str = NEW, dialect: Dialect = GEM_DEV, **members: Any) -> list[Json]:
    sent: list[Json] = body(ask(model, messages=list(messages), **members), dialect)["contents"]
    return sent


def issues(asked: Ask, dialect: Dialect = GEM_DEV) -> list[tuple[str, str]]:
    return [(found.param, found.code) for found in Gemini(dialect).issues(asked)]


def user(*blocks: Json | str) -> Json:
    return {"role": "user", "content": [text(block) if isinstance(block, str) else block for block in blocks]}


def model_said(*blocks: Json) -> Json:
    return {"role": "assistant", "content": list(blocks)}


def text(said: str, **members: Any) -> Json:
    return {"type": "text", "text": said, **members}


def use(id: str, name: str = "weather", **members: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": name, "input": {}, **members}


def result(id: str, **members: Any) -> Json:
    return {"type": "tool_result", "tool_use_id": id, **members}
