"""Anthropic's Messages, which is also what the gateway's own clients speak.

Source: https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from __future__ import annotations

from bench.wire import (
    ANSWER,
    INPUT_TOKENS,
    MAX_TOKENS,
    SEARCH,
    SYSTEM,
    TEMPERATURE,
    Asking,
    Json,
    Marker,
    Telling,
    compact,
    event,
    prompt,
    word,
)

MODEL = "claude-sonnet-4-20250514"
_SHELL: Json = {"id": "msg_bench", "type": "message", "role": "assistant", "model": MODEL}


def asking(path: str) -> Asking:
    return Asking(path, path, _request, b"event: message_stop")


def telling() -> Telling:
    return Telling(compact(_reply()), _opening(), _word, _closing, _calling)


def _request(model: str, marker: Marker | None) -> Json:
    body: Json = {"model": model, "max_tokens": MAX_TOKENS, "temperature": TEMPERATURE, "system": SYSTEM}
    body["messages"] = [{"role": "user", "content": prompt(marker)}]
    return body | ({"stream": True} if marker else {})


def _reply() -> Json:
    usage = {"input_tokens": INPUT_TOKENS, "output_tokens": 16}
    cached = {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    content = [{"type": "text", "text": ANSWER}]
    return {**_SHELL, "content": content, "stop_reason": "end_turn", "stop_sequence": None, "usage": usage | cached}


def _opening() -> bytes:
    usage = {"input_tokens": INPUT_TOKENS, "output_tokens": 1}
    message = {**_SHELL, "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}
    return event({"type": "message_start", "message": message}) + _start(0, {"type": "text", "text": ""})


def _start(index: int, block: Json) -> bytes:
    return event({"type": "content_block_start", "index": index, "content_block": block})


def _delta(index: int, delta: Json) -> bytes:
    return event({"type": "content_block_delta", "index": index, "delta": delta})


def _word(number: int) -> bytes:
    return _delta(0, {"type": "text_delta", "text": word(number)})


def _stop(index: int) -> bytes:
    return event({"type": "content_block_stop", "index": index})


def _end(stop_reason: str, count: int) -> bytes:
    delta = {"stop_reason": stop_reason, "stop_sequence": None}
    ended = event({"type": "message_delta", "delta": delta, "usage": {"output_tokens": count}})
    return ended + event({"type": "message_stop"})


def _closing(count: int) -> bytes:
    return _stop(0) + _end("end_turn", count)


def _calling(count: int, query: str) -> bytes:
    block = {"type": "tool_use", "id": "toolu_bench", "name": SEARCH, "input": {}}
    pieces = ("", '{"query": ', f'"{query}"}}')
    deltas = (_delta(1, {"type": "input_json_delta", "partial_json": piece}) for piece in pieces)
    return b"".join([_stop(0), _start(1, block), *deltas, _stop(1), _end("tool_use", count)])
