"""One switch for thinking, as each model takes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.gemini.declared import misfits
from tests.providers.gemini.gem_requests import Json, ask, body, issues

FLASH_25, PRO_25, LITE_25 = "gemini-2.5-flash", "gemini-2.5-pro", "gemini-2.5-flash-lite"
ALL_LEVELS, THREE_LEVELS, TWO_LEVELS = "gemini-3.6-flash", "gemini-3.8-flash", "gemini-3-pro-preview"


def enabled(**members: object) -> Json:
    return {"type": "enabled", **members}


SHOWN = {"includeThoughts": True}
ASKED: list[tuple[str, Json, Json | None]] = [
    (FLASH_25, enabled(), {**SHOWN, "thinkingBudget": 10240}),
    (FLASH_25, enabled(budget_tokens=2000), {**SHOWN, "thinkingBudget": 2000}),
    (FLASH_25, enabled(effort="max"), {**SHOWN, "thinkingBudget": 24576}),
    (FLASH_25, {"type": "adaptive"}, {**SHOWN, "thinkingBudget": -1}),
    (FLASH_25, {"type": "adaptive", "effort": "low"}, {**SHOWN, "thinkingBudget": 4096}),
    (FLASH_25, {"type": "disabled"}, {"thinkingBudget": 0}),
    (PRO_25, enabled(effort="xhigh"), {**SHOWN, "thinkingBudget": 32768}),
    (LITE_25, enabled(effort="minimal"), {**SHOWN, "thinkingBudget": 1024}),
    ("gemini-2.5-flash-preview-09-2025", enabled(effort="max"), {**SHOWN, "thinkingBudget": 24576}),
    ("gemini-2.5-unheard-of", enabled(effort="max"), {**SHOWN, "thinkingBudget": 65536}),
    (ALL_LEVELS, enabled(), {**SHOWN, "thinkingLevel": "MEDIUM"}),
    (ALL_LEVELS, enabled(effort="minimal"), {**SHOWN, "thinkingLevel": "MINIMAL"}),
    (ALL_LEVELS, enabled(effort="max"), {**SHOWN, "thinkingLevel": "HIGH"}),
    (ALL_LEVELS, enabled(budget_tokens=4096), {**SHOWN, "thinkingLevel": "LOW"}),
    (ALL_LEVELS, {"type": "adaptive"}, SHOWN),
    (ALL_LEVELS, {"type": "disabled"}, {"thinkingLevel": "MINIMAL"}),
    (THREE_LEVELS, enabled(budget_tokens=1024), {**SHOWN, "thinkingLevel": "LOW"}),
    (TWO_LEVELS, enabled(), {**SHOWN, "thinkingLevel": "LOW"}),
    ("gemini-3.1-pro-preview-customtools", enabled(), {**SHOWN, "thinkingLevel": "MEDIUM"}),
    ("gemini-flash-latest", enabled(effort="high"), {**SHOWN, "thinkingLevel": "HIGH"}),
    ("gemini-9.9-unheard-of", enabled(effort="minimal"), {**SHOWN, "thinkingLevel": "MINIMAL"}),
    ("gemini-3.1-flash-tts-preview", {"type": "disabled"}, None),
    ("gemini-2.0-flash", {"type": "disabled"}, None),
    ("gemma-9-1b-it", {"type": "disabled"}, None),
    ("gemini-9.9-unheard-of", {"type": "disabled"}, {"thinkingLevel": "MINIMAL"}),
    ("gemini-2.5-unheard-of", {"type": "disabled"}, {"thinkingBudget": 0}),
]


@pytest.mark.parametrize("model, thinking, expected", ASKED)
def test_thinking_is_asked_for_in_tokens_or_levels_by_the_model(
    model: str, thinking: Json, expected: Json | None
) -> None:
    sent = body(ask(model, thinking=thinking))
    assert sent.get("generationConfig", {}).get("thinkingConfig") == expected
    assert misfits(sent) == []


@pytest.mark.parametrize(
    "gem, thinking, expected",
    [
        ({"thinking_budget": 512}, None, {"thinkingBudget": 512}),
        ({"thinking_level": "LOW", "include_thoughts": True}, None, {"thinkingLevel": "LOW", "includeThoughts": True}),
        ({"include_thoughts": False}, enabled(), {"thinkingLevel": "MEDIUM", "includeThoughts": False}),
        ({"include_thoughts": True}, None, {"includeThoughts": True}),
    ],
)
def test_extensions_say_it_in_geminis_words(gem: Json, thinking: Json | None, expected: Json) -> None:
    members: dict[str, Any] = {} if thinking is None else {"thinking": thinking}
    sent = body(ask(ALL_LEVELS, gem=gem, **members))
    assert sent["generationConfig"]["thinkingConfig"] == expected


@pytest.mark.parametrize(
    "model, thinking, params",
    [
        (PRO_25, {"type": "disabled"}, ["thinking.type"]),
        (THREE_LEVELS, {"type": "disabled"}, ["thinking.type"]),
        (ALL_LEVELS, {"type": "disabled"}, []),
        (THREE_LEVELS, enabled(effort="minimal"), ["thinking.effort"]),
        (THREE_LEVELS, enabled(effort="max"), []),
        (TWO_LEVELS, enabled(effort="medium"), ["thinking.effort"]),
        (TWO_LEVELS, enabled(budget_tokens=11000), []),
        (FLASH_25, enabled(budget_tokens=30000), ["thinking.budget_tokens"]),
        (FLASH_25, enabled(effort="max"), []),
        (PRO_25, enabled(budget_tokens=30000), []),
        ("gemini-9.9-unheard-of", enabled(budget_tokens=999999), []),
    ],
)
def test_what_a_model_cannot_is_an_issue(model: str, thinking: Json, params: list[str]) -> None:
    assert issues(ask(model, thinking=thinking)) == [(param, "unsupported_thinking") for param in params]
