"""A run that is told wrong is a fault, however it is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

from bench.load import Answers, Job
from bench.runs import search_reply, story, story_fault, tally
from bench.wire import QUERY, Json, text_of

FOUND = {"type": "text", "text": f"All about {QUERY}."}


def _said(*pieces: str) -> list[Json]:
    deltas = ({"type": "content_block_delta", "index": 0, "delta": {"text": piece}} for piece in pieces)
    return [{"type": "stream_event", "event": event} for event in deltas]


def _whole(index: int, text: str) -> list[Json]:
    complete = {"type": "step_complete", "index": index, "response": {"content": [{"type": "text", "text": text}]}}
    return [complete, {"type": "history_delta", "append": []}]


def _good() -> list[Json]:
    return [
        {"type": "run_start"},
        {"type": "step_start", "index": 0},
        *_said("w0000 ", "w0001 "),
        {"type": "tool_call_start", "input": {"query": QUERY}},
        {"type": "ping"},
        {"type": "tool_result", "content": [FOUND]},
        *_whole(0, text_of(2)),
        {"type": "step_start", "index": 1},
        *_said("Well."),
        *_whole(1, "Well."),
        {"type": "run_complete", "result": {"stop_reason": "end_turn"}},
    ]


def _raw(events: list[Json]) -> bytes:
    return b"".join(b"event: %b\ndata: %b\n\n" % (e["type"].encode(), json.dumps(e).encode()) for e in events)


def _without(kind: str) -> Callable[[list[Json]], list[Json]]:
    return lambda events: [event for event in events if event["type"] != kind]


def _twice(kind: str) -> Callable[[list[Json]], list[Json]]:
    return lambda events: [event for event in events for _ in range(2 if event["type"] == kind else 1)]


def test_a_run_that_is_whole_once_and_its_own_is_no_fault() -> None:
    assert story_fault(_raw(_good()), QUERY, 2) is None


@pytest.mark.parametrize(
    "change, fault",
    [
        (_without("run_complete"), "events missing or too many: {'run_complete': 0}; the last is"),
        (_twice("run_complete"), "events missing or too many: {'run_complete': 2}"),
        (_twice("tool_result"), "events missing or too many: {'tool_result': 2}"),
        (_without("history_delta"), "events missing or too many: {'history_delta': 0}"),
        (lambda events: [*events, {"type": "error", "error": {}}], "from run_start to error"),
        (_without("stream_event"), "turn 0 is told as '', and whole it is 'w0000 w0001 '"),
        (_twice("stream_event"), "turn 0 is told as 'w0000 w0000 w0001 w0001 '"),
        (lambda events: [events[0], *_said("Oh."), *events[1:]], "the model speaks before its turn began"),
    ],
)
def test_a_run_that_is_told_wrong_is_a_fault(change: Callable[[list[Json]], list[Json]], fault: str) -> None:
    assert (story_fault(_raw(change(_good())), QUERY, 2) or "").startswith(fault)


def test_another_count_of_words_is_a_fault() -> None:
    assert story_fault(_raw(_good()), QUERY, 3) == "2 of 3 words in the turn that searches"


def test_a_run_that_a_limit_ended_is_a_fault() -> None:
    raw = _raw(_good()).replace(b"end_turn", b"timeout")
    assert story_fault(raw, QUERY, 2) == "stopped with timeout"


def test_what_belongs_to_another_run_is_a_fault() -> None:
    raw = _raw([*_good()[:3], *_said(""), *_good()[3:]]) + b": q000009"
    assert story_fault(raw, QUERY, 2) == f"not only {QUERY} is told of: ['q000009']"


@pytest.mark.parametrize("found", ["the search engine answered with status 404", "All about q000001."])
def test_a_search_that_failed_or_found_something_else_is_a_fault(found: str) -> None:
    raw = _raw(_good()).replace(FOUND["text"].encode(), found.encode())
    assert (story_fault(raw, QUERY, 2) or "").startswith("the search found nothing: [[{")


def _answers() -> Answers:
    return Answers(Job(1, "/v1/runs:stream", {}, "{}", "event: run_complete", 2, 1, 1.0, is_run=True))


def test_runs_of_one_load_have_the_same_events() -> None:
    answers, more = _answers(), [*_good()[:3], *_said(""), *_good()[3:]]
    assert answers.fault(200, _raw(_good())) is None
    assert answers.fault(200, _raw(_good())) is None
    assert "where another run had" in (answers.fault(200, _raw(more)) or "")


def test_a_run_that_is_refused_is_a_fault() -> None:
    assert _answers().fault(429, b"slow down") == "status 429: b'slow down'"


def test_run_events_are_the_units_of_a_load_of_runs() -> None:
    answers = _answers()
    answers.fault(200, _raw(_good()))
    for begun in (0.0, 1.0):
        answers.add(begun, first_at=begun + 0.5, ended_at=begun + 2.0)
    result = answers.result(4.0)
    told = len(story(_raw(_good())))
    assert (result.answers, result.units, result.at_once, sum(result.events.values())) == (2, 2 * told, 2, told)


def test_a_tally_tells_the_models_events_from_the_runs_own_and_leaves_pings_out() -> None:
    counted = tally(story(_raw(_good())))
    assert (counted["model's content_block_delta"], counted["step_start"]) == (3, 2)
    assert "ping" not in counted


def test_the_search_finds_what_it_is_asked_for() -> None:
    query = parse_qs(b"q=q000012&format=json")[b"q"][0]
    found = json.loads(search_reply(query))
    assert [row["title"] for row in found["results"]] == ["On q000012"]
