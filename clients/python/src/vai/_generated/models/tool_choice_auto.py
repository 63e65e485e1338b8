"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class ToolChoiceAuto(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("disable_parallel_tool_use", "disable_parallel_tool_use"),
    )

    type_: Literal["auto"] = "auto"
    disable_parallel_tool_use: bool | Unset = UNSET
    """At most one call per turn."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            disable_parallel_tool_use=_rest.pop("disable_parallel_tool_use", UNSET),
        )
        _result.additional_properties = _rest
        return _result
