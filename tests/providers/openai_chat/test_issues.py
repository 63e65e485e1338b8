"""What chat completions cannot do of what is asked, and how much a model is told to think."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.providers.openai_chat.chat_requests import PDF, PNG, TOOL, Json, ask, use, user
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openrouter import OPENROUTER


def issues(asked: Ask) -> list[tuple[str, str]]:
    return [(issue.param, issue.code) for issue in OpenAIChat(OPENAI).issues(asked)]


def effort_sent(asked: Ask) -> Any:
    return json.loads(OpenAIChat(OPENAI).encode(asked).body).get("reasoning_effort")


THINKING: list[tuple[str, Json, str | None]] = [
    ("gpt-5", {"type": "enabled"}, "medium"),
    ("gpt-5", {"type": "enabled", "effort": "minimal"}, "minimal"),
    ("gpt-5", {"type": "enabled", "budget_tokens": 4096}, "low"),
    ("gpt-5-2025-08-07", {"type": "enabled", "budget_tokens": 70000}, "high"),
    ("gpt-5.4", {"type": "enabled", "budget_tokens": 1024}, "low"),
    ("gpt-5.6-sol", {"type": "enabled", "budget_tokens": 65536}, "max"),
    ("gpt-5", {"type": "adaptive"}, None),
    ("gpt-5", {"type": "adaptive", "effort": "high"}, "high"),
    ("gpt-5.4", {"type": "disabled"}, "none"),
    ("gpt-4.1", {"type": "disabled"}, None),
    ("gpt-4o-2024-08-06", {"type": "disabled"}, None),
    ("gpt-unknown", {"type": "disabled"}, "none"),
    ("gpt-unknown", {"type": "enabled", "effort": "max"}, "max"),
]


@pytest.mark.parametrize("model, thinking, effort", THINKING)
def test_thinking_becomes_a_reasoning_effort(model: str, thinking: Json, effort: str | None) -> None:
    asked = ask(model, thinking=thinking)
    assert effort_sent(asked) == effort
    assert issues(asked) == []


@pytest.mark.parametrize("model, effort", [("gpt-5.6-sol", "none"), ("gpt-5", None), ("gpt-4.1", None)])
def test_models_that_call_no_tools_while_thinking_are_told_not_to(model: str, effort: str | None) -> None:
    asked = ask(model, tools=[TOOL])
    assert effort_sent(asked) == effort
    assert issues(asked) == []


ISSUES: dict[str, tuple[Ask, list[tuple[str, str]]]] = {
    "top_k": (ask(top_k=3), [("top_k", "unsupported_parameter")]),
    "too many stops": (ask(stop_sequences=list("abcde")), [("stop_sequences", "unsupported_parameter")]),
    "a tool name with a dot": (
        ask(tools=[TOOL, {**TOOL, "name": "a.b"}]),
        [("tools[1].name", "unsupported_parameter")],
    ),
    "a document by URL": (
        ask(messages=user({"type": "document", "source": {"type": "url", "url": "https://a.test/b.pdf"}})),
        [("messages[0].content[0].source.type", "unsupported_content_block")],
    ),
    "a document that is no PDF, in a result": (
        ask(
            messages=[
                {"role": "assistant", "content": [use("c1")]},
                *user(
                    {
                        "type": "tool_result",
                        "tool_use_id": "c1",
                        "content": [{"type": "document", "source": {**PDF, "media_type": "text/csv"}}],
                    }
                ),
            ]
        ),
        [("messages[1].content[0].content[0].source.media_type", "unsupported_content_block")],
    ),
    "a document to cite": (
        ask(messages=user({"type": "document", "source": PDF, "citations": {"enabled": True}})),
        [("messages[0].content[0].citations", "unsupported_parameter")],
    ),
    "sound of another format": (
        ask(messages=user({"type": "audio", "source": {**PNG, "media_type": "audio/ogg"}})),
        [("messages[0].content[0].source.media_type", "unsupported_content_block")],
    ),
    "what a thinking model does not take": (
        ask("o3", temperature=0.5, top_p=0.5, stop_sequences=["a"]),
        [
            ("temperature", "unsupported_parameter"),
            ("top_p", "unsupported_parameter"),
            ("stop_sequences", "unsupported_parameter"),
        ],
    ),
    "what a thinking model does anyway": (ask("gpt-5", temperature=1, top_p=1), []),
    "sampling while not thinking": (ask("gpt-5.1", temperature=0.5), []),
    "sampling while thinking": (
        ask("gpt-5.1", temperature=0.5, thinking={"type": "enabled"}),
        [("temperature", "unsupported_parameter")],
    ),
    "one call at a time": (
        ask("o3", tools=[TOOL], tool_choice={"type": "auto", "disable_parallel_tool_use": True}),
        [("tool_choice.disable_parallel_tool_use", "unsupported_tool_choice")],
    ),
    "no thinking from a model that always thinks": (
        ask("gpt-5", thinking={"type": "disabled"}),
        [("thinking.type", "unsupported_thinking")],
    ),
    "an effort that the model has not": (
        ask("gpt-5.1", thinking={"type": "enabled", "effort": "max"}),
        [("thinking.effort", "unsupported_thinking")],
    ),
    "tools and thinking": (
        ask("gpt-5.6-sol", tools=[TOOL], thinking={"type": "adaptive"}),
        [("thinking", "unsupported_thinking")],
    ),
    "anything with a model that is not known": (
        ask("o9", temperature=0.5, top_p=0.1, stop_sequences=["a"], thinking={"type": "enabled"}, tools=[TOOL]),
        [],
    ),
}


@pytest.mark.parametrize("asked, found", ISSUES.values(), ids=ISSUES)
def test_what_the_vendor_cannot_do_is_an_issue(asked: Ask, found: list[tuple[str, str]]) -> None:
    assert issues(asked) == found


@pytest.mark.parametrize("dialect", [OPENAI, GROQ, CEREBRAS, OPENROUTER], ids=lambda dialect: dialect.facts.name)
def test_every_tool_that_a_vendor_has_is_one_that_can_be_asked_for(dialect: Dialect) -> None:
    assert dialect.tools.keys() == dialect.facts.tools


def test_every_rule_of_the_catalogue_is_about_a_listed_model() -> None:
    assert OPENAI.reasoning.keys() <= {model.name for model in OPENAI.facts.models}
