"""What the model cannot do is refused before the call, all of it at once."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.fake_provider import ALL_BLOCKS, FakeProvider, model_facts, provider_facts
from vai_gateway.contract.requests import AssistantBlock, MessageRequest
from vai_gateway.contract.responses import CompatIssue, ModelCapabilities
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.compat import check_compat
from vai_gateway.providers.adapter import Ask, Provider

HI = [{"role": "user", "content": "hi"}]
B64 = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
IMAGE = {"type": "image", "source": B64}
AUDIO = {"type": "audio", "source": B64}
VIDEO = {"type": "video", "source": B64}
DOCUMENT = {"type": "document", "source": B64}
TEXT = {"type": "text", "text": "hi"}
TOOL = {"name": "look", "input_schema": {"type": "object"}}

CAN_DO_NOTHING = FakeProvider(
    provider_facts(
        "vendor",
        blocks=frozenset({"text"}),
        tools=frozenset(),
        capabilities=ModelCapabilities(**dict.fromkeys(ModelCapabilities.__struct_fields__, False)),
    )
)
UNKNOWN = FakeProvider(provider_facts("vendor"))


def ask(model: str = "m", **fields: Any) -> Ask:
    request = MessageRequest.model_validate({"model": f"vendor/{model}", "messages": HI, **fields})
    return Ask(request, model, bool(request.stream))


def user(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(blocks)}]}


def result(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": "t", "content": list(blocks)}


def able(**capabilities: bool) -> FakeProvider:
    return FakeProvider(provider_facts("vendor", capabilities=ModelCapabilities(**capabilities)))


def without(*blocks: str) -> FakeProvider:
    return FakeProvider(provider_facts("vendor", blocks=ALL_BLOCKS - set(blocks)))


def found(provider: Provider, asked: Ask) -> list[tuple[str, str]]:
    with pytest.raises(GatewayError) as caught:
        check_compat(provider, asked)
    return [(issue.param, issue.code) for issue in caught.value.compat_issues]


BLOCK = "unsupported_content_block"
REFUSED: tuple[tuple[Provider, dict[str, Any], str, str], ...] = (
    (able(vision=False), user(TEXT, IMAGE), "messages[0].content[1]", BLOCK),
    (able(documents=False), user(DOCUMENT), "messages[0].content[0]", BLOCK),
    (able(audio_input=False), user(AUDIO), "messages[0].content[0]", BLOCK),
    (without("video"), user(VIDEO), "messages[0].content[0]", BLOCK),
    (without("image"), user(IMAGE), "messages[0].content[0]", BLOCK),
    (without("tool_result"), user(result(IMAGE)), "messages[0].content[0]", BLOCK),
    (able(vision=False), user(result(TEXT, IMAGE)), "messages[0].content[0].content[1]", BLOCK),
    (
        able(vision=False),
        user({"type": "document", "source": {"type": "content", "content": [TEXT, IMAGE]}}),
        "messages[0].content[0].source.content[1]",
        BLOCK,
    ),
    (able(tools=False), {"tools": [TOOL]}, "tools[0].type", "unsupported_tool_type"),
    (CAN_DO_NOTHING, {"tools": [{"type": "file_search"}]}, "tools[0].type", "unsupported_tool_type"),
    (
        able(native_web_search=False),
        {"tools": [TOOL, {"type": "web_search"}]},
        "tools[1].type",
        "unsupported_tool_type",
    ),
    (
        able(native_code_execution=False),
        {"tools": [{"type": "code_execution"}]},
        "tools[0].type",
        "unsupported_tool_type",
    ),
    (
        able(structured_output=False),
        {"output_format": {"type": "json_schema", "json_schema": {}}},
        "output_format",
        "unsupported_output_format",
    ),
    (able(thinking=False), {"thinking": {"type": "enabled"}}, "thinking", "unsupported_thinking"),
    (able(thinking=False), {"thinking": {"type": "adaptive"}}, "thinking", "unsupported_thinking"),
    (able(streaming=False), {"stream": True}, "stream", "unsupported_parameter"),
    (UNKNOWN, {"output": {"modalities": ["text", "image"]}}, "output.modalities[1]", "unsupported_parameter"),
    (UNKNOWN, {"output": {"modalities": ["audio"]}}, "output.modalities[0]", "unsupported_parameter"),
    (UNKNOWN, {"output": {"image": {"size": "1024x1024"}}}, "output.image", "unsupported_parameter"),
)


@pytest.mark.parametrize("provider, fields, param, code", REFUSED)
def test_what_the_model_cannot_do_is_refused(provider: Provider, fields: dict[str, Any], param: str, code: str) -> None:
    assert found(provider, ask(**fields)) == [(param, code)]


ALL_AT_ONCE = {
    **user(IMAGE, DOCUMENT, AUDIO),
    "tools": [TOOL, {"type": "web_search"}],
    "thinking": {"type": "enabled"},
    "output_format": {"type": "json_schema", "json_schema": {}},
    "stream": True,
}


def test_every_issue_is_told_at_once() -> None:
    params = [param for param, _ in found(CAN_DO_NOTHING, ask(**ALL_AT_ONCE))]
    assert params == [
        "stream",
        "messages[0].content[0]",
        "messages[0].content[1]",
        "messages[0].content[2]",
        "tools[0].type",
        "tools[1].type",
        "thinking",
        "output_format",
    ]


def test_what_the_voice_cannot_do_is_told_with_it() -> None:
    of_the_voice = [CompatIssue(param="voice.output.speed", code="unsupported_voice", message="is too fast")]
    with pytest.raises(GatewayError) as caught:
        check_compat(able(thinking=False), ask(thinking={"type": "enabled"}), of_the_voice)
    assert [issue.param for issue in caught.value.compat_issues] == ["voice.output.speed", "thinking"]


def test_the_error_names_no_field_of_its_own_and_says_how_many_there_are() -> None:
    with pytest.raises(GatewayError) as caught:
        check_compat(CAN_DO_NOTHING, ask(**ALL_AT_ONCE))
    error = caught.value
    assert (error.kind, error.status, error.param, error.code, error.message) == (
        "invalid_request_error",
        400,
        None,
        "incompatible_request",
        "stream: vendor/m does not stream, and 7 more in compat_issues",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"stream": True, "temperature": 0.5, "metadata": {"user_id": "u"}, "system": "s"},
        user(TEXT, IMAGE, DOCUMENT, AUDIO, VIDEO, result(IMAGE, TEXT)),
        user({"type": "tool_result", "tool_use_id": "t"}, {**result(), "content": "text"}),
        {"tools": [TOOL, {"type": "web_search"}, {"type": "bash_20250124", "name": "bash"}]},
        {"thinking": {"type": "enabled"}, "output_format": {"type": "json_schema", "json_schema": {}}},
        {"output": {"modalities": ["text"]}},
        {"output": {}},
    ],
)
def test_what_is_unknown_is_not_refused(fields: dict[str, Any]) -> None:
    check_compat(UNKNOWN, ask(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        user(TEXT),
        {"temperature": 0.5, "system": [TEXT], "extensions": {"openai": {"seed": 1}}},
        {"thinking": {"type": "disabled"}, "output": {"modalities": ["text"]}, "tools": []},
    ],
)
def test_plain_text_is_never_refused(fields: dict[str, Any]) -> None:
    check_compat(CAN_DO_NOTHING, ask(**fields))


ASSISTANT_BLOCKS = (
    {**TEXT, "signature": "openai:x", "citations": [{"type": "url_citation", "url": "u"}]},
    {"type": "thinking", "thinking": "hm", "signature": "x"},
    {"type": "redacted_thinking", "data": "x"},
    {"type": "tool_use", "id": "t", "name": "look", "input": {}, "caller": {"type": "direct"}},
    {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
    {"type": "web_search_tool_result", "tool_use_id": "s", "content": []},
    {"type": "provider_block", "provider": "openai", "data": {}},
    IMAGE,
    AUDIO,
    VIDEO,
    DOCUMENT,
)


def test_what_any_model_said_can_be_sent_to_any_other() -> None:
    history = [*HI, {"role": "assistant", "content": list(ASSISTANT_BLOCKS)}, *HI]
    check_compat(CAN_DO_NOTHING, ask(messages=history))


def test_every_kind_of_assistant_block_was_tried() -> None:
    members = AssistantBlock.__value__.__origin__.__args__
    assert {type(block) for block in _parsed(ASSISTANT_BLOCKS)} == set(members)


def _parsed(blocks: tuple[dict[str, Any], ...]) -> list[Any]:
    content = ask(messages=[{"role": "assistant", "content": list(blocks)}]).request.messages[0].content
    return list(content)


BLIND = ModelCapabilities(vision=False)
SEES = ModelCapabilities(vision=True)


@pytest.mark.parametrize(
    "of_provider, of_model, refused",
    [(SEES, BLIND, True), (BLIND, SEES, False), (BLIND, ModelCapabilities(), True), (SEES, SEES, False)],
)
def test_the_models_row_overrides_its_provider(
    of_provider: ModelCapabilities, of_model: ModelCapabilities, refused: bool
) -> None:
    facts = provider_facts(capabilities=of_provider, models=[model_facts("m", capabilities=of_model)])
    asked = ask(**user(IMAGE))
    if refused:
        assert found(FakeProvider(facts), asked) == [("messages[0].content[0]", BLOCK)]
    else:
        check_compat(FakeProvider(facts), asked)


OWN = CompatIssue(param="temperature", code="unsupported_parameter", message="vendor takes 0 to 1")


def test_what_the_adapter_objects_to_comes_after_what_its_facts_say() -> None:
    provider = FakeProvider(provider_facts("vendor", blocks=frozenset({"text"})), issues=[OWN])
    assert [param for param, _ in found(provider, ask(**user(IMAGE)))] == [
        "messages[0].content[0]",
        "temperature",
    ]


def test_the_adapter_is_heard_about_plain_text_too() -> None:
    with pytest.raises(GatewayError, match=r"^temperature: vendor takes 0 to 1$"):
        check_compat(FakeProvider(provider_facts(), issues=[OWN]), ask())


def test_a_dated_tool_needs_a_provider_with_such_tools() -> None:
    facts = dataclasses.replace(provider_facts("vendor"), tool_pattern=None)
    tool = {"type": "web_search_20250305", "name": "web_search"}
    assert found(FakeProvider(facts), ask(tools=[tool])) == [("tools[0].type", "unsupported_tool_type")]
