"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class AudioChunkEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("seq", "seq"),
        ("offset_ms", "offset_ms"),
        ("format_", "format"),
        ("sample_rate_hz", "sample_rate_hz"),
        ("audio", "audio"),
        ("is_final", "is_final"),
    )

    type_: Literal["audio_chunk"] = "audio_chunk"
    seq: int
    offset_ms: int
    """Where in the speech the chunk begins."""
    format_: Literal["pcm_s16le"] = "pcm_s16le"
    sample_rate_hz: int
    audio: str
    is_final: bool
    """True in the last chunk alone."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            seq=_rest.pop("seq"),
            offset_ms=_rest.pop("offset_ms"),
            format_=_rest.pop("format"),
            sample_rate_hz=_rest.pop("sample_rate_hz"),
            audio=_rest.pop("audio"),
            is_final=_rest.pop("is_final"),
        )
        _result.additional_properties = _rest
        return _result
