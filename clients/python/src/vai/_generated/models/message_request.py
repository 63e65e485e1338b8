"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read, read_list

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl
    from ..models.extensions import Extensions
    from ..models.output_config import OutputConfig
    from ..models.output_format import OutputFormat
    from ..models.request_metadata import RequestMetadata
    from ..models.text_block_param import TextBlockParam
    from ..models.thinking_config import ThinkingConfig
    from ..models.voice_config import VoiceConfig
    from ..unions import InputMessage, Tool, ToolChoice


@define(kw_only=True, repr=False)
class MessageRequest(Record):
    """One model turn."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("model", "model"),
        ("messages", "messages"),
        ("max_tokens", "max_tokens"),
        ("system", "system"),
        ("temperature", "temperature"),
        ("top_p", "top_p"),
        ("top_k", "top_k"),
        ("stop_sequences", "stop_sequences"),
        ("stream", "stream"),
        ("thinking", "thinking"),
        ("tools", "tools"),
        ("tool_choice", "tool_choice"),
        ("output_format", "output_format"),
        ("output", "output"),
        ("stt_model", "stt_model"),
        ("tts_model", "tts_model"),
        ("voice", "voice"),
        ("cache_control", "cache_control"),
        ("extensions", "extensions"),
        ("metadata", "metadata"),
    )

    model: str
    messages: list[InputMessage]
    """The conversation so far, oldest first."""
    max_tokens: int | Unset = UNSET
    """The most tokens to generate. Absent, 4096 where the vendor requires one."""
    system: str | list[TextBlockParam] | Unset = UNSET
    """Instructions that stand above the conversation."""
    temperature: float | Unset = UNSET
    """Randomness; tighter vendor ranges are checked with the vendor named."""
    top_p: float | Unset = UNSET
    """Sample from the most likely tokens that together reach this probability."""
    top_k: int | Unset = UNSET
    """Sample from this many of the most likely tokens."""
    stop_sequences: list[str] | Unset = UNSET
    """Texts that end the answer."""
    stream: bool | Unset = UNSET
    """Answer with server-sent events."""
    thinking: ThinkingConfig | Unset = UNSET
    tools: list[Tool] | Unset = UNSET
    """What the model may call."""
    tool_choice: ToolChoice | Unset = UNSET
    """Whether the model may, must or must not call tools."""
    output_format: OutputFormat | Unset = UNSET
    output: OutputConfig | Unset = UNSET
    stt_model: str | Unset = UNSET
    tts_model: str | Unset = UNSET
    voice: VoiceConfig | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET
    extensions: Extensions | Unset = UNSET
    metadata: RequestMetadata | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl
        from ..models.extensions import Extensions
        from ..models.output_config import OutputConfig
        from ..models.output_format import OutputFormat
        from ..models.request_metadata import RequestMetadata
        from ..models.text_block_param import TextBlockParam
        from ..models.thinking_config import ThinkingConfig
        from ..models.voice_config import VoiceConfig
        from ..unions import parse_input_message, parse_tool, parse_tool_choice

        _rest = dict(src_dict)
        _result = cls(
            model=_rest.pop("model"),
            messages=read_list(_rest.pop("messages"), parse_input_message),
            max_tokens=_rest.pop("max_tokens", UNSET),
            system=read_list(_rest.pop("system", UNSET), TextBlockParam.from_dict),
            temperature=_rest.pop("temperature", UNSET),
            top_p=_rest.pop("top_p", UNSET),
            top_k=_rest.pop("top_k", UNSET),
            stop_sequences=_rest.pop("stop_sequences", UNSET),
            stream=_rest.pop("stream", UNSET),
            thinking=read(_rest.pop("thinking", UNSET), ThinkingConfig.from_dict),
            tools=read_list(_rest.pop("tools", UNSET), parse_tool),
            tool_choice=read(_rest.pop("tool_choice", UNSET), parse_tool_choice),
            output_format=read(_rest.pop("output_format", UNSET), OutputFormat.from_dict),
            output=read(_rest.pop("output", UNSET), OutputConfig.from_dict),
            stt_model=_rest.pop("stt_model", UNSET),
            tts_model=_rest.pop("tts_model", UNSET),
            voice=read(_rest.pop("voice", UNSET), VoiceConfig.from_dict),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
            extensions=read(_rest.pop("extensions", UNSET), Extensions.from_dict),
            metadata=read(_rest.pop("metadata", UNSET), RequestMetadata.from_dict),
        )
        _result.additional_properties = _rest
        return _result
