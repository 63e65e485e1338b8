"""What a model that reasons lets itself be told, as OpenAI's wires and their like put it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest, ThinkingConfig
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.providers.issues import issue
from vai_gateway.providers.thinking import effort, known_effort

NO_EFFORT = "none"
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What this wire lets a reasoning model do, where the model's page or the vendor's errors say so.

    efforts: the values of `reasoning_effort`, in growing order. default: what it does where none is sent.
    tools_need_none: function tools are refused unless the effort is `none`.
    sampling: whether it takes a temperature while it thinks.
    format: the `reasoning_format` that keeps its thinking out of the text.
    """

    efforts: tuple[str, ...]
    default: str
    tools_need_none: bool = False
    stop_sequences: bool = True
    parallel_tool_calls: bool = True
    sampling: bool = False
    format: str = ""


def without_date(model: str) -> str:
    """The model that a snapshot is of."""
    return _SNAPSHOT.sub("", model)


def effort_told(thinking: ThinkingConfig, rules: Reasoning | None, *, never_thinks: bool) -> str | None:
    """None where the model decides. An effort made from a budget is one that the model knows. rules: the model's."""
    if thinking.type == "disabled":
        return None if never_thinks else NO_EFFORT
    if thinking.type == "adaptive" and thinking.effort is MISSING and thinking.budget_tokens is MISSING:
        return None
    return effort(thinking) if rules is None else known_effort(thinking, rules.efforts)


def effort_issues(told: str | None, rules: Reasoning) -> Iterable[CompatIssue]:
    if told is not None and told not in rules.efforts:
        param = "thinking.type" if told == NO_EFFORT else "thinking.effort"
        known = ", ".join(rules.efforts)
        yield issue(param, f"this model takes the efforts {known}, not {told}", code="unsupported_thinking")


def sampling_issues(request: MessageRequest) -> Iterable[CompatIssue]:
    """Of a model that thinks, and takes no temperature then."""
    for name in ("temperature", "top_p"):
        value = getattr(request, name)
        # 1 is what these models do anyway, and they take it.
        if value is not MISSING and value != 1:
            yield issue(name, f"this model takes no {name} while it thinks")
