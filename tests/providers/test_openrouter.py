"""What is OpenRouter's own in the chat completions it sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import UNSET

from tests.grammar import as_objects
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
    usage_chunk,
    whole,
)
from tests.providers.openai_chat.chat_requests import HI, body_of, text
from tests.providers.openai_chat.chat_requests import ask as ask_for
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openrouter import OPENROUTER
from vai_gateway.wire.sse_read import Frame, FrameReader

CLAUDE = "anthropic/claude-haiku-4.5"
FIRST = chunk({"role": "assistant", "content": ""}, provider="Anthropic")
STOP = chunk({"role": "assistant", "content": ""}, "stop", native_finish_reason="end_turn", usage=USAGE)


def claude(**members: Any) -> Json:
    return {"type": "reasoning.text", "format": "anthropic-claude-v1", "index": 0, **members}


ENCRYPTED = {"type": "reasoning.encrypted", "data": "gAAA", "id": "rs_1", "format": "openai-responses-v1", "index": 1}
SUMMARY = {"type": "reasoning.summary", "format": "openai-responses-v1", "index": 0}


def thought(words: str, details: Any) -> Json:
    literal = details if isinstance(details, str) else json.dumps(details, separators=(",", ":"))
    return {"type": "thinking", "thinking": words, "signature": f"openrouter:{literal}"}


def sent_back(*blocks: Json) -> Json:
    """The assistant's message in the next request."""
    asked = ask_for(CLAUDE, provider="openrouter", messages=[*HI, {"role": "assistant", "content": list(blocks)}])
    said: Json = body_of(asked, OPENROUTER)["messages"][1]
    return said


THINKING: dict[str, tuple[list[Json], list[Json]]] = {
    "Claude's, whose signature comes last": (
        [
            {"reasoning": "h", "reasoning_details": [claude(text="h")]},
            {"reasoning": "m", "reasoning_details": [claude(text="m")]},
            {"reasoning_details": [claude(signature="sig")]},
            {"content": "Four."},
        ],
        [thought("hm", [claude(text="hm", signature="sig")]), text("Four.")],
    ),
    "a summary, and what only the vendor can read": (
        [
            {"reasoning": "h", "reasoning_details": [{**SUMMARY, "summary": "h"}]},
            {"reasoning": "m", "reasoning_details": [{**SUMMARY, "summary": "m"}]},
            {"reasoning_details": [ENCRYPTED]},
            {"content": "Four."},
        ],
        [thought("hm", [{**SUMMARY, "summary": "hm"}, ENCRYPTED]), text("Four.")],
    ),
    "nothing that anyone can read": (
        [{"reasoning": None, "reasoning_details": [ENCRYPTED]}, {"content": "Four."}],
        [thought("", [ENCRYPTED]), text("Four.")],
    ),
    "a signature that comes after the text": (
        [{"content": "Four."}, {"reasoning_details": [ENCRYPTED]}],
        [text("Four."), thought("", [ENCRYPTED])],
    ),
    "a signature that comes with a call": (
        [{"reasoning_details": [{**ENCRYPTED, "id": "c1"}], **call("{}", index=0, id="c1", name="a")}],
        [thought("", [{**ENCRYPTED, "id": "c1"}]), use("c1", "a")],
    ),
    "details only": (
        [{"reasoning_details": [claude(text="h")]}, {"reasoning_details": [claude(text="m")]}],
        [thought("hm", [claude(text="hm")])],
    ),
    "words only": (
        [{"reasoning": "hm", "reasoning_details": []}, {"content": "Four."}],
        [{"type": "thinking", "thinking": "hm"}, text("Four.")],
    ),
    "no thinking": ([{"content": "Four.", "reasoning": None, "reasoning_details": []}], [text("Four.")]),
    "two thoughts one after the other": (
        [
            {"reasoning_details": [claude(text="a", signature="s")]},
            {"reasoning_details": [claude(text="b"), claude(text="c", index=1)]},
            {"reasoning_details": [claude(text="!", index=0)]},
        ],
        [thought("abc!", [claude(text="a", signature="s"), claude(text="b!"), claude(text="c", index=1)])],
    ),
}


@pytest.mark.parametrize("deltas, content", THINKING.values(), ids=THINKING)
def test_thinking_is_said_once_and_signed_with_its_details(deltas: list[Json], content: list[Json]) -> None:
    result = message(FIRST, *map(chunk, deltas), STOP, DONE, dialect=OPENROUTER)
    assert result.content == content


