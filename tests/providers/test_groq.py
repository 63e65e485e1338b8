"""What is Groq's own in its chat completions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.providers.openai_chat.chat_cases import use
from tests.providers.openai_chat.chat_chunks import (
    DONE,
    USAGE,
    Json,
    call,
    chunk,
    frame,
    message,
    reply,
    streamed,
    whole,
)
from tests.providers.openai_chat.chat_requests import (
    CLOSED,
    HI,
    PDF,
    PNG,
    TOOL,
    body_of,
    issues_of,
    refused_of,
    text,
    user,
)
from tests.providers.openai_chat.chat_requests import ask as ask_for
from tests.providers.openai_chat.chat_requests import use as say_use
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.openai_chat.adapter import OpenAIChat

OSS = "openai/gpt-oss-120b"
QWEN = "qwen/qwen3.8-27b"
COMPOUND = "groq/compound"

THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "groq:reasoning"}
FAILED = {
    "message": "Failed to call a function.",
    "type": "invalid_request_error",
    "code": "tool_use_failed",
    "failed_generation": '{"name": "get", "arguments": {',
    "status_code": 400,
}


def ask(model: str = OSS, **members: Any) -> Ask:
    return ask_for(model, provider="groq", **members)


SENT: dict[str, tuple[Ask, Json]] = {
    "limits, the end user and a stream": (
        ask(max_tokens=9, metadata={"user_id": "u"}, stream=True),
        {"max_completion_tokens": 9, "user": "u", "stream": True},
    ),
    "an effort": (ask(thinking={"type": "enabled", "effort": "high"}), {"reasoning_effort": "high"}),
    "a budget": (ask(thinking={"type": "enabled", "budget_tokens": 65536}), {"reasoning_effort": "high"}),
    "no thinking": (
        ask(QWEN, thinking={"type": "disabled"}),
        {"reasoning_effort": "none", "reasoning_format": "parsed"},
    ),
    "no thinking of a model that never does": (ask(COMPOUND, thinking={"type": "disabled"}), {}),
    "a model that would think aloud": (ask(QWEN), {"reasoning_format": "parsed"}),
    "thinking aloud, as the caller wants": (
        ask(QWEN, extensions={"groq": {"reasoning_format": "raw"}}),
        {"reasoning_format": "raw"},
    ),
    "no sight of the thinking, as the caller wants": (
        ask(QWEN, extensions={"groq": {"include_reasoning": False}}),
        {"include_reasoning": False},
    ),
    "a model that is not known": (ask("acme/new"), {}),
    "sampling while thinking": (ask(temperature=0.5, top_p=0.9), {"temperature": 0.5, "top_p": 0.9}),
    "its own tools": (
        ask(tools=[{"type": "web_search"}, {"type": "code_execution"}]),
        {"tools": [{"type": "browser_search"}, {"type": "code_interpreter"}]},
    ),
    "strict answers where the model can": (
        ask(output_format={"type": "json_schema", "json_schema": CLOSED}),
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "response", "schema": CLOSED, "strict": True},
            }
        },
    ),
    "no strict answers where it cannot": (
        ask(QWEN, output_format={"type": "json_schema", "json_schema": CLOSED}),
        {
            "reasoning_format": "parsed",
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "response", "schema": CLOSED, "strict": False},
            },
        },
    ),
}


@pytest.mark.parametrize("asked, sent", SENT.values(), ids=SENT)
def test_a_setting_goes_to_groqs_member(asked: Ask, sent: Json) -> None:
    assert body_of(asked, GROQ) == {"model": asked.model, "messages": HI, **sent}
    assert issues_of(asked, GROQ) == []


ISSUES: dict[str, tuple[Ask, list[tuple[str, str]]]] = {
    "top_k": (ask(top_k=3), [("top_k", "unsupported_parameter")]),
    "an effort that the model has not": (
        ask(thinking={"type": "enabled", "effort": "max"}),
        [("thinking.effort", "unsupported_thinking")],
    ),
    "no thinking from a model that always thinks": (
        ask(thinking={"type": "disabled"}),
        [("thinking.type", "unsupported_thinking")],
    ),
    "a search with limits": (
        ask(tools=[TOOL, {"type": "web_search", "config": {"max_uses": 2, "allowed_domains": ["a.test"]}}]),
        [
            ("tools[1].config.max_uses", "unsupported_parameter"),
            ("tools[1].config.allowed_domains", "unsupported_parameter"),
        ],
    ),
    "too many stops": (ask(stop_sequences=list("abcde")), [("stop_sequences", "unsupported_parameter")]),
}


@pytest.mark.parametrize("asked, found", ISSUES.values(), ids=ISSUES)
def test_what_groq_cannot_do_is_an_issue(asked: Ask, found: list[tuple[str, str]]) -> None:
    assert issues_of(asked, GROQ) == found


WEB: list[Json] = [{"type": "web_search"}, {"type": "code_execution"}]
PICTURE = user({"type": "image", "source": PNG})


@pytest.mark.parametrize(
    "asked, refused",
    [
        (ask(tools=WEB), []),
        (ask("acme/new", tools=WEB, messages=PICTURE, thinking={"type": "enabled"}), []),
        (ask(QWEN, tools=WEB), ["tools[0].type", "tools[1].type"]),
        (ask(COMPOUND, tools=[TOOL], thinking={"type": "enabled"}), ["tools[0].type", "thinking"]),
        (ask(messages=PICTURE), ["messages[0].content[0]"]),
        (ask(QWEN, messages=PICTURE), []),
        (ask("acme/new", messages=user({"type": "document", "source": PDF})), ["messages[0].content[0]"]),
    ],
)
def test_a_model_is_asked_for_nothing_that_it_is_known_not_to_do(asked: Ask, refused: list[str]) -> None:
    assert refused_of(asked, GROQ) == refused


@pytest.mark.parametrize("name", ["max_completion_tokens", "user", "reasoning_effort", "messages"])
def test_an_extension_that_the_gateway_writes_itself_is_refused(name: str) -> None:
    with pytest.raises(GatewayError) as raised:
        body_of(ask(extensions={"groq": {name: 1}}), GROQ)
    assert raised.value.param == f"extensions.groq.{name}"


def test_other_extensions_go_out_as_they_are() -> None:
    search = {"country": "france"}
    sent = body_of(ask(COMPOUND, extensions={"groq": {"search_settings": search, "service_tier": "flex"}}), GROQ)
    assert (sent["search_settings"], sent["service_tier"]) == (search, "flex")


@pytest.mark.parametrize("model, thought", [(OSS, "hm, well"), ("acme/new", "hm, well"), (COMPOUND, None)])
def test_its_own_thinking_goes_back_to_models_that_may_think(model: str, thought: str | None) -> None:
    blocks = [
        THOUGHT,
        {**THOUGHT, "thinking": ", well"},
        {**THOUGHT, "thinking": "another's", "signature": "cerebras:reasoning"},
        {"type": "thinking", "thinking": "nobody's"},
        {"type": "provider_block", "provider": "groq", "data": {"type": "python", "index": 0}},
        text("Let me see."),
        say_use("c1"),
    ]
    asked = ask(model, messages=[{"role": "assistant", "content": blocks}, *HI])
    said = body_of(asked, GROQ)["messages"][0]
    assert said.get("reasoning") == thought
    assert said["content"] == "Let me see."
    assert said.keys() - {"reasoning"} == {"role", "content", "tool_calls"}


def test_pictures_go_out_as_data_and_as_urls() -> None:
    blocks = [{"type": "image", "source": PNG}, {"type": "image", "source": {"type": "url", "url": "https://a.test/b"}}]
    assert body_of(ask(QWEN, messages=user(*blocks)), GROQ)["messages"][0]["content"] == [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
        {"type": "image_url", "image_url": {"url": "https://a.test/b"}},
    ]


COUNTED = {**USAGE, "queue_time": 0.1}


@pytest.mark.parametrize(
    "beside, x_groq",
    [
        pytest.param({"usage": COUNTED}, {"id": "req_1"}, id="beside the choices"),
        pytest.param({"usage": None}, {"id": "req_1", "usage": COUNTED}, id="in its own member"),
        pytest.param({"usage": COUNTED}, {"id": "req_1", "usage": COUNTED}, id="in both"),
    ],
)
def test_usage_is_read_wherever_groq_states_it(beside: Json, x_groq: Json) -> None:
    result = message(
        chunk({"role": "assistant", "content": None}, x_groq={"id": "req_1"}),
        chunk({"content": "x"}),
        chunk({}, "stop", x_groq=x_groq, **beside),
        DONE,
        dialect=GROQ,
    )
    assert (result.usage.input_tokens, result.usage.output_tokens) == (20, 7)
    assert result.metadata == {"groq": {"x_groq": {"id": "req_1"}, "usage": COUNTED}}


def test_what_a_whole_reply_says_in_groqs_own_member_is_no_usage() -> None:
    own = {"id": "req_1", "usage": {"dram_cached_tokens": 0, "sram_cached_tokens": 4}}
    result = whole(reply({"content": "x"}, x_groq=own, usage_breakdown={"models": None}), GROQ)
    assert result.usage.input_tokens == 20
    assert result.metadata == {"groq": {"x_groq": own}}


def test_calls_come_without_a_content_member_and_with_short_ids() -> None:
    called = {"id": "rew01jq49", "type": "function", "function": {"name": "a", "arguments": '{"x":1}'}}
    result = whole(reply({"tool_calls": [called]}, "tool_calls"), GROQ)
    assert (result.content, result.stop_reason) == ([use("rew01jq49", "a", x=1)], "tool_use")


def test_thinking_is_signed_so_that_it_goes_back() -> None:
    in_pieces = message(
        chunk({"role": "assistant", "channel": "analysis", "reasoning": "h"}),
        chunk({"channel": "analysis", "reasoning": "m"}),
        chunk({"content": "Four."}),
        chunk({}, "stop", usage=USAGE),
        DONE,
        dialect=GROQ,
    )
    in_one = whole(reply({"reasoning": "hm", "content": "Four."}), GROQ)
    assert in_pieces.content == in_one.content == [THOUGHT, text("Four.")]


def test_chunks_may_have_ids_of_their_own() -> None:
    result = message(
        chunk({"content": "a"}, id="stub-1"), chunk({"content": "b"}, "stop", id="stub-2"), DONE, dialect=GROQ
    )
    assert (result.id, result.content) == ("stub-1", [text("ab")])


def test_what_the_vendors_tools_did_follows_what_was_said() -> None:
    begun = {"index": 0, "type": "python", "arguments": '{"code": "1+1"}'}
    done = {**begun, "output": "2"}
    other = {"index": 1, "type": "search", "output": "..."}
    in_pieces = message(
        chunk({"reasoning": "hm", "executed_tools": [begun]}),
        chunk({"executed_tools": [done]}),
        chunk({"content": "Two.", "executed_tools": [other]}),
        chunk(call("{}", index=0, id="c1", name="a"), "tool_calls"),
        DONE,
        dialect=GROQ,
    )
    said = {
        "reasoning": "hm",
        "content": "Two.",
        "tool_calls": [{"id": "c1", "function": {"name": "a", "arguments": "{}"}}],
        "executed_tools": [done, other],
    }
    items = [{"type": "provider_block", "provider": "groq", "data": data} for data in (done, other)]
    expected = [THOUGHT, text("Two."), use("c1", "a"), *items]
    assert in_pieces.content == whole(reply(said, "tool_calls"), GROQ).content == expected


@pytest.mark.parametrize("member", [{"index": 0}, {}], ids=["numbered", "unnumbered"])
def test_tools_that_ran_one_after_the_other_are_all_there(member: Json) -> None:
    ran = [{**member, "index": place} if member else {"type": str(place)} for place in range(3)]
    for result in (
        message(*(chunk({"executed_tools": [tool]}) for tool in ran), chunk({}, "stop"), DONE, dialect=GROQ),
        whole(reply({"executed_tools": ran}), GROQ),
    ):
        assert [block["data"] for block in result.content] == ran


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(frame({"error": FAILED}, event="error"), id="an event of its own"),
        pytest.param(chunk({}, x_groq={"id": "req_1", "error": "Failed to call a function."}), id="in its own member"),
    ],
)
def test_a_stream_that_fails_in_the_middle_is_an_error(last: Any) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(chunk({"role": "assistant", "content": ""}), chunk({"content": "x"}), last, dialect=GROQ)
    error = raised.value
    assert error.message == "Failed to call a function."
    assert error.kind == ("invalid_request_error" if error.provider_error.get("code") else "provider_error")


def test_what_the_model_wrote_in_place_of_a_call_is_passed_on() -> None:
    told = {name: value for name, value in FAILED.items() if name != "status_code"}
    error = OpenAIChat(GROQ).error(400, {}, json.dumps({"error": told}).encode())
    assert (error.kind, error.message) == ("invalid_request_error", "Failed to call a function.")
    assert error.provider_error["failed_generation"] == FAILED["failed_generation"]


@pytest.mark.parametrize(
    "status, kind, ours",
    [
        (400, "invalid_request_error", 400),
        (401, "authentication_error", 401),
        (404, "not_found_error", 404),
        (413, "invalid_request_error", 400),
        (422, "invalid_request_error", 400),
        (429, "rate_limit_error", 429),
        (498, "overloaded_error", 529),
        (500, "provider_error", 502),
        (502, "provider_error", 502),
        (503, "overloaded_error", 529),
    ],
)
def test_the_status_decides_what_kind_of_error_it_is(status: int, kind: str, ours: int) -> None:
    body = {"error": {"message": "So.", "type": "invalid_request_error"}}
    error = OpenAIChat(GROQ).error(status, {}, json.dumps(body).encode())
    assert (error.kind, error.status) == (kind, ours)


def test_capacity_that_runs_out_in_a_stream_is_an_overload() -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(chunk({"content": "x"}), frame({"error": {"message": "So.", "status_code": 498}}), dialect=GROQ)
    assert raised.value.kind == "overloaded_error"


def test_every_rule_of_the_catalogue_is_about_a_listed_model() -> None:
    names = {model.name for model in GROQ.facts.models}
    assert GROQ.reasoning.keys() <= names
    assert (GROQ.strict.models or set()) <= names
