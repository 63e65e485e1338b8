"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class ToolUseBlock(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("id", "id"),
        ("name", "name"),
        ("input_", "input"),
        ("caller", "caller"),
        ("toolset_name", "toolset_name"),
        ("signature", "signature"),
    )

    type_: Literal["tool_use"] = "tool_use"
    id: str
    name: str
    input_: dict[str, Any]
    caller: dict[str, Any] | Unset = UNSET
    toolset_name: str | Unset = UNSET
    signature: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            id=_rest.pop("id"),
            name=_rest.pop("name"),
            input_=_rest.pop("input"),
            caller=_rest.pop("caller", UNSET),
            toolset_name=_rest.pop("toolset_name", UNSET),
            signature=_rest.pop("signature", UNSET),
        )
        _result.additional_properties = _rest
        return _result
