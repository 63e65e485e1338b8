"""The contract's requests as chat completion bodies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from pydantic import TypeAdapter

from tests.fake_provider import provider_facts
from tests.providers.openai_chat.chat_requests import (
    CLOSED,
    HI,
    OPEN,
    PDF,
    PNG,
    TOOL,
    Json,
    ask,
    sent_call,
    text,
    use,
    user,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.providers.adapter import Ask, Outgoing
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openai_chat.dialect import Dialect


def outgoing(asked: Ask, dialect: Dialect = OPENAI) -> Outgoing:
    return OpenAIChat(dialect).encode(asked)


def body(asked: Ask, dialect: Dialect = OPENAI) -> Json:
    sent: Json = json.loads(outgoing(asked, dialect).body)
    return sent


SETTINGS: dict[str, tuple[Json, Json]] = {
    "nothing asked": ({}, {}),
    "max_tokens": ({"max_tokens": 9}, {"max_completion_tokens": 9}),
    "sampling": ({"temperature": 0.5, "top_p": 1}, {"temperature": 0.5, "top_p": 1.0}),
    "stop sequences": ({"stop_sequences": ["a", "b"]}, {"stop": ["a", "b"]}),
    "no stop sequences": ({"stop_sequences": []}, {}),
    "the end user": ({"metadata": {"user_id": "u", "more": 1}}, {"safety_identifier": "u"}),
    "cache hints": ({"cache_control": {"type": "ephemeral"}}, {}),
    "a stream": ({"stream": True}, {"stream": True, "stream_options": {"include_usage": True}}),
    "extensions": ({"extensions": {"openai": {"seed": 7, "n": 2}, "groq": {"x": 1}}}, {"seed": 7, "n": 2}),
    "a tool": (
        {"tools": [{**TOOL, "description": "It rains.", "cache_control": {"type": "ephemeral"}}]},
        {
            "tools": [
                {
                    "type": "function",
                    "function": {"name": "weather", "description": "It rains.", "parameters": OPEN},
                }
            ]
        },
    ),
    "a tool with a closed schema": (
        {"tools": [{"type": "custom", "name": "weather", "input_schema": CLOSED}]},
        {"tools": [{"type": "function", "function": {"name": "weather", "parameters": CLOSED, "strict": True}}]},
    ),
    "no tools": ({"tools": []}, {}),
    "choice auto": ({"tool_choice": {"type": "auto"}}, {"tool_choice": "auto"}),
    "choice any": (
        {"tool_choice": {"type": "any", "disable_parallel_tool_use": True}},
        {"tool_choice": "required", "parallel_tool_calls": False},
    ),
    "choice none": ({"tool_choice": {"type": "none"}}, {"tool_choice": "none"}),
    "choice of a tool": (
        {"tool_choice": {"type": "tool", "name": "weather", "disable_parallel_tool_use": False}},
        {"tool_choice": {"type": "function", "function": {"name": "weather"}}},
    ),
    "an answer by a closed schema": (
        {"output_format": {"type": "json_schema", "json_schema": CLOSED}},
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "response", "schema": CLOSED, "strict": True},
            }
        },
    ),
    "an answer by an open schema": (
        {"output_format": {"type": "json_schema", "json_schema": OPEN}},
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "response", "schema": OPEN, "strict": False},
            }
        },
    ),
}

MESSAGES: dict[str, tuple[Json, list[Json]]] = {
    "text": ({"messages": HI}, HI),
    "a system text": (
        {"system": "Be brief.", "messages": HI},
        [{"role": "system", "content": "Be brief."}, *HI],
    ),
    "system blocks": (
        {"system": [text("a"), {**text("b"), "cache_control": {"type": "ephemeral"}}], "messages": HI},
        [{"role": "system", "content": "a\nb"}, *HI],
    ),
    "an empty system": ({"system": [text("")], "messages": HI}, HI),
    "what is empty is left out": (
        {"messages": [*user(text("")), {"role": "assistant", "content": ""}, *HI]},
        HI,
    ),
    "one text block": ({"messages": user(text("Hi"))}, HI),
    "text blocks": ({"messages": user(text("a"), text("b"))}, user(text("a"), text("b"))),
    "images": (
        {
            "messages": user(
                {"type": "image", "source": PNG},
                {"type": "image", "source": {"type": "url", "url": "https://a.test/b"}},
            )
        },
        user(
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
            {"type": "image_url", "image_url": {"url": "https://a.test/b"}},
        ),
    ),
    "speech": (
        {"messages": user({"type": "audio", "source": {**PNG, "media_type": "audio/mpeg"}, "transcript": "x"})},
        user({"type": "input_audio", "input_audio": {"data": "iVBO", "format": "mp3"}}),
    ),
    "a PDF": (
        {"messages": user({"type": "document", "source": PDF, "title": "T", "context": "C"})},
        user(
            text("C"),
            {"type": "file", "file": {"filename": "T", "file_data": "data:application/pdf;base64,JVBE"}},
        ),
    ),
    "a PDF without a name": (
        {"messages": user({"type": "document", "source": PDF})},
        user(
            {
                "type": "file",
                "file": {"filename": "document.pdf", "file_data": "data:application/pdf;base64,JVBE"},
            }
        ),
    ),
    "a text document": (
        {
            "messages": user(
                {
                    "type": "document",
                    "source": {"type": "text", "media_type": "text/plain", "data": "words"},
                    "title": "T",
                    "context": "C",
                },
                text("?"),
            )
        },
        user(text("T\nC\nwords"), text("?")),
    ),
    "a document of blocks": (
        {
            "messages": user(
                {
                    "type": "document",
                    "source": {"type": "content", "content": [text("a"), {"type": "image", "source": PNG}]},
                    "title": "T",
                }
            )
        },
        user(
            text("T"),
            text("a"),
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
        ),
    ),
    "calls and their results": (
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": [text("Let me "), text("see."), use("c1", input={"x": 1.0}), use("c2")],
                },
                *user(
                    {"type": "tool_result", "tool_use_id": "c1", "content": "sun"},
                    {"type": "tool_result", "tool_use_id": "c2", "content": [text("a"), text("b")]},
                ),
            ]
        },
        [
            {
                "role": "assistant",
                "content": "Let me see.",
                "tool_calls": [sent_call("c1", '{"x":1.0}'), sent_call("c2")],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "sun"},
            {"role": "tool", "tool_call_id": "c2", "content": "a\nb"},
        ],
    ),
    "results with pictures and words beside them": (
        {
            "messages": [
                {"role": "assistant", "content": [use("c1"), use("c2")]},
                *user(
                    text("before"),
                    {
                        "type": "tool_result",
                        "tool_use_id": "c1",
                        "content": [text("a"), {"type": "image", "source": PNG}],
                    },
                    {"type": "tool_result", "tool_use_id": "c2"},
                    text("after"),
                ),
            ]
        },
        [
            {"role": "assistant", "content": None, "tool_calls": [sent_call("c1"), sent_call("c2")]},
            {"role": "tool", "tool_call_id": "c1", "content": "a"},
            {"role": "tool", "tool_call_id": "c2", "content": ""},
            *user(
                text("before"),
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
                text("after"),
            ),
        ],
    ),
    "an answer that comes after other words": (
        {
            "messages": [
                {"role": "assistant", "content": [use("c1")]},
                {"role": "user", "content": "Wait"},
                *user({"type": "tool_result", "tool_use_id": "c1", "content": "sun"}, text("!")),
            ]
        },
        [
            {"role": "assistant", "content": None, "tool_calls": [sent_call("c1")]},
            {"role": "tool", "tool_call_id": "c1", "content": "sun"},
            {"role": "user", "content": "Wait"},
            {"role": "user", "content": "!"},
        ],
    ),
    "a failed call": (
        {
            "messages": [
                {"role": "assistant", "content": [use("c1")]},
                *user({"type": "tool_result", "tool_use_id": "c1", "content": 'no "x"', "is_error": True}),
            ]
        },
        [
            {"role": "assistant", "content": None, "tool_calls": [sent_call("c1")]},
            {"role": "tool", "tool_call_id": "c1", "content": '{"error":"no \\"x\\""}'},
        ],
    ),
    "a call to a custom tool": (
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": [use("c1", input={"input": "select 1"}, signature='openai:{"type":"custom"}')],
                }
            ]
        },
        [
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "c1", "type": "custom", "custom": {"name": "weather", "input": "select 1"}}],
            }
        ],
    ),
    "a call that another family signed": (
        {"messages": [{"role": "assistant", "content": [use("c1", signature='groq:{"type":"custom"}')]}]},
        [{"role": "assistant", "content": None, "tool_calls": [sent_call("c1")]}],
    ),
    "the vendor's own speech": (
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": [
                        {
                            "type": "audio",
                            "source": {**PNG, "media_type": "audio/wav"},
                            "signature": "openai:audio_1",
                        }
                    ],
                }
            ]
        },
        [{"role": "assistant", "content": None, "audio": {"id": "audio_1"}}],
    ),
    "what has no place is left out": (
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": [
                        {"type": "thinking", "thinking": "hm", "signature": "openai:rs_1"},
                        {"type": "redacted_thinking", "data": "x"},
                        {"type": "provider_block", "provider": "gem-dev", "data": {}},
                        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
                        {"type": "image", "source": PNG},
                        {"type": "audio", "source": {**PNG, "media_type": "audio/wav"}},
                        {"type": "text", "text": "Four.", "citations": [{"type": "char_location"}]},
                    ],
                },
                {"role": "assistant", "content": [{"type": "thinking", "thinking": "hm"}]},
            ]
        },
        [{"role": "assistant", "content": "Four."}],
    ),
}


@pytest.mark.parametrize("asked, sent", SETTINGS.values(), ids=SETTINGS)
def test_a_setting_goes_to_the_vendors_member(asked: Json, sent: Json) -> None:
    assert body(ask(**asked)) == {"model": "gpt-4.1", "messages": HI, **sent}


@pytest.mark.parametrize("asked, sent", MESSAGES.values(), ids=MESSAGES)
def test_messages_become_the_vendors_messages(asked: Json, sent: list[Json]) -> None:
    assert body(ask(**asked))["messages"] == sent


EVERYTHING: Mapping[str, tuple[Json, Any]] = {**SETTINGS, **MESSAGES}


@pytest.mark.parametrize("asked", [case[0] for case in EVERYTHING.values()], ids=EVERYTHING)
def test_every_body_is_what_the_official_sdk_would_send(asked: Json) -> None:
    sent = body(ask(**asked))
    kind = CompletionCreateParamsStreaming if "stream" in sent else CompletionCreateParamsNonStreaming
    adapter = TypeAdapter[Any](kind)
    assert _read(adapter.validate_python(sent)) == sent


def _read(value: Any) -> Any:
    """The SDK's types validate lists as they are read and leave out what they do not know."""
    if isinstance(value, dict):
        return {name: _read(member) for name, member in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_read(item) for item in value]
    return value


