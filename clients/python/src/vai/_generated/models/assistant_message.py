"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read_list

if TYPE_CHECKING:
    from ..unions import AssistantBlock


@define(kw_only=True, repr=False)
class AssistantMessage(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("role", "role"),
        ("content", "content"),
    )

    role: Literal["assistant"] = "assistant"
    content: str | list[AssistantBlock]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..unions import parse_assistant_block

        _rest = dict(src_dict)
        _result = cls(
            role=_rest.pop("role"),
            content=read_list(_rest.pop("content"), parse_assistant_block),
        )
        _result.additional_properties = _rest
        return _result
