"""The Gemini Developer API: facts and models.

Source: https://ai.google.dev/gemini-api/docs/models
"""

from __future__ import annotations

from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.providers.adapter import ModelFacts, ProviderFacts
from vai_gateway.providers.gemini.dialect import MODELS, RULES, Dialect

_SPEAKS = ModelCapabilities(
    tools=False,
    native_web_search=False,
    native_code_execution=False,
    vision=False,
    documents=False,
    structured_output=False,
    thinking=False,
    audio_input=False,
)

GEM_DEV = Dialect(
    facts=ProviderFacts(
        name="gem-dev",
        display_name="Gemini Developer API",
        key_header="X-Provider-Key-Gemini",
        setting="GEM_DEV",
        base_url="https://generativelanguage.googleapis.com",
        docs_url="https://ai.google.dev/api/generate-content",
        blocks=frozenset({"text", "image", "audio", "video", "document", "tool_use", "tool_result"}),
        modalities=frozenset({"text", "image", "audio"}),
        tools=frozenset({"web_search", "web_fetch", "code_execution"}),
        extension="gem",
        capabilities=ModelCapabilities(
            streaming=True,
            tools=True,
            native_web_search=True,
            native_code_execution=True,
            vision=True,
            documents=True,
            structured_output=True,
            audio_input=True,
        ),
        models=(
            *MODELS,
            ModelFacts(
                "gemini-3.1-flash-tts-preview",
                "Gemini 3.1 Flash TTS Preview",
                "2026-04-15",
                _SPEAKS,
                ModelLimits(context_tokens=8_192, output_tokens=16_384),
            ),
        ),
    ),
    is_vertex=False,
    rules=RULES,
)