@pytest.mark.parametrize(
    "signature, thought",
    [("openai:reasoning_content", "hm"), ('openai:{"id":"rs_1"}', None), ("groq:reasoning", None), (None, None)],
)
def test_thinking_goes_back_to_whoever_told_it_in_a_member_of_its_own(
    signature: str | None, thought: str | None
) -> None:
    said: Json = {"type": "thinking", "thinking": "hm"} | ({} if signature is None else {"signature": signature})
    sent = body(ask("deepseek-reasoner", messages=[{"role": "assistant", "content": [said, use("c1")]}, *HI]))
    assert sent["messages"][0].get("reasoning_content") == thought


def test_the_key_goes_out_as_a_bearer_token_and_nowhere_else() -> None:
    asked = ask()
    sent = OpenAIChat(OPENAI).encode(Ask(asked.request, asked.model, False, Secret("k1")))
    assert sent.path == "/chat/completions"
    assert sent.secrets == {"authorization": Secret("Bearer k1")}
    assert b"k1" not in sent.body


def test_without_a_key_no_authorization_is_sent() -> None:
    assert outgoing(ask()).secrets == {}


def test_long_call_ids_are_shortened_alike_in_call_and_result() -> None:
    id = "toolu_" + "x" * 60
    sent = body(
        ask(
            messages=[
                {"role": "assistant", "content": [use(id), use(id + "y", "a.b")]},
                *user({"type": "tool_result", "tool_use_id": id}),
            ]
        )
    )["messages"]
    first, second = sent[0]["tool_calls"]
    assert sent[1]["tool_call_id"] == first["id"] != second["id"]
    assert len(first["id"]) <= 40
    assert second["function"]["name"] == "a_b"


