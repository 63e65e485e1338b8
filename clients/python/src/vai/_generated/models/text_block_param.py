"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read, read_list

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl
    from ..models.citation_param import CitationParam


@define(kw_only=True, repr=False)
class TextBlockParam(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("text", "text"),
        ("citations", "citations"),
        ("signature", "signature"),
        ("cache_control", "cache_control"),
    )

    type_: Literal["text"] = "text"
    text: str
    citations: list[CitationParam] | Unset = UNSET
    signature: str | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl
        from ..models.citation_param import CitationParam

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            text=_rest.pop("text"),
            citations=read_list(_rest.pop("citations", UNSET), CitationParam.from_dict),
            signature=_rest.pop("signature", UNSET),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
