"""What OpenRouter's recorded chat completions say.

Source: https://openrouter.ai/docs/api-reference/chat-completion
"""

from __future__ import annotations

from dataclasses import replace

from tests.replay import chat_facts
from tests.replay.cases import Case
from tests.replay.oracle import Facts, Oracle


def facts(case: Case) -> Facts:
    """Its usage states what the call cost."""
    said = chat_facts.facts(case)
    if said.error:
        return said
    usage = chat_facts.usage_of(chat_facts.pieces(case))
    return replace(said, usage={**said.usage, "cost_usd": usage["cost"]}) if usage and "cost" in usage else said


ORACLE = Oracle(
    api="openrouter.chat",
    provider="openrouter",
    setting="OPENROUTER",
    key_header="X-Provider-Key-OpenRouter",
    base_path="/api/v1",
    facts=facts,
    ending=chat_facts.ENDING,
    said_again=chat_facts.said_again,
)
