"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset

if TYPE_CHECKING:
    from ..models.voice_output_format import VoiceOutputFormat


@define(kw_only=True, repr=False)
class VoiceOutput(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("voice", "voice"),
        ("speed", "speed"),
        ("volume", "volume"),
        ("emotion", "emotion"),
        ("format_", "format"),
        ("sample_rate", "sample_rate"),
    )

    voice: str
    speed: float | Unset = UNSET
    """Times the voice's own; 1 if absent."""
    volume: float | Unset = UNSET
    """Times the voice's own; 1 if absent."""
    emotion: str | Unset = UNSET
    format_: VoiceOutputFormat | Unset = UNSET
    """Of a blocking answer; `wav` if absent. A stream carries PCM."""
    sample_rate: int | Unset = UNSET
    """In Hz; 24000 if absent."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            voice=_rest.pop("voice"),
            speed=_rest.pop("speed", UNSET),
            volume=_rest.pop("volume", UNSET),
            emotion=_rest.pop("emotion", UNSET),
            format_=_rest.pop("format", UNSET),
            sample_rate=_rest.pop("sample_rate", UNSET),
        )
        _result.additional_properties = _rest
        return _result
