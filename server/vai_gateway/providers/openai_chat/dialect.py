"""How vendors that speak OpenAI's chat completions differ from one another: data, no code.

Source: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import UNSET

from vai_gateway.providers.adapter import ProviderFacts

_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What this wire lets a reasoning model do, where the model's page or the vendor's errors say so.

    efforts: the values of `reasoning_effort`, in growing order. default: what it does where none is sent.
    tools_need_none: function tools are refused unless the effort is `none`.
    """

    efforts: tuple[str, ...]
    default: str
    tools_need_none: bool = False
    stop_sequences: bool = True
    parallel_tool_calls: bool = True


@dataclass(frozen=True, slots=True)
class Dialect:
    """One vendor. Its facts' name is also the family of its signatures.

    max_tokens_field, user_field: where the limit and the end user's id go.
    include_usage: whether streams must be asked to state usage.
    reasoning: by model name without the date of a snapshot. A model that is not there is not judged.
    """

    facts: ProviderFacts
    max_tokens_field: str = "max_tokens"
    user_field: str = "user"
    include_usage: bool = True
    reasoning: Mapping[str, Reasoning] = field(default_factory=dict)

    def reasoning_of(self, model: str) -> Reasoning | None:
        return self.reasoning.get(_SNAPSHOT.sub("", model)) if self.reasoning else None

    def never_reasons(self, model: str) -> bool:
        """Known not to. An unknown model might."""
        row = self.facts.model(model) or self.facts.model(_SNAPSHOT.sub("", model))
        thinking = UNSET if row is None else row.capabilities.thinking
        return (self.facts.capabilities.thinking if thinking is UNSET else thinking) is False
