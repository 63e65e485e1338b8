"""How much a model is told to think, in the vendor's words.

Source: https://platform.openai.com/docs/guides/reasoning
https://openrouter.ai/docs/use-cases/reasoning-tokens
"""

from __future__ import annotations

from typing import Any

from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest, ThinkingConfig
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.reasoning import Reasoning
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
    """None where the model decides. An effort made from a budget is one that the model knows. rules: the model's."""
    thinking = ask.request.thinking
    if thinking is MISSING:
        # These models take function tools only when told not to think; nobody asked them to think. (2026-07)
        needs_none = rules is not None and rules.tools_need_none and has_tools(ask.request)
        return "none" if needs_none else None
    if thinking.type == "disabled":
        return None if dialect.never_reasons(ask.model) else "none"
    if thinking.type == "adaptive" and thinking.effort is MISSING and thinking.budget_tokens is MISSING:
        return None
    return effort(thinking) if rules is None else _known_effort(thinking, rules)


def has_tools(request: MessageRequest) -> bool:
    return request.tools is not MISSING and bool(request.tools)


def _known_effort(thinking: ThinkingConfig, rules: Reasoning) -> str:
    """The wanted effort if it was named, else the highest the model has that is no higher."""
    wanted = effort(thinking)
    if thinking.effort is not MISSING or wanted in rules.efforts:
        return wanted
    scale = ("minimal", "low", "medium", "high", "xhigh", "max")
    known = [name for name in scale if name in rules.efforts]
    lower = [name for name in known if scale.index(name) <= scale.index(wanted)]
    return lower[-1] if lower else known[0]


def _reasoning(ask: Ask, dialect: Dialect) -> Json | None:
    """OpenRouter's own object, which takes efforts and budgets as they are and turns them into each model's."""
    thinking = ask.request.thinking
    if thinking is MISSING:
        return None
    if thinking.type == "disabled":
        return None if dialect.never_reasons(ask.model) else {"effort": "none"}
    if thinking.budget_tokens is not MISSING:
        return {"max_tokens": thinking.budget_tokens}
    if thinking.effort is not MISSING or thinking.type == "enabled":
        return {"effort": effort(thinking)}
    return {"enabled": True}
