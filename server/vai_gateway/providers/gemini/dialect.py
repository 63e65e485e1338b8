"""What the two Gemini APIs share and where they differ, and what each model lets thinkingConfig and tools be.

Source: https://ai.google.dev/api/generate-content and .../gemini-api/docs/thinking
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.providers.adapter import ModelFacts, ProviderFacts

FAMILY = "gemini"
"""Of signatures. Both APIs take back what either has signed."""

_SNAPSHOT = re.compile(r"(-preview)?-(\d{2}-\d{4}|\d{2}-\d{2}|\d{3})$")
_GENERATION = re.compile(r"(?:^|/)gemini-(\d+)(?:\.(\d+))?(?:-|$)")
_NEWEST = re.compile(r"(?:^|/)gemini-[a-z-]*latest$")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one model does, where its page says so.

    levels: the values of thinkingLevel, in growing order; empty where it counts thoughts in tokens.
    least_budget, most_budget: of thinkingBudget; both 0 where it takes none.
    can_rest: whether it can be told not to think.
    """

    levels: tuple[str, ...] = ()
    least_budget: int = 0
    most_budget: int = 0
    can_rest: bool = True


@dataclass(frozen=True, slots=True)
class Dialect:
    """One API. rules: by model name without the date of a snapshot; a model that is not there is not judged."""

    facts: ProviderFacts
    is_vertex: bool
    rules: Mapping[str, Rules] = field(default_factory=dict)

    def rules_of(self, model: str) -> Rules | None:
        return self.rules.get(model) or self.rules.get(_SNAPSHOT.sub("", model))

    def never_thinks(self, model: str) -> bool:
        """Known not to. An unknown model might."""
        row = self.facts.model(model) or self.facts.model(_SNAPSHOT.sub("", model))
        return row is not None and row.capabilities.thinking is False


def generation(model: str) -> tuple[int, int] | None:
    """Gemini's version by the model's name; None where the name tells none."""
    if _NEWEST.search(model):
        return 3, 0
    found = _GENERATION.search(model)
    return None if found is None else (int(found[1]), int(found[2] or 0))


def is_before_3(model: str) -> bool:
    """Known to be. Since Gemini 3 native tools go with function tools, and calls must be signed."""
    found = generation(model)
    return found is not None and found < (3, 0)


def is_from_3(model: str) -> bool:
    """Known to be."""
    found = generation(model)
    return found is not None and found >= (3, 0)


_THINKS = ModelCapabilities(thinking=True)
_DRAWS = ModelCapabilities(tools=False, native_code_execution=False, audio_input=False)
_1M = ModelLimits(context_tokens=1_048_576, output_tokens=65_536)
_IMAGE = ModelLimits(context_tokens=65_536, output_tokens=32_768)

_ALL_LEVELS = Rules(("MINIMAL", "LOW", "MEDIUM", "HIGH"))
_ALWAYS_THINKS = Rules(("LOW", "MEDIUM", "HIGH"), can_rest=False)

MODELS = (
    ModelFacts("gemini-4-argon", "Gemini 4 Argon", "2026-10-13", _THINKS, _1M),
    ModelFacts("gemini-3.8-flash", "Gemini 3.8 Flash", "2026-09-02", _THINKS, _1M),
    ModelFacts("gemini-3.6-flash", "Gemini 3.6 Flash", "2026-07-21", _THINKS, _1M),
    ModelFacts("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", "2026-07-21", _THINKS, _1M),
    ModelFacts("gemini-3.1-flash-lite", "Gemini 3.1 Flash-Lite", "2026-05-07", _THINKS, _1M),
    ModelFacts("gemini-3.1-pro-preview", "Gemini 3.1 Pro Preview", "2026-02-19", _THINKS, _1M),
    ModelFacts("gemini-3-flash-preview", "Gemini 3 Flash Preview", "2025-12-17", _THINKS, _1M),
    ModelFacts("gemini-2.5-pro", "Gemini 2.5 Pro", "2025-06-17", _THINKS, _1M),
    ModelFacts("gemini-2.5-flash", "Gemini 2.5 Flash", "2025-06-17", _THINKS, _1M),
    ModelFacts("gemini-2.5-flash-lite", "Gemini 2.5 Flash-Lite", "2025-07-22", _THINKS, _1M),
    ModelFacts("gemini-3-pro-image", "Gemini 3 Pro Image", "2026-05-28", _DRAWS, _IMAGE),
    ModelFacts("gemini-3.1-flash-image", "Gemini 3.1 Flash Image", "2026-05-28", _DRAWS, _IMAGE),
)
"""Of both APIs, without those that Google has shut down or sends on to another one."""

RULES: Mapping[str, Rules] = {
    "gemini-4-argon": _ALWAYS_THINKS,
    "gemini-3.8-flash": _ALWAYS_THINKS,
    "gemini-3.7-flash": _ALWAYS_THINKS,
    "gemini-3.6-flash": _ALL_LEVELS,
    "gemini-3.5-flash": _ALL_LEVELS,
    "gemini-3.5-flash-lite": _ALL_LEVELS,
    "gemini-3.1-flash-lite": _ALL_LEVELS,
    "gemini-3.1-pro-preview": _ALWAYS_THINKS,
    "gemini-3-flash-preview": _ALL_LEVELS,
    "gemini-3-pro-preview": Rules(("LOW", "HIGH"), can_rest=False),
    "gemini-2.5-pro": Rules(least_budget=128, most_budget=32_768, can_rest=False),
    "gemini-2.5-flash": Rules(least_budget=1, most_budget=24_576),
    "gemini-2.5-flash-lite": Rules(least_budget=512, most_budget=24_576),
}
