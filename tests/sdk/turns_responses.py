"""The three turns as OpenAI's responses, none of which is stored: what was reasoned must come back encrypted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from tests.sdk.declared import RESPONSES as DECLARED
from tests.sdk.turns import Json, Said, Wire, halves, mismatch

ENCRYPTED = "reasoning.encrypted_content"


def _is_model(item: Json) -> bool:
    return item.get("type") in ("reasoning", "function_call") or item.get("role") == "assistant"


def _replayed(request: Json) -> list[Any]:
    """A turn is what stands between two of the other side."""
    turns: list[list[Json]] = []
    for before, item in zip([{}, *request["input"]], request["input"], strict=False):
        if _is_model(item):
            turns += [] if _is_model(before) else [[]]
            turns[-1].append(_with_arguments(item))
    return turns


def _with_arguments(item: Json) -> Json:
    """However they are spaced."""
    return {**item, "arguments": json.loads(item["arguments"])} if "arguments" in item else item


def _loose_ends(request: Json) -> str:
    if request.get("store") is not False or ENCRYPTED not in request.get("include", []):
        return "it reasons, and neither stores that nor is asked to tell it"
    called = [item["call_id"] for item in request["input"] if item.get("type") == "function_call"]
    answers = [item["call_id"] for item in request["input"] if item.get("type") == "function_call_output"]
    return mismatch(called, answers)


def _items(said: Said) -> list[Json]:
    items: list[Json] = []
    if said.calls:
        summary = [{"type": "summary_text", "text": said.thought}]
        reasoning = {"type": "reasoning", "summary": summary, "encrypted_content": said.signature}
        items.append({"id": f"rs_{said.turn}", **reasoning})
    part = {"type": "output_text", "text": said.text, "annotations": [], "logprobs": []}
    message = {"type": "message", "role": "assistant", "status": "completed", "content": [part]}
    items.append({"id": f"msg_{said.turn}", **message})
    for call in said.calls:
        told = {"type": "function_call", "status": "completed", "name": call.name, "arguments": json.dumps(call.input)}
        items.append({"id": f"fc_{call.id}", **told, "call_id": call.id})
    return items


def _kept(said: Said) -> list[Json]:
    return [_asked_back(item) for item in _items(said)]


def _asked_back(item: Json) -> Json:
    """Without the odds of words, and without a call's status."""
    if item["type"] == "message":
        parts = [{name: value for name, value in part.items() if name != "logprobs"} for part in item["content"]]
        return {**item, "content": parts}
    return _with_arguments({name: value for name, value in item.items() if name != "status"})


def _whole(said: Said) -> Json:
    return {
        "id": f"resp_{said.turn}",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": said.model,
        "output": _items(said),
        "parallel_tool_calls": True,
        "temperature": None,
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "usage": {
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 5,
            "output_tokens_details": {"reasoning_tokens": 2},
            "total_tokens": 15,
        },
    }


def _frames(said: Said) -> Iterable[Json]:
    numbers = count()
    for event in _events(_whole(said)):
        yield {**event, "sequence_number": next(numbers)}


def _events(whole: Json) -> Iterator[Json]:
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(whole["output"]):
        where = {"output_index": index}
        empty = {name: value for name, value in _EMPTY.items() if name in item}
        yield {"type": "response.output_item.added", **where, "item": {**item, **empty}}
        yield from _pieces(item, {**where, "item_id": item["id"]})
        yield {"type": "response.output_item.done", **where, "item": item}
    yield {"type": "response.completed", "response": whole}


def _pieces(item: Json, where: Json) -> Iterator[Json]:
    match item["type"]:
        case "reasoning":
            (part,) = item["summary"]
            summary = {**where, "summary_index": 0}
            yield {"type": "response.reasoning_summary_part.added", **summary, "part": {**part, "text": ""}}
            for piece in halves(part["text"]):
                yield {"type": "response.reasoning_summary_text.delta", **summary, "delta": piece}
            yield {"type": "response.reasoning_summary_text.done", **summary, "text": part["text"]}
            yield {"type": "response.reasoning_summary_part.done", **summary, "part": part}
        case "message":
            (part,) = item["content"]
            content = {**where, "content_index": 0}
            yield {"type": "response.content_part.added", **content, "part": {**part, "text": ""}}
            for piece in halves(part["text"]):
                yield {"type": "response.output_text.delta", **content, "delta": piece, "logprobs": []}
            yield {"type": "response.output_text.done", **content, "text": part["text"], "logprobs": []}
            yield {"type": "response.content_part.done", **content, "part": part}
        case _:
            for piece in halves(item["arguments"]):
                yield {"type": "response.function_call_arguments.delta", **where, "delta": piece}
            yield {"type": "response.function_call_arguments.done", **where, "arguments": item["arguments"]}


_EMPTY: Json = {"content": [], "summary": [], "arguments": "", "encrypted_content": "", "status": "in_progress"}

RESPONSES = Wire(
    declared=DECLARED,
    turn=lambda request: len(_replayed(request)),
    loose_ends=_loose_ends,
    replayed=_replayed,
    kept=_kept,
    whole=_whole,
    frames=_frames,
)
