"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class GemSpeechConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("language_code", "language_code"),
        ("voice_name", "voice_name"),
    )

    language_code: str | Unset = UNSET
    voice_name: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            language_code=_rest.pop("language_code", UNSET),
            voice_name=_rest.pop("voice_name", UNSET),
        )
        _result.additional_properties = _rest
        return _result
