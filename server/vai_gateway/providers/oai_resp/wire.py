"""The parts of streamed events that are read; items, parts and responses stay plain JSON.

Source: https://developers.openai.com/api/docs/api-reference/responses-streaming
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct

Json = dict[str, Any]


class Event(Struct):
    """Any event. output_index: below zero where the event is about no item. delta: an object only for shell output.

    An item's id may change from event to event, so `output_index` alone says which item is meant.
    What `.done` events of texts, arguments and parts tell is told again by the item's.
    """

    type: str = ""
    output_index: int = -1
    content_index: int = 0
    summary_index: int = 0
    delta: str | Json | None = None
    annotation: Json | None = None
    part: Json | None = None
    item: Json | None = None
    response: Raw = Raw()

    def piece(self) -> str:
        return self.delta if isinstance(self.delta, str) else ""


class Shell(Struct):
    """A response as it begins."""

    id: str | None = None
    model: str | None = None


def kind_of(value: Json) -> str:
    """The type of an item, a part or an annotation; empty where it has none."""
    kind = value.get("type")
    return kind if isinstance(kind, str) else ""


decode_event = msgspec.json.Decoder(Event).decode
decode_shell = msgspec.json.Decoder(Shell).decode
decode_object = msgspec.json.Decoder(Json).decode