def test_the_signature_is_one_delta_before_the_block_stops() -> None:
    events = as_objects(streamed(FIRST, *map(chunk, THINKING["details only"][0]), STOP, DONE, dialect=OPENROUTER))
    kinds = [event["delta"]["type"] for event in events if event["type"] == "content_block_delta"]
    assert kinds == ["thinking_delta", "thinking_delta", "signature_delta"]


@pytest.mark.parametrize(
    "said, content",
    [
        (
            {"reasoning": "hm", "reasoning_details": [claude(text="hm", signature="s")], "content": "Four."},
            [thought("hm", json.dumps([claude(text="hm", signature="s")])), text("Four.")],
        ),
        ({"reasoning": None, "reasoning_details": [ENCRYPTED]}, [thought("", json.dumps([ENCRYPTED]))]),
        (
            {"reasoning_details": [{**SUMMARY, "summary": "hm"}]},
            [thought("hm", json.dumps([{**SUMMARY, "summary": "hm"}]))],
        ),
        ({"reasoning": "hm", "reasoning_details": []}, [{"type": "thinking", "thinking": "hm"}]),
    ],
)
def test_a_whole_replys_details_are_signed_as_they_stand_in_the_body(said: Json, content: list[Json]) -> None:
    assert whole(reply(said), OPENROUTER).content == content


def test_details_go_back_byte_by_byte_where_nothing_was_put_together() -> None:
    literal = '[ {"type": "reasoning.text", "text": "\\u00e9", "index": 0, "score": 1.0, "signature": "s"} ]'
    block = whole(
        b'\n  \n{"choices":[{"message":{"reasoning_details":' + literal.encode() + b"}}]}", OPENROUTER
    ).content[0]
    assert block == thought("é", literal)
    sent = OpenAIChat(OPENROUTER).encode(
        ask_for(CLAUDE, provider="openrouter", messages=[{"role": "assistant", "content": [block, text("x")]}])
    )
    assert literal.encode() in sent.body


BACK: dict[str, tuple[list[Json], Any]] = {
    "one thought": ([thought("hm", [claude(text="hm", signature="s")])], [claude(text="hm", signature="s")]),
    "a thought whose signature came later": (
        [thought("hm", [claude(text="hm")]), text("Four."), thought("", [claude(signature="s"), ENCRYPTED])],
        [claude(text="hm", signature="s"), ENCRYPTED],
    ),
    "Claude's without a signature": ([thought("hm", [claude(text="hm"), ENCRYPTED])], [ENCRYPTED]),
    "nothing but Claude's without a signature": ([thought("hm", [claude(text="hm")])], None),
    "another model's without a signature": (
        [thought("hm", [{"type": "reasoning.text", "text": "hm", "format": "unknown"}])],
        [{"type": "reasoning.text", "text": "hm", "format": "unknown"}],
    ),
    "another family's": ([{**thought("hm", []), "signature": "groq:reasoning"}], None),
    "unsigned": ([{"type": "thinking", "thinking": "hm"}], None),
    "damaged": ([thought("hm", "[{")], None),
    "no list": ([thought("hm", '{"a":1}')], None),
}


@pytest.mark.parametrize("blocks, details", BACK.values(), ids=BACK)
def test_details_go_back_in_the_member_they_came_in(blocks: list[Json], details: Any) -> None:
    sent = sent_back(*blocks, text("Four."))
    assert sent.get("reasoning_details") == details
    assert "reasoning" not in sent
    assert str(sent["content"]).endswith("Four.")


@pytest.mark.parametrize("deltas, content", THINKING.values(), ids=THINKING)
def test_what_came_in_pieces_goes_back_whole(deltas: list[Json], content: list[Json]) -> None:
    told = [block["signature"].partition(":")[2] for block in content if "signature" in block]
    details = [detail for literal in told for detail in json.loads(literal)]
    signed = [d for d in details if d["type"] != "reasoning.text" or "signature" in d]
    assert sent_back(*content, text("x")).get("reasoning_details", []) == signed


PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}
DRAWN: Json = {
    "type": "image",
    "source": {"type": "base64", "media_type": "image/png", "data": "iVBO"},
    "signature": "openrouter:images",
}
FILE: Json = {"type": "file", "file": {"hash": "h", "name": "a.pdf", "content": [{"type": "text", "text": "words"}]}}
CITED = {
    "type": "url_citation",
    "url_citation": {"url": "https://a.test", "title": "A", "start_index": 0, "end_index": 0},
}


