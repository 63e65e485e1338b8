"""The canonical message stream: whatever order an adapter learns things in, one legal order comes out.

One message_start; blocks numbered 0, 1, 2 ... without gaps, only one open at a time, each started and stopped;
one message_delta with the stop reason and the final usage; message_stop. Items that a vendor interleaves are held
back until the block before them has stopped. Nothing comes after message_stop.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from vai_gateway.contract.responses import (
    CitationsDelta,
    CompactionDelta,
    ContentBlockDeltaEvent,
    ContentBlockStartEvent,
    ContentBlockStopEvent,
    ContentDelta,
    InputJsonDelta,
    MessageDelta,
    MessageDeltaEvent,
    MessageShell,
    MessageStartEvent,
    MessageStopEvent,
    SignatureDelta,
    TextDelta,
    ThinkingDelta,
    Usage,
)
from vai_gateway.core.errors import cut_reply, unreadable_reply

Block: TypeAlias = dict[str, Any]
StreamEvent: TypeAlias = Struct
"""Any of the contract's MessageStreamEvent members."""

_CALL_DELTAS: frozenset[type[Struct]] = frozenset((InputJsonDelta, SignatureDelta))
_DELTAS: dict[str, frozenset[type[Struct]]] = {
    "text": frozenset((TextDelta, CitationsDelta, SignatureDelta)),
    "thinking": frozenset((ThinkingDelta, SignatureDelta)),
    "tool_use": _CALL_DELTAS,
    "server_tool_use": _CALL_DELTAS,
    "mcp_tool_use": _CALL_DELTAS,
    "compaction": frozenset((CompactionDelta, SignatureDelta)),
}
_NO_DELTAS: frozenset[type[Struct]] = frozenset()


class Relayed(Struct):
    """Whole frames of deltas, already as the contract wants them. Only for streams that go straight to a client."""

    frames: bytes


class _OpenBlock:
    __slots__ = ("block", "deltas", "held", "index", "signed", "stopped")

    def __init__(self, block: Block) -> None:
        self.block = block
        self.deltas = _DELTAS.get(block["type"], _NO_DELTAS)
        self.index = -1
        self.held: list[ContentDelta] = []
        self.signed = "signature" in block
        self.stopped = False


