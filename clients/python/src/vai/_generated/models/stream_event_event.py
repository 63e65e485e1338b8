"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..unions import MessageStreamEvent


@define(kw_only=True, repr=False)
class StreamEventEvent(Record):
    """One event of the model's turn, exactly as `/v1/messages` streams it."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("event", "event"),
    )

    type_: Literal["stream_event"] = "stream_event"
    event: MessageStreamEvent
    """One event: its `type` is the frame's `event:` line, the object its `data:` line."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..unions import parse_message_stream_event

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            event=read(_rest.pop("event"), parse_message_stream_event),
        )
        _result.additional_properties = _rest
        return _result
