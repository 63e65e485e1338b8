"""What is OpenRouter's own in the chat completions it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.openai_chat.chat_requests import (
    CLOSED,
    HI,
    OPEN,
    PDF,
    PNG,
    TOOL,
    body_of,
    issues_of,
    refused_of,
    text,
    use,
    user,
)
from tests.providers.openai_chat.chat_requests import ask as ask_for
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.openrouter import OPENROUTER

Json = dict[str, Any]

CLAUDE = "anthropic/claude-haiku-4.5"
MINI = "openai/gpt-4o-mini"
CACHE: Json = {"cache_control": {"type": "ephemeral"}}
HOUR: Json = {"cache_control": {"type": "ephemeral", "ttl": "1h"}}
FUNCTION: Json = {"type": "function", "function": {"name": "weather", "parameters": OPEN}}


def ask(model: str = CLAUDE, **members: Any) -> Ask:
    return ask_for(model, provider="openrouter", **members)


def thinking(model: str = CLAUDE, **members: Any) -> Ask:
    return ask(model, thinking=members)


SENT: dict[str, tuple[Ask, Json]] = {
    "limits, the end user and a stream": (
        ask(max_tokens=9, metadata={"user_id": "u"}, stream=True),
        {"max_completion_tokens": 9, "user": "u", "stream": True, "stream_options": {"include_usage": True}},
    ),
    "sampling": (ask(top_k=40, temperature=0.5), {"top_k": 40, "temperature": 0.5}),
    "an effort": (thinking(type="enabled", effort="xhigh"), {"reasoning": {"effort": "xhigh"}}),
    "a budget": (thinking(type="enabled", budget_tokens=2000), {"reasoning": {"max_tokens": 2000}}),
    "thinking": (thinking(type="enabled"), {"reasoning": {"effort": "medium"}}),
    "as much thinking as the model likes": (thinking(type="adaptive"), {"reasoning": {"enabled": True}}),
    "as much thinking as it likes, to an effort": (
        thinking(type="adaptive", effort="low"),
        {"reasoning": {"effort": "low"}},
    ),
    "no thinking": (thinking(type="disabled"), {"reasoning": {"effort": "none"}}),
    "no thinking of a model that is not known": (
        thinking("acme/new:free", type="disabled"),
        {"reasoning": {"effort": "none"}},
    ),
    "no thinking of a model that never does": (thinking(MINI, type="disabled"), {}),
    "a cache of it all": (ask(**HOUR), HOUR),
    "a tool, and what comes before it from a cache": (
        ask(tools=[{**TOOL, **CACHE}, {**TOOL, "name": "b", "input_schema": CLOSED}]),
        {
            "tools": [
                {**FUNCTION, **CACHE},
                {"type": "function", "function": {"name": "b", "parameters": CLOSED}},
            ]
        },
    ),
    "its own search": (
        ask(
            MINI,
            tools=[
                {
                    "type": "web_search",
                    "config": {
                        "max_uses": 2,
                        "allowed_domains": ["a.test"],
                        "blocked_domains": ["b.test"],
                        "user_location": {"city": "Paris", "country": "FR"},
                    },
                }
            ],
        ),
        {
            "tools": [
                {
                    "type": "openrouter:web_search",
                    "parameters": {
                        "max_uses": 2,
                        "allowed_domains": ["a.test"],
                        "excluded_domains": ["b.test"],
                        "user_location": {"type": "approximate", "city": "Paris", "country": "FR"},
                    },
                }
            ]
        },
    ),
    "its own fetching, beside a function": (
        ask(tools=[TOOL, {"type": "web_fetch", "config": {"blocked_domains": ["b.test"]}}, {"type": "web_search"}]),
        {
            "tools": [
                FUNCTION,
                {"type": "openrouter:web_fetch", "parameters": {"blocked_domains": ["b.test"]}},
                {"type": "openrouter:web_search"},
            ]
        },
    ),
    "an answer by a schema": (
        ask(output_format={"type": "json_schema", "json_schema": CLOSED}),
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "response", "schema": CLOSED, "strict": True},
            }
        },
    ),
    "what only it knows": (
        ask(extensions={"openrouter": {"provider": {"order": ["a"]}, "models": ["b/c"], "plugins": []}}),
        {"provider": {"order": ["a"]}, "models": ["b/c"], "plugins": []},
    ),
}


@pytest.mark.parametrize("asked, sent", SENT.values(), ids=SENT)
def test_a_setting_goes_to_openrouters_member(asked: Ask, sent: Json) -> None:
    assert body_of(asked, OPENROUTER) == {"model": asked.model, "messages": HI, **sent}
    assert issues_of(asked, OPENROUTER) == []


def part(kind: str, **members: Any) -> Json:
    return {"type": kind, kind: members}


def media(kind: str, source: Json) -> list[Json]:
    return user({"type": kind, "source": source})


def url(address: str) -> Json:
    return {"type": "url", "url": address}


MESSAGES: dict[str, tuple[Json, list[Json]]] = {
    "instructions from a cache": (
        {"system": [text("a"), {**text("b"), **CACHE}], "messages": HI},
        [{"role": "system", "content": [text("a"), {**text("b"), **CACHE}]}, *HI],
    ),
    "instructions": (
        {"system": [text("a"), text("b")], "messages": HI},
        [{"role": "system", "content": "a\nb"}, *HI],
    ),
    "a text from a cache": ({"messages": user({**text("a"), **HOUR})}, user({**text("a"), **HOUR})),
    "a text document from a cache": (
        {"messages": user({"type": "document", "source": {"type": "content", "content": "a"}, "title": "T", **CACHE})},
        user({**text("T\na"), **CACHE}),
    ),
    "a picture, which is cached with what is around it": (
        {"messages": user({"type": "image", "source": PNG, **CACHE}, {**text("a"), **CACHE})},
        user(part("image_url", url="data:image/png;base64,iVBO"), {**text("a"), **CACHE}),
    ),
    "an answer from a cache": (
        {"messages": [{"role": "assistant", "content": [text("a"), {**text("b"), **CACHE}]}]},
        [{"role": "assistant", "content": [text("a"), {**text("b"), **CACHE}]}],
    ),
    "a result from a cache": (
        {
            "messages": [
                {"role": "assistant", "content": [use("c1")]},
                *user({"type": "tool_result", "tool_use_id": "c1", "content": "sun", **CACHE}),
            ]
        },
        [
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}],
            },
            {"role": "tool", "tool_call_id": "c1", "content": [{**text("sun"), **CACHE}]},
        ],
    ),
    "a film": (
        {"messages": media("video", {**PNG, "media_type": "video/mp4"})},
        user(part("video_url", url="data:video/mp4;base64,iVBO")),
    ),
    "a film by URL": (
        {"messages": media("video", url("https://a.test/b.mp4"))},
        user(part("video_url", url="https://a.test/b.mp4")),
    ),
    "a document": (
        {"messages": media("document", PDF)},
        user(part("file", filename="document.pdf", file_data="data:application/pdf;base64,JVBE")),
    ),
    "a document by URL": (
        {"messages": media("document", url("https://a.test/b.pdf"))},
        user(part("file", filename="document.pdf", file_data="https://a.test/b.pdf")),
    ),
    "a result with a film": (
        {
            "messages": user(
                {
                    "type": "tool_result",
                    "tool_use_id": "c1",
                    "content": [text("a"), {"type": "video", "source": url("https://a.test/b.mp4")}],
                }
            )
        },
        [
            {"role": "tool", "tool_call_id": "c1", "content": "a"},
            *user(part("video_url", url="https://a.test/b.mp4")),
        ],
    ),
}


@pytest.mark.parametrize("asked, sent", MESSAGES.values(), ids=MESSAGES)
def test_messages_become_openrouters_messages(asked: Json, sent: list[Json]) -> None:
    assert body_of(ask(**asked), OPENROUTER)["messages"] == sent
    assert issues_of(ask(**asked), OPENROUTER) == []


@pytest.mark.parametrize(
    "media_type, name",
    [("audio/wav", "wav"), ("audio/mpeg", "mp3"), ("audio/ogg; codecs=opus", "ogg"), ("audio/x-m4a", "m4a")],
)
def test_sound_goes_out_in_the_formats_it_takes(media_type: str, name: str) -> None:
    asked = ask(messages=media("audio", {**PNG, "media_type": media_type}))
    assert body_of(asked, OPENROUTER)["messages"] == user(part("input_audio", data="iVBO", format=name))
    assert issues_of(asked, OPENROUTER) == []


ISSUES: dict[str, tuple[Ask, list[tuple[str, str]]]] = {
    "sound of another format": (
        ask(messages=media("audio", {**PNG, "media_type": "audio/midi"})),
        [("messages[0].content[0].source.media_type", "unsupported_content_block")],
    ),
    "a document to cite": (
        ask(messages=user({"type": "document", "source": PDF, "citations": {"enabled": True}})),
        [("messages[0].content[0].citations", "unsupported_parameter")],
    ),
    "fetching within limits": (
        ask(tools=[{"type": "web_fetch", "config": {"max_uses": 1, "allowed_domains": ["a.test"]}}]),
        [],
    ),
}


@pytest.mark.parametrize("asked, found", ISSUES.values(), ids=ISSUES)
def test_what_openrouter_cannot_do_is_an_issue(asked: Ask, found: list[tuple[str, str]]) -> None:
    assert issues_of(asked, OPENROUTER) == found


BLOCKS = [{"type": kind, "source": {**PNG, "media_type": f"{kind}/x"}} for kind in ("image", "audio", "video")]


@pytest.mark.parametrize(
    "asked, refused",
    [
        (ask("acme/new", messages=user(*BLOCKS), tools=[TOOL], thinking={"type": "enabled"}), []),
        (ask("google/gemini-3.8-flash", messages=user(*BLOCKS)), []),
        (ask(messages=user(*BLOCKS)), ["messages[0].content[1]"]),
        (ask(MINI, messages=user({"type": "document", "source": PDF}), tools=[{"type": "web_search"}]), []),
        (ask(MINI, thinking={"type": "enabled"}), ["thinking"]),
        (ask(tools=[{"type": "code_execution"}]), ["tools[0].type"]),
    ],
)
def test_a_model_is_asked_for_nothing_that_it_is_known_not_to_do(asked: Ask, refused: list[str]) -> None:
    assert refused_of(asked, OPENROUTER) == refused


@pytest.mark.parametrize("name", ["reasoning", "reasoning_effort", "top_k", "cache_control", "max_completion_tokens"])
def test_an_extension_that_the_gateway_writes_itself_is_refused(name: str) -> None:
    with pytest.raises(GatewayError) as raised:
        body_of(ask(extensions={"openrouter": {name: 1}}), OPENROUTER)
    assert (raised.value.code, raised.value.param) == ("conflicting_parameter", f"extensions.openrouter.{name}")


def test_the_ids_of_calls_stay_as_they_were_since_details_name_them() -> None:
    id = "tool_insert_level_with_spaces_3ZiChYzj8xER8HixJe7W"
    asked = ask(
        messages=[
            {"role": "assistant", "content": [use(id)]},
            *user({"type": "tool_result", "tool_use_id": id, "content": "sun"}),
        ]
    )
    said, answer = body_of(asked, OPENROUTER)["messages"]
    assert said["tool_calls"][0]["id"] == answer["tool_call_id"] == id
