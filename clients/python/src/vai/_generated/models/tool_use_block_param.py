"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl


@define(kw_only=True, repr=False)
class ToolUseBlockParam(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("id", "id"),
        ("name", "name"),
        ("input_", "input"),
        ("caller", "caller"),
        ("toolset_name", "toolset_name"),
        ("signature", "signature"),
        ("cache_control", "cache_control"),
    )

    type_: Literal["tool_use"] = "tool_use"
    id: str
    name: str
    input_: dict[str, Any]
    caller: dict[str, Any] | Unset = UNSET
    toolset_name: str | Unset = UNSET
    signature: str | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            id=_rest.pop("id"),
            name=_rest.pop("name"),
            input_=_rest.pop("input"),
            caller=_rest.pop("caller", UNSET),
            toolset_name=_rest.pop("toolset_name", UNSET),
            signature=_rest.pop("signature", UNSET),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
