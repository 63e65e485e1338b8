"""The contract's one switch for thinking, as a thinkingConfig.

Up to Gemini 2.5 a model is given a number of tokens, since Gemini 3 a level.

Source: https://ai.google.dev/gemini-api/docs/thinking
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import MISSING

from vai_gateway.contract.requests import GemExtensions, ThinkingConfig
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.gemini.dialect import Dialect, Rules, generation, is_before_3
from vai_gateway.providers.thinking import BUDGETS, budget_tokens, effort, known_effort

Json = dict[str, Any]

DYNAMIC = -1
"""A thinkingBudget with which the model decides."""
_FIRST_THOUGHTS = (2, 5)
_BEFORE_THOUGHTS = (0, 0)
"""Taken for models whose names tell no version; not to be told anything is what they all bear."""
_LEVELS = {
    "minimal": "MINIMAL",
    "low": "LOW",
    "medium": "MEDIUM",
    "high": "HIGH",
    # Gemini's scale ends here.
    "xhigh": "HIGH",
    "max": "HIGH",
}


def thinking_config(ask: Ask, dialect: Dialect, own: GemExtensions | None) -> Json | None:
    """None where nothing is asked. own: the caller's extensions, which say it in Gemini's words."""
    config: Json = {}
    thinking = ask.request.thinking
    if thinking is not MISSING:
        config = _asked(thinking, ask.model, dialect)
    if own is not None:
        if own.include_thoughts is not MISSING:
            config["includeThoughts"] = own.include_thoughts
        if own.thinking_budget is not MISSING:
            config["thinkingBudget"] = own.thinking_budget
        if own.thinking_level is not MISSING:
            config["thinkingLevel"] = own.thinking_level
    return config or None


def thinking_issues(ask: Ask, dialect: Dialect) -> Iterable[tuple[str, str]]:
    """The field, and what the model cannot do of it."""
    thinking, rules = ask.request.thinking, dialect.rules_of(ask.model)
    if thinking is MISSING or rules is None:
        return
    if thinking.type == "disabled":
        if not rules.can_rest:
            yield "thinking.type", "this model always thinks"
    elif rules.levels:
        if thinking.effort is not MISSING and (level := _LEVELS[thinking.effort]) not in rules.levels:
            known = ", ".join(name.lower() for name in rules.levels)
            yield "thinking.effort", f"this model takes the efforts {known}, not {level.lower()}"
    elif thinking.budget_tokens is not MISSING:
        least, most = max(rules.least_budget, BUDGETS["minimal"]), rules.most_budget
        if not least <= thinking.budget_tokens <= most:
            message = f"this model takes {least} to {most} tokens to think, got {thinking.budget_tokens}"
            yield "thinking.budget_tokens", message


def _asked(thinking: ThinkingConfig, model: str, dialect: Dialect) -> Json:
    rules = dialect.rules_of(model)
    in_tokens = is_before_3(model) if rules is None else not rules.levels
    if thinking.type == "disabled":
        if dialect.never_thinks(model) or (rules is None and (generation(model) or _BEFORE_THOUGHTS) < _FIRST_THOUGHTS):
            return {}
        return {"thinkingBudget": 0} if in_tokens else {"thinkingLevel": "MINIMAL"}
    config: Json = {"includeThoughts": True}
    if thinking.type == "adaptive" and (thinking.effort, thinking.budget_tokens) == (MISSING, MISSING):
        if in_tokens:
            config["thinkingBudget"] = DYNAMIC
    elif in_tokens:
        config["thinkingBudget"] = _budget(thinking, rules)
    else:
        config["thinkingLevel"] = _level(thinking, rules)
    return config


def _budget(thinking: ThinkingConfig, rules: Rules | None) -> int:
    """As given; one made from an effort is one that the model takes."""
    wanted = budget_tokens(thinking)
    if rules is None or thinking.budget_tokens is not MISSING:
        return wanted
    return min(max(wanted, rules.least_budget), rules.most_budget)


def _level(thinking: ThinkingConfig, rules: Rules | None) -> str:
    """As named; one made from a budget is the highest the model has that is no higher."""
    if rules is None:
        return _LEVELS[effort(thinking)]
    return _LEVELS[known_effort(thinking, [level.lower() for level in rules.levels])]
