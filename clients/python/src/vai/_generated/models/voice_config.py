"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..models.voice_output import VoiceOutput


@define(kw_only=True, repr=False)
class VoiceConfig(Record):
    """Speak the answer. Spoken input is an `audio_stt` block."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (("output", "output"),)

    output: VoiceOutput

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.voice_output import VoiceOutput

        _rest = dict(src_dict)
        _result = cls(
            output=read(_rest.pop("output"), VoiceOutput.from_dict),
        )
        _result.additional_properties = _rest
        return _result
