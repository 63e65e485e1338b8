"""What SmolLM2 answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.grammar import assert_legal
from tests.providers.local.asks import request_to
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent, usage_of
from vai_gateway.providers.local.smollm2_engine import Chunk
from vai_gateway.providers.local.smollm2_prompt import completion_of
from vai_gateway.providers.local.smollm2_reply import Reply


def progress(prompt_tokens: int = 12) -> Chunk:
    return said("") | {"prompt_progress": {"total": prompt_tokens, "cache": 0, "processed": 0}}


def said(text: str) -> Chunk:
    return {"choices": [{"text": text, "index": 0, "finish_reason": None}]}


def ended(reason: str, **more: Any) -> Chunk:
    usage = {"prompt_tokens": 12, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 11}}
    return {"choices": [{"text": "", "index": 0, "finish_reason": reason}], "usage": usage, **more}


def events(*chunks: Chunk, max_tokens: int | None = None) -> list[StreamEvent]:
    fields = {} if max_tokens is None else {"max_tokens": max_tokens}
    stream = MessageStream("local", "local/smollm2-135m")
    reply = Reply(stream, completion_of(request_to("smollm2-135m", **fields), 2048))
    for chunk in chunks:
        reply.feed(chunk)
    return stream.take()


def message(*chunks: Chunk) -> Message:
    heard = events(*chunks)
    assert_legal(heard)
    return collect(heard)


def test_a_whole_answer_becomes_one_text_block() -> None:
    whole = message(progress(), progress(), said("The "), said(""), said("end."), ended("stop"))
    assert whole.content == [{"type": "text", "text": "The end."}]


def test_an_answer_of_nothing_has_no_block() -> None:
    assert message(progress(), ended("stop")).content == []


def test_the_message_starts_before_the_prompt_has_been_read() -> None:
    usage = usage_of(events(progress(37)))
    assert usage is not None
    assert (usage.input_tokens, usage.output_tokens) == (37, 0)


@pytest.mark.parametrize(
    "chunk, stop_reason, sequence",
    [
        (ended("stop"), "end_turn", None),
        (ended("length"), "max_tokens", None),
        (ended("stop", __verbose={"stopping_word": "4"}), "stop_sequence", "4"),
        (ended("stop", __verbose={"stopping_word": ""}), "end_turn", None),
    ],
)
def test_stops_have_the_contracts_names(chunk: Chunk, stop_reason: str, sequence: str | None) -> None:
    whole = message(progress(), said("1 2 3 "), chunk)
    assert (whole.stop_reason, whole.stop_sequence or None) == (stop_reason, sequence)


def test_the_whole_prompt_counts_as_input_whatever_was_cached() -> None:
    usage = message(progress(), said("a"), ended("stop")).usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens, usage.total_tokens) == (
        12,
        0,
        3,
        15,
    )


@pytest.mark.parametrize("prompt_tokens, fits", [(1948, True), (1949, False)])
def test_the_prompt_and_max_tokens_must_fit_together(prompt_tokens: int, fits: bool) -> None:
    try:
        assert events(progress(prompt_tokens), max_tokens=100)
        assert fits
    except GatewayError as error:
        assert not fits
        assert (error.kind, error.param, error.code) == (
            "invalid_request_error",
            "max_tokens",
            "out_of_range",
        )
        assert all(number in error.message for number in ("100", "1949", "2048", "at most 99"))


def test_without_max_tokens_only_the_prompt_must_fit() -> None:
    assert events(progress(2000))


def test_a_prompt_that_is_too_long_is_the_callers_error() -> None:
    error = {"type": "exceed_context_size_error", "n_prompt_tokens": 5031, "n_ctx": 2048, "code": 400}
    with pytest.raises(GatewayError, match="5031 tokens, and the context holds 2048") as raised:
        events({"error": error})
    assert (raised.value.status, raised.value.param) == (400, "messages")


def test_any_other_error_of_the_engine_is_ours_and_says_nothing() -> None:
    with pytest.raises(GatewayError) as raised:
        events({"error": {"type": "server_error", "message": "ggml blew up at /opt/x"}})
    assert (raised.value.status, raised.value.message) == (500, "the embedded model could not answer")
