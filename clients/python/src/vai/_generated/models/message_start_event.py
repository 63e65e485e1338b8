"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..models.message_shell import MessageShell


@define(kw_only=True, repr=False)
class MessageStartEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("message", "message"),
    )

    type_: Literal["message_start"] = "message_start"
    message: MessageShell

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.message_shell import MessageShell

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            message=read(_rest.pop("message"), MessageShell.from_dict),
        )
        _result.additional_properties = _rest
        return _result
