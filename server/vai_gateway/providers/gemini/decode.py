"""From generateContent's replies, streamed and whole, to the canonical message stream.

Source: https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
"""

from __future__ import annotations

from typing import Any

from vai_gateway.core.errors import UNREADABLE, cut_reply, unreadable_reply
from vai_gateway.core.ids import message_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.providers.gemini.blocks import Writer
from vai_gateway.providers.gemini.ending import Ending
from vai_gateway.providers.gemini.error import error_within, is_error
from vai_gateway.providers.gemini.wire import a_text, decode_any, decode_object, decode_plain, objects
from vai_gateway.wire.sse_read import Frame

Json = dict[str, Any]


class GeminiDecoder:
    """Implements Decoder. The message ends with the body: nothing else says that a chunk is the last."""

    relays = b""

    def __init__(self, stream: MessageStream, facts: ProviderFacts) -> None:
        self._reading = _Reading(stream, facts, whole=False)

    def relay(self, chunk: bytes, start: int) -> int:
        return 0

    def feed(self, frame: Frame) -> None:
        if self._reading.add_plain(frame.data):
            return
        try:
            chunk = decode_object(frame.data)
        except UNREADABLE:
            if not frame.data.strip():
                return
            raise unreadable_reply(self._reading.provider, "an event is no JSON object") from None
        self._reading.add(chunk)

    def end(self) -> None:
        self._reading.end()


def decode_reply(body: bytes, stream: MessageStream, facts: ProviderFacts) -> None:
    """A whole reply: one object, or the array of them that a stream is without `alt=sse`."""
    try:
        value = decode_any(body)
    except UNREADABLE:
        raise unreadable_reply(facts.name, "the body is no JSON") from None
    reading = _Reading(stream, facts, whole=True)
    chunks = value if isinstance(value, list) else [value]
    for chunk in chunks:
        if not isinstance(chunk, dict):
            raise unreadable_reply(facts.name, "the body holds something that is no object")
        reading.add(chunk)
    reading.end()


class _Reading:
    def __init__(self, stream: MessageStream, facts: ProviderFacts, *, whole: bool) -> None:
        self.provider = facts.name
        self._stream = stream
        self._facts = facts
        self._ending = Ending()
        self._writer = Writer(stream, self._ending, whole=whole)
        self._whole = whole

    def add_plain(self, data: bytes) -> bool:
        """Whether the chunk is as nearly every one is: some more text of a message that has begun."""
        if not self._stream.started:
            return False
        try:
            chunk = decode_plain(data)
            if len(chunk.candidates) != 1 or chunk.candidates[0].index:
                return False
            if chunk.usageMetadata:
                self._ending.counts.add_raw(chunk.usageMetadata)
        except UNREADABLE:
            return False
        for part in chunk.candidates[0].content.parts:
            if part.text:
                self._writer.say(part.text, "thinking" if part.thought else "text")
        return True

    def add(self, chunk: Json) -> None:
        if "error" in chunk and is_error(chunk):
            raise error_within(self._facts, chunk)
        ending = self._ending
        ending.add(chunk)
        if not self._stream.started:
            model = a_text(chunk.get("modelVersion")) or None
            self._stream.start(id=a_text(chunk.get("responseId")) or message_id(), model=model, usage=ending.usage())
        for candidate in objects(chunk.get("candidates")):
            index = candidate.get("index") or 0
            if index == 0:
                ending.add_candidate(candidate)
                content = candidate.get("content")
                for part in objects(content.get("parts")) if type(content) is dict else ():
                    self._writer.add(part)
            elif type(index) is int:
                ending.add_other(index, candidate)

    def end(self) -> None:
        reason = self._ending.finish_reason
        if reason is None and not self._ending.is_blocked:
            raise unreadable_reply(self.provider, "it does not end") if self._whole else cut_reply(self.provider)
        self._writer.finish(truncated=reason not in (None, "STOP"))
        self._ending.stop(self._stream, called=self._writer.calls.any)
