"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.base_64_source import Base64Source


@define(kw_only=True, repr=False)
class AudioSttBlockParam(Record):
    """Speech that the gateway transcribes before the model is called."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("source", "source"),
        ("language", "language"),
    )

    type_: Literal["audio_stt"] = "audio_stt"
    source: Base64Source
    language: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.base_64_source import Base64Source

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            source=read(_rest.pop("source"), Base64Source.from_dict),
            language=_rest.pop("language", UNSET),
        )
        _result.additional_properties = _rest
        return _result
