"""Vendors that take part in one tool loop, each in its own dialect: they look twice, and then they answer.

What they say depends on the history they are sent alone. They complain of histories in which calls and results do
not match, and of signatures of theirs that do not come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.runs.parts import Json
from vai_gateway.wire.asgi import Receive, Scope, Send

QUERIES = (("cats", "dogs"), ("birds",))
"""What is searched for in the turns before the answer; the first turn makes two calls at once."""
TURNS = len(QUERIES) + 1
SIGNED = "c2lnbmVkIGJ5IHRoZSB2ZW5kb3I="
"""What the vendor signs its thoughts with, and wants back."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn. calls: ids and queries."""

    model: str
    text: str
    calls: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wire:
    """A dialect. turn: how many turns a request's history holds. loose_ends: what does not match in it."""

    turn: Callable[[Json], int]
    loose_ends: Callable[[Json], str]
    whole: Callable[[Said], Json]
    frames: Callable[[Said], Iterable[Json]]
    signs: bool


@dataclass(slots=True)
class Vendors:
    """An ASGI application: all dialects, and a SearXNG that finds what it is asked for.

    received: request bodies by the path of the base URL. complaints: what was wrong with them.
    """

    received: list[tuple[str, Json]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        vendor, _, rest = scope["path"].removeprefix("/").partition("/")
        body = await _body(receive)
        if vendor == "searxng":
            query = body.decode().partition("q=")[2].partition("&")[0]
            found = {"title": query, "url": f"https://{query}.example/", "content": f"All about {query}."}
            await _send(send, "application/json", json.dumps({"results": [found]}))
            return
        request = json.loads(body)
        self.received.append((vendor, request))
        wire = WIRES[_dialect(rest)]
        said = _said(wire.turn(request), request.get("model") or rest)
        self._judge(f"{vendor}/{rest}", wire, request)
        if request.get("stream") or "streamGenerateContent" in rest:
            frames = "".join(f"{_event(frame)}data: {json.dumps(frame)}\n\n" for frame in wire.frames(said))
            await _send(
                send, "text/event-stream", frames + ("data: [DONE]\n\n" if rest.endswith("completions") else "")
            )
        else:
            await _send(send, "application/json", json.dumps(wire.whole(said)))

    def _judge(self, where: str, wire: Wire, request: Json) -> None:
        if found := wire.loose_ends(request):
            self.complaints.append(f"{where}: {found}")
        turn = wire.turn(request)
        if wire.signs and 0 < turn < TURNS and json.dumps(request).count(SIGNED) != turn:
            self.complaints.append(f"{where}: {turn} turns and {json.dumps(request).count(SIGNED)} signatures")


def _dialect(path: str) -> str:
    endings = {"messages": "anthropic", "completions": "chat", "responses": "responses"}
    return endings.get(path.rpartition("/")[2], "gemini")


def _said(turn: int, model: str) -> Said:
    if turn >= len(QUERIES):
        return Said(model, "Done.", [])
    return Said(model, "I look.", [(f"call_{turn}_{n}", query) for n, query in enumerate(QUERIES[turn])])


def _event(frame: Json) -> str:
    return f"event: {frame['type']}\n" if "type" in frame else ""


def _mismatch(called: list[str], answered: list[str]) -> str:
    return "" if called == answered else f"calls {called}, results {answered}"


def _anthropic_turn(request: Json) -> int:
    return sum(message["role"] == "assistant" for message in request["messages"])


def _anthropic_ends(request: Json) -> str:
    """Results stand in the very next message."""
    waiting: list[str] = []
    for message in request["messages"]:
        blocks = message["content"] if isinstance(message["content"], list) else []
        answered = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if found := _mismatch(waiting, answered):
            return found
        waiting = [block["id"] for block in blocks if block["type"] == "tool_use"]
    return _mismatch(waiting, [])


def _anthropic_whole(said: Said) -> Json:
    content: list[Json] = [{"type": "thinking", "thinking": "Hm.", "signature": SIGNED}] if said.calls else []
    content.append({"type": "text", "text": said.text})
    for id, query in said.calls:
        content.append({"type": "tool_use", "id": id, "name": "vai_web_search", "input": {"query": query}})
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": said.model,
        "content": content,
        "stop_reason": "tool_use" if said.calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5},
    }


