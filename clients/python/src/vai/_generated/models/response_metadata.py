"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.audio_unavailable import AudioUnavailable


@define(kw_only=True, repr=False)
class ResponseMetadata(Record):
    """A member with a provider's name holds what that vendor sent and this contract has no field for."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("user_transcript", "user_transcript"),
        ("audio_unavailable", "audio_unavailable"),
        ("usage_missing", "usage_missing"),
    )

    user_transcript: str | Unset = UNSET
    audio_unavailable: AudioUnavailable | Unset = UNSET
    usage_missing: bool | Unset = UNSET
    """The vendor stated no counts."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.audio_unavailable import AudioUnavailable

        _rest = dict(src_dict)
        _result = cls(
            user_transcript=_rest.pop("user_transcript", UNSET),
            audio_unavailable=read(_rest.pop("audio_unavailable", UNSET), AudioUnavailable.from_dict),
            usage_missing=_rest.pop("usage_missing", UNSET),
        )
        _result.additional_properties = _rest
        return _result
