"""The vendor's side: responses and their events, and what the adapter makes of them."""

from __future__ import annotations

import json
from typing import Any

from tests.grammar import assert_legal
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.oai_resp.adapter import OpenAIResponses
from vai_gateway.wire.sse_read import Frame

Json = dict[str, Any]

ADAPTER = OpenAIResponses()
USAGE: Json = {
    "input_tokens": 20,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 7,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 27,
}
SHELL: Json = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1760000000,
    "status": "in_progress",
    "error": None,
    "incomplete_details": None,
    "instructions": "Be brief.",
    "model": "gpt-x-2026-01-01",
    "output": [],
    "store": False,
    "tools": [],
    "usage": None,
}


def event(kind: str, **members: Any) -> Frame:
    return Frame(kind, json.dumps({"type": kind, "sequence_number": 1, **members}).encode())


def response(*output: Json, **members: Any) -> Json:
    return {**SHELL, "status": "completed", "output": list(output), "usage": USAGE, **members}


def body(*output: Json, **members: Any) -> bytes:
    return json.dumps(response(*output, **members)).encode()


CREATED = event("response.created", response=SHELL)
IN_PROGRESS = event("response.in_progress", response=SHELL)


def completed(*output: Json, **members: Any) -> Frame:
    return event("response.completed", response=response(*output, **members))


def incomplete(reason: str | None, *output: Json) -> Frame:
    details = None if reason is None else {"reason": reason}
    told = response(*output, status="incomplete", incomplete_details=details)
    return event("response.incomplete", response=told)


def added(index: int, item: Json) -> Frame:
    return event("response.output_item.added", output_index=index, item=item)


def done(index: int, item: Json) -> Frame:
    return event("response.output_item.done", output_index=index, item=item)


def text_delta(index: int, text: str, *, part: int = 0) -> Frame:
    return event(
        "response.output_text.delta",
        output_index=index,
        content_index=part,
        item_id="msg_?",
        delta=text,
        logprobs=[],
        obfuscation="x7",
    )


def part_added(index: int, part: Json, *, place: int = 0) -> Frame:
    return event("response.content_part.added", output_index=index, content_index=place, part=part)


def part_done(index: int, part: Json, *, place: int = 0) -> Frame:
    return event("response.content_part.done", output_index=index, content_index=place, part=part)


def text_part(text: str, **members: Any) -> Json:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": [], **members}


def refusal_part(text: str) -> Json:
    return {"type": "refusal", "refusal": text}


def message_item(*parts: Json, id: str = "msg_1", **members: Any) -> Json:
    shell = {"id": id, "type": "message", "role": "assistant", "status": "completed"}
    return {**shell, "content": list(parts), **members}


def said_item(text: str, id: str = "msg_1", **members: Any) -> Json:
    return message_item(text_part(text), id=id, **members)


def reasoning_item(*summary: str, id: str = "rs_1", **members: Any) -> Json:
    parts = [{"type": "summary_text", "text": text} for text in summary]
    return {"id": id, "type": "reasoning", "summary": parts, **members}


def call_item(arguments: str = "{}", *, id: str = "fc_1", call_id: str = "call_1", **members: Any) -> Json:
    shell = {"id": id, "type": "function_call", "status": "completed", "name": "weather"}
    return {**shell, "call_id": call_id, "arguments": arguments, **members}


def custom_item(text: str) -> Json:
    shell = {"id": "ctc_1", "type": "custom_tool_call", "status": "completed", "name": "sum"}
    return {**shell, "call_id": "call_1", "input": text}


def begun(item: Json) -> Json:
    """The item as it is when it is added."""
    empty = {"content": [], "summary": [], "arguments": "", "input": "", "status": "in_progress"}
    return {name: empty.get(name, value) for name, value in item.items()}


def argument_delta(index: int, text: str) -> Frame:
    return event("response.function_call_arguments.delta", output_index=index, item_id="fc_?", delta=text)


def streamed(*frames: Frame) -> list[StreamEvent]:
    stream = MessageStream("oai-resp", "oai-resp/asked")
    decoder = ADAPTER.decoder(stream)
    for frame in frames:
        decoder.feed(frame)
    decoder.end()
    return stream.take()


def message(*frames: Frame) -> Message:
    events = streamed(*frames)
    assert_legal(events)
    return collect(events)


def whole(reply: bytes) -> Message:
    stream = MessageStream("oai-resp", "oai-resp/asked")
    ADAPTER.decode_reply(reply, stream)
    events = stream.take()
    assert_legal(events)
    return collect(events)


def mark(**members: Any) -> str:
    """A signature, its members in this order."""
    return "openai:" + json.dumps(members, separators=(",", ":"))
