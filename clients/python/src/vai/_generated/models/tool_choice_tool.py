"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class ToolChoiceTool(Record):
    """The model must call this tool."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("name", "name"),
        ("disable_parallel_tool_use", "disable_parallel_tool_use"),
    )

    type_: Literal["tool"] = "tool"
    name: str
    disable_parallel_tool_use: bool | Unset = UNSET
    """Exactly one call."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            name=_rest.pop("name"),
            disable_parallel_tool_use=_rest.pop("disable_parallel_tool_use", UNSET),
        )
        _result.additional_properties = _rest
        return _result
