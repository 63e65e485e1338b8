"""How much a model is told to think, in the vendor's words.

Source: https://platform.openai.com/docs/guides/reasoning
https://openrouter.ai/docs/use-cases/reasoning-tokens
"""

from __future__ import annotations

from typing import Any

from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.reasoning import NO_EFFORT, Reasoning, effort_told
from vai_gateway.providers.thinking import effort

Json = dict[str, Any]


def add_reasoning(ask: Ask, dialect: Dialect, body: Json) -> None:
    if dialect.thinking_field == "reasoning":
        if (wanted := _reasoning(ask, dialect)) is not None:
            body["reasoning"] = wanted
        return
    rules = dialect.reasoning_of(ask.model)
    if (told := reasoning_effort(ask, dialect, rules)) is not None:
        body["reasoning_effort"] = told
    if rules is not None and rules.format:
        body["reasoning_format"] = rules.format


def reasoning_effort(ask: Ask, dialect: Dialect, rules: Reasoning | None) -> str | None:
    """None where the model decides. rules: the model's."""
    thinking = ask.request.thinking
    if thinking is MISSING:
        # These models take function tools only when told not to think; nobody asked them to think. (2026-07)
        needs_none = rules is not None and rules.tools_need_none and has_tools(ask.request)
        return NO_EFFORT if needs_none else None
    return effort_told(thinking, rules, never_thinks=dialect.never_reasons(ask.model))


def has_tools(request: MessageRequest) -> bool:
    return request.tools is not MISSING and bool(request.tools)


def _reasoning(ask: Ask, dialect: Dialect) -> Json | None:
    """OpenRouter's own object, which takes efforts and budgets as they are and turns them into each model's."""
    thinking = ask.request.thinking
    if thinking is MISSING:
        return None
    if thinking.type == "disabled":
        return None if dialect.never_reasons(ask.model) else {"effort": NO_EFFORT}
    if thinking.budget_tokens is not MISSING:
        return {"max_tokens": thinking.budget_tokens}
    if thinking.effort is not MISSING or thinking.type == "enabled":
        return {"effort": effort(thinking)}
    return {"enabled": True}
