"""The caller's side: requests for the Responses API, and their parts."""

from __future__ import annotations

import json
from typing import Any

from tests.providers.oai_resp.responses import ADAPTER, Json
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.secret import Secret
from vai_gateway.providers.adapter import Ask

HI: list[Json] = [{"role": "user", "content": "Hi"}]
PNG: Json = {"type": "base64", "media_type": "image/png", "data": "iVBO"}
PDF: Json = {"type": "base64", "media_type": "application/pdf", "data": "JVBE"}
CLOSED: Json = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}
OPEN: Json = {"type": "object", "properties": {"a": {"type": "string"}}}
TOOL: Json = {"name": "weather", "input_schema": OPEN}
SENT_TOOL: Json = {"type": "function", "name": "weather", "parameters": OPEN, "strict": False}


def ask(model: str = "gpt-5.1", *, stream: bool = False, key: str | None = None, **members: Any) -> Ask:
    members = {"messages": HI, **members, "model": f"oai-resp/{model}", "stream": stream}
    return Ask(MessageRequest.model_validate(members), model, stream, Secret(key) if key else None)


def sent(asked: Ask) -> Json:
    body: Json = json.loads(ADAPTER.encode(asked).body)
    return body


def issues(asked: Ask) -> list[tuple[str, str]]:
    return [(issue.param, issue.code) for issue in ADAPTER.issues(asked)]


def user(*blocks: Json) -> list[Json]:
    return [{"role": "user", "content": list(blocks)}]


def assistant(*blocks: Json) -> list[Json]:
    return [{"role": "assistant", "content": list(blocks)}]


def result(id: str, content: Any = None, **members: Any) -> Json:
    told = {} if content is None else {"content": content}
    return {"type": "tool_result", "tool_use_id": id, **told, **members}


def picture(source: Json) -> Json:
    return {"type": "image", "source": source}


def paper(source: Json, **members: Any) -> Json:
    return {"type": "document", "source": source, **members}
