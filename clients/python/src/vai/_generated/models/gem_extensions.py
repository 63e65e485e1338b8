"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read, read_list

if TYPE_CHECKING:
    from ..models.gem_extensions_media_resolution import GemExtensionsMediaResolution
    from ..models.gem_extensions_thinking_level import GemExtensionsThinkingLevel
    from ..models.gem_image_config import GemImageConfig
    from ..models.gem_safety_setting import GemSafetySetting
    from ..models.gem_speech_config import GemSpeechConfig


@define(kw_only=True, repr=False)
class GemExtensions(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("vertex_project", "vertex_project"),
        ("vertex_location", "vertex_location"),
        ("stream_function_call_arguments", "stream_function_call_arguments"),
        ("candidate_count", "candidate_count"),
        ("include_thoughts", "include_thoughts"),
        ("thinking_budget", "thinking_budget"),
        ("thinking_level", "thinking_level"),
        ("media_resolution", "media_resolution"),
        ("infer_media_type", "infer_media_type"),
        ("inline_media_max_bytes", "inline_media_max_bytes"),
        ("inline_media_total_max_bytes", "inline_media_total_max_bytes"),
        ("grounding", "grounding"),
        ("safety_settings", "safety_settings"),
        ("speech_config", "speech_config"),
        ("image_config", "image_config"),
    )

    vertex_project: str | Unset = UNSET
    vertex_location: str | Unset = UNSET
    stream_function_call_arguments: bool | Unset = UNSET
    candidate_count: int | Unset = UNSET
    include_thoughts: bool | Unset = UNSET
    thinking_budget: int | Unset = UNSET
    thinking_level: GemExtensionsThinkingLevel | Unset = UNSET
    media_resolution: GemExtensionsMediaResolution | Unset = UNSET
    infer_media_type: bool | Unset = UNSET
    inline_media_max_bytes: int | Unset = UNSET
    inline_media_total_max_bytes: int | Unset = UNSET
    grounding: dict[str, Any] | Unset = UNSET
    safety_settings: list[GemSafetySetting] | Unset = UNSET
    speech_config: GemSpeechConfig | Unset = UNSET
    image_config: GemImageConfig | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.gem_image_config import GemImageConfig
        from ..models.gem_safety_setting import GemSafetySetting
        from ..models.gem_speech_config import GemSpeechConfig

        _rest = dict(src_dict)
        _result = cls(
            vertex_project=_rest.pop("vertex_project", UNSET),
            vertex_location=_rest.pop("vertex_location", UNSET),
            stream_function_call_arguments=_rest.pop("stream_function_call_arguments", UNSET),
            candidate_count=_rest.pop("candidate_count", UNSET),
            include_thoughts=_rest.pop("include_thoughts", UNSET),
            thinking_budget=_rest.pop("thinking_budget", UNSET),
            thinking_level=_rest.pop("thinking_level", UNSET),
            media_resolution=_rest.pop("media_resolution", UNSET),
            infer_media_type=_rest.pop("infer_media_type", UNSET),
            inline_media_max_bytes=_rest.pop("inline_media_max_bytes", UNSET),
            inline_media_total_max_bytes=_rest.pop("inline_media_total_max_bytes", UNSET),
            grounding=_rest.pop("grounding", UNSET),
            safety_settings=read_list(_rest.pop("safety_settings", UNSET), GemSafetySetting.from_dict),
            speech_config=read(_rest.pop("speech_config", UNSET), GemSpeechConfig.from_dict),
            image_config=read(_rest.pop("image_config", UNSET), GemImageConfig.from_dict),
        )
        _result.additional_properties = _rest
        return _result
