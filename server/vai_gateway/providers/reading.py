"""A vendor's event stream, from its bytes as they arrive to the contract's events."""

from __future__ import annotations

import re
from collections.abc import Callable

from vai_gateway.core.errors import GatewayError, cut_reply
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.adapter import Adapter, Decoder
from vai_gateway.wire.sse_read import Frame, FrameReader

MAX_BARE_BYTES = 64 << 10
MOST_MISSES = 3
"""Frames of one chunk that might have been relayed and were not, before the rest is read at once."""
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


class Reading:
    """What was decoded before a failure still goes out, so the failure waits.

    relay: frames that are known to be legal may stay bytes.
    """

    def __init__(self, stream: MessageStream, adapter: Adapter, *, relay: bool) -> None:
        self._stream = stream
        self._adapter = adapter
        self._decoder: Decoder = adapter.decoder(stream)
        self._reader = FrameReader()
        self._relay = relay and bool(self._decoder.relays)
        self._failure: GatewayError | None = None
        self._tail = b""
        """All since the last chunk that began with a frame, as far as it may be an error in none."""

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        if self._reader.at_boundary:
            self._tail = chunk
        elif len(self._tail) < MAX_BARE_BYTES:
            self._tail += chunk
        if self._relay:
            chunk = self._after_relayed(chunk)
        if chunk:
            self._decode(self._reader.feed, chunk)
        return self._stream.take()

    def end(self) -> list[StreamEvent]:
        self._decode(lambda _: self._reader.flush(), b"")
        if self._failure is not None and self._failure.code == "provider_invalid_response":
            # What cannot be read of the last frame is what has not come of it.
            self._failure = cut_reply(self._stream.provider)
        if self._failure is None:
            try:
                self._decoder.end()
            except GatewayError as error:
                self._failure = error
        if self._failure is not None and self._failure.code == "upstream_cut":
            self._failure = self._told_in_no_frame() or self._failure
        return self._stream.take()

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _told_in_no_frame(self) -> GatewayError | None:
        """The error that the body ends in. Google, for one, prints its own as plain JSON, even into a stream."""
        bare = _BLANK_LINE.split(self._tail.rstrip())[-1]
        if not bare.startswith((b"{", b"[")):
            return None
        try:
            self._adapter.decode_reply(bare, MessageStream(self._stream.provider, ""))
        except GatewayError as error:
            return None if error.code == "provider_invalid_response" else error
        return None

    def _after_relayed(self, chunk: bytes) -> bytes:
        """What is left of the chunk after the frames that could be relayed and those before them."""
        start = misses = 0
        while (found := chunk.find(self._decoder.relays, start)) >= 0:
            if found > start:
                self._decode(self._reader.feed, chunk[start:found])
            if self._failure is not None:
                return b""
            taken = self._decoder.relay(chunk, found) if self._reader.at_boundary else 0
            start = found + taken
            if taken:
                continue
            # After a frame that is read, the next ones may be as it.
            end = chunk.find(b"\n\n", found) + 2
            misses += 1
            if end < 2 or misses > MOST_MISSES:
                break
            self._decode(self._reader.feed, chunk[found:end])
            start = end
        return chunk[start:]

    def _decode(self, read: Callable[[bytes], list[Frame]], chunk: bytes) -> None:
        if self._failure is not None:
            return
        try:
            for frame in read(chunk):
                self._decoder.feed(frame)
        except GatewayError as error:
            self._failure = error