def test_pictures_come_as_blocks_and_go_back_as_pictures() -> None:
    in_pieces = message(
        FIRST, chunk({"content": "Here:"}), chunk({"images": [PICTURE]}), STOP, DONE, dialect=OPENROUTER
    )
    in_one = whole(reply({"content": "Here:", "images": [PICTURE]}), OPENROUTER)
    assert in_pieces.content == in_one.content == [text("Here:"), DRAWN]
    assert sent_back(*in_one.content) == {"role": "assistant", "content": "Here:", "images": [PICTURE]}
    assert sent_back(text("Here:"), {**DRAWN, "signature": "gemini:x"}) == {"role": "assistant", "content": "Here:"}


def test_what_it_read_of_a_file_goes_back_so_that_it_need_not_again() -> None:
    in_pieces = message(FIRST, chunk({"content": "x"}), chunk({"annotations": [FILE]}), STOP, DONE, dialect=OPENROUTER)
    in_one = whole(reply({"content": "x", "annotations": [FILE]}), OPENROUTER)
    item = {"type": "provider_block", "provider": "openrouter", "data": FILE}
    assert in_pieces.content == in_one.content == [text("x"), item]
    assert sent_back(text("x"), item) == {"role": "assistant", "content": "x", "annotations": [FILE]}


@pytest.mark.parametrize(
    "item",
    [
        {"type": "provider_block", "provider": "groq", "data": FILE},
        {"type": "provider_block", "provider": "openrouter", "data": {"type": "other"}},
    ],
)
def test_items_that_are_not_its_files_do_not_go_back(item: Json) -> None:
    assert sent_back(text("x"), item) == {"role": "assistant", "content": "x"}


def test_sources_become_citations_of_the_text() -> None:
    cited = [{"type": "url_citation", "url": "https://a.test", "title": "A", "start_index": 0, "end_index": 0}]
    for result in (
        whole(reply({"content": "x", "annotations": [CITED, FILE]}), OPENROUTER),
        message(FIRST, chunk({"content": "x", "annotations": [CITED, FILE]}), STOP, DONE, dialect=OPENROUTER),
    ):
        assert result.content[0] == {**text("x"), "citations": cited}


def test_a_stream_begins_with_comments_and_names_another_model_than_was_asked_for() -> None:
    body = b": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n"
    for each in (
        chunk({"content": "x"}, model="anthropic/claude-4.5-haiku-20251001", provider="Anthropic"),
        STOP,
        DONE,
    ):
        body += b"data: " + each.data + b"\n\n"
    reader = FrameReader()
    result = message(*reader.feed(body), *reader.flush(), dialect=OPENROUTER)
    assert result.model == "openrouter/anthropic/claude-4.5-haiku-20251001"
    assert result.content == [text("x")]


def test_a_whole_reply_begins_with_blanks_that_kept_it_alive() -> None:
    assert whole(b"\n         \n\n         \n" + reply({"content": "x"}), OPENROUTER).content == [text("x")]


def test_who_answered_and_how_is_kept() -> None:
    told = {"provider": "Anthropic", "service_tier": "provisioned"}
    choice = {
        "index": 0,
        "message": {"content": "x", "refusal": None},
        "finish_reason": "stop",
        "native_finish_reason": "STOP",
    }
    in_one = whole(reply({}, choices=[choice], **told), OPENROUTER)
    assert in_one.metadata == {"openrouter": {**told, "native_finish_reason": "STOP"}}
    in_pieces = message(FIRST, chunk({"content": "x"}), STOP, DONE, dialect=OPENROUTER)
    assert in_pieces.metadata == {"openrouter": {"provider": "Anthropic", "native_finish_reason": "end_turn"}}


@pytest.mark.parametrize("function", [{"name": "a"}, {"name": "a", "arguments": ""}, {"name": "a", "arguments": None}])
def test_a_call_may_have_no_arguments(function: Json) -> None:
    called = {"index": 0, "id": "tool_0_a", "type": "function", "function": function}
    for result in (
        whole(reply({"content": "", "tool_calls": [called]}, "tool_calls", native_finish_reason="STOP"), OPENROUTER),
        message(
            FIRST, chunk({"content": None, "tool_calls": [called]}), chunk({}, "tool_calls"), DONE, dialect=OPENROUTER
        ),
    ):
        assert (result.content, result.stop_reason) == ([use("tool_0_a", "a")], "tool_use")


