"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.message import Message


@define(kw_only=True, repr=False)
class StepCompleteEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("index", "index"),
        ("response", "response"),
    )

    type_: Literal["step_complete"] = "step_complete"
    index: int
    response: Message | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.message import Message

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            index=_rest.pop("index"),
            response=read(_rest.pop("response", UNSET), Message.from_dict),
        )
        _result.additional_properties = _rest
        return _result
