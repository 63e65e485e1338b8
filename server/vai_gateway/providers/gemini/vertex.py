"""Gemini on Vertex AI (since 2026 the Gemini Enterprise Agent Platform): facts and models.

Source: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
"""

from __future__ import annotations

from vai_gateway.contract.responses import ModelCapabilities
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.providers.gemini.credential import KEY_HEADER
from vai_gateway.providers.gemini.dialect import MODELS, RULES, Dialect

GEM_VERT = Dialect(
    facts=ProviderFacts(
        name="gem-vert",
        display_name="Vertex AI",
        key_header=KEY_HEADER,
        setting="GEM_VERT",
        base_url="https://aiplatform.googleapis.com",
        docs_url="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference",
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
        models=MODELS,
    ),
    is_vertex=True,
    rules=RULES,
)
