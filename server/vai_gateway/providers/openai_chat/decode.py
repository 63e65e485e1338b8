"""From chat completions, streamed and whole, to the canonical message stream.

Source: https://platform.openai.com/docs/api-reference/chat/streaming
"""

from __future__ import annotations

from typing import Any

import msgspec

from vai_gateway.core.errors import UNREADABLE, cut_reply, unreadable_reply
from vai_gateway.core.ids import message_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.openai_chat.blocks import Writer
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.ending import Ending
from vai_gateway.providers.openai_chat.error import error_within
from vai_gateway.providers.openai_chat.whole import write_whole
from vai_gateway.providers.openai_chat.wire import (
    Completion,
    Said,
    decode_completion,
    decode_object,
    decode_plain,
    literal_details,
)
from vai_gateway.providers.text_runs import TextRuns, text_deltas
from vai_gateway.wire.sse_read import Frame


class ChatDecoder:
    """Implements Decoder. The message ends with `[DONE]` or the body, since usage follows the last choice."""

    relays = b"data: {"

    def __init__(self, stream: MessageStream, dialect: Dialect) -> None:
        self._stream = stream
        self._dialect = dialect
        self._ending = Ending(dialect)
        self._writer = Writer(stream, dialect, self._ending)
        self._is_over = False
        self._runs = TextRuns("content", padding="obfuscation")
        self._learns = False

    def relay(self, chunk: bytes, start: int) -> int:
        """A run of chunks that are as one that was read, but for their texts."""
        end, texts = self._runs.take(chunk, start)
        index = self._writer.text_index()
        if not texts or index is None:
            self._learns = True
            return 0
        self._stream.relay(text_deltas(index, texts))
        return end - start

    def feed(self, frame: Frame) -> None:
        if self._is_over:
            return
        try:
            chunk = decode_plain(frame.data)
        except UNREADABLE:
            self._feed_other(frame)
            return
        choices = chunk.choices
        if choices and len(choices) == 1 and chunk.usage is None and chunk.error is None:
            # Nearly every chunk is this: some more text, and nothing that has to be kept.
            choice = choices[0]
            if (
                not choice.index
                and choice.delta is not None
                and choice.finish_reason is None
                and choice.logprobs is None
                and choice.error is None
                and self._stream.started
                and frame.event != "error"
                and self._writer.add(choice.delta)
            ):
                if self._learns and choice.delta.is_text_alone():
                    self._learns = False
                    self._runs.learn(frame.data)
                return
        self._feed_any(frame, chunk)

    def end(self) -> None:
        if not self._is_over:
            self._finish()

    def _feed_other(self, frame: Frame) -> None:
        """What holds something new, or is no chunk at all."""
        try:
            chunk = decode_completion(frame.data)
        except UNREADABLE:
            self._feed_no_chunk(frame.data)
        else:
            self._feed_any(frame, chunk)

    def _feed_no_chunk(self, data: bytes) -> None:
        match data.strip():
            case b"[DONE]":
                self._finish()
            case b"":
                return
            case _:
                name = self._dialect.facts.name
                error = error_within(self._dialect, self._object(data))
                raise error or unreadable_reply(name, "an event is no chat completion chunk")

    def _object(self, data: bytes) -> dict[str, Any]:
        try:
            return decode_object(data)
        except UNREADABLE:
            raise unreadable_reply(self._dialect.facts.name, "an event is no JSON object") from None

    def _feed_any(self, frame: Frame, chunk: Completion) -> None:
        raw = self._object(frame.data)
        if error := error_within(self._dialect, raw, is_named=frame.event == "error"):
            raise error
        self._ending.add_usage(chunk.usage)
        self._ending.add_leftovers(raw)
        if not chunk.choices:
            return
        _start(self._stream, chunk)
        for choice in chunk.choices:
            if not choice.index:
                if choice.delta is not None:
                    self._writer.add(choice.delta)
                self._ending.finish_reason = choice.finish() or self._ending.finish_reason

    def _finish(self) -> None:
        if self._ending.finish_reason is None:
            raise cut_reply(self._dialect.facts.name)
        self._is_over = True
        self._writer.finish()
        self._ending.stop(self._stream, refused=self._writer.refused, called=bool(self._writer.calls))


def decode_reply(body: bytes, stream: MessageStream, dialect: Dialect) -> None:
    """A whole reply."""
    provider = dialect.facts.name
    try:
        raw = decode_object(body)
    except UNREADABLE:
        raise unreadable_reply(provider, "the body is no JSON object") from None
    if reported := error_within(dialect, raw):
        raise reported
    try:
        reply = msgspec.convert(raw, Completion)
    except msgspec.ValidationError as error:
        raise unreadable_reply(provider, str(error)) from None
    place = _first_choice(reply, provider)
    choice = (reply.choices or ())[place]
    message = choice.message or Said()
    ending = Ending(dialect)
    ending.finish_reason = choice.finish()
    ending.add_usage(reply.usage)
    ending.add_leftovers(raw)
    _start(stream, reply)
    signs = dialect.said_again.thinking == "reasoning_details" and message.reasoning_details
    details = literal_details(body, place) if signs else ""
    write_whole(message, stream, dialect=dialect, ending=ending, details=details)
    called = bool(message.tool_calls or message.function_call)
    ending.stop(stream, refused=bool(message.refusal), called=called)


def _start(stream: MessageStream, reply: Completion) -> None:
    if not stream.started:
        stream.start(id=reply.id or message_id(), model=reply.model)


def _first_choice(reply: Completion, provider: str) -> int:
    """Where it stands."""
    for place, choice in enumerate(reply.choices or ()):
        # What a content filter blocks may have an end and no message.
        if not choice.index and (choice.message is not None or choice.finish()):
            return place
    raise unreadable_reply(provider, "it holds no message")
