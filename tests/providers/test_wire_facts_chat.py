"""What chat completions say beyond the usual, by OpenAI's SDK and by what others who speak them were seen to send."""

from __future__ import annotations

import json
from typing import Any

import openai.types.chat as sdk
import pytest
from msgspec import UNSET
from openai.types.chat.chat_completion import Choice

from tests.providers.openai_chat.chat_cases import CALLED, FIRST, STOP, use
from tests.providers.openai_chat.chat_chunks import (
    DONE,
    USAGE,
    Json,
    chunk,
    frame,
    message,
    reply,
    usage_chunk,
    whole,
)
from tests.providers.openai_chat.chat_requests import ask, body_of
from tests.providers.sdk_samples import choices_of, missing, sample
from vai_gateway.contract.responses import Message
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openrouter import OPENROUTER
from vai_gateway.wire.sse_read import FrameReader


def told(result: Message) -> list[Any]:
    return [result.id, result.model, result.content, result.metadata or None]


TOLD_CALL = {"id": "c1", "type": "function", "function": {"name": "/name.", "arguments": '{"a":"/a."}'}}


def test_what_the_official_sdk_knows_of_a_reply_is_read_or_kept() -> None:
    said = sample(sdk.ChatCompletionMessage, tool_calls=[TOLD_CALL], function_call=None)
    choice = sample(Choice, message=said, index=0, finish_reason="tool_calls")
    completion = sample(sdk.ChatCompletion, choices=[choice])
    assert missing(completion, told(whole(json.dumps(completion).encode()))) == []


def test_what_the_official_sdk_knows_of_a_chunk_is_read_or_kept() -> None:
    said = sample(sdk.ChatCompletionMessage, tool_calls=[{"index": 0, **TOLD_CALL}], function_call=None)
    choice = sample(Choice, message=None, index=0, finish_reason="tool_calls") | {"delta": said}
    first = sample(sdk.ChatCompletionChunk, choices=[choice], usage=None, obfuscation=None)
    last = sample(sdk.ChatCompletionChunk, choices=[], obfuscation=None)
    assert missing([first, last], told(message(frame(first), frame(last), DONE))) == []


@pytest.mark.parametrize("reason", choices_of(Choice, "finish_reason"))
def test_a_finish_that_the_official_sdk_knows_is_a_stop_of_the_contract(reason: str) -> None:
    assert whole(reply({"content": "x"}, reason)).stop_reason in {"end_turn", "max_tokens", "tool_use", "refusal"}


def test_padding_against_listeners_is_not_kept() -> None:
    """`obfuscation` is OpenAI's, `p` is Mistral's."""
    padded = chunk({"content": "x"}, obfuscation="a8f", p="abc")
    result = message(FIRST, padded, chunk({}, "stop", obfuscation="a8f", p="abc"), usage_chunk(USAGE), DONE)
    assert result.metadata is UNSET


def test_content_and_calls_may_stand_in_one_message() -> None:
    calls = [{"id": "c1", "type": "function", "function": {"name": "a", "arguments": "{}"}}]
    result = whole(reply({"content": "Let me see.", "tool_calls": calls, "annotations": []}, "tool_calls"))
    assert (result.content, result.stop_reason) == (
        [{"type": "text", "text": "Let me see."}, use("c1", "a")],
        "tool_use",
    )


def test_tokens_that_went_into_thinking_alone_are_output() -> None:
    usage = {**USAGE, "completion_tokens_details": {"reasoning_tokens": 7}}
    result = whole(reply({"content": ""}, "length", usage=usage))
    assert (result.content, result.stop_reason) == ([], "max_tokens")
    assert (result.usage.output_tokens, result.usage.reasoning_tokens) == (7, 7)


def test_proxies_may_name_no_object_and_filter_each_chunk() -> None:
    filtered = {"hate": {"filtered": False, "severity": "safe"}}
    result = message(
        chunk(id="", model="", object="", choices=[], prompt_filter_results=[{"prompt_index": 0}]),
        chunk({"content": "x"}, object="", latency_checkpoint={"ms": 4}),
        chunk(choices=[{"index": 0, "delta": {}, "finish_reason": "stop", "content_filter_results": filtered}]),
        DONE,
    )
    assert result.content == [{"type": "text", "text": "x"}]
    assert result.metadata is not UNSET
    assert result.metadata["openai"]["content_filter_results"] == filtered


