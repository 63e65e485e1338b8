"""The contract's requests as bodies of responses to be made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)

from tests.providers.oai_resp.requests import (
    CLOSED,
    HI,
    OPEN,
    PDF,
    PNG,
    SENT_TOOL,
    TOOL,
    ask,
    assistant,
    paper,
    picture,
    result,
    sent,
    user,
)
from tests.providers.oai_resp.responses import ADAPTER, Json, mark
from tests.providers.oai_resp.streams import COMPUTER, text, use
from tests.sdk.typed import misfits
from vai_gateway.core.errors import GatewayError

PLAIN: Json = {
    "model": "gpt-5.1",
    "input": HI,
    "store": False,
    "include": ["reasoning.encrypted_content"],
}
FORMAT: Json = {"type": "json_schema", "name": "response", "schema": CLOSED, "strict": True}


def extended(**members: Any) -> Json:
    return {"extensions": {"oai_resp": members}}


SETTINGS: dict[str, tuple[Json, Json]] = {
    "nothing asked": ({}, {}),
    "max_tokens": ({"max_tokens": 16}, {"max_output_tokens": 16}),
    "sampling": ({"temperature": 0.5, "top_p": 1}, {"temperature": 0.5, "top_p": 1.0}),
    "no stop sequences": ({"stop_sequences": []}, {}),
    "the end user": ({"metadata": {"user_id": "u", "more": 1}}, {"safety_identifier": "u"}),
    "cache hints": ({"cache_control": {"type": "ephemeral"}}, {}),
    "a stream": ({"stream": True}, {"stream": True}),
    "a system text": ({"system": "Be brief."}, {"instructions": "Be brief."}),
    "system blocks": (
        {"system": [text("a"), {**text("b"), "cache_control": {"type": "ephemeral"}}, text("")]},
        {"instructions": "a\nb"},
    ),
    "an empty system": ({"system": [text("")]}, {}),
    "another provider's settings": ({"extensions": {"groq": {"x": 1}}}, {}),
    "kept by the vendor": (extended(store=True), {"store": True}),
    "further members": (
        extended(service_tier="flex", truncation="auto"),
        {"service_tier": "flex", "truncation": "auto"},
    ),
    "other details": (
        extended(include=["message.output_text.logprobs"], top_logprobs=2),
        {"include": ["message.output_text.logprobs"], "top_logprobs": 2},
    ),
    "no details": (extended(include=[]), {"include": None}),
    "verbosity": (extended(text={"verbosity": "low"}), {"text": {"verbosity": "low"}}),
    "thinking": ({"thinking": {"type": "enabled"}}, {"reasoning": {"effort": "medium", "summary": "auto"}}),
    "as much thinking as a budget": (
        {"thinking": {"type": "enabled", "budget_tokens": 65536}},
        {"reasoning": {"effort": "high", "summary": "auto"}},
    ),
    "more thinking than the model has": (
        {"thinking": {"type": "enabled", "effort": "max"}},
        {"reasoning": {"effort": "max", "summary": "auto"}},
    ),
    "thinking as the model likes": ({"thinking": {"type": "adaptive"}}, {"reasoning": {"summary": "auto"}}),
    "no thinking": ({"thinking": {"type": "disabled"}}, {"reasoning": {"effort": "none"}}),
    "thinking without words": (
        {"thinking": {"type": "enabled"}, **extended(reasoning={"summary": None})},
        {"reasoning": {"effort": "medium"}},
    ),
    "the vendor's own words for thinking": (
        extended(reasoning={"effort": "low", "summary": "detailed", "mode": "pro"}),
        {"reasoning": {"effort": "low", "summary": "detailed", "mode": "pro"}},
    ),
    "an answer by a closed schema": (
        {"output_format": {"type": "json_schema", "json_schema": CLOSED}},
        {"text": {"format": FORMAT}},
    ),
    "an answer by an open schema, in few words": (
        {"output_format": {"type": "json_schema", "json_schema": OPEN}, **extended(text={"verbosity": "low"})},
        {"text": {"format": {**FORMAT, "schema": OPEN, "strict": False}, "verbosity": "low"}},
    ),
    "a tool": (
        {"tools": [{**TOOL, "description": "It rains.", "cache_control": {"type": "ephemeral"}}]},
        {"tools": [{**SENT_TOOL, "description": "It rains."}]},
    ),
    "a tool with a closed schema": (
        {"tools": [{"type": "custom", "name": "weather", "input_schema": CLOSED}]},
        {"tools": [{**SENT_TOOL, "parameters": CLOSED, "strict": True}]},
    ),
    "a tool that takes nothing": (
        {"tools": [{"name": "weather", "input_schema": {"type": "object"}}]},
        {"tools": [{**SENT_TOOL, "parameters": {"type": "object", "properties": {}}}]},
    ),
    "no tools": ({"tools": []}, {}),
    "web search": ({"tools": [{"type": "web_search"}]}, {"tools": [{"type": "web_search"}]}),
    "web search in places": (
        {
            "tools": [
                {
                    "type": "web_search",
                    "config": {"allowed_domains": ["a.test"], "user_location": {"city": "Bern", "country": "CH"}},
                }
            ]
        },
        {
            "tools": [
                {
                    "type": "web_search",
                    "filters": {"allowed_domains": ["a.test"]},
                    "user_location": {"type": "approximate", "city": "Bern", "country": "CH"},
                }
            ]
        },
    ),
    "code execution": (
        {"tools": [{"type": "code_execution", "config": {"languages": ["Python"]}}]},
        {"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]},
    ),
    "file search": (
        {"tools": [{"type": "file_search", "config": {"max_results": 5}}], **extended(vector_store_ids=["vs_1"])},
        {"tools": [{"type": "file_search", "vector_store_ids": ["vs_1"], "max_num_results": 5}]},
    ),
    "computer use": ({"tools": [{"type": "computer_use"}]}, {"tools": [{"type": "computer"}]}),
    "tools of the vendor's own": (
        {"tools": [TOOL], **extended(tools=[{"type": "image_generation"}])},
        {"tools": [SENT_TOOL, {"type": "image_generation"}]},
    ),
    "choice auto": ({"tool_choice": {"type": "auto"}}, {"tool_choice": "auto"}),
    "choice any": (
        {"tool_choice": {"type": "any", "disable_parallel_tool_use": True}},
        {"tool_choice": "required", "parallel_tool_calls": False},
    ),
    "choice none": ({"tool_choice": {"type": "none"}}, {"tool_choice": "none"}),
    "choice of a tool": (
        {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "weather", "disable_parallel_tool_use": False}},
        {"tools": [SENT_TOOL], "tool_choice": {"type": "function", "name": "weather"}},
    ),
    "choice of a native tool": (
        {"tools": [{"type": "code_execution"}], "tool_choice": {"type": "tool", "name": "code_execution"}},
        {
            "tools": [{"type": "code_interpreter", "container": {"type": "auto"}}],
            "tool_choice": {"type": "code_interpreter"},
        },
    ),
    "choice of a custom tool": (
        {"tool_choice": {"type": "tool", "name": "sum"}, **extended(tools=[{"type": "custom", "name": "sum"}])},
        {"tools": [{"type": "custom", "name": "sum"}], "tool_choice": {"type": "custom", "name": "sum"}},
    ),
    "choice of a native tool among others": (
        {"tool_choice": {"type": "tool", "name": "weather"}, **extended(tools=[{"type": "web_search"}])},
        {"tools": [{"type": "web_search"}], "tool_choice": {"type": "function", "name": "weather"}},
    ),
    "choice of a tool that is not there": (
        {"tool_choice": {"type": "tool", "name": "web_search"}},
        {"tool_choice": {"type": "function", "name": "web_search"}},
    ),
}

IMAGE_URL = "data:image/png;base64,iVBO"
SENT_IMAGE: Json = {"type": "input_image", "image_url": IMAGE_URL, "detail": "auto"}
SENT_PDF: Json = {
    "type": "input_file",
    "filename": "document.pdf",
    "file_data": "data:application/pdf;base64,JVBE",
}
CALL: Json = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{}"}
OUTPUT: Json = {"type": "function_call_output", "call_id": "call_1"}
COMPUTER_USE: Json = {
    "type": "tool_use",
    "id": "call_1",
    "name": "computer",
    "input": {name: COMPUTER[name] for name in ("actions", "pending_safety_checks")},
    "signature": mark(type="computer_call", id="cu_1"),
}
COMPUTER_AS_FUNCTION: Json = {
    **CALL,
    "name": "computer",
    "arguments": json.dumps(COMPUTER_USE["input"], separators=(",", ":")),
}


def said(text: str) -> Json:
    return {"type": "input_text", "text": text}


def answered(*blocks: Json, call: Json = CALL) -> list[Json]:
    return [*HI, call, *blocks]


def answering(content: Any, use: Json = use({}), **members: Any) -> list[Json]:  # noqa: B008
    return [*HI, *assistant(use), *user(result("call_1", content, **members))]


MESSAGES: dict[str, tuple[list[Json], list[Json]]] = {
    "text": (HI, HI),
    "what is empty is left out": ([*user(text("")), {"role": "assistant", "content": ""}, *HI], HI),
    "one text block": (user(text("Hi")), HI),
    "text blocks": (user(text("a"), text("b")), user(said("a"), said("b"))),
    "images": (
        user(picture(PNG), picture({"type": "url", "url": "https://a.test/b"})),
        user(SENT_IMAGE, {**SENT_IMAGE, "image_url": "https://a.test/b"}),
    ),
    "a PDF": (
        user(paper(PDF, title="T", context="C")),
        user(said("C"), {**SENT_PDF, "filename": "T.pdf"}),
    ),
    "PDFs with and without names": (
        user(paper(PDF), paper(PDF, title="T.PDF"), paper(PDF, title="T", filename="a")),
        user(SENT_PDF, {**SENT_PDF, "filename": "T.PDF"}, {**SENT_PDF, "filename": "a"}),
    ),
    "a table": (
        user(paper({"type": "base64", "media_type": "text/csv; charset=utf-8", "data": "YTti"})),
        user(
            {
                "type": "input_file",
                "filename": "document.csv",
                "file_data": "data:text/csv; charset=utf-8;base64,YTti",
            }
        ),
    ),
    "a file of a kind that is not known": (
        user(paper({"type": "base64", "media_type": "application/x-dream", "data": "YTti"}, filename="a.dream")),
        user(
            {
                "type": "input_file",
                "filename": "a.dream",
                "file_data": "data:application/x-dream;base64,YTti",
            }
        ),
    ),
    "a document by URL": (
        user(paper({"type": "url", "url": "https://a.test/b.pdf"}, title="T", context="C")),
        user(said("T"), said("C"), {"type": "input_file", "file_url": "https://a.test/b.pdf"}),
    ),
    "a document by URL with a name": (
        user(paper({"type": "url", "url": "https://a.test/b"}, filename="b.pdf")),
        user(said("b.pdf"), {"type": "input_file", "file_url": "https://a.test/b"}),
    ),
    "a text document": (
        user(paper({"type": "text", "media_type": "text/plain", "data": "words"}, title="T", context="C"), text("?")),
        user(said("T\nC\nwords"), said("?")),
    ),
    "a document of blocks": (
        user(paper({"type": "content", "content": [text("a"), picture(PNG)]}, title="T")),
        user(said("T"), said("a"), SENT_IMAGE),
    ),
    "a document that is one text": (
        user(paper({"type": "content", "content": "words"})),
        [{"role": "user", "content": "words"}],
    ),
    "what the assistant said": (
        [*HI, {"role": "assistant", "content": "Hello"}, *assistant(text("How "), text("are you?"))],
        [*HI, {"role": "assistant", "content": "Hello"}, {"role": "assistant", "content": "How are you?"}],
    ),
    "calls of another vendor": (
        [*HI, *assistant(use({"a": 1.0}, id="x" * 65, name="a.b")), *user(result("x" * 65, "sun"))],
        [
            *HI,
            {
                "type": "function_call",
                "call_id": "call_9537c5fdf120482f7d58d25e9ed583f5",
                "name": "a_b",
                "arguments": '{"a":1.0}',
            },
            {"type": "function_call_output", "call_id": "call_9537c5fdf120482f7d58d25e9ed583f5", "output": "sun"},
        ],
    ),
    "results and what is said beside them stay in their order": (
        [
            *HI,
            *assistant(use({}), use({}, id="call_2")),
            *user(text("a"), result("call_1", "b"), text("c"), result("call_2")),
        ],
        [
            *HI,
            CALL,
            {**CALL, "call_id": "call_2"},
            {"role": "user", "content": "a"},
            {**OUTPUT, "output": "b"},
            {"role": "user", "content": "c"},
            {**OUTPUT, "call_id": "call_2", "output": ""},
        ],
    ),
    "an empty result": (answering([]), answered({**OUTPUT, "output": ""})),
    "a result in one block": (answering([text("a")]), answered({**OUTPUT, "output": "a"})),
    "a result in blocks": (
        answering([text("a"), picture(PNG), paper(PDF)]),
        answered({**OUTPUT, "output": [said("a"), SENT_IMAGE, SENT_PDF]}),
    ),
    "a result that is one picture": (answering([picture(PNG)]), answered({**OUTPUT, "output": [SENT_IMAGE]})),
    "a failed tool": (
        answering("no sun", is_error=True),
        answered({**OUTPUT, "output": '{"error":"no sun"}'}),
    ),
    "a failed tool without a word": (answering(None, is_error=True), answered({**OUTPUT, "output": '{"error":""}'})),
    "a failed tool with a picture": (
        answering([text("a"), picture(PNG), text("b")], is_error=True),
        answered({**OUTPUT, "output": [said('{"error":"a\\nb"}'), SENT_IMAGE]}),
    ),
    "a custom tool of the other API": (
        answering("8", use({"input": "4 + 4"}, signature=mark(type="custom"))),
        answered(
            {"type": "custom_tool_call_output", "call_id": "call_1", "output": "8"},
            call={"type": "custom_tool_call", "call_id": "call_1", "name": "weather", "input": "4 + 4"},
        ),
    ),
    "a call made by a program": (
        answering("sun", use({}, signature=mark(id="fc_1", caller={"type": "program", "caller_id": "call_0"}))),
        answered(
            {**OUTPUT, "output": "sun", "caller": {"type": "program", "caller_id": "call_0"}},
            call={**CALL, "id": "fc_1", "caller": {"type": "program", "caller_id": "call_0"}},
        ),
    ),
    "a screenshot": (
        answering([picture(PNG)], COMPUTER_USE),
        answered(
            {
                "type": "computer_call_output",
                "call_id": "call_1",
                "output": {"type": "computer_screenshot", "image_url": IMAGE_URL},
                "acknowledged_safety_checks": COMPUTER["pending_safety_checks"],
            },
            call=COMPUTER,
        ),
    ),
    "a call of the computer that is not answered": ([*HI, *assistant(COMPUTER_USE)], [*HI, COMPUTER]),
    "words for a screenshot": (
        answering("no display", COMPUTER_USE, is_error=True),
        answered({**OUTPUT, "output": '{"error":"no display"}'}, call=COMPUTER_AS_FUNCTION),
    ),
    "words beside a screenshot": (
        answering([text("done"), picture(PNG)], COMPUTER_USE),
        answered({**OUTPUT, "output": [said("done"), SENT_IMAGE]}, call=COMPUTER_AS_FUNCTION),
    ),
}


@pytest.mark.parametrize("asked, told", SETTINGS.values(), ids=SETTINGS)
def test_settings_become_members_of_the_body(asked: Json, told: Json) -> None:
    expected = {name: value for name, value in {**PLAIN, **told}.items() if value is not None}
    assert sent(ask(**asked)) == expected


@pytest.mark.parametrize("messages, items", MESSAGES.values(), ids=MESSAGES)
def test_messages_become_input_items(messages: list[Json], items: list[Json]) -> None:
    assert sent(ask(messages=messages))["input"] == items


@pytest.mark.parametrize("asked", [asked for asked, _ in SETTINGS.values()], ids=SETTINGS)
def test_the_official_sdk_has_the_same_settings(asked: Json) -> None:
    kind = ResponseCreateParamsStreaming if asked.get("stream") else ResponseCreateParamsNonStreaming
    assert misfits(sent(ask(**asked)), kind) == []


@pytest.mark.parametrize("messages", [messages for messages, _ in MESSAGES.values()], ids=MESSAGES)
def test_the_official_sdk_has_the_same_items(messages: list[Json]) -> None:
    assert misfits(sent(ask(messages=messages)), ResponseCreateParamsNonStreaming) == []


def test_blocked_domains_go_out_though_the_sdk_does_not_know_them_yet() -> None:
    tool = {"type": "web_search", "config": {"blocked_domains": ["a.test"]}}
    assert sent(ask(tools=[tool]))["tools"] == [{"type": "web_search", "filters": {"blocked_domains": ["a.test"]}}]


@pytest.mark.parametrize(
    "model, asked_for", [("gpt-5.1", True), ("gpt-unknown", True), ("gpt-4.1", False), ("gpt-4.1-nano", False)]
)
def test_encrypted_thoughts_are_asked_of_models_that_may_think(model: str, asked_for: bool) -> None:
    assert ("include" in sent(ask(model))) is asked_for


@pytest.mark.parametrize("model, effort", [("gpt-5.1", "none"), ("gpt-4.1", None), ("gpt-4o-mini-2024-07-18", None)])
def test_models_that_never_think_are_not_told_not_to(model: str, effort: str | None) -> None:
    assert sent(ask(model, thinking={"type": "disabled"})).get("reasoning", {}).get("effort") == effort


CONFLICTS: dict[str, tuple[Json, str]] = {
    "model": (extended(model="x"), "model"),
    "input": (extended(input="x"), "input"),
    "stream": (extended(stream=True), "stream"),
    "max_output_tokens": ({"max_tokens": 20, **extended(max_output_tokens=30)}, "max_output_tokens"),
    "instructions": ({"system": "a", **extended(instructions="b")}, "instructions"),
    "tool_choice": ({"tool_choice": {"type": "auto"}, **extended(tool_choice="none")}, "tool_choice"),
    "effort": (
        {"thinking": {"type": "enabled"}, **extended(reasoning={"effort": "low"})},
        "reasoning.effort",
    ),
    "format": (
        {
            "output_format": {"type": "json_schema", "json_schema": CLOSED},
            **extended(text={"format": {"type": "text"}}),
        },
        "text.format",
    ),
}


@pytest.mark.parametrize("asked, name", CONFLICTS.values(), ids=CONFLICTS)
def test_what_the_gateway_writes_itself_cannot_be_written_again(asked: Json, name: str) -> None:
    with pytest.raises(GatewayError) as raised:
        sent(ask(**asked))
    assert (raised.value.param, raised.value.code) == (f"extensions.oai_resp.{name}", "conflicting_parameter")


def test_the_key_goes_into_a_secret_header() -> None:
    outgoing = ADAPTER.encode(ask(key="sk-1"))
    assert (outgoing.path, outgoing.secrets["authorization"].reveal()) == ("/responses", "Bearer sk-1")
    assert ADAPTER.encode(ask()).secrets == {}