def _anthropic_frames(said: Said) -> Iterable[Json]:
    whole = _anthropic_whole(said)
    yield {"type": "message_start", "message": {**whole, "content": [], "stop_reason": None}}
    for index, block in enumerate(whole["content"]):
        begun, deltas = _anthropic_pieces(block)
        yield {"type": "content_block_start", "index": index, "content_block": begun}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    stop = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 5}}
    yield {"type": "message_stop"}


def _anthropic_pieces(block: Json) -> tuple[Json, list[Json]]:
    match block["type"]:
        case "thinking":
            thought = {"type": "thinking_delta", "thinking": block["thinking"]}
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return {"type": "thinking", "thinking": "", "signature": ""}, [thought, signed]
        case "text":
            return {"type": "text", "text": ""}, [{"type": "text_delta", "text": block["text"]}]
        case _:
            written = json.dumps(block["input"])
            return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": written}]


def _chat_turn(request: Json) -> int:
    return sum(message["role"] == "assistant" for message in request["messages"])


def _chat_ends(request: Json) -> str:
    """Results follow the calls, one message each, before anybody else speaks."""
    waiting: list[str] = []
    for message in request["messages"]:
        if message["role"] == "tool":
            if not waiting or waiting.pop(0) != message["tool_call_id"]:
                return f"{message['tool_call_id']} is not awaited"
        elif waiting:
            return f"no results of {waiting}"
        waiting = waiting or [call["id"] for call in message.get("tool_calls") or ()]
    return _mismatch(waiting, [])


def _chat_message(said: Said) -> Json:
    calls = [
        {
            "id": id,
            "type": "function",
            "function": {"name": "vai_web_search", "arguments": json.dumps({"query": query})},
        }
        for id, query in said.calls
    ]
    return {"role": "assistant", "content": said.text, **({"tool_calls": calls} if calls else {})}


def _chat_whole(said: Said) -> Json:
    finish = "tool_calls" if said.calls else "stop"
    choice = {"index": 0, "message": _chat_message(said), "logprobs": None, "finish_reason": finish}
    return {**_chat_shell(said, "chat.completion"), "choices": [choice], "usage": _CHAT_USAGE}


def _chat_frames(said: Said) -> Iterable[Json]:
    shell = _chat_shell(said, "chat.completion.chunk")
    message = _chat_message(said)
    calls = [{"index": n, **call} for n, call in enumerate(message.pop("tool_calls", []))]
    for delta in (message, *({"tool_calls": [call]} for call in calls)):
        yield {**shell, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    finish = "tool_calls" if said.calls else "stop"
    yield {**shell, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
    yield {**shell, "choices": [], "usage": _CHAT_USAGE}


def _chat_shell(said: Said, kind: str) -> Json:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": said.model}


_CHAT_USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}


def _responses_turn(request: Json) -> int:
    """A turn is what stands between two of the other side."""
    return sum(
        not _is_model(before) and _is_model(item)
        for before, item in zip([{}, *request["input"]], request["input"], strict=False)
    )


def _is_model(item: Json) -> bool:
    return item.get("type") in ("reasoning", "function_call") or item.get("role") == "assistant"


def _responses_ends(request: Json) -> str:
    called = [item["call_id"] for item in request["input"] if item.get("type") == "function_call"]
    return _mismatch(
        called, [item["call_id"] for item in request["input"] if item.get("type") == "function_call_output"]
    )


def _responses_items(said: Said) -> list[Json]:
    items: list[Json] = []
    if said.calls:
        reasoning = {"type": "reasoning", "summary": [], "encrypted_content": SIGNED}
        items.append({"id": f"rs_{said.calls[0][0]}", **reasoning})
    part = {"type": "output_text", "text": said.text, "annotations": [], "logprobs": []}
    message = {"type": "message", "role": "assistant", "status": "completed", "content": [part]}
    items.append({"id": f"msg_{len(said.calls)}", **message})
    for id, query in said.calls:
        call = {"type": "function_call", "status": "completed", "name": "vai_web_search"}
        items.append({"id": f"fc_{id}", **call, "call_id": id, "arguments": json.dumps({"query": query})})
    return items


def _responses_whole(said: Said) -> Json:
    usage = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "model": said.model,
        "output": _responses_items(said),
        "usage": usage,
    }


