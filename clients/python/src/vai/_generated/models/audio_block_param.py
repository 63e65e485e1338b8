"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.base_64_source import Base64Source
    from ..models.cache_control import CacheControl


@define(kw_only=True, repr=False)
class AudioBlockParam(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("source", "source"),
        ("transcript", "transcript"),
        ("signature", "signature"),
        ("cache_control", "cache_control"),
    )

    type_: Literal["audio"] = "audio"
    source: Base64Source
    transcript: str | Unset = UNSET
    signature: str | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.base_64_source import Base64Source
        from ..models.cache_control import CacheControl

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            source=read(_rest.pop("source"), Base64Source.from_dict),
            transcript=_rest.pop("transcript", UNSET),
            signature=_rest.pop("signature", UNSET),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
