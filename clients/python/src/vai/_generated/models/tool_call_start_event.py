"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class ToolCallStartEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("id", "id"),
        ("name", "name"),
        ("input_", "input"),
    )

    type_: Literal["tool_call_start"] = "tool_call_start"
    id: str
    name: str
    input_: dict[str, Any]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            id=_rest.pop("id"),
            name=_rest.pop("name"),
            input_=_rest.pop("input"),
        )
        _result.additional_properties = _rest
        return _result
