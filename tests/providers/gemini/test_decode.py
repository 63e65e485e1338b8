"""generateContent's replies, streamed and whole, as canonical messages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import UNSET

from tests.grammar import as_objects
from tests.providers.gemini.gem_cases import ID, SAID, STOP, inline, says
from tests.providers.gemini.gem_replies import (
    USAGE,
    Json,
    call,
    chunk,
    frame,
    joined,
    message,
    streamed,
    text,
    thought,
    value,
    whole,
)
from tests.providers.gemini.gem_requests import DEV, VERTEX, body
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import Ask
from vai_gateway.wire.sse_read import Frame


def without_invented_ids(content: list[Json]) -> list[Json]:
    return [{**b, "id": ID} if b.get("id", "").startswith("toolu_") else b for b in content]


@pytest.mark.parametrize("chunks, content, stop_reason", SAID.values(), ids=SAID)
def test_a_stream_becomes_the_message_it_says(chunks: list[Json], content: list[Json], stop_reason: str) -> None:
    found = message(*chunks)
    assert (without_invented_ids(found.content), found.stop_reason) == (content, stop_reason)


@pytest.mark.parametrize("chunks, content, stop_reason", SAID.values(), ids=SAID)
def test_a_reply_in_one_piece_becomes_the_same_message(
    chunks: list[Json], content: list[Json], stop_reason: str
) -> None:
    for reply in (joined(*chunks), chunks):
        found = whole(reply)
        assert (without_invented_ids(found.content), found.stop_reason) == (content, stop_reason)


@pytest.mark.parametrize("chunks", [case[0] for case in SAID.values()], ids=SAID)
def test_what_gemini_said_can_be_sent_to_any_model(chunks: list[Json]) -> None:
    said = {"role": "assistant", "content": message(*chunks).content}
    for model in ("anthropic/any", "gem-vert/any"):
        assert MessageRequest.model_validate({"model": model, "messages": [said]})


@pytest.mark.parametrize(
    "name",
    [
        "a signature at the end",
        "a signed text between others",
        "two empty signed parts",
        "a call with an id and a signature",
        "a picture",
        "Gemini's own tools",
    ],
)
def test_what_gemini_said_goes_back_part_by_part_as_it_came(name: str) -> None:
    chunks = SAID[name][0]
    said = message(*chunks).content
    request = {"model": "gem-dev/gemini-3.8-flash", "messages": [{"role": "assistant", "content": said}]}
    sent = body(Ask(MessageRequest.model_validate(request), "gemini-3.8-flash", False))
    assert sent["contents"] == [joined(*chunks)["candidates"][0]["content"]]


def test_ids_that_gemini_does_not_send_are_invented_and_never_reused() -> None:
    blocks = message(chunk(call("f"), call("f")), STOP).content + message(chunk(call("f")), STOP).content
    assert len({block["id"] for block in blocks}) == 3
    assert all(len(block["id"]) == 30 for block in blocks)


def test_arguments_stream_as_they_come() -> None:
    events = as_objects(
        streamed(
            chunk(call("f", willContinue=True)),
            chunk(call(partialArgs=[value("$.a", stringValue='"B', more=True)], willContinue=True)),
            chunk(call(partialArgs=[value("$.a", stringValue="os")], willContinue=True)),
            chunk(call(partialArgs=[value("$.b[0]", numberValue=1)])),
            STOP,
        )
    )
    pieces = [event["delta"]["partial_json"] for event in events if event["type"] == "content_block_delta"]
    assert pieces == ['{"a":"\\"B', 'os"', ',"b":[1', "]}"]


def test_arguments_that_a_limit_cut_off_stay_unfinished() -> None:
    found = message(
        chunk(call("f", id="g1", willContinue=True)),
        chunk(call(partialArgs=[value("$.a", stringValue="Bos", more=True)], willContinue=True)),
        chunk(finish="MAX_TOKENS"),
    )
    assert (found.stop_reason, found.content[0]["input"]) == ("max_tokens", {})
    assert found.metadata == {"invalid_tool_input": {"g1": '{"a":"Bos'}, "usage_missing": True}


def test_arguments_that_are_no_object_stay_visible() -> None:
    found = message(chunk(call("f", id="g1", args=[1])), STOP)
    assert found.content[0]["input"] == {}
    assert isinstance(found.metadata, dict) and found.metadata["invalid_tool_input"] == {"g1": "[1]"}


@pytest.mark.parametrize(
    "piece",
    [
        call(args={"a": 1}),
        call(partialArgs=[value("$.a", stringValue="x")]),
        call(willContinue=True),
    ],
)
def test_a_call_without_a_name_is_an_error(piece: Json) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(chunk(piece), STOP)
    assert raised.value.code == "provider_invalid_response"


@pytest.mark.parametrize(
    "finish, stop_reason",
    [
        *[
            (reason, "refusal")
            for reason in (
                "SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII MODEL_ARMOR IMAGE_SAFETY "
                "IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION ESCALATION"
            ).split()
        ],
        ("MALFORMED_FUNCTION_CALL", "MALFORMED_FUNCTION_CALL"),
        ("OTHER", "OTHER"),
        ("SOMETHING_NEW", "SOMETHING_NEW"),
    ],
)
@pytest.mark.parametrize("content", [{}, {"content": {}}, {"content": {"role": "model"}}])
def test_stops_are_refusals_or_stay_what_they_are(finish: str, stop_reason: str, content: Json) -> None:
    said = {"candidates": [{"finishReason": finish, "finishMessage": "why", **content}], "usageMetadata": USAGE}
    found = whole(said)
    assert (found.content, found.stop_reason) == ([], stop_reason)
    told = {"finishMessage": "why"} | ({"finishReason": finish} if stop_reason == "refusal" else {})
    assert found.metadata == {"gem-dev": told}


BLOCKED = {"promptFeedback": {"blockReason": "MODEL_ARMOR", "blockReasonMessage": "no"}, "modelVersion": "gemini-x"}


@pytest.mark.parametrize("usage", [{}, {"usageMetadata": {"promptTokenCount": 9, "totalTokenCount": 9}}])
def test_a_blocked_prompt_is_an_empty_refusal_that_says_why(usage: Json) -> None:
    for found in (whole(BLOCKED | usage), message(BLOCKED | usage)):
        assert (found.content, found.stop_reason, found.model) == ([], "refusal", "gem-dev/gemini-x")
        assert isinstance(found.metadata, dict)
        assert found.metadata["gem-dev"] == {"promptFeedback": BLOCKED["promptFeedback"]}
        assert found.usage.input_tokens == (9 if usage else 0)
        assert found.metadata.get("usage_missing", False) is not bool(usage)


def test_counts_are_disjoint_and_add_up() -> None:
    usage = message(chunk(text("x")), chunk(finish="STOP", usage=USAGE)).usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (18, 5, 11)
    assert (usage.reasoning_tokens, usage.total_tokens) == (4, 34)


def test_counts_may_be_written_as_json_writes_any_number() -> None:
    usage = message(chunk(text("x")), chunk(finish="STOP", usage={n: float(v) for n, v in USAGE.items()})).usage
    assert (usage.input_tokens, usage.output_tokens, usage.total_tokens) == (18, 11, 34)


def test_a_candidate_whose_number_is_null_is_the_first() -> None:
    said = [chunk(text("a")), chunk(text("b"), index=None), chunk(text("c"), index=None, finish="STOP", usage=USAGE)]
    assert message(*said).content == [{"type": "text", "text": "abc"}]


def test_the_last_count_of_each_kind_is_the_one() -> None:
    found = message(
        chunk(usage={"trafficType": "ON_DEMAND"}),
        chunk(text("x"), usage={"promptTokenCount": 9, "thoughtsTokenCount": 5, "totalTokenCount": 14}),
        chunk(text("y"), usage={"promptTokenCount": 9, "candidatesTokenCount": 1, "thoughtsTokenCount": None}),
        chunk(finish="STOP", usage={"promptTokenCount": 9, "candidatesTokenCount": 2, "totalTokenCount": 16}),
    )
    assert (found.usage.input_tokens, found.usage.output_tokens, found.usage.total_tokens) == (9, 7, 16)
    assert isinstance(found.metadata, dict) and found.metadata["gem-dev"]["usage"]["trafficType"] == "ON_DEMAND"


@pytest.mark.parametrize(
    "usage, kept",
    [
        (USAGE, False),
        ({**USAGE, "totalTokenCount": 99}, True),
        ({**USAGE, "serviceTier": "flex"}, True),
        ({"promptTokenCount": 3}, False),
    ],
)
def test_geminis_own_counts_are_kept_where_they_say_more(usage: Json, kept: bool) -> None:
    found = whole(chunk(text("x"), finish="STOP", usage=usage))
    assert found.metadata == ({"gem-dev": {"usage": usage}} if kept else UNSET)


def test_counts_known_at_the_start_stand_there() -> None:
    start = as_objects(streamed(chunk(text("x"), usage={"promptTokenCount": 9}), STOP))[0]["message"]
    assert start["usage"]["input_tokens"] == 9
    assert (start["id"], start["model"]) == ("r1", "gem-dev/gemini-x")


def test_a_reply_without_id_and_model_gets_them() -> None:
    found = whole({"candidates": [{"content": {"parts": [text("x")]}, "finishReason": "STOP"}]})
    assert (found.model, found.id[:4]) == ("gem-dev/asked", "msg_")
    assert found.metadata == {"usage_missing": True}


def test_what_the_contract_has_no_place_for_is_kept() -> None:
    more = {
        "safetyRatings": [{"category": "X"}],
        "avgLogprobs": -0.5,
        "urlContextMetadata": {"urlMetadata": []},
        "groundingMetadata": {"webSearchQueries": ["x"]},
        "tokenCount": None,
    }
    found = whole(
        {**chunk(text("x", partMetadata={"a": 1}), finish="STOP", usage=USAGE, **more), "modelStatus": {"a": 1}}
    )
    assert found.metadata == {
        "gem-dev": {
            "safetyRatings": [{"category": "X"}],
            "avgLogprobs": -0.5,
            "urlContextMetadata": {"urlMetadata": []},
            "grounding": {"webSearchQueries": ["x"]},
            "modelStatus": {"a": 1},
            "content": {"0": {"partMetadata": {"a": 1}}},
        }
    }
    assert found.content == [says("x")]


def test_what_stands_beside_the_pieces_of_a_text_is_kept_together() -> None:
    found = message(chunk(text("a", x=1)), chunk(text("b", y=2), finish="STOP", usage=USAGE))
    assert found.metadata == {"gem-dev": {"content": {"0": {"x": 1, "y": 2}}}}


def test_further_candidates_stay_what_gemini_made_them() -> None:
    other = {"content": {"role": "model", "parts": [text("b")]}, "index": 1, "finishReason": "STOP"}
    first, last = chunk(text("a")), chunk(text("c"), finish="STOP", usage=USAGE)
    first["candidates"].insert(0, {"content": {"parts": [text("B")]}, "index": 1})
    last["candidates"].append(other)
    found = message(first, last)
    assert found.content == [says("ac")]
    assert found.metadata == {
        "gem-dev": {
            "candidates": [
                {"index": 1, "finishReason": "STOP", "content": {"role": "model", "parts": [text("B"), text("b")]}}
            ]
        }
    }


def test_vertex_sends_the_same_under_its_own_name() -> None:
    found = message(chunk(inline("text/csv", "YSxi")), chunk(finish="SAFETY"), adapter=VERTEX)
    assert found.content[0]["provider"] == "gem-vert"
    assert found.metadata == {"gem-vert": {"finishReason": "SAFETY"}, "usage_missing": True}


@pytest.mark.parametrize(
    "chunks", [[], [chunk(text("x"))], [chunk(finish="FINISH_REASON_UNSPECIFIED")], [chunk(thought("x")), chunk()]]
)
def test_a_stream_that_does_not_end_is_cut(chunks: list[Json]) -> None:
    with pytest.raises(GatewayError) as raised:
        streamed(*chunks)
    assert raised.value.code == "upstream_cut"


@pytest.mark.parametrize("reply", [b"", b"{", b"[1]", b"null", b"7", b"<html>", b"[" * 5000, b'{"a":"\xff"}', b"{}"])
def test_a_reply_that_cannot_be_read_is_an_error(reply: bytes) -> None:
    with pytest.raises(GatewayError) as raised:
        DEV.decode_reply(reply, MessageStream("gem-dev", "gem-dev/x"))
    assert (raised.value.kind, raised.value.code) == ("provider_error", "provider_invalid_response")


@pytest.mark.parametrize("data", [b"[DONE]", b"[]", b'{"candidates":', b"nothing"])
def test_an_event_that_cannot_be_read_is_an_error(data: bytes) -> None:
    decoder = DEV.decoder(MessageStream("gem-dev", "gem-dev/x"))
    decoder.feed(frame(chunk(text("x"))))
    with pytest.raises(GatewayError):
        decoder.feed(Frame("", data))


def test_an_empty_event_is_passed_over() -> None:
    decoder = DEV.decoder(MessageStream("gem-dev", "gem-dev/x"))
    decoder.feed(Frame("", b" "))


def test_no_frame_is_relayed_since_the_formats_differ() -> None:
    decoder = DEV.decoder(MessageStream("gem-dev", "gem-dev/x"))
    assert (decoder.relays, decoder.relay(b"data: {}\n\n", 0)) == (b"", 0)


def test_a_part_that_is_no_object_is_passed_over() -> None:
    odd: Any = {"candidates": [7, {"content": {"parts": [1, text("x")]}, "index": "no"}, {"content": {"parts": 3}}]}
    found = message(json.loads(json.dumps(odd)), chunk(text("y"), finish="STOP"))
    assert found.content == [says("y")]
