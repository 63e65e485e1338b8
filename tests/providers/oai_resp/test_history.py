"""What the vendor said goes back to it as it was; what a caller changed goes back so that the vendor takes it."""

from __future__ import annotations

import pytest
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

from tests.providers.oai_resp.requests import HI, PNG, ask, assistant, picture, result, sent, user
from tests.providers.oai_resp.responses import (
    CREATED,
    Json,
    body,
    call_item,
    completed,
    mark,
    message,
    reasoning_item,
    said_item,
    whole,
)
from tests.providers.oai_resp.streams import ENCRYPTED, SEARCH, STREAMS, Streamed, native, quiet, text, thinking, use
from tests.sdk.typed import misfits

GO_ON: list[Json] = [{"role": "user", "content": "Go on."}]
ODD = frozenset({"an item of a kind that is new", "a message without parts"})
"""The SDK does not know the first, and there is nothing to send back of the second."""
REPLAYED = {name: stream for name, stream in STREAMS.items() if name not in ODD}


def back(*blocks: Json) -> list[Json]:
    """The items that these blocks of the assistant become."""
    items: list[Json] = sent(ask(messages=[*HI, *assistant(*blocks), *GO_ON]))["input"]
    return items[1:-1]


def replayable(item: Json) -> Json:
    """The item as it should go back: without what only the vendor tells."""
    kept = {name: value for name, value in item.items() if value is not None}
    match item["type"]:
        case "message":
            kept["content"] = [
                {**part, "annotations": []} if part["type"] == "output_text" else part for part in item["content"]
            ]
            for part in kept["content"]:
                part.pop("logprobs", None)
        case "reasoning":
            if not kept.get("content"):
                kept.pop("content", None)
        case "function_call" | "custom_tool_call":
            del kept["status"]
            if kept.get("arguments") == "":
                kept["arguments"] = "{}"
        case "image_generation_call" if item["result"] is not None:
            return kept
        case _:
            return item
    return kept


@pytest.mark.parametrize("stream", REPLAYED.values(), ids=REPLAYED)
def test_what_was_said_goes_back_as_the_items_it_came_from(stream: Streamed) -> None:
    items, frames, _, _ = stream
    last = said_item("So.", id="msg_9")
    expected = [replayable(item) for item in (*items, last)]
    in_pieces = message(CREATED, *frames, *quiet(last, len(items)), completed(*items, last))
    for said in (in_pieces, whole(body(*items, last))):
        assert back(*said.content) == expected


@pytest.mark.parametrize("stream", REPLAYED.values(), ids=REPLAYED)
def test_the_official_sdk_takes_back_what_was_said(stream: Streamed) -> None:
    asked = ask(messages=[*HI, *assistant(*whole(body(*stream[0])).content, text("So.")), *GO_ON])
    assert misfits(sent(asked), ResponseCreateParamsNonStreaming) == []


THOUGHT = thinking("Hm.", signature=mark(id="rs_1", encrypted_content=ENCRYPTED))
SENT_THOUGHT: Json = {
    "id": "rs_1",
    "encrypted_content": ENCRYPTED,
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "Hm."}],
}
SAID = text("Hi", signature=mark(id="msg_1", phase="commentary", after="rs_1"))
SENT_SAID: Json = {
    "id": "msg_1",
    "phase": "commentary",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hi", "annotations": []}],
}
CALLED = use({}, signature=mark(id="fc_1", after="rs_1"))
SENT_CALL: Json = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{}"}

