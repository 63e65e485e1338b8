"""From the contract's request to a generateContent body; contents, tools and thinking have files of their own.

Source: https://ai.google.dev/api/generate-content#request-body
"""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import GemExtensions, MessageRequest
from vai_gateway.providers.adapter import Ask, Outgoing
from vai_gateway.providers.extensions import conflict
from vai_gateway.providers.gemini.contents import contents_of, system_instruction
from vai_gateway.providers.gemini.dialect import Dialect
from vai_gateway.providers.gemini.route import developer_route, vertex_route
from vai_gateway.providers.gemini.thinking_config import thinking_config
from vai_gateway.providers.gemini.tools import tool_config, tools_of

Json = dict[str, Any]

WRITTEN = frozenset(
    {
        "model",
        "contents",
        "systemInstruction",
        "system_instruction",
        "tools",
        "toolConfig",
        "tool_config",
        "generationConfig",
        "generation_config",
        "safetySettings",
        "safety_settings",
    }
)
"""Members of the body that the adapter writes itself, in both spellings that Google takes."""
IMAGE_SIZES = {
    "1K": "1K",
    "2K": "2K",
    "4K": "4K",
    "1024x1024": "1K",
    "2048x2048": "2K",
    "4096x4096": "4K",
}

_encode = msgspec.json.Encoder().encode


def encode(ask: Ask, dialect: Dialect) -> Outgoing:
    own = own_extensions(ask.request)
    route = vertex_route(ask, own) if dialect.is_vertex else developer_route(ask)
    body = _encode(_body(ask, dialect, own))
    return Outgoing(route.path, body, {}, route.secrets, route.base_url)


def own_extensions(request: MessageRequest) -> GemExtensions | None:
    if request.extensions is MISSING or request.extensions.gem is MISSING:
        return None
    return request.extensions.gem


def _body(ask: Ask, dialect: Dialect, own: GemExtensions | None) -> Json:
    request = ask.request
    body: Json = {"contents": contents_of(ask, dialect, own)}
    if request.system is not MISSING and (instruction := system_instruction(request.system)):
        body["systemInstruction"] = instruction
    if request.tools is not MISSING and (tools := tools_of(ask, own)):
        body["tools"] = tools
        if config := tool_config(ask, dialect, own, tools):
            body["toolConfig"] = config
    generation: Json = {}
    _add_settings(request, generation)
    if (thinking := thinking_config(ask, dialect, own)) is not None:
        generation["thinkingConfig"] = thinking
    if own is not None:
        _add_own(own, generation, body, asks_to_think=request.thinking is not MISSING)
    if generation:
        body["generationConfig"] = generation
    return body


def _add_settings(request: MessageRequest, generation: Json) -> None:
    for name, value in (
        ("maxOutputTokens", request.max_tokens),
        ("temperature", request.temperature),
        ("topP", request.top_p),
        ("topK", request.top_k),
        ("stopSequences", request.stop_sequences),
    ):
        if value is not MISSING and value != []:
            generation[name] = value
    if request.output_format is not MISSING:
        generation["responseMimeType"] = "application/json"
        generation["responseJsonSchema"] = request.output_format.json_schema
    output = request.output
    if output is MISSING:
        return
    if output.modalities is not MISSING and output.modalities:
        generation["responseModalities"] = [modality.upper() for modality in output.modalities]
    if output.image is not MISSING and output.image.size is not MISSING:
        generation["imageConfig"] = {"imageSize": IMAGE_SIZES[output.image.size]}


def _add_own(own: GemExtensions, generation: Json, body: Json, *, asks_to_think: bool) -> None:
    _expect_no_conflict(own, asks_to_think=asks_to_think)
    if own.candidate_count is not MISSING:
        generation["candidateCount"] = own.candidate_count
    if own.media_resolution is not MISSING:
        generation["mediaResolution"] = f"MEDIA_RESOLUTION_{own.media_resolution}"
    if own.speech_config is not MISSING:
        generation["speechConfig"] = _speech(own)
    if own.image_config is not MISSING and own.image_config.aspect_ratio is not MISSING:
        generation.setdefault("imageConfig", {})["aspectRatio"] = own.image_config.aspect_ratio
    if own.safety_settings is not MISSING:
        body["safetySettings"] = [setting.model_dump() for setting in own.safety_settings]
    body.update(own.model_extra or {})


def _speech(own: GemExtensions) -> Json:
    said, speech = own.speech_config, dict[str, Any]()
    if said is not MISSING and said.voice_name is not MISSING:
        speech["voiceConfig"] = {"prebuiltVoiceConfig": {"voiceName": said.voice_name}}
    if said is not MISSING and said.language_code is not MISSING:
        speech["languageCode"] = said.language_code
    return speech


def _expect_no_conflict(own: GemExtensions, *, asks_to_think: bool) -> None:
    for name in own.model_extra or {}:
        if name in WRITTEN:
            raise conflict("gem", name)
    by_level, by_budget = own.thinking_level is not MISSING, own.thinking_budget is not MISSING
    if by_level and by_budget:
        raise conflict("gem", "thinking_level", why="give either this or thinking_budget")
    if asks_to_think and (by_level or by_budget):
        name = "thinking_level" if by_level else "thinking_budget"
        raise conflict("gem", name, why="give either this or the request's thinking")
