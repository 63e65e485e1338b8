"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.error import Error


@define(kw_only=True, repr=False)
class RunToolResult(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("tool_use_id", "tool_use_id"),
        ("content", "content"),
        ("is_error", "is_error"),
        ("error", "error"),
    )

    tool_use_id: str
    content: list[dict[str, Any]]
    is_error: bool | Unset = UNSET
    error: Error | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.error import Error

        _rest = dict(src_dict)
        _result = cls(
            tool_use_id=_rest.pop("tool_use_id"),
            content=_rest.pop("content"),
            is_error=_rest.pop("is_error", UNSET),
            error=read(_rest.pop("error", UNSET), Error.from_dict),
        )
        _result.additional_properties = _rest
        return _result
