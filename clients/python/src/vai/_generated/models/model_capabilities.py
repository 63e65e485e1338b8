"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class ModelCapabilities(Record):
    """An absent member is unknown, and unknown is not refused."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("streaming", "streaming"),
        ("tools", "tools"),
        ("native_web_search", "native_web_search"),
        ("native_code_execution", "native_code_execution"),
        ("vision", "vision"),
        ("documents", "documents"),
        ("structured_output", "structured_output"),
        ("thinking", "thinking"),
        ("audio_input", "audio_input"),
        ("transcription", "transcription"),
        ("speech", "speech"),
    )

    streaming: bool | Unset = UNSET
    tools: bool | Unset = UNSET
    native_web_search: bool | Unset = UNSET
    native_code_execution: bool | Unset = UNSET
    vision: bool | Unset = UNSET
    documents: bool | Unset = UNSET
    structured_output: bool | Unset = UNSET
    thinking: bool | Unset = UNSET
    audio_input: bool | Unset = UNSET
    transcription: bool | Unset = UNSET
    """It goes into `stt_model`."""
    speech: bool | Unset = UNSET
    """It goes into `tts_model`."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            streaming=_rest.pop("streaming", UNSET),
            tools=_rest.pop("tools", UNSET),
            native_web_search=_rest.pop("native_web_search", UNSET),
            native_code_execution=_rest.pop("native_code_execution", UNSET),
            vision=_rest.pop("vision", UNSET),
            documents=_rest.pop("documents", UNSET),
            structured_output=_rest.pop("structured_output", UNSET),
            thinking=_rest.pop("thinking", UNSET),
            audio_input=_rest.pop("audio_input", UNSET),
            transcription=_rest.pop("transcription", UNSET),
            speech=_rest.pop("speech", UNSET),
        )
        _result.additional_properties = _rest
        return _result
