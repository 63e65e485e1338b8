"""Chat completions, streamed and whole, as canonical messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import UNSET

from tests.grammar import as_objects
from tests.providers.openai_chat.chat_cases import CALLED, END, FIRST, STOP, STREAMS, WHOLE, use
from tests.providers.openai_chat.chat_chunks import (
    ADAPTER,
    DONE,
    USAGE,
    Json,
    call,
    chunk,
    frame,
    message,
    reply,
    streamed,
    usage_chunk,
    whole,
)
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.wire.sse_read import Frame


@pytest.mark.parametrize("frames, content, stop_reason", STREAMS.values(), ids=STREAMS)
def test_a_stream_becomes_the_message_it_says(frames: Sequence[Frame], content: list[Json], stop_reason: str) -> None:
    result = message(*frames, *END)
    assert (result.content, result.stop_reason) == (content, stop_reason)


@pytest.mark.parametrize("said, finish, content, stop_reason", WHOLE.values(), ids=WHOLE)
def test_a_whole_reply_becomes_the_message_it_says(
    said: Json, finish: str | None, content: list[Json], stop_reason: str
) -> None:
    result = whole(reply(said, finish))
    assert (result.content, result.stop_reason) == (content, stop_reason)


@pytest.mark.parametrize("frames, content, stop_reason", STREAMS.values(), ids=STREAMS)
def test_what_a_model_said_can_be_sent_back_to_any_model(
    frames: Sequence[Frame], content: list[Json], stop_reason: str
) -> None:
    said = message(*frames, *END).content
    request = {"model": "anthropic/any", "messages": [{"role": "assistant", "content": said}]}
    assert MessageRequest.model_validate(request)


def test_a_legacy_function_call_gets_an_id() -> None:
    pieces = [{"function_call": {"name": "a", "arguments": ""}}, {"function_call": {"arguments": '{"x":1}'}}]
    block = message(*map(chunk, pieces), chunk({}, "function_call"), DONE).content[0]
    assert (block["name"], block["input"], block["id"][:6]) == ("a", {"x": 1}, "toolu_")


def test_a_legacy_function_call_in_a_whole_reply_gets_an_id() -> None:
    body = reply({"function_call": {"name": "a", "arguments": '{"x":1}'}}, "function_call")
    block = whole(body).content[0]
    assert (block["name"], block["input"], block["id"][:6]) == ("a", {"x": 1}, "toolu_")


def test_a_call_whose_id_is_empty_gets_one() -> None:
    first, second = (
        block["id"]
        for block in message(
            chunk(call("{}", id="", name="a")), chunk(call("{}", id="", name="b")), CALLED, DONE
        ).content
    )
    assert first.startswith("toolu_")
    assert first != second


@pytest.mark.parametrize("text", ['{"x":', "[1]", "null", "x"])
def test_arguments_that_are_no_object_stay_readable(text: str) -> None:
    in_pieces = message(chunk(call(text, index=0, id="c1", name="a")), CALLED, DONE)
    in_one = whole(reply({"tool_calls": [{"id": "c1", "function": {"name": "a", "arguments": text}}]}, "tool_calls"))
    for result in (in_pieces, in_one):
        assert result.content == [use("c1", "a")]
        assert result.metadata is not UNSET
        assert result.metadata["invalid_tool_input"] == {"c1": text}


def test_argument_pieces_go_on_as_they_come() -> None:
    events = streamed(
        chunk(call("", index=0, id="c1", name="a")),
        *(chunk(call(piece, index=0)) for piece in ("{", "}")),
        CALLED,
        DONE,
    )
    deltas = [event["delta"] for event in as_objects(events) if event["type"] == "content_block_delta"]
    assert deltas == [{"type": "input_json_delta", "partial_json": piece} for piece in ("{", "}")]


def test_the_next_call_streams_at_once_when_the_one_before_is_whole() -> None:
    stream = MessageStream("openai", "openai/asked")
    decoder = ADAPTER.decoder(stream)
    decoder.feed(chunk(call("{}", index=0, id="c1", name="a")))
    stream.take()
    decoder.feed(chunk(call("", index=1, id="c2", name="b")))
    assert [event["type"] for event in as_objects(stream.take())] == [
        "content_block_stop",
        "content_block_start",
    ]


def test_the_first_chunk_starts_the_message_before_any_text() -> None:
    stream = MessageStream("openai", "openai/asked")
    ADAPTER.decoder(stream).feed(FIRST)
    (start,) = as_objects(stream.take())
    assert start["message"]["id"] == "chatcmpl-1"
    assert start["message"]["model"] == "openai/gpt-x-2026-01-01"


def test_a_chunk_without_choices_does_not_start_the_message() -> None:
    preamble = chunk(id="", model="", choices=[], prompt_filter_results=[{"prompt_index": 0}])
    result = message(preamble, FIRST, STOP, DONE)
    assert result.id == "chatcmpl-1"
    assert result.metadata is not UNSET
    assert result.metadata["openai"]["prompt_filter_results"] == [{"prompt_index": 0}]


def test_a_reply_without_an_id_gets_one() -> None:
    assert whole(reply({"content": "x"}, id="")).id.startswith("msg_")


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param((STOP, usage_chunk(USAGE), DONE), id="a chunk of its own"),
        pytest.param((chunk({}, "stop", usage=USAGE), DONE), id="the last choice's chunk"),
        pytest.param((STOP, usage_chunk(USAGE)), id="no [DONE]"),
        pytest.param((STOP, usage_chunk(USAGE), Frame("", b""), Frame("", b" [DONE] ")), id="blanks"),
        pytest.param(
            (
                usage_chunk({"prompt_tokens": 1, "completion_tokens": 7}),
                STOP,
                usage_chunk({"prompt_tokens": 20}),
                DONE,
            ),
            id="counts that come one by one",
        ),
    ],
)
def test_usage_is_read_wherever_it_stands(ending: Sequence[Frame]) -> None:
    usage = message(FIRST, chunk({"content": "x"}), *ending).usage
    assert (usage.input_tokens, usage.output_tokens, usage.total_tokens) == (20, 7, 27)


def test_input_tokens_are_those_that_no_cache_knew() -> None:
    usage = message(
        FIRST,
        STOP,
        usage_chunk(
            {
                "prompt_tokens": 1220,
                "completion_tokens": 100,
                "total_tokens": 1320,
                "prompt_tokens_details": {"cached_tokens": 1000, "cache_write_tokens": 217},
                "completion_tokens_details": {"reasoning_tokens": 90},
            }
        ),
        DONE,
    ).usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens) == (
        3,
        1000,
        217,
    )
    assert (usage.output_tokens, usage.reasoning_tokens, usage.total_tokens) == (100, 90, 1320)


@pytest.mark.parametrize(
    "usage, kept",
    [
        (USAGE, False),
        ({**USAGE, "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0}}, False),
        ({**USAGE, "total_tokens": 99}, True),
        ({**USAGE, "completion_tokens_details": {"audio_tokens": 3}}, True),
        ({**USAGE, "cost": 0.5}, True),
        ({**USAGE, "prompt_tokens_details": {"cached_tokens": 50}}, True),
    ],
)
def test_a_usage_that_says_more_or_other_than_ours_is_kept(usage: Json, kept: bool) -> None:
    metadata = whole(reply({"content": "x"}, usage=usage)).metadata
    assert (metadata is not UNSET and metadata.get("openai", {}).get("usage") == usage) is kept


@pytest.mark.parametrize("usage", [None, {}, {"completion_tokens": 7}, "?"])
def test_missing_usage_is_told(usage: Any) -> None:
    result = whole(reply({"content": "x"}, usage=usage))
    assert result.metadata is not UNSET
    assert result.metadata["usage_missing"] is True
    assert result.usage.input_tokens == 0


def test_what_the_contract_has_no_field_for_is_kept() -> None:
    logprobs = [{"token": token, "logprob": -0.1} for token in ("a", "b")]
    result = message(
        chunk({"role": "assistant", "content": ""}, service_tier="default", system_fingerprint=None),
        *(
            chunk(choices=[{"index": 0, "delta": {"content": "x"}, "logprobs": {"content": [each], "refusal": None}}])
            for each in logprobs
        ),
        chunk({"executed": [{"index": 0}]}),
        chunk({}, "stop", system_fingerprint="fp"),
        usage_chunk(USAGE, moderation={"flagged": False}),
        DONE,
    )
    assert result.metadata == {
        "openai": {
            "service_tier": "default",
            "system_fingerprint": "fp",
            "logprobs": {"content": logprobs},
            "executed": [{"index": 0}],
            "moderation": {"flagged": False},
        }
    }


def test_what_stands_beside_the_choices_is_the_last_that_was_told() -> None:
    """Perplexity repeats its sources with every chunk."""
    sources = [{"url": "https://a.test"}, {"url": "https://b.test"}]
    result = message(
        chunk({"content": "a"}, search_results=sources[:1]),
        chunk({"content": "b"}, "stop", search_results=sources, timings={"a": 1}),
        chunk(choices=[], search_results=[], timings={"b": {"c": None}}),
        DONE,
    )
    assert result.metadata is not UNSET
    assert result.metadata["openai"] == {"search_results": sources, "timings": {"a": 1}}


@pytest.mark.parametrize(
    "said, kept",
    [
        ({"content": [{"type": "reference", "reference_ids": [1]}]}, "content"),
        ({"images": [{"image_url": {"url": "data:,x"}}]}, "images"),
        ({"images": [{"image_url": 7}]}, "images"),
        ({"images": [{"image_url": "https://a.test/" + "x" * 9999}]}, "images"),
        ({"reasoning_details": [{"type": "reasoning.text", "text": "hm"}]}, "reasoning_details"),
        ({"annotations": [{"url_citation": {"url": "https://a.test"}}]}, "annotations"),
    ],
)
def test_what_has_no_place_among_the_blocks_is_kept(said: Json, kept: str) -> None:
    for result in (message(chunk(said), STOP, DONE), whole(reply(said))):
        assert result.content == []
        assert result.metadata is not UNSET
        assert result.metadata["openai"] == {kept: said[kept]}


def test_annotations_that_come_after_their_text_are_kept() -> None:
    late = [{"url_citation": {"url": "https://a.test"}}]
    result = message(
        chunk({"content": "x"}),
        chunk(call("{}", index=0, id="c1", name="a")),
        chunk({"annotations": late}),
        CALLED,
        DONE,
    )
    assert result.metadata is not UNSET
    assert result.metadata["openai"] == {"annotations": late}


def test_other_choices_are_kept_as_the_vendor_made_them() -> None:
    result = message(
        chunk({"role": "assistant", "content": ""}, index=1),
        chunk({"content": "first"}),
        chunk({"content": "sec"}, index=1),
        chunk({"content": "ond"}, index=1),
        chunk(call("{", index=0, id="c1", name="a"), index=1),
        chunk(call("}", index=0), index=1),
        STOP,
        chunk({}, "length", index=1),
        DONE,
    )
    assert result.content == [{"type": "text", "text": "first"}]
    assert result.metadata is not UNSET
    assert result.metadata["openai"]["choices"] == [
        {
            "index": 1,
            "message": {
                "role": "assistant",
                "content": "second",
                "tool_calls": [{"index": 0, "id": "c1", "function": {"name": "a", "arguments": "{}"}}],
            },
            "finish_reason": "length",
        }
    ]


def test_other_choices_of_a_whole_reply_are_kept() -> None:
    choices = [{"index": index, "message": {"content": str(index)}, "finish_reason": "stop"} for index in (0, 1)]
    result = whole(reply({}, choices=choices))
    assert result.content == [{"type": "text", "text": "0"}]
    assert result.metadata == {"openai": {"choices": [choices[1]]}}


def test_annotations_that_are_no_citations_are_kept() -> None:
    file = {"type": "file", "file": {"hash": "h"}}
    for result in (
        message(chunk({"content": "x"}), chunk({"annotations": [file]}), STOP, DONE),
        whole(reply({"content": "x", "annotations": [file]})),
    ):
        assert result.metadata is not UNSET
        assert result.metadata["openai"]["annotations"] == [file]


def test_a_reply_may_begin_with_blanks_that_kept_it_alive() -> None:
    assert whole(b"\n       \n\n" + reply({"content": "x"})).content == [{"type": "text", "text": "x"}]


def test_what_a_content_filter_blocks_is_an_empty_refusal() -> None:
    body = reply({}, choices=[{"index": 0, "finish_reason": "content_filter", "filter": {"hate": True}}])
    result = whole(body)
    assert (result.content, result.stop_reason) == ([], "refusal")
    assert result.metadata == {"openai": {"filter": {"hate": True}}}


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([], id="nothing"),
        pytest.param([DONE], id="[DONE] alone"),
        pytest.param([FIRST, chunk({"content": "x"})], id="no finish_reason"),
        pytest.param([FIRST, chunk({"content": "x"}), DONE], id="[DONE] without a finish_reason"),
        pytest.param([usage_chunk(USAGE), DONE], id="usage alone"),
        pytest.param([FIRST, chunk({}, "stop", index=1), DONE], id="another choice's finish_reason"),
    ],
)
def test_a_stream_that_ends_early_is_an_error(frames: Sequence[Frame]) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(*frames)
    assert (raised.value.kind, raised.value.code) == ("provider_error", "upstream_cut")


@pytest.mark.parametrize(
    "bad",
    [
        frame([]),
        frame({"choices": [{"delta": {"content": ["?"]}}]}),
        frame({"choices": [7]}),
        Frame("", b"{"),
        Frame("", b'{"choices": [], "x": "\xff"}'),
        Frame("", b'{"x":' + b"[" * 5000),
        chunk({"tool_calls": [{"index": 0, "id": "c1", "function": {"arguments": "{}"}}]}, "stop"),
    ],
    ids=range(7),
)
def test_a_stream_that_breaks_the_format_is_an_error(bad: Frame) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(FIRST, bad, DONE)
    assert (raised.value.kind, raised.value.code) == ("provider_error", "provider_invalid_response")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"[" * 5000,
        b'{"a":"\xff"}',
        reply({}, choices=[]),
        reply({}, choices=None),
        reply({}, choices=[{"index": 0}]),
        reply({"content": 7}),
        reply({"tool_calls": [{"id": "c1"}]}),
    ],
    ids=range(10),
)
def test_a_reply_that_breaks_the_format_is_an_error(body: bytes) -> None:
    with pytest.raises(GatewayError) as raised:
        whole(body)
    assert (raised.value.kind, raised.value.code) == ("provider_error", "provider_invalid_response")


def test_nothing_that_follows_the_end_is_read() -> None:
    after = [frame({"error": {"message": "late"}}), chunk({"content": "late"}), Frame("", b"{"), DONE]
    assert message(FIRST, chunk({"content": "x"}), STOP, DONE, *after).content == [{"type": "text", "text": "x"}]
