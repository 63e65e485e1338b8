"""Anthropic and OpenAI as far as these tests need them. They take and send only what their SDKs declare.

A model named `fails-<status>` answers with that vendor's error. Another calls the first tool it is given if
there is no result yet, and else answers in words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import anthropic.types
import openai.types.chat
from pydantic import TypeAdapter

from tests.sdk.declared import ANTHROPIC, OPENAI
from vai_gateway.wire.asgi import Receive, Scope, Send

Json = dict[str, Any]

ANTHROPIC_KEY = "sk-ant-of-a-user"
OPENAI_KEY = "sk-of-a-user"
WORDS = ["Bon", "jour, ", "世界!"]
RESULT_WORDS = ["It is ", "18 degrees."]
CALL: Json = {"city": "Paris"}

ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What either vendor says. call: the tool's name, where it is called."""

    model: str
    words: list[str]
    call: str = ""


@dataclass(slots=True)
class Vendors:
    """An ASGI application. complaints: what was wrong with the requests."""

    complaints: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = json.loads(await _body(receive))
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        is_anthropic = scope["path"] == "/v1/messages"
        found = _wrong_with_anthropic(headers, request) if is_anthropic else _wrong_with_openai(headers, request)
        self.complaints += found
        model = request["model"]
        status = 400 if found else int(model.removeprefix("fails-")) if model.startswith("fails-") else 200
        if status != 200:
            await _send(send, status, "application/json", json.dumps(_error(status, is_anthropic)))
            return
        reply = _reply(request)
        if request.get("stream"):
            body = anthropic_stream(reply) if is_anthropic else openai_stream(reply)
            await _send(send, 200, "text/event-stream", body)
        else:
            whole = anthropic_message(reply) if is_anthropic else openai_completion(reply)
            await _send(send, 200, "application/json", json.dumps(whole))


def _wrong_with_anthropic(headers: Json, request: Json) -> list[str]:
    found = ANTHROPIC.request(request, stream=request.get("stream") is True)
    if headers.get("x-api-key") != ANTHROPIC_KEY:
        found.append(f"x-api-key: {headers.get('x-api-key')}")
    if headers.get("anthropic-version") != "2023-06-01":
        found.append(f"anthropic-version: {headers.get('anthropic-version')}")
    return found


def _wrong_with_openai(headers: Json, request: Json) -> list[str]:
    found = OPENAI.request(request, stream=request.get("stream") is True)
    if headers.get("authorization") != f"Bearer {OPENAI_KEY}":
        found.append(f"authorization: {headers.get('authorization')}")
    return found


def _reply(request: Json) -> Reply:
    tool = next((tool.get("function", tool)["name"] for tool in request.get("tools", [])), "")
    has_result = '"tool_result"' in json.dumps(request["messages"]) or request["messages"][-1]["role"] == "tool"
    if has_result:
        return Reply(request["model"], RESULT_WORDS)
    return Reply(request["model"], ["I look. "], tool) if tool else Reply(request["model"], WORDS)


def anthropic_message(reply: Reply) -> Json:
    content: list[Json] = [{"type": "text", "text": "".join(reply.words), "citations": None}]
    if reply.call:
        content.append({"type": "tool_use", "id": "toolu_1", "name": reply.call, "input": CALL})
    message = {
        **_shell(reply),
        "content": content,
        "stop_reason": "tool_use" if reply.call else "end_turn",
        "usage": {"input_tokens": 12, "output_tokens": 7},
    }
    anthropic.types.Message.model_validate(message)
    return message


def _shell(reply: Reply) -> Json:
    fixed = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "stop_reason": None,
        "stop_sequence": None,
    }
    return {**fixed, "model": reply.model, "content": [], "usage": {"input_tokens": 12, "output_tokens": 1}}


def anthropic_stream(reply: Reply) -> str:
    events: list[Json] = [{"type": "message_start", "message": _shell(reply)}]
    events += _block(0, {"type": "text", "text": ""}, [{"type": "text_delta", "text": word} for word in reply.words])
    if reply.call:
        pieces = ["", *_halves(json.dumps(CALL))]
        deltas: list[Json] = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
        events += _block(1, {"type": "tool_use", "id": "toolu_1", "name": reply.call, "input": {}}, deltas)
    stop = {"stop_reason": "tool_use" if reply.call else "end_turn", "stop_sequence": None}
    events += [
        {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 7}},
        {"type": "message_stop"},
    ]
    declared: TypeAdapter[Any] = TypeAdapter(anthropic.types.RawMessageStreamEvent)
    for event in events:
        declared.validate_python(event)
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def _block(index: int, block: Json, deltas: list[Json]) -> list[Json]:
    start = {"type": "content_block_start", "index": index, "content_block": block}
    said = [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
    return [start, *said, {"type": "content_block_stop", "index": index}]


def openai_completion(reply: Reply) -> Json:
    message: Json = {"role": "assistant", "content": "".join(reply.words), "refusal": None, "annotations": []}
    if reply.call:
        function = {"name": reply.call, "arguments": json.dumps(CALL)}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    finish = "tool_calls" if reply.call else "stop"
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
    completion = {**_beside(reply, "chat.completion"), "choices": [choice], "usage": _openai_usage()}
    openai.types.chat.ChatCompletion.model_validate(completion)
    return completion


def _beside(reply: Reply, kind: str) -> Json:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": reply.model, "service_tier": "default"}


def _openai_usage() -> Json:
    return {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19}


def openai_stream(reply: Reply) -> str:
    deltas: list[Json] = [{"role": "assistant", "content": "", "refusal": None}]
    deltas += [{"content": word} for word in reply.words]
    if reply.call:
        function = {"name": reply.call, "arguments": ""}
        deltas.append({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]})
        deltas += [
            {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in _halves(json.dumps(CALL))
        ]
    finish = "tool_calls" if reply.call else "stop"
    choices: list[list[Json]] = [[{"index": 0, "delta": delta, "finish_reason": None}] for delta in deltas]
    choices += [[{"index": 0, "delta": {}, "finish_reason": finish}], []]
    beside = _beside(reply, "chat.completion.chunk")
    chunks = [{**beside, "choices": choice, "usage": None if choice else _openai_usage()} for choice in choices]
    for chunk in chunks:
        openai.types.chat.ChatCompletionChunk.model_validate(chunk)
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def _halves(text: str) -> list[str]:
    return [text[: len(text) // 2], text[len(text) // 2 :]]


def _error(status: int, is_anthropic: bool) -> Json:
    kind = ERRORS[status]
    if is_anthropic:
        return {
            "type": "error",
            "error": {"type": kind, "message": f"{status} on purpose"},
            "request_id": "req_1",
        }
    return {"error": {"message": f"{status} on purpose", "type": kind, "param": None, "code": None}}


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _send(send: Send, status: int, kind: str, body: str) -> None:
    headers = [(b"content-type", kind.encode())]
    if status in (429, 529):
        headers.append((b"retry-after", b"7"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
