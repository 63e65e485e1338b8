"""What is Cerebras' own in its chat completions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import UNSET

from tests.providers.openai_chat.chat_cases import use
from tests.providers.openai_chat.chat_chunks import DONE, USAGE, Json, chunk, frame, message, reply, streamed, whole
from tests.providers.openai_chat.chat_requests import CLOSED, HI, PNG, TOOL, body_of, issues_of, refused_of, text, user
from tests.providers.openai_chat.chat_requests import ask as ask_for
from tests.providers.openai_chat.chat_requests import use as say_use
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.openai_chat.adapter import OpenAIChat

OSS = "gpt-oss-120b"
QWEN = "qwen-3.8-27b"
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "cerebras:reasoning"}


def ask(model: str = OSS, **members: Any) -> Ask:
    return ask_for(model, provider="cerebras", **members)


def a_property(**schema: Any) -> Json:
    return {**CLOSED, "properties": {"a": schema}}


SENT: dict[str, tuple[Ask, Json]] = {
    "limits, the end user and a stream": (
        ask(max_tokens=9, metadata={"user_id": "u"}, stream=True),
        {"max_completion_tokens": 9, "user": "u", "stream": True, "stream_options": {"include_usage": True}},
    ),
    "an effort": (ask(thinking={"type": "enabled", "effort": "low"}), {"reasoning_effort": "low"}),
    "a budget": (ask(thinking={"type": "enabled", "budget_tokens": 1024}), {"reasoning_effort": "low"}),
    "as much thinking as the model likes": (ask(thinking={"type": "adaptive"}), {}),
    "no thinking": (
        ask(QWEN, thinking={"type": "disabled"}),
        {"reasoning_effort": "none", "reasoning_format": "parsed"},
    ),
    "sampling while thinking": (ask(temperature=0.5, top_p=0.9), {"temperature": 0.5, "top_p": 0.9}),
    "one call at a time": (
        ask(tools=[TOOL], tool_choice={"type": "any", "disable_parallel_tool_use": True}),
        {
            "tools": [{"type": "function", "function": {"name": "weather", "parameters": TOOL["input_schema"]}}],
            "tool_choice": "required",
            "parallel_tool_calls": False,
        },
    ),
    "what only it knows": (ask(extensions={"cerebras": {"clear_thinking": False}}), {"clear_thinking": False}),
}


@pytest.mark.parametrize("asked, sent", SENT.values(), ids=SENT)
def test_a_setting_goes_to_the_vendors_member(asked: Ask, sent: Json) -> None:
    assert body_of(asked, CEREBRAS) == {"model": asked.model, "messages": HI, **sent}
    assert issues_of(asked, CEREBRAS) == []


@pytest.mark.parametrize(
    "schema, strict",
    [
        (a_property(type="string"), True),
        (a_property(type="integer", minimum=1), True),
        (a_property(type=["string", "null"]), False),
        (a_property(type="string", pattern="^a"), False),
        (a_property(type="string", format="date"), False),
        (a_property(type="array", items={"type": "string"}, minItems=1), False),
    ],
)
def test_strict_is_asked_for_only_where_the_schema_is_taken(schema: Json, strict: bool) -> None:
    wanted = {"type": "json_schema", "json_schema": schema}
    sent = body_of(ask(output_format=wanted, tools=[{**TOOL, "input_schema": schema}]), CEREBRAS)
    assert sent["response_format"]["json_schema"]["strict"] is strict
    assert sent["tools"][0]["function"].get("strict", False) is strict


ISSUES: dict[str, tuple[Ask, list[tuple[str, str]]]] = {
    "top_k": (ask(top_k=3), [("top_k", "unsupported_parameter")]),
    "no thinking from a model that always thinks": (
        ask(thinking={"type": "disabled"}),
        [("thinking.type", "unsupported_thinking")],
    ),
    "a picture by URL": (
        ask(QWEN, messages=user({"type": "image", "source": {"type": "url", "url": "https://a.test/b.png"}})),
        [("messages[0].content[0].source.type", "unsupported_content_block")],
    ),
    "a picture by URL in a document": (
        ask(
            QWEN,
            messages=user(
                {
                    "type": "document",
                    "source": {
                        "type": "content",
                        "content": [{"type": "image", "source": {"type": "url", "url": "https://a.test/b.png"}}],
                    },
                }
            ),
        ),
        [("messages[0].content[0].source.content[0].source.type", "unsupported_content_block")],
    ),
    "a picture": (ask(QWEN, messages=user({"type": "image", "source": PNG})), []),
}


@pytest.mark.parametrize("asked, found", ISSUES.values(), ids=ISSUES)
def test_what_cerebras_cannot_do_is_an_issue(asked: Ask, found: list[tuple[str, str]]) -> None:
    assert issues_of(asked, CEREBRAS) == found


@pytest.mark.parametrize("model, sees", [(QWEN, True), (OSS, False), ("new", False)])
def test_only_models_that_are_known_to_see_get_pictures(model: str, sees: bool) -> None:
    asked = ask(model, messages=user({"type": "image", "source": PNG}))
    assert (refused_of(asked, CEREBRAS) == []) is sees


def test_its_own_thinking_goes_back_in_the_member_it_came_in() -> None:
    said = [THOUGHT, {**THOUGHT, "signature": "groq:reasoning"}, text("Let me see."), say_use("c1")]
    sent = body_of(ask(messages=[{"role": "assistant", "content": said}, *HI]), CEREBRAS)["messages"][0]
    assert sent["reasoning"] == "hm"
    # A member that it does not know makes it refuse the whole request.
    assert sent.keys() == {"role", "content", "tool_calls", "reasoning"}


def test_calls_come_without_a_content_member() -> None:
    called = {"id": "c1", "type": "function", "function": {"name": "a", "arguments": "{}"}}
    result = whole(reply({"reasoning": "hm", "tool_calls": [called]}, "tool_calls"), CEREBRAS)
    assert (result.content, result.stop_reason) == ([THOUGHT, use("c1", "a")], "tool_use")


def test_how_long_it_took_is_kept() -> None:
    times = {"queue_time": 0.1, "prompt_time": 0.002, "completion_time": 0.2, "total_time": 0.4, "created": 1}
    for result in (
        whole(reply({"content": "x"}, time_info=times), CEREBRAS),
        message(chunk({"content": "x"}), chunk({}, "stop", usage=USAGE, time_info=times), DONE, dialect=CEREBRAS),
    ):
        assert result.metadata == {"cerebras": {"time_info": times}}


def test_thinking_in_pieces_is_what_it_is_in_one() -> None:
    in_pieces = message(
        chunk({"role": "assistant"}),
        chunk({"reasoning": "h"}),
        chunk({"reasoning": "m"}),
        chunk({"content": "4"}),
        chunk({}, "stop", usage=USAGE),
        dialect=CEREBRAS,
    )
    assert in_pieces.content == whole(reply({"reasoning": "hm", "content": "4"}), CEREBRAS).content
    assert in_pieces.metadata is UNSET


@pytest.mark.parametrize(
    "status, told, kind",
    [
        (
            400,
            {"type": "invalid_request_error", "param": "messages.0.x", "code": "wrong_api_format"},
            "invalid_request_error",
        ),
        (401, {"type": "invalid_request_error", "param": "api_key", "code": "wrong_api_key"}, "authentication_error"),
        (402, {"type": "payment_required_error"}, "permission_error"),
        (404, {"type": "not_found_error", "code": "model_not_found"}, "not_found_error"),
        (408, {}, "api_error"),
        (422, {}, "invalid_request_error"),
        (429, {"type": "too_many_requests_error", "code": "request_quota_exceeded"}, "rate_limit_error"),
        (500, {"type": "server_error"}, "provider_error"),
        (503, {}, "overloaded_error"),
    ],
)
def test_errors_stand_in_the_body_without_anything_around_them(status: int, told: Json, kind: str) -> None:
    error = OpenAIChat(CEREBRAS).error(status, {}, json.dumps({"message": "So.", **told}).encode())
    assert error.kind == kind
    assert "So." in error.message or kind == "authentication_error"
    assert (error.provider_error or {}).get("code") == told.get("code")


@pytest.mark.parametrize(
    "status, told, kind",
    [
        (400, {"type": "invalid_request_error"}, "invalid_request_error"),
        (429, {"code": "queue_exceeded"}, "rate_limit_error"),
        (None, {"code": "queue_exceeded"}, "rate_limit_error"),
        (None, {"type": "too_many_requests_error"}, "rate_limit_error"),
        (500, {}, "provider_error"),
    ],
)
def test_an_error_within_a_stream_has_its_status_beside_it(status: int | None, told: Json, kind: str) -> None:
    with pytest.raises(GatewayError) as raised:
        last = frame({"error": {"message": "So.", **told}, "status_code": status})
        streamed(chunk({"content": "x"}), last, dialect=CEREBRAS)
    assert (raised.value.kind, raised.value.message) == (kind, "So.")


def test_every_rule_of_the_catalogue_is_about_a_listed_model() -> None:
    assert CEREBRAS.reasoning.keys() <= {model.name for model in CEREBRAS.facts.models}
