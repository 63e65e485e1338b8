"""OpenRouter: facts and some of the models behind it.

Source: https://openrouter.ai/docs/api-reference/chat-completion
https://openrouter.ai/models
"""

from __future__ import annotations

from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.providers.adapter import ModelFacts, ProviderFacts
from vai_gateway.providers.openai_chat.dialect import Dialect, Media, SaidAgain, VendorTool
from vai_gateway.providers.strict_schema import StrictRules

_SEES = ModelCapabilities(thinking=True, vision=True, audio_input=False)
_HEARS = ModelCapabilities(thinking=True, vision=True, audio_input=True)
_READS = ModelCapabilities(thinking=True, vision=False, audio_input=False)
_ANSWERS = ModelCapabilities(thinking=False, vision=True, audio_input=False)
_DRAWS = ModelCapabilities(thinking=False, vision=True, audio_input=False, tools=False)

_CLAUDE = ModelLimits(context_tokens=1_000_000, output_tokens=128_000)
_HAIKU_4_5 = ModelLimits(context_tokens=200_000, output_tokens=64_000)
_GPT = ModelLimits(context_tokens=1_050_000, output_tokens=128_000)
_GPT_5 = ModelLimits(context_tokens=400_000, output_tokens=128_000)
_GPT_4_1 = ModelLimits(context_tokens=1_047_576, output_tokens=32_768)
_GPT_4O = ModelLimits(context_tokens=128_000, output_tokens=16_384)
_GEMINI = ModelLimits(context_tokens=1_048_576, output_tokens=65_536)
_DEEPSEEK = ModelLimits(context_tokens=1_048_576, output_tokens=943_718)
_KIMI = ModelLimits(context_tokens=1_048_576, output_tokens=262_144)
_GROK = ModelLimits(context_tokens=500_000, output_tokens=450_000)

_MODELS = (
    ModelFacts("anthropic/claude-haiku-5.5", "Claude Haiku 5.5", "2026-10-07", _SEES, _CLAUDE),
    ModelFacts("anthropic/claude-sonnet-5.5", "Claude Sonnet 5.5", "2026-09-28", _SEES, _CLAUDE),
    ModelFacts("anthropic/claude-sonnet-5", "Claude Sonnet 5", "2026-06-30", _SEES, _CLAUDE),
    ModelFacts("anthropic/claude-opus-4.8", "Claude Opus 4.8", "2026-05-28", _SEES, _CLAUDE),
    ModelFacts("anthropic/claude-haiku-4.5", "Claude Haiku 4.5", "2025-10-15", _SEES, _HAIKU_4_5),
    ModelFacts("openai/gpt-5.5", "GPT-5.5", "2026-04-23", _SEES, _GPT),
    ModelFacts("openai/gpt-5-mini", "GPT-5 mini", "2025-08-07", _SEES, _GPT_5),
    ModelFacts("openai/gpt-4.1-mini", "GPT-4.1 mini", "2025-04-14", _ANSWERS, _GPT_4_1),
    ModelFacts("openai/gpt-4o", "GPT-4o", "2024-05-13", _ANSWERS, _GPT_4O),
    ModelFacts("openai/gpt-4o-mini", "GPT-4o mini", "2024-07-18", _ANSWERS, _GPT_4O),
    ModelFacts("openai/gpt-oss-120b", "GPT-OSS 120B", "2025-08-05", _READS, ModelLimits(context_tokens=131_072)),
    ModelFacts("google/gemini-3.8-flash", "Gemini 3.8 Flash", "2026-09-02", _HEARS, _GEMINI),
    ModelFacts("google/gemini-3.1-pro-preview", "Gemini 3.1 Pro Preview", "2026-02-19", _HEARS, _GEMINI),
    ModelFacts("google/gemini-2.5-flash", "Gemini 2.5 Flash", "2025-06-17", _HEARS, _GEMINI),
    ModelFacts("google/gemini-2.5-flash-image", "Gemini 2.5 Flash Image", "2025-10-07", _DRAWS),
    ModelFacts("x-ai/grok-4.7", "Grok 4.7", "2026-09-21", _SEES, _GROK),
    ModelFacts("deepseek/deepseek-v4.1-flash", "DeepSeek V4.1 Flash", "2026-09-08", _SEES, _DEEPSEEK),
    ModelFacts("moonshotai/kimi-k3", "Kimi K3", "2026-07-16", _SEES, _KIMI),
)

_SEARCH = VendorTool(
    "openrouter:web_search",
    {
        "max_uses": "max_uses",
        "allowed_domains": "allowed_domains",
        "blocked_domains": "excluded_domains",
        "user_location": "user_location",
    },
)
_FETCH = VendorTool(
    "openrouter:web_fetch",
    {"max_uses": "max_uses", "allowed_domains": "allowed_domains", "blocked_domains": "blocked_domains"},
)

OPENROUTER = Dialect(
    facts=ProviderFacts(
        name="openrouter",
        display_name="OpenRouter",
        key_header="X-Provider-Key-OpenRouter",
        setting="OPENROUTER",
        base_url="https://openrouter.ai/api/v1",
        docs_url="https://openrouter.ai/docs/api-reference/chat-completion",
        blocks=frozenset({"text", "image", "audio", "video", "document", "tool_use", "tool_result"}),
        tools=frozenset({"web_search", "web_fetch"}),
        extension="openrouter",
        # It searches the web and reads documents for models that cannot.
        capabilities=ModelCapabilities(
            streaming=True,
            native_web_search=True,
            native_code_execution=False,
            documents=True,
        ),
        models=_MODELS,
    ),
    max_tokens_field="max_completion_tokens",
    # Reasoning details name the call that they belong to, so its id must stay as it was.
    longest_call_id=64,
    top_k=True,
    cache_control=True,
    thinking_field="reasoning",
    # Not every vendor behind it takes strict functions.
    strict=StrictRules(tools=False),
    media=Media(
        audio_formats={
            "audio/wav": "wav",
            "audio/x-wav": "wav",
            "audio/wave": "wav",
            "audio/vnd.wave": "wav",
            "audio/mpeg": "mp3",
            "audio/mp3": "mp3",
            "audio/aiff": "aiff",
            "audio/x-aiff": "aiff",
            "audio/aac": "aac",
            "audio/ogg": "ogg",
            "audio/flac": "flac",
            "audio/x-flac": "flac",
            "audio/mp4": "m4a",
            "audio/m4a": "m4a",
            "audio/x-m4a": "m4a",
            "audio/pcm": "pcm16",
        },
        document_urls=True,
    ),
    said_again=SaidAgain(thinking="reasoning_details", images=True, files=True),
    tools={"web_search": _SEARCH, "web_fetch": _FETCH},
    cost="cost",
)
