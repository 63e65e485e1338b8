"""One switch for thinking, as budgets and as efforts."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal, TypeAlias

from pydantic import MISSING

from vai_gateway.contract.requests import ThinkingConfig

Effort: TypeAlias = Literal["minimal", "low", "medium", "high", "xhigh", "max"]

BUDGETS: dict[Effort, int] = {
    "minimal": 1024,
    "low": 4096,
    "medium": 10240,
    "high": 24576,
    "xhigh": 32768,
    "max": 65536,
}
"""Tokens, in growing order."""


def budget_tokens(thinking: ThinkingConfig) -> int:
    """The budget as given, else that of the effort; effort medium where neither is given."""
    if thinking.budget_tokens is not MISSING:
        return thinking.budget_tokens
    return BUDGETS["medium" if thinking.effort is MISSING else thinking.effort]


def effort(thinking: ThinkingConfig) -> Effort:
    """The effort as given, else the highest whose budget the given one reaches; else medium."""
    if thinking.effort is not MISSING:
        return thinking.effort
    if thinking.budget_tokens is MISSING:
        return "medium"
    budget = thinking.budget_tokens
    return max((name for name in BUDGETS if BUDGETS[name] <= budget), key=BUDGETS.__getitem__)


def known_effort(thinking: ThinkingConfig, known: Container[str]) -> str:
    """As named. One made from a budget is the highest of the known ones that is no higher, else the lowest of them."""
    wanted = effort(thinking)
    if thinking.effort is not MISSING or wanted in known:
        return wanted
    named: list[Effort] = [name for name in BUDGETS if name in known]
    return max((name for name in named if BUDGETS[name] <= BUDGETS[wanted]), key=BUDGETS.__getitem__, default=named[0])
