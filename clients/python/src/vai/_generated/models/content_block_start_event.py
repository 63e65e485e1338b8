"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..unions import ContentBlock


@define(kw_only=True, repr=False)
class ContentBlockStartEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("index", "index"),
        ("content_block", "content_block"),
    )

    type_: Literal["content_block_start"] = "content_block_start"
    index: int
    content_block: ContentBlock

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..unions import parse_content_block

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            index=_rest.pop("index"),
            content_block=read(_rest.pop("content_block"), parse_content_block),
        )
        _result.additional_properties = _rest
        return _result
