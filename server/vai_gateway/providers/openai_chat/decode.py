"""From chat completions, streamed and whole, to the canonical message stream.

Source: https://platform.openai.com/docs/api-reference/chat/streaming
"""

from __future__ import annotations

from typing import Any

import msgspec

from vai_gateway.core.errors import UNREADABLE, cut_reply, unreadable_reply
from vai_gateway.core.ids import message_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.providers.openai_chat.blocks import Writer, write_whole
from vai_gateway.providers.openai_chat.ending import Ending
from vai_gateway.providers.openai_chat.error import error_within, is_error
from vai_gateway.providers.openai_chat.wire import (
    Choice,
    Completion,
    Said,
    decode_completion,
    decode_object,
)
from vai_gateway.wire.sse_read import Frame


class ChatDecoder:
    """Implements Decoder. The message ends with `[DONE]` or the body, since usage follows the last choice."""

    relays = b""

    def __init__(self, stream: MessageStream, facts: ProviderFacts) -> None:
        self._stream = stream
        self._facts = facts
        self._ending = Ending()
        self._writer = Writer(stream, facts.name, self._ending)
        self._is_over = False

    def relay(self, chunk: bytes, start: int) -> int:
        return 0

    def feed(self, frame: Frame) -> None:
        if self._is_over:
            return
        try:
            chunk = decode_completion(frame.data)
        except UNREADABLE:
            self._feed_no_chunk(frame.data)
            return
        choices = chunk.choices
        if choices and len(choices) == 1 and chunk.usage is None and chunk.error is None:
            # Nearly every chunk is this: some more text, and nothing else worth a second look.
            choice = choices[0]
            if (
                choice.index == 0
                and choice.delta is not None
                and choice.finish_reason is None
                and choice.logprobs is None
                and self._stream.started
                and frame.event != "error"
                and self._writer.add(choice.delta)
            ):
                return
        self._feed_any(frame, chunk)

    def end(self) -> None:
        if not self._is_over:
            self._finish()

    def _feed_no_chunk(self, data: bytes) -> None:
        match data.strip():
            case b"[DONE]":
                self._finish()
            case b"":
                return
            case _ if is_error(raw := self._object(data)):
                raise error_within(self._facts, raw)
            case _:
                raise unreadable_reply(self._facts.name, "an event is no chat completion chunk")

    def _object(self, data: bytes) -> dict[str, Any]:
        try:
            return decode_object(data)
        except UNREADABLE:
            raise unreadable_reply(self._facts.name, "an event is no JSON object") from None

    def _feed_any(self, frame: Frame, chunk: Completion) -> None:
        raw = self._object(frame.data)
        if frame.event == "error" or is_error(raw):
            raise error_within(self._facts, raw)
        self._ending.add_usage(chunk.usage)
        self._ending.add_leftovers(raw)
        if not chunk.choices:
            return
        _start(self._stream, chunk)
        for choice in chunk.choices:
            if choice.index == 0:
                if choice.delta is not None:
                    self._writer.add(choice.delta)
                self._ending.finish_reason = choice.finish() or self._ending.finish_reason

    def _finish(self) -> None:
        if self._ending.finish_reason is None:
            raise cut_reply(self._facts.name)
        self._is_over = True
        self._writer.finish()
        self._ending.stop(self._stream, refused=self._writer.refused, called=bool(self._writer.calls))


def decode_reply(body: bytes, stream: MessageStream, facts: ProviderFacts) -> None:
    """A whole reply."""
    try:
        raw = decode_object(body)
    except UNREADABLE:
        raise unreadable_reply(facts.name, "the body is no JSON object") from None
    if is_error(raw):
        raise error_within(facts, raw)
    try:
        reply = msgspec.convert(raw, Completion)
    except msgspec.ValidationError as error:
        raise unreadable_reply(facts.name, str(error)) from None
    choice = _first_choice(reply, facts.name)
    ending = Ending()
    ending.finish_reason = choice.finish()
    ending.add_usage(reply.usage)
    ending.add_leftovers(raw)
    _start(stream, reply)
    message = choice.message or Said()
    write_whole(message, stream, facts.name, ending)
    called = bool(message.tool_calls or message.function_call)
    ending.stop(stream, refused=bool(message.refusal), called=called)


def _start(stream: MessageStream, reply: Completion) -> None:
    if not stream.started:
        stream.start(id=reply.id or message_id(), model=reply.model)


def _first_choice(reply: Completion, provider: str) -> Choice:
    for choice in reply.choices or ():
        # What a content filter blocks may have an end and no message.
        if choice.index == 0 and (choice.message is not None or choice.finish()):
            return choice
    raise unreadable_reply(provider, "it holds no message")