@pytest.mark.parametrize("ending", ["", "data: [DONE]\r\n\r\n"])
def test_lines_may_end_in_two_bytes_and_the_stream_without_a_word(ending: str) -> None:
    frames = [FIRST, chunk({"content": "x"}), STOP, usage_chunk(USAGE)]
    sent = "".join(f"data: {each.data.decode()}\r\n\r\n" for each in frames) + ending
    reader = FrameReader()
    read = [each for start in range(len(sent)) for each in reader.feed(sent[start : start + 1].encode())]
    assert message(*read, *reader.flush()).content == [{"type": "text", "text": "x"}]


REFUSED: dict[str, tuple[int, Json, str, str]] = {
    "Mistral's key": (401, {"detail": "Unauthorized"}, "authentication_error", "provider_error"),
    "Azure's filter": (
        400,
        {"error": {"code": "content_filter", "message": "So.", "status": 400, "innererror": {"code": "x"}}},
        "invalid_request_error",
        "invalid_request_error",
    ),
}


@pytest.mark.parametrize("status, said, kind, in_a_200", REFUSED.values(), ids=REFUSED)
def test_an_error_of_others_has_its_kind_with_its_status_and_without(
    status: int, said: Json, kind: str, in_a_200: str
) -> None:
    assert OpenAIChat(OPENAI).error(status, {}, json.dumps(said).encode()).kind == kind
    with pytest.raises(GatewayError) as raised:
        whole(json.dumps(said).encode())
    assert raised.value.kind == in_a_200


@pytest.mark.parametrize("said", [{}, {"reason": "So."}, {"id": "c1", "choices": []}])
def test_an_event_that_is_named_an_error_is_one_whatever_it_holds(said: Json) -> None:
    with pytest.raises(GatewayError) as raised:
        message(FIRST, chunk({"content": "x"}), frame(said, event="error"), DONE)
    assert raised.value.kind == "provider_error"


MIDDLES: dict[str, Json] = {
    "of the chunk": {"dream": {"a": 1}},
    "of the choice": {"choices": [{"index": 0, "delta": {"content": "x"}, "dream": {"a": 1}}]},
    "of what it says": {"choices": [{"index": 0, "delta": {"content": "x", "dream": {"a": 1}}}]},
}


@pytest.mark.parametrize("members", MIDDLES.values(), ids=MIDDLES)
def test_a_member_that_only_one_chunk_in_the_middle_has_is_kept(members: Json) -> None:
    result = message(FIRST, chunk({"content": "x"}, **members), chunk({"content": "y"}), STOP, usage_chunk(USAGE), DONE)
    assert result.content == [{"type": "text", "text": "xy"}]
    assert result.metadata == {"openai": {"dream": {"a": 1}}}


@pytest.mark.parametrize("name", ["obfuscation", "p", "system_fingerprint", "native_finish_reason"])
def test_what_every_chunk_repeats_makes_no_difference(name: str) -> None:
    result = message(FIRST, chunk({"content": "x"}, **{name: None}), STOP, usage_chunk(USAGE), DONE)
    assert (result.content, result.metadata) == ([{"type": "text", "text": "x"}], UNSET)


@pytest.mark.parametrize("finish, stop_reason", [("model_length", "max_tokens"), ("eos", "eos")])
def test_a_finish_of_others_is_the_contracts_where_it_means_the_same(finish: str, stop_reason: str) -> None:
    assert message(chunk({"content": "x"}), chunk({}, finish), DONE).stop_reason == stop_reason


SIGNED = {"id": "c1", "type": "function", "extra_content": {"google": {"thought_signature": "c2ln"}}}


@pytest.mark.parametrize("function", [{"name": "a", "arguments": '{"x":1}'}])
def test_what_stands_beside_a_call_goes_back_with_it(function: Json) -> None:
    """Gemini, where it speaks chat completions, takes no call of its own without what it signed."""
    called = {**SIGNED, "function": function}
    in_pieces = message(FIRST, chunk({"tool_calls": [{"index": 0, **called}]}), CALLED, DONE).content
    in_one = whole(reply({"tool_calls": [called]}, "tool_calls")).content
    signature = 'openai:{"extra_content":{"google":{"thought_signature":"c2ln"}}}'
    assert in_pieces == in_one == [{**use("c1", "a", x=1), "signature": signature}]
    sent = body_of(ask(messages=[{"role": "assistant", "content": in_one}]), OPENAI)
    assert sent["messages"][0]["tool_calls"] == [called]
    other = body_of(ask("a/b", provider="openrouter", messages=[{"role": "assistant", "content": in_one}]), OPENROUTER)
    assert "extra_content" not in json.dumps(other)
