"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl
    from ..unions import MediaSource


@define(kw_only=True, repr=False)
class ImageBlockParam(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("source", "source"),
        ("signature", "signature"),
        ("cache_control", "cache_control"),
    )

    type_: Literal["image"] = "image"
    source: MediaSource
    signature: str | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl
        from ..unions import parse_media_source

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            source=read(_rest.pop("source"), parse_media_source),
            signature=_rest.pop("signature", UNSET),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
