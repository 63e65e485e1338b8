"""What the gateway answered, read as a plain client reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from tests.replay.oracle import Facts, Json

_SEPARATORS = re.compile("[\u2028\u2029\x85]")
_FRAME = re.compile(r"event: ([a-z_]+)\ndata: (.+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """body: the message or the error, put together from the events if there are any."""

    status: int
    headers: Mapping[str, str]
    events: tuple[Json, ...]
    body: Json


def read(response: httpx.Response) -> Answer:
    kind = response.headers.get("content-type", "")
    if not kind.startswith("text/event-stream"):
        assert kind == "application/json", kind
        return Answer(response.status_code, response.headers, (), response.json())
    events = frames(response.content)
    return Answer(response.status_code, response.headers, events, folded(events))


def frames(stream: bytes) -> tuple[Json, ...]:
    """Each frame is one `event:` line, one `data:` line and a blank line; there is nothing else."""
    assert not _SEPARATORS.search(stream.decode()), "some readers would end a line there"
    *blocks, rest = stream.decode().split("\n\n")
    assert rest == "", f"the stream ends in the middle of a frame: {rest[:200]!r}"
    found = []
    for block in blocks:
        frame = _FRAME.fullmatch(block)
        assert frame is not None, f"no frame: {block[:200]!r}"
        event = json.loads(frame[2])
        assert event["type"] == frame[1], f"{frame[1]} names a {event['type']}"
        found.append(event)
    return tuple(found)


def folded(events: tuple[Json, ...]) -> Json:
    message: Json = {}
    inputs: list[str] = []
    for event in events:
        match event["type"]:
            case "message_start":
                message = json.loads(json.dumps(event["message"]))
            case "content_block_start":
                message["content"].append(dict(event["content_block"]))
                inputs.append("")
            case "content_block_delta":
                _grow(message["content"][event["index"]], event["delta"], inputs)
            case "message_delta":
                message |= event["delta"] | {"usage": event["usage"]}
            case "error":
                return event
    for block, text in zip(message["content"], inputs, strict=True):
        if text:
            block["input"] = _arguments(text)
    return message


def _arguments(text: str) -> Json:
    """What is no JSON stays text; it is nothing that an oracle expects."""
    try:
        arguments: Json = json.loads(text)
    except ValueError:
        return {"not_json": text}
    return arguments


def _grow(block: Json, delta: Json, inputs: list[str]) -> None:
    match delta["type"]:
        case "text_delta":
            block["text"] += delta["text"]
        case "thinking_delta":
            block["thinking"] += delta["thinking"]
        case "input_json_delta":
            inputs[-1] += delta["partial_json"]
        case "citations_delta":
            block["citations"] = [*block.get("citations", []), delta["citation"]]
        case _:
            block.update({name: value for name, value in delta.items() if name != "type"})


def facts_of(answer: Answer, provider: str) -> Facts:
    body = answer.body
    if body["type"] == "error":
        return Facts(answer.status, body["error"]["type"])
    blocks: list[Json] = body["content"]
    return Facts(
        status=answer.status,
        model=body["model"].removeprefix(f"{provider}/"),
        text="".join(_each(blocks, "text", "text")),
        thinking="".join(_each(blocks, "thinking", "thinking")),
        calls=tuple((b["id"], b["name"], b["input"]) for b in blocks if b["type"] == "tool_use"),
        audio=tuple(_each(blocks, "audio", "transcript")),
        stop_reason=body["stop_reason"],
        stop_sequence=body.get("stop_sequence", ""),
        usage=body["usage"],
        usage_missing=body.get("metadata", {}).get("usage_missing", False),
        blocks=[block["data"] if block["type"] == "provider_block" else block for block in blocks],
    )


def _each(blocks: list[Json], kind: str, member: str) -> list[Any]:
    return [block[member] for block in blocks if block["type"] == kind and member in block]
