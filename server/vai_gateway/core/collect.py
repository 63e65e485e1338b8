"""Fold a message's events into the message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from vai_gateway.contract.responses import (
    CitationsDelta,
    CompactionDelta,
    ContentBlockDeltaEvent,
    ContentBlockStartEvent,
    ContentBlockStopEvent,
    InputJsonDelta,
    Message,
    MessageDeltaEvent,
    MessageStartEvent,
    SignatureDelta,
    TextDelta,
    ThinkingDelta,
)
from vai_gateway.core.errors import UNREADABLE
from vai_gateway.core.message_stream import Block, StreamEvent


class Collector:
    """Feed it every event of one message, then read `message()`.

    Tool arguments that are no JSON object stay what they were, as text, under
    `metadata.invalid_tool_input.<tool_use id>`, and the block's input is empty.
    """

    def __init__(self) -> None:
        self._start: MessageStartEvent | None = None
        self._end: MessageDeltaEvent | None = None
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._invalid_inputs: dict[str, str] = {}

    def add(self, event: StreamEvent) -> None:
        match event:
            case ContentBlockDeltaEvent():
                self._add_delta(self._blocks[event.index], event.delta)
            case ContentBlockStartEvent():
                self._blocks.append(dict(event.content_block))
            case ContentBlockStopEvent():
                self._finish(self._blocks[event.index])
            case MessageStartEvent():
                self._start = event
            case MessageDeltaEvent():
                self._end = event

    def blocks(self) -> list[Block]:
        """The content so far."""
        return self._blocks

    def message(self) -> Message:
        """Raises ValueError unless the stream was whole."""
        if self._start is None or self._end is None:
            raise ValueError("the stream is not whole")
        shell, end = self._start.message, self._end
        metadata = end.delta.metadata or shell.metadata
        if self._invalid_inputs:
            metadata = {**(metadata or {}), "invalid_tool_input": self._invalid_inputs}
        return Message(
            id=shell.id,
            model=shell.model,
            content=self._blocks,
            stop_reason=end.delta.stop_reason,
            stop_sequence=end.delta.stop_sequence,
            usage=end.usage,
            metadata=metadata,
        )

    def _add_delta(self, block: Block, delta: Any) -> None:
        match delta:
            case TextDelta():
                self._pieces.append(delta.text)
            case ThinkingDelta():
                self._pieces.append(delta.thinking)
            case InputJsonDelta():
                self._pieces.append(delta.partial_json)
            case SignatureDelta():
                block["signature"] = delta.signature
            case CitationsDelta():
                block["citations"] = [*block.get("citations", ()), delta.citation]
            case CompactionDelta():
                fields = msgspec.structs.asdict(delta)
                block.update({name: value for name, value in fields.items() if value is not msgspec.UNSET})

    def _finish(self, block: Block) -> None:
        if not self._pieces:
            return
        joined = "".join(self._pieces)
        self._pieces.clear()
        if block["type"] in ("text", "thinking"):
            block[block["type"]] += joined
        elif joined:
            block["input"] = self._tool_input(block["id"], joined)

    def _tool_input(self, tool_use_id: str, text: str) -> dict[str, Any]:
        try:
            value = msgspec.json.decode(text)
        except UNREADABLE:
            value = None
        if isinstance(value, dict):
            return value
        self._invalid_inputs[tool_use_id] = text
        return {}


def collect(events: Iterable[StreamEvent]) -> Message:
    """Raises ValueError unless `events` are one whole message."""
    collector = Collector()
    for event in events:
        collector.add(event)
    return collector.message()
