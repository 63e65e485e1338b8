"""What goes out to Anthropic."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.providers.adapter import Ask, Outgoing
from vai_gateway.providers.anthropic.adapter import Anthropic

USER = {"role": "user", "content": "hi"}


def outgoing(change: dict[str, Any], *, betas: str = "", stream: bool = False) -> Outgoing:
    request = MessageRequest.model_validate({"model": "anthropic/claude-x", "messages": [USER], **change})
    return Anthropic().encode(Ask(request, "claude-x", stream, Secret("the-key"), betas))


def body(change: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(outgoing(change).body)
    return sent


def sent_blocks(role: str, *blocks: dict[str, Any]) -> Any:
    messages = body({"messages": [USER, {"role": role, "content": list(blocks)}]})["messages"]
    return messages[1]["content"] if len(messages) > 1 else None


def test_a_small_request_goes_out_as_it_is() -> None:
    assert body({"max_tokens": 5, "temperature": 0.5, "system": "Be brief."}) == {
        "model": "claude-x",
        "max_tokens": 5,
        "temperature": 0.5,
        "system": "Be brief.",
        "messages": [USER],
    }


def test_the_key_travels_apart_from_the_printable_headers() -> None:
    sent = outgoing({})
    assert (sent.headers, sent.secrets, "the-key" in repr(sent)) == (
        {"anthropic-version": "2023-06-01"},
        {"x-api-key": Secret("the-key")},
        False,
    )


PNG = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
CASES: list[tuple[str, str, dict[str, Any], Any]] = [
    ("text", "user", {"type": "text", "text": "hi"}, {"type": "text", "text": "hi"}),
    ("empty text is left out", "user", {"type": "text", "text": ""}, None),
    (
        "another vendor's signature is left out",
        "assistant",
        {"type": "text", "text": "hi", "signature": "openai:msg_1"},
        {"type": "text", "text": "hi"},
    ),
    (
        "own citations go back",
        "assistant",
        {"type": "text", "text": "hi", "citations": [{"type": "char_location", "start_char_index": 0}]},
        {"type": "text", "text": "hi", "citations": [{"type": "char_location", "start_char_index": 0}]},
    ),
    (
        "other citations stay here",
        "assistant",
        {"type": "text", "text": "hi", "citations": [{"type": "url_citation", "url": "https://a"}]},
        {"type": "text", "text": "hi"},
    ),
    (
        "cache control",
        "user",
        {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral", "ttl": "1h"}},
        {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral", "ttl": "1h"}},
    ),
    ("image", "user", {"type": "image", "source": PNG}, {"type": "image", "source": PNG}),
    (
        "image by url",
        "user",
        {"type": "image", "source": {"type": "url", "url": "https://a/b.png", "media_type": "image/png"}},
        {"type": "image", "source": {"type": "url", "url": "https://a/b.png"}},
    ),
    ("an image that a model made has no place", "assistant", {"type": "image", "source": PNG}, None),
    (
        "document",
        "user",
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": "x"},
            "filename": "a.txt",
            "citations": {"enabled": True},
        },
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": "x"},
            "title": "a.txt",
            "citations": {"enabled": True},
        },
    ),
    (
        "signed thinking",
        "assistant",
        {"type": "thinking", "thinking": "hm", "signature": "EqQB"},
        {"type": "thinking", "thinking": "hm", "signature": "EqQB"},
    ),
    (
        "thinking with an empty text",
        "assistant",
        {"type": "thinking", "thinking": "", "signature": "EqQB"},
        {"type": "thinking", "thinking": "", "signature": "EqQB"},
    ),
    ("unsigned thinking is left out", "assistant", {"type": "thinking", "thinking": "hm"}, None),
    (
        "another vendor's thinking is left out",
        "assistant",
        {"type": "thinking", "thinking": "hm", "signature": "gemini:abc"},
        None,
    ),
    (
        "redacted thinking",
        "assistant",
        {"type": "redacted_thinking", "data": "xx"},
        {"type": "redacted_thinking", "data": "xx"},
    ),
    (
        "thinking of a family that nobody knows yet is left out",
        "assistant",
        {"type": "thinking", "thinking": "hm", "signature": "acme-2:abc"},
        None,
    ),
    (
        "another vendor's redacted thinking is left out",
        "assistant",
        {"type": "redacted_thinking", "data": "gemini:xx"},
        None,
    ),
    (
        "tool call",
        "assistant",
        {"type": "tool_use", "id": "functions.get:0", "name": "get", "input": {"a": None}},
        {"type": "tool_use", "id": "functions_get_0", "name": "get", "input": {"a": None}},
    ),
    (
        "own native blocks",
        "assistant",
        {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"page_age": None}]},
        {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"page_age": None}]},
    ),
    (
        "own unknown blocks",
        "assistant",
        {"type": "provider_block", "provider": "anthropic", "data": {"type": "new", "x": 1}},
        {"type": "new", "x": 1},
    ),
    (
        "another vendor's blocks",
        "assistant",
        {"type": "provider_block", "provider": "oai-resp", "data": {"type": "shell_call"}},
        None,
    ),
]


@pytest.mark.parametrize("name, role, block, expected", CASES)
def test_a_block_goes_out_as_anthropic_takes_it(
    name: str, role: str, block: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    assert sent_blocks(role, block) == (None if expected is None else [expected]), name


RESULTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"content": ""}, {}),
    ({"content": []}, {}),
    ({"content": "sunny"}, {"content": "sunny"}),
    (
        {
            "content": [
                {"type": "text", "text": "x"},
                {"type": "text", "text": ""},
                {"type": "image", "source": PNG},
            ]
        },
        {"content": [{"type": "text", "text": "x"}, {"type": "image", "source": PNG}]},
    ),
    ({"content": "no", "is_error": True}, {"content": "no", "is_error": True}),
]


@pytest.mark.parametrize("given, expected", RESULTS)
def test_a_tool_result_goes_out_as_it_is(given: dict[str, Any], expected: dict[str, Any]) -> None:
    result = {"type": "tool_result", "tool_use_id": "a.b"}
    assert sent_blocks("user", {**result, **given}) == [{**result, "tool_use_id": "a_b", **expected}]


TOOLS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"name": "f", "input_schema": {"type": "object"}, "description": "d"},
        {"type": "custom", "name": "f", "input_schema": {"type": "object"}, "description": "d"},
    ),
    (
        {"type": "web_search", "config": {"max_uses": 2, "user_location": {"city": "Rome"}}},
        {
            "type": "web_search_20250305",
            "name": "web_search",
            "max_uses": 2,
            "user_location": {"city": "Rome", "type": "approximate"},
        },
    ),
    ({"type": "web_fetch"}, {"type": "web_fetch_20250910", "name": "web_fetch"}),
    ({"type": "code_execution"}, {"type": "code_execution_20250825", "name": "code_execution"}),
    (
        {"type": "computer_use", "config": {"display_width": 800, "display_height": 600}},
        {"type": "computer_20250124", "name": "computer", "display_width_px": 800, "display_height_px": 600},
    ),
    ({"type": "text_editor"}, {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool"}),
    (
        {"type": "memory_20250818", "name": "memory", "extra": 1},
        {"type": "memory_20250818", "name": "memory", "extra": 1},
    ),
]


@pytest.mark.parametrize("tool, expected", TOOLS)
def test_a_tool_goes_out_as_anthropic_names_it(tool: dict[str, Any], expected: dict[str, Any]) -> None:
    assert body({"tools": [tool]})["tools"] == [expected]


@pytest.mark.parametrize(
    "tools, named, name",
    [
        ([{"type": "web_search"}], "web_search", "web_search"),
        ([{"type": "text_editor"}], "text_editor", "str_replace_based_edit_tool"),
        (
            [{"type": "computer_use", "config": {"display_width": 800, "display_height": 600}}],
            "computer_use",
            "computer",
        ),
        ([{"type": "text_editor"}, {"name": "text_editor", "input_schema": {}}], "text_editor", "text_editor"),
    ],
)
def test_a_tool_is_chosen_by_the_name_that_it_goes_out_with(tools: list[Any], named: str, name: str) -> None:
    choice = {"type": "tool", "name": named, "disable_parallel_tool_use": True}
    assert body({"tools": tools, "tool_choice": choice})["tool_choice"] == {**choice, "name": name}


def test_tools_bring_their_betas_and_the_callers_come_first() -> None:
    sent = outgoing({"tools": [{"type": "web_fetch"}, {"type": "code_execution"}]}, betas="mine, web-fetch-2025-09-10")
    assert sent.headers["anthropic-beta"] == "mine,web-fetch-2025-09-10,code-execution-2025-08-25"


THINKING: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"thinking": {"type": "enabled", "budget_tokens": 2000}, "max_tokens": 9000},
        {"thinking": {"type": "enabled", "budget_tokens": 2000}, "max_tokens": 9000},
    ),
    (
        {"thinking": {"type": "enabled"}},
        {"thinking": {"type": "enabled", "budget_tokens": 10240}, "max_tokens": 14336},
    ),
    (
        {"thinking": {"type": "enabled", "effort": "low"}},
        {"thinking": {"type": "enabled", "budget_tokens": 4096}, "max_tokens": 8192},
    ),
    ({"thinking": {"type": "adaptive"}}, {"thinking": {"type": "adaptive"}, "max_tokens": 4096}),
    (
        {"thinking": {"type": "adaptive", "effort": "xhigh"}},
        {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}, "max_tokens": 4096},
    ),
    (
        {"thinking": {"type": "adaptive", "budget_tokens": 5000}},
        {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}, "max_tokens": 4096},
    ),
    ({"thinking": {"type": "disabled"}}, {"thinking": {"type": "disabled"}, "max_tokens": 4096}),
]


@pytest.mark.parametrize("given, expected", THINKING)
def test_thinking_is_switched_as_asked(given: dict[str, Any], expected: dict[str, Any]) -> None:
    sent = body(given)
    assert {name: sent[name] for name in sent.keys() - {"model", "messages"}} == expected


def test_structured_output_and_effort_share_one_member() -> None:
    format_ = {"type": "json_schema", "json_schema": {"type": "object"}}
    sent = body({"output_format": format_, "thinking": {"type": "adaptive", "effort": "max"}})
    assert sent["output_config"] == {
        "effort": "max",
        "format": {"type": "json_schema", "schema": {"type": "object"}},
    }


def test_only_the_user_id_of_metadata_goes_out() -> None:
    assert body({"metadata": {"user_id": "u", "mine": 1}})["metadata"] == {"user_id": "u"}


def test_extensions_go_out_as_members_of_the_body() -> None:
    sent = body({"extensions": {"anthropic": {"service_tier": "auto"}, "openai": {"seed": 1}}})
    assert (sent["service_tier"], "seed" in sent) == ("auto", False)


@pytest.mark.parametrize("name", ["model", "max_tokens", "stream", "output_config"])
def test_an_extension_that_the_gateway_writes_itself_is_a_conflict(name: str) -> None:
    with pytest.raises(GatewayError) as caught:
        body({"extensions": {"anthropic": {name: 1}}})
    assert (caught.value.code, caught.value.param) == (
        "conflicting_parameter",
        f"extensions.anthropic.{name}",
    )


ISSUES: list[tuple[dict[str, Any], str]] = [
    ({"temperature": 1.7}, "temperature"),
    ({"tools": [{"type": "code_execution", "config": {"timeout_seconds": 5}}]}, "tools[0].config"),
    ({"tools": [{"type": "computer_use"}]}, "tools[0].config"),
]


@pytest.mark.parametrize("change, param", ISSUES)
def test_what_anthropic_cannot_do_is_said_before_the_call(change: dict[str, Any], param: str) -> None:
    request = MessageRequest.model_validate({"model": "anthropic/claude-x", "messages": [USER], **change})
    issues = Anthropic().issues(Ask(request, "claude-x", False))
    assert [issue.param for issue in issues] == [param]
