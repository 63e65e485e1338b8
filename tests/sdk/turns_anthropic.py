"""The three turns as Anthropic's messages."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tests.sdk.declared import ANTHROPIC as DECLARED
from tests.sdk.turns import Json, Said, Wire, halves, mismatch


def _turn(request: Json) -> int:
    return len(_replayed(request))


def _loose_ends(request: Json) -> str:
    """Results stand in the very next message."""
    waiting: list[str] = []
    for message in request["messages"]:
        blocks = message["content"] if isinstance(message["content"], list) else []
        answered = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if found := mismatch(waiting, answered):
            return found
        waiting = [block["id"] for block in blocks if block["type"] == "tool_use"]
    return mismatch(waiting, [])


def _replayed(request: Json) -> list[Json]:
    return [message["content"] for message in request["messages"] if message["role"] == "assistant"]


def _content(said: Said) -> list[Json]:
    thought = {"type": "thinking", "thinking": said.thought, "signature": said.signature}
    content: list[Json] = [thought] if said.calls else []
    content.append({"type": "text", "text": said.text})
    content += [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.input} for call in said.calls]
    return content


def _whole(said: Said) -> Json:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": said.model,
        "content": _content(said),
        "stop_reason": "tool_use" if said.calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5},
    }


def _frames(said: Said) -> Iterable[Json]:
    whole = _whole(said)
    yield {"type": "message_start", "message": {**whole, "content": [], "stop_reason": None}}
    for index, block in enumerate(whole["content"]):
        begun, deltas = _pieces(block)
        yield {"type": "content_block_start", "index": index, "content_block": begun}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    stop = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 5}}
    yield {"type": "message_stop"}


def _pieces(block: Json) -> tuple[Json, list[Json]]:
    match block["type"]:
        case "thinking":
            thought = [{"type": "thinking_delta", "thinking": piece} for piece in halves(block["thinking"])]
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return {"type": "thinking", "thinking": "", "signature": ""}, [*thought, signed]
        case "text":
            return {"type": "text", "text": ""}, [{"type": "text_delta", "text": block["text"]}]
        case _:
            pieces = halves(json.dumps(block["input"]))
            return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]


ANTHROPIC = Wire(
    declared=DECLARED,
    turn=_turn,
    loose_ends=_loose_ends,
    replayed=_replayed,
    kept=_content,
    whole=_whole,
    frames=_frames,
)
