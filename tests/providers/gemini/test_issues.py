"""What Gemini cannot do of what is asked."""

from __future__ import annotations

import pytest

from tests.providers.gemini.gem_requests import (
    MP4,
    NEW,
    OLD,
    PDF,
    PNG,
    SCHEMA,
    TOOL,
    WAV,
    Json,
    ask,
    issues,
    model_said,
    result,
    text,
    use,
    user,
)
from vai_gateway.providers.gemini.vertex import GEM_VERT

SEARCH: Json = {"type": "web_search"}
BY_URL = {"type": "url", "url": "https://a.example/x"}
SETTING = {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF", "method": "SEVERITY"}
BY_SCHEMA = {"type": "json_schema", "json_schema": SCHEMA}

PARAMETER, CHOICE, BLOCK = "unsupported_parameter", "unsupported_tool_choice", "unsupported_content_block"

FINE: dict[str, tuple[str, Json]] = {
    "everything": (
        NEW,
        {
            "messages": [
                user(
                    "x",
                    {"type": "image", "source": PNG},
                    {"type": "audio", "source": WAV},
                    {"type": "video", "source": MP4},
                    {"type": "document", "source": PDF, "citations": {"enabled": False}},
                )
            ],
            "tools": [TOOL, SEARCH, {"type": "web_fetch"}, {"type": "code_execution"}],
            "tool_choice": {"type": "any"},
            "output_format": BY_SCHEMA,
            "stop_sequences": ["a"] * 5,
            "output": {"modalities": ["text", "image"], "image": {"size": "1K"}},
            "temperature": 2,
            "top_k": 3,
        },
    ),
    "python": (NEW, {"tools": [{"type": "code_execution", "config": {"languages": ["Python"]}}]}),
    "a schema without tools": (OLD, {"output_format": BY_SCHEMA}),
    "what a model said": (NEW, {"messages": [user("x"), model_said({"type": "image", "source": BY_URL}), user("y")]}),
}

NOT_FINE: dict[str, tuple[str, Json, list[tuple[str, str]]]] = {
    "stop sequences": (NEW, {"stop_sequences": ["a"] * 6}, [("stop_sequences", PARAMETER)]),
    "an image's size": (NEW, {"output": {"image": {"size": "3x3"}}}, [("output.image.size", PARAMETER)]),
    "a tool's name": (NEW, {"tools": [{**TOOL, "name": "1a"}]}, [("tools[0].name", PARAMETER)]),
    "mixed tools before Gemini 3": (OLD, {"tools": [TOOL, SEARCH]}, [("tools", "unsupported_tool_type")]),
    "a schema beside tools before Gemini 3": (
        OLD,
        {"tools": [TOOL], "output_format": BY_SCHEMA},
        [("output_format", "unsupported_output_format")],
    ),
    "a search with limits": (
        NEW,
        {"tools": [{**SEARCH, "config": {"max_uses": 1, "allowed_domains": ["a"], "blocked_domains": ["b"]}}]},
        [(f"tools[0].config.{name}", PARAMETER) for name in ("allowed_domains", "blocked_domains", "max_uses")],
    ),
    "a fetch with limits": (
        NEW,
        {"tools": [{"type": "web_fetch", "config": {"max_uses": 1}}]},
        [("tools[0].config", PARAMETER)],
    ),
    "other languages and a timeout": (
        NEW,
        {"tools": [{"type": "code_execution", "config": {"languages": ["c"], "timeout_seconds": 1}}]},
        [("tools[0].config.languages", PARAMETER), ("tools[0].config.timeout_seconds", PARAMETER)],
    ),
    "one tool at a time": (
        NEW,
        {"tools": [TOOL], "tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
        [("tool_choice.disable_parallel_tool_use", CHOICE)],
    ),
    "a native tool by force": (
        NEW,
        {"tools": [SEARCH], "tool_choice": {"type": "any"}},
        [("tool_choice.type", CHOICE)],
    ),
    "media of unknown kind": (
        NEW,
        {
            "messages": [
                user({"type": "document", "source": BY_URL}),
                model_said(use("t1")),
                user(result("t1", content=[text("x"), {"type": "image", "source": BY_URL}])),
                user(
                    {
                        "type": "document",
                        "source": {"type": "content", "content": [{"type": "image", "source": BY_URL}]},
                    }
                ),
            ]
        },
        [
            (f"messages[{place}].source.media_type", "missing_field")
            for place in ("0].content[0", "2].content[0].content[1", "3].content[0].source.content[0")
        ],
    ),
    "citations of documents": (
        NEW,
        {"messages": [user({"type": "document", "source": PDF, "citations": {"enabled": True}})]},
        [("messages[0].content[0].citations", BLOCK)],
    ),
    "more media than the caller allows": (
        NEW,
        {
            "messages": [user({"type": "image", "source": {**PNG, "data": "AAAA"}}, {"type": "image", "source": PNG})],
            "extensions": {"gem": {"inline_media_max_bytes": 2, "inline_media_total_max_bytes": 5}},
        },
        [
            ("messages[0].content[0].source.data", BLOCK),
            ("messages[0].content[1].source.data", BLOCK),
            ("messages", BLOCK),
        ],
    ),
    "streamed arguments": (
        NEW,
        {"extensions": {"gem": {"stream_function_call_arguments": True}}},
        [("extensions.gem.stream_function_call_arguments", PARAMETER)],
    ),
    "a way to measure safety": (
        NEW,
        {"extensions": {"gem": {"safety_settings": [SETTING]}}},
        [("extensions.gem.safety_settings[0].method", PARAMETER)],
    ),
    "grounding by a threshold": (
        NEW,
        {"extensions": {"gem": {"grounding": {"mode": "STATIC", "x": 1}}}},
        [
            ("extensions.gem.grounding", PARAMETER),
            ("extensions.gem.grounding.mode", "unsupported_value"),
            ("extensions.gem.grounding", PARAMETER),
        ],
    ),
}


@pytest.mark.parametrize("model, members", FINE.values(), ids=FINE)
def test_what_gemini_does_is_no_issue(model: str, members: Json) -> None:
    assert issues(ask(model, **members)) == []


@pytest.mark.parametrize("model, members, expected", NOT_FINE.values(), ids=NOT_FINE)
def test_what_gemini_does_not_do_is_an_issue_each(model: str, members: Json, expected: list[tuple[str, str]]) -> None:
    assert issues(ask(model, **members)) == expected


def test_vertex_measures_safety_and_leaves_domains_out() -> None:
    search = {**SEARCH, "config": {"blocked_domains": ["b"]}}
    gem = {"safety_settings": [SETTING], "stream_function_call_arguments": True}
    assert issues(ask(tools=[search], gem=gem), GEM_VERT) == []


def test_grounding_by_a_threshold_is_for_the_models_that_had_it() -> None:
    assert issues(ask("gemini-1.5-pro", gem={"grounding": {"mode": "DYNAMIC", "dynamic_threshold": 0.3}})) == []