def _responses_frames(said: Said) -> Iterable[Json]:
    whole = _responses_whole(said)
    yield {"type": "response.created", "response": {**whole, "status": "in_progress", "output": [], "usage": None}}
    for index, item in enumerate(whole["output"]):
        begun = {**item, **{name: empty for name, empty in _RESPONSES_EMPTY.items() if name in item}}
        yield {"type": "response.output_item.added", "output_index": index, "item": begun}
        if item["type"] == "function_call":
            told = {"output_index": index, "item_id": item["id"], "delta": item["arguments"]}
            yield {"type": "response.function_call_arguments.delta", **told}
        yield {"type": "response.output_item.done", "output_index": index, "item": item}
    yield {"type": "response.completed", "response": whole}


_RESPONSES_EMPTY: Json = {"content": [], "arguments": "", "status": "in_progress"}


def _gemini_turn(request: Json) -> int:
    return sum(content["role"] == "model" for content in request["contents"])


def _gemini_ends(request: Json) -> str:
    """The names match in number and order, from one content to the next; ids are not told by all."""
    waiting: list[str] = []
    for content in request["contents"]:
        parts = content["parts"]
        answered = [part["functionResponse"]["name"] for part in parts if "functionResponse" in part]
        if found := _mismatch(waiting, answered):
            return found
        waiting = [part["functionCall"]["name"] for part in parts if "functionCall" in part]
    return _mismatch(waiting, [])


def _gemini_whole(said: Said) -> Json:
    parts: list[Json] = [{"text": said.text}]
    for n, (_, query) in enumerate(said.calls):
        signed = {} if n else {"thoughtSignature": SIGNED}
        parts.append({"functionCall": {"name": "vai_web_search", "args": {"query": query}}, **signed})
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15}
    candidate = {"index": 0, "content": {"role": "model", "parts": parts}, "finishReason": "STOP"}
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "gemini-x", "responseId": "r1"}


def _gemini_frames(said: Said) -> Iterable[Json]:
    whole = _gemini_whole(said)
    parts = whole["candidates"][0]["content"]["parts"]
    for part in parts[:-1]:
        candidate = {"index": 0, "content": {"role": "model", "parts": [part]}}
        yield {"candidates": [candidate], "modelVersion": "gemini-x", "responseId": "r1"}
    candidate = {"index": 0, "content": {"role": "model", "parts": parts[-1:]}, "finishReason": "STOP"}
    yield {**whole, "candidates": [candidate]}


WIRES = {
    "anthropic": Wire(_anthropic_turn, _anthropic_ends, _anthropic_whole, _anthropic_frames, signs=True),
    "chat": Wire(_chat_turn, _chat_ends, _chat_whole, _chat_frames, signs=False),
    "responses": Wire(_responses_turn, _responses_ends, _responses_whole, _responses_frames, signs=True),
    "gemini": Wire(_gemini_turn, _gemini_ends, _gemini_whole, _gemini_frames, signs=True),
}


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _send(send: Send, kind: str, body: str) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]})
    await send({"type": "http.response.body", "body": body.encode()})
