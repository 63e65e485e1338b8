"""The two upstream wires of the bench: what is asked, what the fake provider answers, what must arrive.

A request tells the fake provider how to behave by a marker in its prompt, so that it survives any gateway:
`[[n=64,d=0]]`: n words, d milliseconds between them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

Dialect = Literal["messages", "chat"]

ANSWER = "Hello there, this is a made-up answer that is about as long as a short reply."
WORD = re.compile(rb'"w\d{4} "')
_MARKER = re.compile(rb"\[\[n=(\d+),d=(\d+)\]\]")
_ID = "chatcmpl-bench"
_CHAT_SHELL = f'"id":"{_ID}","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-mini"'
PATHS: dict[Dialect, str] = {"messages": "/v1/messages", "chat": "/v1/chat/completions"}
TERMINALS: dict[Dialect, bytes] = {"messages": b"event: message_stop", "chat": b"data: [DONE]"}


@dataclass(frozen=True, slots=True)
class Marker:
    words: int = 64
    pause_ms: int = 0

    def __str__(self) -> str:
        return f"[[n={self.words},d={self.pause_ms}]]"


def read_marker(body: bytes) -> Marker:
    found = _MARKER.search(body)
    return Marker(*map(int, found.groups())) if found else Marker()


def words(count: int) -> list[bytes]:
    """As they stand in the frames of either wire: quoted, so that a prompt never counts."""
    return [b'"w%04d "' % number for number in range(count)]


def request_body(dialect: Dialect, model: str, marker: Marker | None = None) -> bytes:
    """A small chat. With a marker it is streamed; chat streams ask for usage, as the gateway does."""
    prompt = "Say hello to the world, briefly."
    turns = [{"role": "user", "content": f"{prompt} {marker}" if marker else prompt}]
    body: dict[str, object] = {"model": model, "max_tokens": 64, "temperature": 0.5}
    if dialect == "messages":
        body |= {"system": "You are a helpful assistant.", "messages": turns}
    else:
        body["messages"] = [{"role": "system", "content": "You are a helpful assistant."}, *turns]
    if marker:
        body["stream"] = True
        if dialect == "chat":
            body["stream_options"] = {"include_usage": True}
    return json.dumps(body, separators=(",", ":")).encode()


def reply(dialect: Dialect) -> bytes:
    """The whole answer to a request that is not streamed."""
    return (_messages_reply() if dialect == "messages" else _chat_reply()).encode()


def frames(dialect: Dialect, count: int) -> list[bytes]:
    """What is flushed at once, in order: the opening, each word on its own, the closing."""
    if dialect == "messages":
        return [_messages_opening(), *map(_messages_word, words(count)), _messages_closing(count)]
    opening = _chat_chunk('{"role":"assistant","content":""}')
    return [opening, *map(_chat_word, words(count)), _chat_closing(count)]


def _messages_reply() -> str:
    return (
        '{"id":"msg_bench","type":"message","role":"assistant","model":"claude-sonnet-4-20250514",'
        f'"content":[{{"type":"text","text":"{ANSWER}"}}],"stop_reason":"end_turn","stop_sequence":null,'
        '"usage":{"input_tokens":12,"output_tokens":16,"cache_creation_input_tokens":0,"cache_read_input_tokens":0}}'
    )


def _messages_opening() -> bytes:
    return (
        b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_bench","type":"message",'
        b'"role":"assistant","model":"claude-sonnet-4-20250514","content":[],"stop_reason":null,"stop_sequence":null,'
        b'"usage":{"input_tokens":12,"output_tokens":1}}}\n\nevent: content_block_start\n'
        b'data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n'
    )


def _messages_word(word: bytes) -> bytes:
    return (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
        b'"delta":{"type":"text_delta","text":%b}}\n\n' % word
    )


def _messages_closing(count: int) -> bytes:
    return (
        b'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\nevent: message_delta\n'
        b'data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},'
        b'"usage":{"output_tokens":%d}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n' % count
    )


def _chat_reply() -> str:
    return (
        f'{{"id":"{_ID}","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini","choices":[{{"index":0,'
        f'"message":{{"role":"assistant","content":"{ANSWER}","refusal":null}},"logprobs":null,"finish_reason":"stop"}}],'
        '"usage":{"prompt_tokens":12,"completion_tokens":16,"total_tokens":28},"system_fingerprint":"fp_bench"}'
    )


def _chat_chunk(delta: str, finish: str = "null") -> bytes:
    return (
        f'data: {{{_CHAT_SHELL},"system_fingerprint":"fp_bench","choices":[{{"index":0,"delta":{delta},'
        f'"logprobs":null,"finish_reason":{finish}}}]}}\n\n'
    ).encode()


def _chat_word(word: bytes) -> bytes:
    return _chat_chunk(f'{{"content":{word.decode()}}}')


def _chat_closing(count: int) -> bytes:
    usage = f'{{"prompt_tokens":12,"completion_tokens":{count},"total_tokens":{count + 12}}}'
    counts = f'data: {{{_CHAT_SHELL},"choices":[],"usage":{usage}}}\n\n'.encode()
    return _chat_chunk("{}", '"stop"') + counts + b"data: [DONE]\n\n"
