"""A request that contradicts itself is refused at the later of the two fields."""

from __future__ import annotations

from typing import Any

import pytest

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.history import check_history

HI = {"role": "user", "content": "hi"}
TOOL = {"name": "look", "input_schema": {"type": "object"}}


def call(id: str, **more: Any) -> dict[str, Any]:
    return {"type": "tool_use", "id": id, "name": "look", "input": {}, **more}


def result(id: str) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": id}


def user(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def message_request(**fields: Any) -> MessageRequest:
    return MessageRequest.model_validate({"model": "anthropic/claude", "messages": [HI], **fields})


SERVER_CALL = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}}
REFUSED: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"messages": [user(result("t1"))]}, "messages[0].content[0].tool_use_id", "unsupported_value"),
    (
        {"messages": [user(result("t1")), assistant(call("t1"))]},
        "messages[0].content[0].tool_use_id",
        "unsupported_value",
    ),
    (
        {"messages": [HI, assistant(call("t1")), user(result("t1"), result("t2"))]},
        "messages[2].content[1].tool_use_id",
        "unsupported_value",
    ),
    (
        {"messages": [HI, assistant(SERVER_CALL), user(result("s1"))]},
        "messages[2].content[0].tool_use_id",
        "unsupported_value",
    ),
    (
        {"messages": [HI, assistant(call("t1")), user(result("t1"), result("t1"))]},
        "messages[2].content[1].tool_use_id",
        "conflicting_parameter",
    ),
    (
        {"messages": [HI, assistant(call("t1")), user(result("t1")), user(result("t1"))]},
        "messages[3].content[0].tool_use_id",
        "conflicting_parameter",
    ),
    (
        {"messages": [HI, assistant(call("t1"), call("t1"))]},
        "messages[1].content[1].id",
        "conflicting_parameter",
    ),
    (
        {"messages": [HI, assistant(call("t1")), user(result("t1")), assistant(call("t1"))]},
        "messages[3].content[0].id",
        "conflicting_parameter",
    ),
    ({"tools": [TOOL, {**TOOL, "type": "custom"}]}, "tools[1].name", "conflicting_parameter"),
    (
        {"tools": [TOOL, {"type": "bash_20250124", "name": "look"}]},
        "tools[1].name",
        "conflicting_parameter",
    ),
    (
        {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "see"}},
        "tool_choice.name",
        "unsupported_value",
    ),
    ({"tool_choice": {"type": "auto"}}, "tool_choice", "conflicting_parameter"),
    ({"tool_choice": {"type": "none"}, "tools": []}, "tool_choice", "conflicting_parameter"),
    ({"tool_choice": {"type": "tool", "name": "look"}}, "tool_choice", "conflicting_parameter"),
    (
        {"thinking": {"type": "enabled", "budget_tokens": 2048}, "max_tokens": 2048},
        "thinking.budget_tokens",
        "conflicting_parameter",
    ),
    (
        {"thinking": {"type": "adaptive", "budget_tokens": 2049}, "max_tokens": 2048},
        "thinking.budget_tokens",
        "conflicting_parameter",
    ),
    (
        {"thinking": {"type": "disabled", "budget_tokens": 2048}},
        "thinking.budget_tokens",
        "conflicting_parameter",
    ),
    ({"thinking": {"type": "disabled", "effort": "low"}}, "thinking.effort", "conflicting_parameter"),
)


@pytest.mark.parametrize("fields, param, code", REFUSED)
def test_a_contradiction_is_refused_at_its_later_field(fields: dict[str, Any], param: str, code: str) -> None:
    with pytest.raises(GatewayError) as caught:
        check_history(message_request(**fields))
    assert (caught.value.status, caught.value.param, caught.value.code) == (400, param, code)


ACCEPTED: tuple[dict[str, Any], ...] = (
    {},
    {"messages": [HI, assistant(call("t1"))]},
    {"messages": [HI, assistant(call("t1"), call("t2")), user(result("t2"))]},
    {"messages": [HI, assistant(call("t1"), call("t2")), user(result("t2"), result("t1"))]},
    {
        "messages": [
            HI,
            assistant(call("t1")),
            HI,
            assistant({"type": "text", "text": "so"}),
            user(result("t1")),
        ]
    },
    {"messages": [HI, assistant(SERVER_CALL, {"type": "web_search_tool_result", "tool_use_id": "other"})]},
    {"tools": [TOOL, {**TOOL, "name": "see"}, {"type": "web_search"}]},
    {"tools": [TOOL], "tool_choice": {"type": "any"}},
    {"tools": [TOOL], "tool_choice": {"type": "none"}},
    {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "look"}},
    {"tools": [{"type": "web_search"}], "tool_choice": {"type": "tool", "name": "web_search"}},
    {
        "tools": [{"type": "bash_20250124", "name": "bash"}],
        "tool_choice": {"type": "tool", "name": "bash"},
    },
    {"tools": []},
    {"thinking": {"type": "disabled"}, "max_tokens": 1},
    {"thinking": {"type": "enabled", "budget_tokens": 2048}},
    {"thinking": {"type": "enabled", "budget_tokens": 2047}, "max_tokens": 2048},
    {"thinking": {"type": "enabled", "effort": "max"}, "max_tokens": 10},
    {"output_format": {"type": "json_schema", "json_schema": {"anyOf": [{"$ref": "#/$defs/a"}]}}},
)


@pytest.mark.parametrize("fields", ACCEPTED)
def test_what_does_not_contradict_itself_passes(fields: dict[str, Any]) -> None:
    check_history(message_request(**fields))


def test_the_message_says_what_would_be_right() -> None:
    thinking = {"type": "enabled", "budget_tokens": 4096}
    with pytest.raises(GatewayError, match="must be less than max_tokens, which is 1000"):
        check_history(message_request(thinking=thinking, max_tokens=1000))
