"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..models.message_delta import MessageDelta
    from ..models.usage import Usage


@define(kw_only=True, repr=False)
class MessageDeltaEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("delta", "delta"),
        ("usage", "usage"),
    )

    type_: Literal["message_delta"] = "message_delta"
    delta: MessageDelta
    usage: Usage

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.message_delta import MessageDelta
        from ..models.usage import Usage

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            delta=read(_rest.pop("delta"), MessageDelta.from_dict),
            usage=read(_rest.pop("usage"), Usage.from_dict),
        )
        _result.additional_properties = _rest
        return _result
