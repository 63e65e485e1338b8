"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read, read_list

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl
    from ..unions import ToolResultContentBlock


@define(kw_only=True, repr=False)
class ToolResultBlockParam(Record):
    """The answer to one earlier `tool_use`. Content that is absent, empty or `[]` means the same."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("tool_use_id", "tool_use_id"),
        ("content", "content"),
        ("is_error", "is_error"),
        ("cache_control", "cache_control"),
    )

    type_: Literal["tool_result"] = "tool_result"
    tool_use_id: str
    content: str | list[ToolResultContentBlock] | Unset = UNSET
    is_error: bool | Unset = UNSET
    """The call failed; the content says why."""
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl
        from ..unions import parse_tool_result_content_block

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            tool_use_id=_rest.pop("tool_use_id"),
            content=read_list(_rest.pop("content", UNSET), parse_tool_result_content_block),
            is_error=_rest.pop("is_error", UNSET),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
