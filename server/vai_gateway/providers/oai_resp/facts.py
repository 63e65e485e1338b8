"""What the Responses API can carry, its models, and how much they think. Models of both APIs are in openai_models.py.

Source: https://developers.openai.com/api/docs/models and .../docs/guides/reasoning
"""

from __future__ import annotations

import re
from dataclasses import replace

from msgspec import UNSET

from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.providers.adapter import ModelFacts, ProviderFacts
from vai_gateway.providers.openai_models import BASE_URL, KEY_HEADER, MODELS, REASONING, SETTING
from vai_gateway.providers.reasoning import Reasoning, without_date

NAME = "oai-resp"
NAMESPACE = "oai_resp"

_THINKS = ModelCapabilities(thinking=True, vision=True, documents=True)
_NO_CODE = ModelCapabilities(thinking=True, vision=True, documents=True, native_code_execution=False)
_1M = ModelLimits(context_tokens=1_050_000, output_tokens=128_000)
_400K = ModelLimits(context_tokens=400_000, output_tokens=128_000)
_GPT_5_PRO = ModelLimits(context_tokens=400_000, output_tokens=272_000)

_ONLY_HERE = (
    ModelFacts("gpt-5.5-pro", "GPT-5.5 Pro", "2026-04-23", _THINKS, _1M),
    ModelFacts("gpt-5.4-pro", "GPT-5.4 Pro", "2026-03-05", _THINKS, _1M),
    ModelFacts("gpt-5.3-codex", "GPT-5.3-Codex", "2026-02-05", _THINKS, _400K),
    ModelFacts("gpt-5.2-pro", "GPT-5.2 Pro", "2025-12-11", _THINKS, _400K),
    ModelFacts("gpt-5-pro", "GPT-5 Pro", "2025-10-06", _NO_CODE, _GPT_5_PRO),
)


def _shared(row: ModelFacts) -> ModelFacts:
    """The same model here, where it calls tools whether it thinks or not."""
    told = row.capabilities
    here = ModelCapabilities(thinking=told.thinking, vision=told.vision, documents=told.documents)
    return replace(row, capabilities=here)


FACTS = ProviderFacts(
    name=NAME,
    display_name="OpenAI Responses",
    key_header=KEY_HEADER,
    setting=SETTING,
    base_url=BASE_URL,
    docs_url="https://developers.openai.com/api/docs/api-reference/responses",
    # It hears nothing: its input is text, images and files. (OpenAI, 2026-10)
    blocks=frozenset({"text", "image", "document", "tool_use", "tool_result"}),
    tools=frozenset({"web_search", "code_execution", "file_search", "computer_use"}),
    extension=NAMESPACE,
    capabilities=ModelCapabilities(
        streaming=True,
        tools=True,
        structured_output=True,
        native_web_search=True,
        native_code_execution=True,
        audio_input=False,
    ),
    models=(
        *(_shared(row) for row in MODELS if row.capabilities.audio_input is not True),
        *_ONLY_HERE,
    ),
)

_REASONING = {
    **REASONING,
    "gpt-5.3-codex": Reasoning(("low", "medium", "high", "xhigh"), "medium"),
    "gpt-5-pro": Reasoning(("high",), "high"),
}
_NEVER_THINKS = re.compile(r"(?:ft:)?(?:gpt-3|gpt-4|chatgpt-|gpt-5-chat)")


def reasoning_of(model: str) -> Reasoning | None:
    """None for a model that is not judged."""
    return _REASONING.get(without_date(model))


def never_thinks(model: str) -> bool:
    """Known not to, by the catalogue or by the family's name. An unknown model might."""
    row = FACTS.model(model) or FACTS.model(without_date(model))
    if row is not None and row.capabilities.thinking is not UNSET:
        return not row.capabilities.thinking
    return _NEVER_THINKS.match(model) is not None
