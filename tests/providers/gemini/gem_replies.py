"""generateContent's replies as Google sends them, and what the adapter makes of them."""

from __future__ import annotations

import json
from typing import Any

from tests.grammar import assert_legal
from tests.providers.gemini.gem_requests import DEV
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.gemini.adapter import Gemini
from vai_gateway.wire.sse_read import Frame

Json = dict[str, Any]

USAGE: Json = {
    "promptTokenCount": 20,
    "cachedContentTokenCount": 5,
    "toolUsePromptTokenCount": 3,
    "candidatesTokenCount": 7,
    "thoughtsTokenCount": 4,
    "totalTokenCount": 34,
}


def frame(value: Any) -> Frame:
    return Frame("", json.dumps(value).encode())


def chunk(*parts: Json, finish: str | None = None, usage: Json | None = None, **candidate: Any) -> Json:
    """candidate: members beside the content."""
    if finish is not None:
        candidate["finishReason"] = finish
    content = {"content": {"role": "model", "parts": list(parts)}} if parts else {}
    told = {} if usage is None else {"usageMetadata": usage}
    return {
        "candidates": [{**content, "index": 0, **candidate}],
        "modelVersion": "gemini-x",
        "responseId": "r1",
        **told,
    }


def text(said: str, **members: Any) -> Json:
    return {"text": said, **members}


def thought(said: str, **members: Any) -> Json:
    return {"text": said, "thought": True, **members}


def call(name: str | None = None, **members: Any) -> Json:
    """members: of the functionCall."""
    return {"functionCall": members if name is None else {"name": name, **members}}


def value(path: str, *, more: bool = False, **values: Any) -> Json:
    """One value of streamed arguments."""
    return {"jsonPath": path, **values, **({"willContinue": True} if more else {})}


def streamed(*chunks: Json, adapter: Gemini = DEV) -> list[StreamEvent]:
    """The events of a whole stream, which are legal. Raises GatewayError where the adapter does."""
    stream = MessageStream(adapter.facts.name, "gem-dev/asked")
    decoder = adapter.decoder(stream)
    for each in chunks:
        decoder.feed(frame(each))
    decoder.end()
    stream.end()
    events = stream.take()
    assert_legal(events)
    return events


def message(*chunks: Json, adapter: Gemini = DEV) -> Message:
    return collect(streamed(*chunks, adapter=adapter))


def whole(body: Any, adapter: Gemini = DEV) -> Message:
    """The message of a reply in one piece."""
    stream = MessageStream(adapter.facts.name, "gem-dev/asked")
    adapter.decode_reply(json.dumps(body).encode(), stream)
    stream.end()
    events = stream.take()
    assert_legal(events)
    return collect(events)


def joined(*chunks: Json) -> Json:
    """The reply in one piece that says what the chunks say, each part as it came."""
    parts = [part for each in chunks for part in each["candidates"][0].get("content", {}).get("parts", [])]
    candidate: Json = {}
    for each in chunks:
        candidate |= each["candidates"][0]
    if parts:
        candidate["content"] = {"role": "model", "parts": parts}
    return {**chunks[-1], "candidates": [candidate]}
