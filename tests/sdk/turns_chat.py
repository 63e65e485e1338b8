"""The three turns as chat completions; what a vendor says of its thinking, and asks back, is its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.sdk import declared
from tests.sdk.declared import Declared
from tests.sdk.turns import Json, Said, Wire, halves, mismatch

USAGE: Json = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
Thinking = Callable[[Said], list[Json]]
"""Members of a message, in the pieces of a stream."""


def _untold(said: Said) -> list[Json]:
    return []


def _reasoning(said: Said) -> list[Json]:
    return [{"reasoning": piece} for piece in halves(said.thought)]


def _details(said: Said) -> list[Json]:
    """Of a Claude: its text, and at last the signature."""
    detail = {"type": "reasoning.text", "format": "anthropic-claude-v1", "index": 0}
    told = [{"reasoning": p, "reasoning_details": [{**detail, "text": p}]} for p in halves(said.thought)]
    return [*told, {"reasoning_details": [{**detail, "signature": said.signature}]}]


@dataclass(frozen=True, slots=True)
class Dialect:
    """beside: of a reply. first, last: of the frames where it starts and where it counts. every_piece: of a call."""

    declared: Declared
    thinking: Thinking = _untold
    beside: Json = field(default_factory=dict)
    first: Json = field(default_factory=dict)
    last: Json = field(default_factory=dict)
    every_piece: Json = field(default_factory=dict)
    usage: Json = field(default_factory=lambda: USAGE)
    counts_at_the_end: bool = False

    def wire(self) -> Wire:
        return Wire(
            declared=self.declared,
            turn=lambda request: len(_replayed(request)),
            loose_ends=_loose_ends,
            replayed=_replayed,
            kept=self.kept,
            whole=self.whole,
            frames=self.frames,
        )

    def message(self, said: Said) -> Json:
        message: Json = {"role": "assistant", "content": said.text}
        for piece in self.thinking(said) if said.calls else ():
            _join(message, piece)
        if said.calls:
            message["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": json.dumps(call.input)},
                }
                for call in said.calls
            ]
        return message

    def kept(self, said: Said) -> Json:
        """Details hold all that the plain text says, and more."""
        message = self.message(said)
        if "reasoning_details" in message:
            del message["reasoning"]
        return _with_arguments(message)

    def whole(self, said: Said) -> Json:
        finish = "tool_calls" if said.calls else "stop"
        choice = {"index": 0, "message": self.message(said), "logprobs": None, "finish_reason": finish}
        return {**self.shell(said, "chat.completion"), "choices": [choice], "usage": self.usage, **self.beside}

    def frames(self, said: Said) -> Iterable[Json]:
        shell = self.shell(said, "chat.completion.chunk")
        thoughts = self.thinking(said) if said.calls else []
        deltas = [*thoughts, {"content": said.text}, *self.call_pieces(said)]
        deltas[0] = {"role": "assistant", **deltas[0]}
        for place, delta in enumerate(deltas):
            first = {} if place else self.first
            yield {**shell, "choices": [{"index": 0, "delta": delta, "finish_reason": None}], **first}
        end = {"index": 0, "delta": {}, "finish_reason": "tool_calls" if said.calls else "stop"}
        counted = {"usage": self.usage, **self.last}
        if self.counts_at_the_end:
            yield {**shell, "choices": [end], **counted}
        else:
            yield {**shell, "choices": [end]}
            yield {**shell, "choices": [], **counted}

    def shell(self, said: Said, kind: str) -> Json:
        return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": said.model, "system_fingerprint": "fp_1"}

    def call_pieces(self, said: Said) -> Iterable[Json]:
        for index, call in enumerate(said.calls):
            first, last = halves(json.dumps(call.input))
            function = {"name": call.name, "arguments": first}
            yield {"tool_calls": [{"index": index, "id": call.id, "type": "function", "function": function}]}
            yield {"tool_calls": [{"index": index, **self.every_piece, "function": {"arguments": last}}]}


def _join(message: Json, piece: Json) -> None:
    for name, value in piece.items():
        if name == "reasoning_details":
            message[name] = [_longer(message.get(name, [{}])[0], value[0])]
        else:
            message[name] = message.get(name, "") + value


def _longer(detail: Json, piece: Json) -> Json:
    """The text goes on; all else is said once, or again."""
    text = {"text": detail["text"] + piece["text"]} if "text" in detail and "text" in piece else {}
    return {**detail, **piece, **text}


def _loose_ends(request: Json) -> str:
    """Results follow the calls, one message each, before anybody else speaks."""
    waiting: list[str] = []
    for message in request["messages"]:
        if message["role"] == "tool":
            if not waiting or waiting.pop(0) != message["tool_call_id"]:
                return f"{message['tool_call_id']} is not awaited"
        elif waiting:
            return f"no results of {waiting}"
        waiting = waiting or [call["id"] for call in message.get("tool_calls") or ()]
    return mismatch(waiting, [])


def _replayed(request: Json) -> list[Json]:
    return [_with_arguments(message) for message in request["messages"] if message["role"] == "assistant"]


def _with_arguments(message: Json) -> Json:
    """However they are spaced."""
    if "tool_calls" not in message:
        return message
    calls: list[Any] = [
        {**call, "function": {**call["function"], "arguments": json.loads(call["function"]["arguments"])}}
        for call in message["tool_calls"]
    ]
    return {**message, "tool_calls": calls}


OPENAI = Dialect(declared.OPENAI).wire()
GROQ = Dialect(
    declared.GROQ,
    _reasoning,
    beside={"x_groq": {"id": "req_1"}},
    first={"x_groq": {"id": "req_1"}},
    last={"x_groq": {"id": "req_1", "usage": USAGE}},
    counts_at_the_end=True,
).wire()
CEREBRAS = Dialect(
    declared.CEREBRAS,
    _reasoning,
    beside={"time_info": {"queue_time": 0.1, "total_time": 0.4, "created": 1}},
    last={"time_info": {"queue_time": 0.1, "total_time": 0.4, "created": 1}},
    every_piece={"type": "function"},
    counts_at_the_end=True,
).wire()
OPENROUTER = Dialect(declared.OPENROUTER, _details, usage={**USAGE, "cost": 0.001, "is_byok": False}).wire()