CHANGED: dict[str, tuple[list[Json], list[Json]]] = {
    "nothing changed": ([THOUGHT, SAID], [SENT_THOUGHT, SENT_SAID]),
    "a thought alone": ([THOUGHT], []),
    "a thought before a text that was written anew": ([THOUGHT, text("Ho")], [{"role": "assistant", "content": "Ho"}]),
    "a text without its thought": ([SAID], [{"role": "assistant", "content": "Hi", "phase": "commentary"}]),
    "a text after another thought": (
        [{**THOUGHT, "signature": mark(id="rs_2")}, SAID],
        [{"role": "assistant", "content": "Hi", "phase": "commentary"}],
    ),
    "a thought before a text that had none": (
        [THOUGHT, text("Hi", signature=mark(id="msg_1", phase="commentary"))],
        [SENT_SAID],
    ),
    "a call without its thought": ([CALLED], [SENT_CALL]),
    "a call after something between": (
        [THOUGHT, text("Ho"), CALLED],
        [{"role": "assistant", "content": "Ho"}, SENT_CALL],
    ),
    "a call of the computer after its thought": (
        [THOUGHT, {**CALLED, "input": {}, "signature": mark(type="computer_call", id="cu_1", after="rs_1")}],
        [
            SENT_THOUGHT,
            {
                "id": "cu_1",
                "type": "computer_call",
                "call_id": "call_1",
                "status": "completed",
                "pending_safety_checks": [],
            },
        ],
    ),
    "thoughts in a row": (
        [THOUGHT, {**THOUGHT, "signature": mark(id="rs_2")}, native(SEARCH)],
        [SENT_THOUGHT, {**SENT_THOUGHT, "id": "rs_2"} | {"encrypted_content": None}, SEARCH],
    ),
    "a summary that was shortened": (
        [thinking("H", signature=mark(id="rs_1", parts=[["summary_text", 2], ["summary_text", 5]])), native(SEARCH)],
        [{"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "H"}]}, SEARCH],
    ),
    "texts of one message": (
        [text("a", signature=mark(id="msg_1")), text("b", signature=mark(id="msg_1"))],
        [
            {
                "id": "msg_1",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [
                    {"type": "output_text", "text": "a", "annotations": []},
                    {"type": "output_text", "text": "b", "annotations": []},
                ],
            }
        ],
    ),
    "signatures of others": (
        [
            thinking("Hm.", signature="abc"),
            thinking("Hm.", signature="gemini:abc"),
            thinking("Hm."),
            text("a", signature="gemini:abc"),
            text("b", signature="openai:audio_1"),
            text("c", signature="openai:[1]"),
            {"type": "redacted_thinking", "data": "x"},
            {**native({"type": "dream"}), "provider": "anthropic"},
            {"type": "server_tool_use", "id": "st_1", "name": "web_search", "input": {}},
            picture(PNG),
            {"type": "audio", "source": {**PNG, "media_type": "audio/wav"}, "signature": "openai:audio_1"},
        ],
        [{"role": "assistant", "content": "abc"}],
    ),
    "an item of the vendor's that texts do not join": (
        [native({**SENT_SAID, "content": "x"}), SAID, text("Ho")],
        [
            {**SENT_SAID, "content": "x"},
            {"role": "assistant", "content": "Hi", "phase": "commentary"},
            {"role": "assistant", "content": "Ho"},
        ],
    ),
    "a signature that would say what the block says": (
        [use({}, signature=mark(id="fc_1", name="other", arguments="[]", call_id="x", type="dream"))],
        [{**SENT_CALL, "id": "fc_1"}],
    ),
}


@pytest.mark.parametrize("blocks, items", CHANGED.values(), ids=CHANGED)
def test_what_was_changed_goes_back_so_that_the_vendor_takes_it(blocks: list[Json], items: list[Json]) -> None:
    expected = [{name: value for name, value in item.items() if value is not None} for item in items]
    assert back(*blocks) == expected


def test_a_turn_may_be_split_over_messages() -> None:
    items = sent(ask(messages=[*HI, *assistant(THOUGHT), *assistant(SAID), *GO_ON]))["input"]
    assert items[1:-1] == [SENT_THOUGHT, SENT_SAID]


@pytest.mark.parametrize("member", ["previous_response_id", "conversation"])
def test_what_the_vendor_has_stored_is_not_sent_again(member: str) -> None:
    messages = [
        *HI,
        *assistant(THOUGHT, SAID, {**CALLED, "signature": mark(id="fc_1")}),
        *user(result("call_1", "sun")),
    ]
    body = sent(ask(messages=messages, extensions={"oai_resp": {member: "resp_1"}}))
    assert body["input"] == [{"type": "function_call_output", "call_id": "call_1", "output": "sun"}]
    assert body[member] == "resp_1"


def test_a_conversation_that_the_vendor_did_not_hold_is_sent_whole() -> None:
    messages = [*HI, *assistant(text("Hello")), *GO_ON]
    body = sent(ask(messages=messages, extensions={"oai_resp": {"previous_response_id": "resp_1"}}))
    assert len(body["input"]) == 3


def test_a_tool_round_trip_keeps_thought_call_and_answer_together() -> None:
    items = [reasoning_item(encrypted_content=ENCRYPTED), call_item('{"city":"Bern"}')]
    messages = [*HI, *assistant(*whole(body(*items)).content), *user(result("call_1", "sun"))]
    assert sent(ask(messages=messages))["input"] == [
        *HI,
        *(replayable(item) for item in items),
        {"type": "function_call_output", "call_id": "call_1", "output": "sun"},
    ]
