"""From responses, streamed and whole, to the canonical message stream.

Source: https://developers.openai.com/api/docs/api-reference/responses-streaming
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw

from vai_gateway.core.errors import UNREADABLE, GatewayError, unreadable_reply
from vai_gateway.core.ids import message_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.oai_resp.ending import stop
from vai_gateway.providers.oai_resp.error import error_within
from vai_gateway.providers.oai_resp.output import Output
from vai_gateway.providers.oai_resp.wire import Event, decode_event, decode_object, decode_shell, kind_of
from vai_gateway.wire.sse_read import Frame

Json = dict[str, Any]

_BEGINNINGS = frozenset({"response.created", "response.queued", "response.in_progress"})
_ENDINGS = frozenset({"response.completed", "response.incomplete", "response.failed"})
_READ = _BEGINNINGS | _ENDINGS
_READ_OF_ITEMS = (
    "response.output_item.",
    "response.output_text.",
    "response.content_part.",
    "response.refusal.",
    "response.reasoning",
    "response.function_call_arguments.",
    "response.custom_tool_call_input.",
)
_SOUND = frozenset({"response.audio.delta", "response.audio.transcript.delta"})
"""They belong to no item, so nothing tells them again."""
_ENDS_NOTHING = frozenset({b"", b"[DONE]"})
"""Data of frames from proxies that end streams as chat completions do."""


class ResponsesDecoder:
    """Implements Decoder. The message ends with the response's own last event."""

    relays = b""

    def __init__(self, stream: MessageStream) -> None:
        self._stream = stream
        self._output = Output(stream)

    def relay(self, chunk: bytes, start: int) -> int:
        return 0

    def feed(self, frame: Frame) -> None:
        if self._stream.stopped:
            return
        try:
            event = decode_event(frame.data)
        except UNREADABLE:
            self._feed_unreadable(frame)
            return
        if not event.type:
            event.type = frame.event
        if event.output_index >= 0:
            if not self._stream.started:
                self._start_late(frame.data)
            self._output.feed(event)
        else:
            self._feed_lifecycle(event, frame.data)

    def end(self) -> None:
        self._stream.end()

    def _start_late(self, data: bytes) -> None:
        """A response that is read from its middle tells neither its id nor its model until it ends."""
        _start(self._stream, {"id": self._object(data).get("item_id")})

    def _feed_lifecycle(self, event: Event, data: bytes) -> None:
        """Event types that are not known here are passed over: items tell everything again at their end."""
        if event.type in _BEGINNINGS:
            _start(self._stream, self._response(event.response))
        elif event.type in _ENDINGS:
            _finish(self._stream, self._output, self._object(event.response))
        elif event.type in _SOUND:
            self._output.said.keep("audio", [{"type": event.type, "delta": event.piece()}])
        elif event.type in ("error", ""):
            raw = self._object(data)
            if event.type or raw.get("error"):
                raise error_within(raw)

    def _feed_unreadable(self, frame: Frame) -> None:
        """Errors and what is not read here may be of any shape."""
        if frame.data.strip() in _ENDS_NOTHING:
            return
        raw = self._object(frame.data)
        kind = kind_of(raw) or frame.event
        if kind == "error" or raw.get("error"):
            raise error_within(raw)
        if kind in _READ or kind.startswith(_READ_OF_ITEMS):
            raise self._unreadable(f"an event of type {kind[:64]} has another shape")

    def _response(self, raw: Raw) -> Json:
        """What is needed of a response as it begins; it repeats the whole request, tools and all."""
        try:
            shell = decode_shell(raw)
        except UNREADABLE:
            raise self._unreadable("a response is no object") from None
        return msgspec.structs.asdict(shell)

    def _object(self, raw: bytes | Raw) -> Json:
        try:
            return decode_object(raw)
        except UNREADABLE:
            raise self._unreadable("an event is no JSON object") from None

    def _unreadable(self, what: str) -> GatewayError:
        return unreadable_reply(self._stream.provider, what)


def decode_reply(body: bytes, stream: MessageStream) -> None:
    """A whole reply."""
    try:
        response = decode_object(body)
    except UNREADABLE:
        raise unreadable_reply(stream.provider, "the body is no JSON object") from None
    if "output" not in response and not response.get("error"):
        raise unreadable_reply(stream.provider, "it has no output")
    _finish(stream, Output(stream), response)


def _finish(stream: MessageStream, output: Output, response: Json) -> None:
    """Raises GatewayError if the response failed, which starts no message that had not begun."""
    if response.get("error") or response.get("status") == "failed":
        raise error_within(response)
    _start(stream, response)
    output.settle(output.said.objects(response.get("output"), "output"))
    stop(stream, response, output.said)


def _start(stream: MessageStream, response: Json) -> None:
    if stream.started:
        return
    id, model = response.get("id"), response.get("model")
    stream.start(
        id=id if isinstance(id, str) and id else message_id(),
        model=model if isinstance(model, str) else None,
    )