COST = {**USAGE, "cost": 0.00024, "is_byok": False, "cost_details": {"upstream_inference_cost": None}}


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param([chunk({}, "stop", usage=COST)], id="with the end"),
        pytest.param([chunk({}, "stop"), chunk({"content": ""}, usage=COST)], id="after it, beside nothing said"),
        pytest.param([chunk({}, "stop"), chunk({"content": ""}, "stop", usage=COST)], id="with the end said again"),
        pytest.param([chunk({}, "stop"), usage_chunk(COST)], id="without a choice"),
    ],
)
def test_usage_says_what_the_call_cost_wherever_it_stands(ending: list[Frame]) -> None:
    result = message(FIRST, chunk({"content": "x"}), *ending, DONE, dialect=OPENROUTER)
    assert (result.usage.input_tokens, result.usage.output_tokens, result.usage.cost_usd) == (20, 7, 0.00024)
    assert result.metadata is not UNSET
    assert result.metadata["openrouter"]["usage"] == {**USAGE, "cost": 0.00024, "is_byok": False}


@pytest.mark.parametrize(
    "cost, told", [(0, 0.0), (2, 2.0), (None, UNSET), ("1", UNSET), (True, UNSET), (-1, UNSET), ({}, UNSET)]
)
def test_a_cost_is_a_number(cost: Any, told: Any) -> None:
    assert whole(reply({"content": "x"}, usage={**USAGE, "cost": cost}), OPENROUTER).usage.cost_usd == told


def test_cached_tokens_are_no_input_tokens() -> None:
    details = {"cached_tokens": 5, "cache_write_tokens": 10, "audio_tokens": 0, "video_tokens": 0}
    usage = whole(reply({"content": "x"}, usage={**USAGE, "prompt_tokens_details": details}), OPENROUTER).usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens) == (5, 5, 10)


def refused(code: Any, **metadata: Any) -> Json:
    return {"code": code, "message": "So.", **({"metadata": metadata} if metadata else {})}


@pytest.mark.parametrize(
    "status, kind, ours",
    [
        (400, "invalid_request_error", 400),
        (401, "authentication_error", 401),
        (402, "permission_error", 403),
        (403, "permission_error", 403),
        (404, "not_found_error", 404),
        (408, "api_error", 504),
        (429, "rate_limit_error", 429),
        (500, "provider_error", 502),
        (502, "provider_error", 502),
        (503, "overloaded_error", 529),
        (529, "overloaded_error", 529),
    ],
)
def test_an_error_is_the_same_before_a_stream_within_it_and_in_a_200(status: int, kind: str, ours: int) -> None:
    told = refused(status, provider_name="Acme", raw='{"error":"x"}')
    found = [OpenAIChat(OPENROUTER).error(status, {}, json.dumps({"error": told, "user_id": "u"}).encode())]
    with pytest.raises(GatewayError) as raised:
        whole(b"\n    \n" + json.dumps({"error": told, "user_id": "u"}).encode(), OPENROUTER)
    found.append(raised.value)
    with pytest.raises(GatewayError) as raised:
        last = chunk({"content": ""}, error=told, usage=USAGE)
        streamed(FIRST, chunk({"content": "x"}), chunk({}, "length"), last, DONE, dialect=OPENROUTER)
    found.append(raised.value)
    assert {(error.kind, error.status) for error in found} == {(kind, ours)}
    assert all(error.provider_error["metadata"]["provider_name"] == "Acme" for error in found)


@pytest.mark.parametrize(
    "choice",
    [
        {"index": 0, "delta": {"content": "x"}, "finish_reason": None, "error": refused(502)},
        {"index": 0, "delta": {"content": ""}, "finish_reason": "error", "error": refused(502)},
        {"index": 0, "message": {"content": "x"}, "finish_reason": "error", "error": refused(502)},
    ],
)
def test_an_error_may_stand_in_the_choice(choice: Json) -> None:
    with pytest.raises(GatewayError) as raised:
        if "message" in choice:
            whole(reply({}, choices=[choice]), OPENROUTER)
        else:
            streamed(FIRST, chunk({"content": "x"}), frame({"choices": [choice]}), DONE, dialect=OPENROUTER)
    assert (raised.value.kind, raised.value.message) == ("provider_error", "So.")
