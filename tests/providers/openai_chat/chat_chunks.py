"""Chat completions as a vendor sends them, and what the adapter makes of them."""

from __future__ import annotations

import json
from typing import Any

from tests.grammar import assert_legal
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.wire.sse_read import Frame

Json = dict[str, Any]

ADAPTER = OpenAIChat(OPENAI)
DONE = Frame("", b"[DONE]")
USAGE: Json = {"prompt_tokens": 20, "completion_tokens": 7, "total_tokens": 27}


def frame(value: Any, event: str = "") -> Frame:
    return Frame(event, json.dumps(value).encode())


def chunk(delta: Json | None = None, finish: str | None = None, *, index: int | None = 0, **members: Any) -> Frame:
    """members: of the chunk, beside its one choice."""
    choice = {"index": index, "delta": delta or {}, "logprobs": None, "finish_reason": finish}
    shell = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-x-2026-01-01"}
    return frame({**shell, "choices": [choice], "usage": None, **members})


def usage_chunk(usage: Json, **members: Any) -> Frame:
    return chunk(choices=[], **{"usage": usage, **members})


def call(arguments: str = "", **members: Any) -> Json:
    """A piece of a tool call. members: index, id, name."""
    function = {"arguments": arguments}
    if "name" in members:
        function["name"] = members.pop("name")
    return {"tool_calls": [{**members, "function": function}]}


def reply(message: Json, finish: str | None = "stop", **members: Any) -> bytes:
    choice = {
        "index": 0,
        "message": {"role": "assistant", **message},
        "finish_reason": finish,
        "logprobs": None,
    }
    shell = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-x-2026-01-01"}
    return json.dumps({**shell, "choices": [choice], "usage": USAGE, **members}).encode()


def asked_of(dialect: Dialect) -> MessageStream:
    return MessageStream(dialect.facts.name, f"{dialect.facts.name}/asked")


def streamed(*frames: Frame, dialect: Dialect = OPENAI) -> list[StreamEvent]:
    """The events of a whole stream, which are legal. Raises GatewayError where the adapter does."""
    stream = asked_of(dialect)
    decoder = OpenAIChat(dialect).decoder(stream)
    for each in frames:
        decoder.feed(each)
    decoder.end()
    stream.end()
    events = stream.take()
    assert_legal(events)
    return events


def message(*frames: Frame, dialect: Dialect = OPENAI) -> Message:
    return collect(streamed(*frames, dialect=dialect))


def whole(body: bytes, dialect: Dialect = OPENAI) -> Message:
    """The message of a reply in one piece."""
    stream = asked_of(dialect)
    OpenAIChat(dialect).decode_reply(body, stream)
    stream.end()
    events = stream.take()
    assert_legal(events)
    return collect(events)
