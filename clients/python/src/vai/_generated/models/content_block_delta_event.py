"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..unions import ContentDelta


@define(kw_only=True, repr=False)
class ContentBlockDeltaEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("index", "index"),
        ("delta", "delta"),
    )

    type_: Literal["content_block_delta"] = "content_block_delta"
    index: int
    delta: ContentDelta

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..unions import parse_content_delta

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            index=_rest.pop("index"),
            delta=read(_rest.pop("delta"), parse_content_delta),
        )
        _result.additional_properties = _rest
        return _result
