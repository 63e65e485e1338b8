"""OpenAI's chat completions: facts.

Source: https://developers.openai.com/api/docs/models
"""

from __future__ import annotations

from vai_gateway.contract.responses import ModelCapabilities
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.providers.openai_chat.dialect import Dialect, SaidAgain
from vai_gateway.providers.openai_models import BASE_URL, KEY_HEADER, MODELS, REASONING, SETTING

OPENAI = Dialect(
    facts=ProviderFacts(
        name="openai",
        display_name="OpenAI",
        key_header=KEY_HEADER,
        setting=SETTING,
        base_url=BASE_URL,
        docs_url="https://platform.openai.com/docs/api-reference/chat",
        blocks=frozenset({"text", "image", "audio", "document", "tool_use", "tool_result"}),
        tools=frozenset(),
        extension="openai",
        capabilities=ModelCapabilities(
            streaming=True,
            tools=True,
            structured_output=True,
            native_web_search=False,
            native_code_execution=False,
        ),
        models=MODELS,
    ),
    max_tokens_field="max_completion_tokens",
    # `user` is on its way out. (OpenAI, 2025-08)
    user_field="safety_identifier",
    reasoning=REASONING,
    # OpenAI's own models tell no thinking here. DeepSeek's do, and refuse a call's result without it. (2026-11)
    said_again=SaidAgain(thinking="reasoning_content"),
)
