"""Cerebras: facts and models.

Source: https://inference-docs.cerebras.ai/api-reference/chat-completions
https://inference-docs.cerebras.ai/models/overview
"""

from __future__ import annotations

from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.providers.adapter import ModelFacts, ProviderFacts
from vai_gateway.providers.openai_chat.dialect import Dialect, Media, SaidAgain
from vai_gateway.providers.reasoning import Reasoning
from vai_gateway.providers.strict_schema import StrictRules

_MODELS = (
    ModelFacts(
        "gpt-oss-120b",
        "GPT-OSS 120B",
        "2025-08-05",
        ModelCapabilities(thinking=True),
        ModelLimits(context_tokens=131_072),
    ),
    ModelFacts(
        "qwen-3.8-27b",
        "Qwen3.8 27B",
        "2026-09-03",
        ModelCapabilities(thinking=True, vision=True),
        ModelLimits(context_tokens=65_536, output_tokens=32_768),
    ),
)

CEREBRAS = Dialect(
    facts=ProviderFacts(
        name="cerebras",
        display_name="Cerebras",
        key_header="X-Provider-Key-Cerebras",
        setting="CEREBRAS",
        base_url="https://api.cerebras.ai/v1",
        docs_url="https://inference-docs.cerebras.ai/api-reference/chat-completions",
        blocks=frozenset({"text", "image", "tool_use", "tool_result"}),
        tools=frozenset(),
        extension="cerebras",
        capabilities=ModelCapabilities(
            streaming=True,
            tools=True,
            native_web_search=False,
            native_code_execution=False,
            vision=False,
            documents=False,
            structured_output=True,
            audio_input=False,
        ),
        models=_MODELS,
    ),
    max_tokens_field="max_completion_tokens",
    reasoning={
        "gpt-oss-120b": Reasoning(("low", "medium", "high"), "medium", sampling=True),
        "qwen-3.8-27b": Reasoning(("none", "low", "medium", "high"), "high", sampling=True, format="parsed"),
    },
    strict=StrictRules(
        refused=frozenset(
            {"format", "maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties", "pattern"}
        ),
        type_lists=False,
    ),
    media=Media(image_urls=False),
    said_again=SaidAgain(thinking="reasoning"),
)
