"""OpenAI's models, which both its APIs serve.

Source: https://developers.openai.com/api/docs/models
"""

from __future__ import annotations

from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.providers.adapter import ModelFacts
from vai_gateway.providers.reasoning import Reasoning

KEY_HEADER = "X-Provider-Key-OpenAI"
SETTING = "OPENAI"
BASE_URL = "https://api.openai.com/v1"

_THINKS = ModelCapabilities(thinking=True, vision=True, documents=True, audio_input=False)
# These call tools through OpenAI's other API only.
_THINKS_WITHOUT_TOOLS = ModelCapabilities(thinking=True, tools=False, vision=True, documents=True, audio_input=False)
_ANSWERS = ModelCapabilities(thinking=False, vision=True, documents=True, audio_input=False)
_HEARS = ModelCapabilities(thinking=False, vision=False, documents=False, audio_input=True, structured_output=False)

_1M = ModelLimits(context_tokens=1_050_000, output_tokens=128_000)
_400K = ModelLimits(context_tokens=400_000, output_tokens=128_000)
_GPT_4_1 = ModelLimits(context_tokens=1_047_576, output_tokens=32_768)
_128K = ModelLimits(context_tokens=128_000, output_tokens=16_384)
_O3 = ModelLimits(context_tokens=200_000, output_tokens=100_000)

MODELS = (
    ModelFacts("gpt-6.2-astra", "GPT-6.2 Astra", "2026-11-17", _THINKS, _1M),
    ModelFacts("gpt-6.2-sol", "GPT-6.2 Sol", "2026-11-17", _THINKS, _1M),
    ModelFacts("gpt-6.1-terra", "GPT-6.1 Terra", "2026-10-26", _THINKS, _1M),
    ModelFacts("gpt-6.1-sol", "GPT-6.1 Sol", "2026-09-29", _THINKS_WITHOUT_TOOLS, _1M),
    ModelFacts("gpt-6-sol", "GPT-6 Sol", "2026-09-22", _THINKS, _1M),
    ModelFacts("gpt-6-luna", "GPT-6 Luna", "2026-09-22", _THINKS, _1M),
    ModelFacts("gpt-6-astra", "GPT-6 Astra", "2026-09-03", _THINKS_WITHOUT_TOOLS, _1M),
    ModelFacts("gpt-5.6-sol", "GPT-5.6 Sol", "2026-07-09", _THINKS, _1M),
    ModelFacts("gpt-5.6-terra", "GPT-5.6 Terra", "2026-07-09", _THINKS, _1M),
    ModelFacts("gpt-5.6-luna", "GPT-5.6 Luna", "2026-07-09", _THINKS, _1M),
    ModelFacts("gpt-5.5", "GPT-5.5", "2026-04-23", _THINKS, _1M),
    ModelFacts("gpt-5.4", "GPT-5.4", "2026-03-05", _THINKS, _1M),
    ModelFacts("gpt-5.4-mini", "GPT-5.4 mini", "2026-03-17", _THINKS, _400K),
    ModelFacts("gpt-5.4-nano", "GPT-5.4 nano", "2026-03-17", _THINKS, _400K),
    ModelFacts("gpt-5.2", "GPT-5.2", "2025-12-11", _THINKS, _400K),
    ModelFacts("gpt-5.1", "GPT-5.1", "2025-11-13", _THINKS, _400K),
    ModelFacts("gpt-5", "GPT-5", "2025-08-07", _THINKS, _400K),
    ModelFacts("gpt-5-mini", "GPT-5 mini", "2025-08-07", _THINKS, _400K),
    ModelFacts("gpt-5-nano", "GPT-5 nano", "2025-08-07", _THINKS, _400K),
    ModelFacts("gpt-4.1", "GPT-4.1", "2025-04-14", _ANSWERS, _GPT_4_1),
    ModelFacts("gpt-4.1-mini", "GPT-4.1 mini", "2025-04-14", _ANSWERS, _GPT_4_1),
    ModelFacts("gpt-4o", "GPT-4o", "2024-05-13", _ANSWERS, _128K),
    ModelFacts("gpt-4o-mini", "GPT-4o mini", "2024-07-18", _ANSWERS, _128K),
    ModelFacts("o3", "o3", "2025-04-16", _THINKS, _O3),
    ModelFacts("gpt-audio-mini", "GPT audio mini", "2025-12-15", _HEARS, _128K),
)

_ALWAYS_THINKS = Reasoning(("low", "medium", "high", "xhigh", "max"), "medium")
_MAY_THINK = Reasoning(("none", "low", "medium", "high", "xhigh", "max"), "medium", tools_need_none=True)
_THINKS_IF_ASKED = Reasoning(("none", "low", "medium", "high", "xhigh"), "none", tools_need_none=True)
_GPT_5 = Reasoning(("minimal", "low", "medium", "high"), "medium", stop_sequences=False)
_GPT_5_1 = Reasoning(("none", "low", "medium", "high"), "none", stop_sequences=False)
_GPT_5_2 = Reasoning(("none", "low", "medium", "high", "xhigh"), "none", stop_sequences=False)

REASONING = {
    "gpt-6.2-astra": _ALWAYS_THINKS,
    "gpt-6.1-sol": _ALWAYS_THINKS,
    "gpt-6-sol": _MAY_THINK,
    "gpt-6-luna": _MAY_THINK,
    "gpt-6-astra": _ALWAYS_THINKS,
    "gpt-5.6-sol": _MAY_THINK,
    "gpt-5.6-terra": _MAY_THINK,
    "gpt-5.6-luna": _MAY_THINK,
    "gpt-5.5": _THINKS_IF_ASKED,
    "gpt-5.4": _THINKS_IF_ASKED,
    "gpt-5.4-mini": _THINKS_IF_ASKED,
    "gpt-5.4-nano": _THINKS_IF_ASKED,
    "gpt-5.2": _GPT_5_2,
    "gpt-5.1": _GPT_5_1,
    "gpt-5": _GPT_5,
    "gpt-5-mini": _GPT_5,
    "gpt-5-nano": _GPT_5,
    "o3": Reasoning(("low", "medium", "high"), "medium", stop_sequences=False, parallel_tool_calls=False),
}
"""What each of them lets itself be told."""