class MessageStream:
    """Adapters call start, open, delta, close and stop; take() hands over the events made since the last call.

    A key names a block for as long as it is open. Raises GatewayError where the vendor breaks the grammar.
    """

    def __init__(self, provider: str, model: str) -> None:
        self.provider = provider
        self.started = False
        self.stopped = False
        self._model = model
        self._events: list[StreamEvent] = []
        self._open: dict[Hashable, _OpenBlock] = {}
        self._live: _OpenBlock | None = None
        self._next_index = 0

    def start(
        self,
        *,
        id: str,
        model: str | None = None,
        usage: Usage | None = None,
        metadata: Block | UnsetType = UNSET,
    ) -> None:
        """usage: the counts known so far; no total is sent with them."""
        if self.started:
            raise unreadable_reply(self.provider, "the message starts twice")
        self.started = True
        known = usage or no_usage()
        known.total_tokens = UNSET
        name = f"{self.provider}/{model}" if model else self._model
        shell = MessageShell(id=id, model=name, content=[], usage=known, metadata=metadata)
        self._events.append(MessageStartEvent(message=shell))

    def open(self, key: Hashable, block: Block) -> None:
        """block: the contract's ContentBlock as known at its start, owned by the stream from now on."""
        self._expect_running()
        if key in self._open:
            raise unreadable_reply(self.provider, f"block {key} starts twice")
        opened = self._open[key] = _OpenBlock({name: value for name, value in block.items() if value is not None})
        if self._live is None:
            self._begin(opened)

    def delta(self, key: Hashable, delta: ContentDelta) -> None:
        opened = self._open.get(key)
        if opened is None or opened.stopped:
            raise unreadable_reply(self.provider, f"a delta for block {key}, which is not open")
        if type(delta) not in opened.deltas:
            raise unreadable_reply(self.provider, f"a {_tag(delta)} in a {opened.block['type']} block")
        if type(delta) is SignatureDelta:
            if opened.signed:
                raise unreadable_reply(self.provider, f"block {key} is signed twice")
            opened.signed = True
        if opened is self._live:
            self._events.append(ContentBlockDeltaEvent(index=opened.index, delta=delta))
        else:
            opened.held.append(delta)

    def text_index(self, key: Hashable) -> int | None:
        """The number of the block going out, if that is the key's and it is of text."""
        live = self._live
        return live.index if live is not None and self._open.get(key) is live and TextDelta in live.deltas else None

    def relay(self, frames: bytes) -> None:
        """frames: text deltas of the block going out, already as the contract wants them."""
        self._events.append(Relayed(frames))

    def close(self, key: Hashable) -> None:
        opened = self._open.get(key)
        if opened is None or opened.stopped:
            raise unreadable_reply(self.provider, f"a stop for block {key}, which is not open")
        opened.stopped = True
        if opened is self._live:
            del self._open[key]
            self._end(opened)

    def is_open(self, key: Hashable) -> bool:
        opened = self._open.get(key)
        return opened is not None and not opened.stopped

    def close_all(self) -> None:
        for key in [key for key, opened in self._open.items() if not opened.stopped]:
            self.close(key)

    def stop(
        self,
        stop_reason: str,
        usage: Usage,
        *,
        stop_sequence: str | UnsetType = UNSET,
        metadata: Block | UnsetType = UNSET,
    ) -> None:
        """Closes what is open. usage: the final counts; the total is filled in here."""
        self._expect_running()
        self.close_all()
        self.stopped = True
        usage.total_tokens = total(usage)
        delta = MessageDelta(stop_reason=stop_reason, stop_sequence=stop_sequence, metadata=metadata or UNSET)
        self._events.append(MessageDeltaEvent(delta=delta, usage=usage))
        self._events.append(MessageStopEvent())

    def end(self) -> None:
        """The body ended. Raises GatewayError if the message had not."""
        if not self.stopped:
            raise cut_reply(self.provider)

    def take(self) -> list[StreamEvent]:
        events, self._events = self._events, []
        return events

    def _expect_running(self) -> None:
        if not self.started:
            raise unreadable_reply(self.provider, "content before the message starts")
        if self.stopped:
            raise unreadable_reply(self.provider, "content after the message stopped")

    def _begin(self, opened: _OpenBlock) -> None:
        self._live = opened
        opened.index = self._next_index
        self._next_index += 1
        self._events.append(ContentBlockStartEvent(index=opened.index, content_block=opened.block))
        self._events.extend(ContentBlockDeltaEvent(index=opened.index, delta=delta) for delta in opened.held)
        opened.held.clear()

    def _end(self, opened: _OpenBlock) -> None:
        """Stop the live block, then bring out those that were waiting for it."""
        self._events.append(ContentBlockStopEvent(index=opened.index))
        self._live = None
        while self._open and self._live is None:
            key, waiting = next(iter(self._open.items()))
            self._begin(waiting)
            if waiting.stopped:
                del self._open[key]
                self._events.append(ContentBlockStopEvent(index=waiting.index))
                self._live = None


def _tag(delta: Struct) -> str:
    return str(delta.__struct_config__.tag)


def no_usage() -> Usage:
    return Usage(input_tokens=0, cache_read_input_tokens=0, cache_creation_input_tokens=0, output_tokens=0)


def total(usage: Usage) -> int:
    return usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens + usage.output_tokens


def usage_of(events: Iterable[StreamEvent]) -> Usage | None:
    """The last usage among `events`, for the ledger of a stream that may yet be cut."""
    last: Usage | None = None
    for event in events:
        if type(event) is MessageDeltaEvent:
            last = event.usage
        elif type(event) is MessageStartEvent:
            last = event.message.usage
    return last