def test_numbers_of_any_size_are_sent_as_they_are() -> None:
    assert f'"x":{10**30}'.encode() in outgoing(ask(extensions={"openai": {"x": 10**30}})).body


@pytest.mark.parametrize(
    "name",
    ["model", "messages", "stream", "temperature", "tools", "max_completion_tokens", "safety_identifier"],
)
def test_an_extension_that_the_gateway_writes_itself_is_refused(name: str) -> None:
    with pytest.raises(GatewayError) as raised:
        outgoing(ask(extensions={"openai": {name: 1}}))
    error = raised.value
    assert (error.status, error.code, error.param) == (
        400,
        "conflicting_parameter",
        f"extensions.openai.{name}",
    )


def test_another_dialect_is_only_data() -> None:
    acme = Dialect(provider_facts("groq"), include_usage=False)
    signed = use("c1", input={"input": "x"}, signature='groq:{"type":"custom"}')
    asked = ask(
        stream=True,
        max_tokens=9,
        metadata={"user_id": "u"},
        messages=[{"role": "assistant", "content": [signed]}],
    )
    sent = body(asked, acme)
    assert (sent["max_tokens"], sent["user"], sent["stream"]) == (9, "u", True)
    assert "stream_options" not in sent
    assert sent["messages"][0]["tool_calls"][0]["type"] == "custom"
