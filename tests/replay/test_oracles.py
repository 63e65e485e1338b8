"""The replay's own pieces, on replies written by us from the vendors' documentation."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.replay import oracle_anthropic, oracle_openai_chat
from tests.replay.answer import Answer, facts_of, folded, frames
from tests.replay.cases import Case
from tests.replay.contract import breaches
from tests.replay.oracle import Facts, differences, error_facts, oracles
from tests.replay.upstream import cut


def case(body: str | dict[str, Any], *, status: int = 200) -> Case:
    text = body if isinstance(body, str) else json.dumps(body)
    return Case("id", "api", "model", status, {}, text.encode(), isinstance(body, str))


def sse(*events: dict[str, Any]) -> str:
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def chunks(*said: dict[str, Any]) -> str:
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in said) + "data: [DONE]\n\n"


MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x", "content": []}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "add", "input": {}}
STREAMED = sse(
    {"type": "message_start", "message": {**MESSAGE, "usage": {"input_tokens": 5, "output_tokens": 1}}},
    {
        "type": "content_block_start",
        "index": 0,
        "content_block": {"type": "thinking", "thinking": "", "signature": ""},
    },
    {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "Hm."}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "s"}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "content_block_start",
        "index": 1,
        "content_block": {"type": "text", "text": "", "citations": None},
    },
    {"type": "ping"},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "Sum:"}},
    {"type": "content_block_stop", "index": 1},
    {"type": "content_block_start", "index": 2, "content_block": CALL},
    {
        "type": "content_block_delta",
        "index": 2,
        "delta": {"type": "input_json_delta", "partial_json": '{"a":'},
    },
    {"type": "content_block_delta", "index": 2, "delta": {"type": "input_json_delta", "partial_json": "1}"}},
    {"type": "content_block_stop", "index": 2},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}},
    {"type": "message_stop"},
)
USED = {"input_tokens": 5, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 9}
SAID = Facts(
    model="claude-x",
    text="Sum:",
    thinking="Hm.",
    calls=(("toolu_1", "add", {"a": 1}),),
    stop_reason="tool_use",
    usage=USED | {"total_tokens": 14},
)


def test_anthropics_stream_adds_up_to_what_it_says() -> None:
    said = oracle_anthropic.facts(case(STREAMED))
    assert differences(SAID, said) == []
    assert said.blocks is not None
    assert said.blocks[0] == {"type": "thinking", "thinking": "Hm.", "signature": "s"}


def test_several_of_anthropics_replies_in_one_recording_are_told_apart() -> None:
    parts = oracle_anthropic.split(case(STREAMED + STREAMED))
    assert [part.id for part in parts] == ["id", "id#2"]
    assert all(differences(SAID, oracle_anthropic.facts(part)) == [] for part in parts)


def test_a_message_that_starts_twice_is_not_judged() -> None:
    start, rest = STREAMED.split("\n\n", 1)
    assert oracle_anthropic.unusable(case(f"{start}\n\n{start}\n\n{rest}"))
    assert not oracle_anthropic.unusable(case(STREAMED))


def chunk(delta: dict[str, Any], finish: str | None = None, *, index: int = 0) -> dict[str, Any]:
    return {
        "model": "gpt-x",
        "choices": [{"index": index, "delta": delta, "finish_reason": finish}],
        "usage": None,
    }


def piece(index: int, arguments: str, **more: str) -> dict[str, Any]:
    name = {"name": more["name"]} if "name" in more else {}
    id = {"id": more["id"]} if "id" in more else {}
    return {"tool_calls": [{"index": index, **id, "function": {"arguments": arguments, **name}}]}


def test_openais_stream_adds_up_to_what_it_says() -> None:
    details = {
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 2},
    }
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18, **details}
    said = oracle_openai_chat.facts(
        case(
            chunks(
                chunk({"role": "assistant", "content": ""}),
                chunk({"content": "another answer"}, index=1),
                chunk({"content": "Sum:"}),
                chunk(piece(0, "", id="call_1", name="add")),
                chunk(piece(0, '{"a":')),
                chunk(piece(0, "1}")),
                chunk({}, "tool_calls"),
                {"model": "gpt-x", "choices": [], "usage": usage},
            )
        )
    )
    used = {
        "input_tokens": 5,
        "cache_read_input_tokens": 4,
        "cache_creation_input_tokens": 0,
        "output_tokens": 9,
    }
    assert said == Facts(
        model="gpt-x",
        text="Sum:",
        calls=(("call_1", "add", {"a": 1}),),
        stop_reason="tool_use",
        usage=used | {"reasoning_tokens": 2, "total_tokens": 18},
    )


@pytest.mark.parametrize(
    "message, finish, stop",
    [
        ({"content": "Yes."}, "stop", "end_turn"),
        ({"content": "Yes"}, "length", "max_tokens"),
        ({"content": None, "refusal": "No."}, "stop", "refusal"),
        ({"content": ""}, "content_filter", "refusal"),
        ({"content": None, "function_call": {"name": "add", "arguments": "{}"}}, "function_call", "tool_use"),
    ],
)
def test_openais_finish_is_told_in_the_contracts_words(message: dict[str, Any], finish: str, stop: str) -> None:
    reply = {"model": "gpt-x", "choices": [{"index": 0, "message": message, "finish_reason": finish}]}
    said = oracle_openai_chat.facts(case(reply))
    assert (said.stop_reason, said.usage_missing) == (stop, True)


@pytest.mark.parametrize(
    "vendors, status, kind",
    [
        (401, 401, "authentication_error"),
        (404, 404, "not_found_error"),
        (429, 429, "rate_limit_error"),
        (503, 529, "overloaded_error"),
        (500, 502, "provider_error"),
    ],
)
def test_errors_are_told_by_the_vendors_status(vendors: int, status: int, kind: str) -> None:
    assert error_facts(vendors) == Facts(status, kind)


def test_every_api_has_one_oracle() -> None:
    apis = [oracle.api for oracle in oracles()]
    assert len(set(apis)) == len(apis)
    assert {"anthropic.messages", "openai.chat"} <= set(apis)


@pytest.mark.parametrize("seed", range(20))
def test_a_body_is_cut_within_its_characters_and_loses_nothing(seed: int) -> None:
    body = 'data: {"text": "héllo 世界"}\r\n\r\n'.encode()
    pieces = cut(body, random.Random(seed))
    assert b"".join(pieces) == body
    assert any(_is_torn(piece) or piece.endswith(b"\r") for piece in pieces)


def _is_torn(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return True
    return False


@pytest.mark.parametrize(
    "stream",
    [
        'event: ping\ndata: {"type": "ping"}',
        'data: {"type": "ping"}\n\n',
        ": quiet\n\n",
        'event: ping\r\ndata: {"type": "ping"}\n\n',
        'event: ping\ndata: {"type": "error"}\n\n',
        'event: ping\ndata: {"type": "ping", "text": "\u2028"}\n\n',
    ],
)
def test_a_stream_that_is_not_framed_as_promised_is_seen(stream: str) -> None:
    with pytest.raises(AssertionError):
        frames(stream.encode())


EVENTS: list[dict[str, Any]] = [
    {"type": "message_start", "message": {**MESSAGE, "model": "anthropic/claude-x", "usage": USED}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": USED | {"total_tokens": 14}},
    {"type": "message_stop"},
]


def answered(events: list[dict[str, Any]]) -> Answer:
    return Answer(200, {}, tuple(events), folded(tuple(events)))


def test_a_streamed_answer_says_what_its_events_say() -> None:
    answer = answered(EVENTS)
    expected = Facts(model="claude-x", text="Hi", stop_reason="end_turn", usage=USED | {"total_tokens": 14})
    assert (breaches(answer), differences(expected, facts_of(answer, "anthropic"))) == ([], [])


@pytest.mark.parametrize(
    "events",
    [
        EVENTS[:3] + EVENTS[4:],
        EVENTS[:-1],
        [*EVENTS, EVENTS[-1]],
        [{**EVENTS[0], "message": {}}, *EVENTS[1:]],
        [*EVENTS[:4], {**EVENTS[4], "usage": USED | {"total_tokens": 13}}, EVENTS[5]],
    ],
    ids=["an open block", "no end", "two ends", "an empty message", "a wrong total"],
)
def test_an_answer_that_breaks_the_contract_is_seen(events: list[dict[str, Any]]) -> None:
    answer = Answer(200, {}, tuple(events), {})
    assert breaches(answer) != []


def test_a_fact_that_differs_is_named() -> None:
    got = Facts(text="b", stop_reason="end_turn")
    assert differences(Facts(text="a", stop_reason="end_turn"), got) == ["text: expected 'a', got 'b'"]


def test_a_call_without_an_id_may_have_any() -> None:
    expected, got = Facts(calls=(("", "add", {}),)), Facts(calls=(("toolu_9", "add", {}),))
    assert differences(expected, got) == []
    assert differences(got, expected) != []
