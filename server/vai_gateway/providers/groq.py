"""Groq: facts and models.

Source: https://console.groq.com/docs/api-reference#chat-create
https://console.groq.com/docs/models
"""

from __future__ import annotations

from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.providers.adapter import ModelFacts, ProviderFacts
from vai_gateway.providers.openai_chat.dialect import Dialect, SaidAgain, VendorTool
from vai_gateway.providers.reasoning import Reasoning
from vai_gateway.providers.strict_schema import StrictRules

_OPEN = ModelCapabilities(thinking=True, vision=False, native_web_search=True, native_code_execution=True)
_GUARDS = ModelCapabilities(thinking=True, vision=False, native_web_search=False, native_code_execution=False)
_SEES = ModelCapabilities(thinking=True, vision=True, native_web_search=False, native_code_execution=False)
# It searches and runs code by itself, and takes nobody else's tools.
_ACTS = ModelCapabilities(
    thinking=False, tools=False, vision=False, native_web_search=False, native_code_execution=False
)

_65K = ModelLimits(context_tokens=131_072, output_tokens=65_536)
_16K = ModelLimits(context_tokens=131_072, output_tokens=16_384)
_8K = ModelLimits(context_tokens=131_072, output_tokens=8_192)

_MODELS = (
    ModelFacts("openai/gpt-oss-120b", "GPT-OSS 120B", "2025-08-05", _OPEN, _65K),
    ModelFacts("openai/gpt-oss-20b", "GPT-OSS 20B", "2025-08-05", _OPEN, _65K),
    ModelFacts("openai/gpt-oss-safeguard-20b", "GPT-OSS Safeguard 20B", "2025-10-29", _GUARDS, _65K),
    ModelFacts("qwen/qwen3.8-27b", "Qwen3.8 27B", "2026-08-14", _SEES, _16K),
    ModelFacts("groq/compound", "Compound", "2025-09-04", _ACTS, _8K),
    ModelFacts("groq/compound-mini", "Compound Mini", "2025-09-04", _ACTS, _8K),
)

_GPT_OSS = Reasoning(("low", "medium", "high"), "medium", sampling=True)
# Unless told otherwise it puts its thinking into the text.
_QWEN = Reasoning(("none", "low", "medium", "high"), "medium", sampling=True, format="parsed")

GROQ = Dialect(
    facts=ProviderFacts(
        name="groq",
        display_name="Groq",
        key_header="X-Provider-Key-Groq",
        setting="GROQ",
        base_url="https://api.groq.com/openai/v1",
        docs_url="https://console.groq.com/docs/api-reference#chat-create",
        blocks=frozenset({"text", "image", "tool_use", "tool_result"}),
        tools=frozenset({"web_search", "code_execution"}),
        extension="groq",
        capabilities=ModelCapabilities(
            streaming=True,
            tools=True,
            documents=False,
            structured_output=True,
            audio_input=False,
        ),
        models=_MODELS,
    ),
    max_tokens_field="max_completion_tokens",
    # Usage comes unasked.
    include_usage=False,
    reasoning={
        "openai/gpt-oss-120b": _GPT_OSS,
        "openai/gpt-oss-20b": _GPT_OSS,
        "openai/gpt-oss-safeguard-20b": _GPT_OSS,
        "qwen/qwen3.8-27b": _QWEN,
    },
    strict=StrictRules(models=frozenset({"openai/gpt-oss-120b", "openai/gpt-oss-20b"})),
    said_again=SaidAgain(thinking="reasoning"),
    tools={"web_search": VendorTool("browser_search"), "code_execution": VendorTool("code_interpreter")},
    beside="x_groq",
    # "Flex tier capacity exceeded".
    statuses={498: "overloaded_error"},
)
