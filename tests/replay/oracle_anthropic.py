"""What Anthropic's recorded replies say.

Source: https://docs.anthropic.com/en/api/messages and .../build-with-claude/streaming
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from tests.replay.cases import Case
from tests.replay.oracle import Facts, Json, Oracle, counted, error_facts

COUNTS = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
DOCUMENTED = {
    "text": {"type", "text", "citations"},
    "thinking": {"type", "thinking", "signature"},
    "redacted_thinking": {"type", "data"},
    "tool_use": {"type", "id", "name", "input", "caller", "toolset_name"},
}
"""The members that the contract has of the blocks that are not open."""


def facts(case: Case) -> Facts:
    if case.status != 200:
        return error_facts(case.status)
    return of_message(whole_message(events(case)) if case.is_event_stream else case.json)


def events(case: Case) -> list[Json]:
    lines = (case.body or b"").decode().splitlines()
    return [json.loads(line[5:]) for line in lines if line.startswith("data:")]


def whole_message(streamed: list[Json]) -> Json:
    """The message that the events add up to."""
    message: Json = {}
    inputs: dict[int, str] = {}
    for event in streamed:
        match event["type"]:
            case "message_start":
                message = event["message"]
            case "content_block_start":
                message["content"].append(event["content_block"])
            case "content_block_delta":
                _grow(message["content"][event["index"]], event["delta"], inputs, event["index"])
            case "message_delta":
                message.update(event["delta"])
                said = event.get("usage") or {}
                message["usage"] = message["usage"] | {k: v for k, v in said.items() if v is not None}
    for index, text in inputs.items():
        if text:
            message["content"][index]["input"] = json.loads(text)
    return message


def _grow(block: Json, delta: Json, inputs: dict[int, str], index: int) -> None:
    match delta.pop("type"):
        case "input_json_delta":
            inputs[index] = inputs.get(index, "") + delta["partial_json"]
        case "citations_delta":
            block["citations"] = [*(block.get("citations") or []), delta["citation"]]
        case "text_delta" | "thinking_delta":
            for name, text in delta.items():
                if isinstance(text, str):
                    block[name] = block.get(name, "") + text
        case _:
            block.update(delta)


def of_message(message: Json) -> Facts:
    blocks = [canonical(block) for block in message["content"]]
    used = {name: message["usage"].get(name) or 0 for name in COUNTS}
    usage = counted(
        prompt=used["input_tokens"],
        read=used["cache_read_input_tokens"],
        written=used["cache_creation_input_tokens"],
        output=used["output_tokens"],
    )
    thought = (message["usage"].get("output_tokens_details") or {}).get("thinking_tokens")
    return Facts(
        model=message["model"],
        text="".join(block["text"] for block in blocks if block["type"] == "text"),
        thinking="".join(block["thinking"] for block in blocks if block["type"] == "thinking"),
        calls=tuple((b["id"], b["name"], b["input"]) for b in blocks if b["type"] == "tool_use"),
        stop_reason=message["stop_reason"],
        stop_sequence=message.get("stop_sequence") or "",
        usage=usage if thought is None else usage | {"reasoning_tokens": thought},
        blocks=blocks,
    )


def canonical(block: Json) -> Json:
    """No nulls, no member that the contract has no place for, and no signature that says nothing."""
    known = DOCUMENTED.get(block["type"], block.keys())
    return {
        name: value
        for name, value in block.items()
        if value is not None and name in known and (name, value) != ("signature", "")
    }


def split(case: Case) -> list[Case]:
    """Some recordings hold the replies of several turns, one behind the other."""
    if not case.is_event_stream:
        return [case]
    frames = re.split(rb"\r?\n\r?\n", case.body or b"")
    parts: list[list[bytes]] = [[]]
    for frame in frames:
        parts[-1].append(frame)
        if b'"message_stop"' in frame:
            parts.append([])
    bodies = [b"\n\n".join(part) + b"\n\n" for part in parts if b"data:" in b"".join(part)]
    if len(bodies) < 2:
        return [case]
    return [
        replace(case, id=case.id if number == 1 else f"{case.id}#{number}", body=body)
        for number, body in enumerate(bodies, 1)
    ]


def unusable(case: Case) -> str:
    if case.is_event_stream and sum(event["type"] == "message_start" for event in events(case)) != 1:
        return "one message starts twice: made up by the recording's authors, no such reply is documented"
    return ""


def said_again(request: Json) -> Facts:
    blocks = [b for message in request["messages"] if message["role"] == "assistant" for b in message["content"]]
    return Facts(
        text="".join(block["text"] for block in blocks if block["type"] == "text"),
        calls=tuple((b["id"], b["name"], b["input"]) for b in blocks if b["type"] == "tool_use"),
        blocks=blocks,
    )


ORACLE = Oracle(
    api="anthropic.messages",
    provider="anthropic",
    setting="ANTHROPIC",
    key_header="X-Provider-Key-Anthropic",
    facts=facts,
    ending=re.compile(rb'"type":\s*"message_stop"|event: message_stop'),
    split=split,
    unusable=unusable,
    said_again=said_again,
)
