"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read_list

if TYPE_CHECKING:
    from ..unions import ContentSourceBlock


@define(kw_only=True, repr=False)
class ContentSource(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("content", "content"),
    )

    type_: Literal["content"] = "content"
    content: str | list[ContentSourceBlock]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..unions import parse_content_source_block

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            content=read_list(_rest.pop("content"), parse_content_source_block),
        )
        _result.additional_properties = _rest
        return _result
