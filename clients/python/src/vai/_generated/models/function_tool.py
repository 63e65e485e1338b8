"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl
    from ..models.function_tool_type import FunctionToolType


@define(kw_only=True, repr=False)
class FunctionTool(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("name", "name"),
        ("input_schema", "input_schema"),
        ("type_", "type"),
        ("description", "description"),
        ("cache_control", "cache_control"),
    )

    name: str
    input_schema: dict[str, Any]
    type_: FunctionToolType | Unset = UNSET
    description: str | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl

        _rest = dict(src_dict)
        _result = cls(
            name=_rest.pop("name"),
            input_schema=_rest.pop("input_schema"),
            type_=_rest.pop("type", UNSET),
            description=_rest.pop("description", UNSET),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
