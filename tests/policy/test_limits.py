"""A request over a limit is refused at the field that passed it."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.limits import RequestLimits, check_limits, decoded_bytes

HI = [{"role": "user", "content": "hi"}]
TEN = "0123456789"


def message_request(**fields: Any) -> MessageRequest:
    return MessageRequest.model_validate({"model": "anthropic/claude", "messages": HI, **fields})


def said(role: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": list(blocks)}]}


def media(size: int) -> dict[str, Any]:
    data = base64.b64encode(b"x" * size).decode()
    return {"type": "base64", "media_type": "image/png", "data": data}


def image(size: int) -> dict[str, Any]:
    return {"type": "image", "source": media(size)}


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "text": value}


def result(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": "t", "content": list(blocks)}


def refusal(request: MessageRequest, limits: RequestLimits) -> tuple[int, str | None, str | None]:
    with pytest.raises(GatewayError) as caught:
        check_limits(request, limits)
    return caught.value.status, caught.value.code, caught.value.param


@pytest.mark.parametrize(
    "name, expected",
    [
        ("max_messages", 1000),
        ("max_tools", 128),
        ("max_total_text_bytes", 4 * 1024 * 1024),
        ("max_media_bytes_per_block", 4 * 1024 * 1024),
        ("max_media_bytes", 12 * 1024 * 1024),
    ],
)
def test_the_limits_are_those_of_the_contract(name: str, expected: int) -> None:
    assert getattr(RequestLimits(), name) == expected


TOOL = {"name": "f", "description": TEN, "input_schema": {"type": "object"}}
TEXTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"messages": [{"role": "user", "content": TEN}]}, "messages[0].content"),
    ({"system": TEN}, "system"),
    ({"system": [text("ab"), text(TEN)]}, "system[1].text"),
    (said("user", text("ab"), text(TEN)), "messages[0].content[1].text"),
    (said("user", result(text("ab"), text(TEN))), "messages[0].content[0].content[1].text"),
    (
        said("user", {"type": "tool_result", "tool_use_id": "t", "content": TEN}),
        "messages[0].content[0].content",
    ),
    (said("assistant", {"type": "thinking", "thinking": TEN}), "messages[0].content[0].thinking"),
    (
        said("assistant", {"type": "tool_use", "id": "t", "name": "f", "input": {"query": "ab"}}),
        "messages[0].content[0].input",
    ),
    (
        said("assistant", {"type": "web_search_tool_result", "content": [{"title": TEN}]}),
        "messages[0].content[0]",
    ),
    (
        said("assistant", {"type": "provider_block", "provider": "openai", "data": {"code": TEN}}),
        "messages[0].content[0].data",
    ),
    (
        said("user", {"type": "audio", "source": media(1), "transcript": TEN}),
        "messages[0].content[0].transcript",
    ),
    (
        said("user", {"type": "document", "source": media(1), "title": "ab", "context": TEN}),
        "messages[0].content[0].context",
    ),
    (
        said("user", {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": TEN}}),
        "messages[0].content[0].source.data",
    ),
    (
        said("user", {"type": "document", "source": {"type": "content", "content": [text(TEN)]}}),
        "messages[0].content[0].source.content[0].text",
    ),
    ({"tools": [TOOL]}, "tools[0].description"),
    ({"tools": [{"name": "f", "input_schema": {"type": "object"}}]}, "tools[0].input_schema"),
    (
        {"tools": [{"type": "bash_20250124", "name": "bash", "note": TEN}]},
        "tools[0]",
    ),
    (
        {"output_format": {"type": "json_schema", "json_schema": {"title": "ab"}}},
        "output_format.json_schema",
    ),
)


@pytest.mark.parametrize("fields, param", TEXTS, ids=[param for _, param in TEXTS])
def test_text_over_the_limit_is_refused_where_it_passes_it(fields: dict[str, Any], param: str) -> None:
    refused = refusal(message_request(**fields), RequestLimits(max_total_text_bytes=9))
    assert refused == (413, "request_too_large", param)


@pytest.mark.parametrize("fields, param", TEXTS, ids=[param for _, param in TEXTS])
def test_the_same_text_passes_under_the_limit(fields: dict[str, Any], param: str) -> None:
    check_limits(message_request(**fields), RequestLimits(max_total_text_bytes=100))


def test_text_is_summed_over_the_whole_request() -> None:
    turns = [{"role": "user", "content": "abcd"}, {"role": "assistant", "content": [text("efgh")]}]
    request = message_request(system="ij", messages=turns)
    check_limits(request, RequestLimits(max_total_text_bytes=10))
    refused = refusal(request, RequestLimits(max_total_text_bytes=9))
    assert refused == (413, "request_too_large", "messages[1].content[0].text")


def test_text_is_counted_in_utf8() -> None:
    request = message_request(messages=[{"role": "user", "content": "ääää"}])
    check_limits(request, RequestLimits(max_total_text_bytes=8))
    assert refusal(request, RequestLimits(max_total_text_bytes=7))[0] == 413


@pytest.mark.parametrize(
    "block",
    [
        {"type": "redacted_thinking", "data": TEN * 9},
        {"type": "thinking", "thinking": "", "signature": TEN * 9},
        {"type": "text", "text": "", "signature": TEN * 9},
    ],
)
def test_what_only_the_vendor_can_read_is_not_counted(block: dict[str, Any]) -> None:
    check_limits(message_request(**said("assistant", block)), RequestLimits(max_total_text_bytes=1))


@pytest.mark.parametrize("kind", ["image", "audio", "audio_stt", "video", "document"])
def test_media_over_the_limit_of_one_block_is_refused(kind: str) -> None:
    request = message_request(**said("user", text("look"), {"type": kind, "source": media(11)}))
    refused = refusal(request, RequestLimits(max_media_bytes_per_block=10))
    assert refused == (413, "request_too_large", "messages[0].content[1].source.data")


def test_media_is_summed_and_found_inside_results_and_documents() -> None:
    inside = {"type": "document", "source": {"type": "content", "content": [image(6)]}}
    request = message_request(**said("user", image(4), result(image(5)), inside))
    check_limits(request, RequestLimits(max_media_bytes=15))
    refused = refusal(request, RequestLimits(max_media_bytes=14))
    assert refused == (413, "request_too_large", "messages[0].content[2].source.content[0].source.data")
    assert refusal(request, RequestLimits(max_media_bytes=8))[2] == "messages[0].content[1].content[0].source.data"


def test_media_by_address_has_no_size() -> None:
    source = {"type": "url", "url": "https://example.org/a.png"}
    request = message_request(**said("user", {"type": "image", "source": source}))
    check_limits(request, RequestLimits(max_media_bytes_per_block=0, max_media_bytes=0))


@pytest.mark.parametrize("size", range(8))
def test_the_decoded_size_is_told_from_the_length(size: int) -> None:
    assert decoded_bytes(base64.b64encode(b"x" * size).decode()) == size


def test_too_many_messages_are_out_of_range() -> None:
    refused = refusal(message_request(messages=HI * 3), RequestLimits(max_messages=2))
    assert refused == (400, "out_of_range", "messages")


def test_too_many_tools_are_out_of_range() -> None:
    refused = refusal(message_request(tools=[TOOL, TOOL, TOOL]), RequestLimits(max_tools=2))
    assert refused == (400, "out_of_range", "tools")


def test_a_tool_without_words_of_its_own_counts_nothing() -> None:
    request = message_request(messages=[{"role": "user", "content": ""}], tools=[{"type": "web_search"}])
    check_limits(request, RequestLimits(max_total_text_bytes=0))
