"""How much a model is told to think."""

from __future__ import annotations

from typing import get_args

from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.oai_resp.facts import never_thinks, reasoning_of
from vai_gateway.providers.thinking import Effort, effort

NO_EFFORT = "none"
_SCALE: tuple[str, ...] = get_args(Effort)


def effort_of(request: MessageRequest, model: str) -> str | None:
    """None where the model decides. An effort made from a budget is one that the model knows."""
    thinking, rules = request.thinking, reasoning_of(model)
    if thinking is MISSING:
        return None
    if thinking.type == "disabled":
        return None if never_thinks(model) else NO_EFFORT
    if thinking.type == "adaptive" and thinking.effort is MISSING and thinking.budget_tokens is MISSING:
        return None
    wanted = effort(thinking)
    if rules is None or thinking.effort is not MISSING or wanted in rules.efforts:
        return wanted
    known = [name for name in _SCALE if name in rules.efforts]
    lower = [name for name in known if _SCALE.index(name) <= _SCALE.index(wanted)]
    return lower[-1] if lower else known[0]
