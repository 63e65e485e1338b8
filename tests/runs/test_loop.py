"""What the loop decides, case by case."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from tests.runs.parts import Json, call, calls_and_results, message, outcome, plan, request, turn, usage, words
from vai_gateway.contract.responses import ContentBlockStopEvent, HistoryDeltaEvent, RunResult, ToolResultEvent
from vai_gateway.core.errors import GatewayError
from vai_gateway.runs.loop import begin, decide, due_at
from vai_gateway.runs.state import (
    Action,
    AskModel,
    Closing,
    Event,
    Fail,
    Finish,
    ModelFailed,
    ModelSpoke,
    Plan,
    Send,
    StartTool,
    StopTool,
    TimePassed,
    ToolEnded,
)
from vai_gateway.tools.policy import RunLimits
from vai_gateway.tools.tool import ToolOutcome, failed

SPOKE = ModelSpoke([ContentBlockStopEvent(index=0)])


class Story:
    """A run told event by event. at: seconds since it began."""

    def __init__(self, asked: Plan | None = None) -> None:
        self.at = 0.0
        self.run, self.actions = begin(asked or plan(), 0.0)

    def tell(self, *events: Event, at: float | None = None) -> Story:
        self.at = self.at if at is None else at
        for event in events:
            self.run, actions = decide(self.run, event, self.at)
            self.actions += actions
        return self

    def of(self, kind: type[Action]) -> list[Any]:
        return [action for action in self.actions if isinstance(action, kind)]

    @property
    def events(self) -> list[Any]:
        return [event for send in self.of(Send) for event in send.events]

    @property
    def kinds(self) -> list[str]:
        return [event.__struct_config__.tag for event in self.events]

    @property
    def result(self) -> RunResult:
        (finish,) = self.of(Finish)
        result: RunResult = finish.result
        return result


def limits(**changes: Any) -> RunLimits:
    fields: Json = {"max_turns": 8, "max_tool_calls": 20, "timeout_s": 60, "tool_timeout_s": 30}
    return RunLimits(**(fields | changes))


def results_of(story: Story) -> list[Any]:
    return [result for step in story.result.steps if step.tool_results is not UNSET for result in step.tool_results]


def test_an_answer_without_calls_ends_the_run() -> None:
    story = Story().tell(turn(words("Hi.")))
    assert (story.result.stop_reason, story.result.turn_count, story.result.tool_call_count) == ("end_turn", 1, 0)


def test_a_tool_loop_tells_its_events_in_order() -> None:
    story = Story().tell(turn(call("c1")), ToolEnded(0, outcome()), turn(words()))
    step = ["step_complete", "history_delta"]
    first = ["run_start", "step_start", "tool_call_start", "tool_result", *step]
    assert story.kinds == [*first, "step_start", *step]


def test_the_model_is_asked_again_with_its_calls_and_their_results() -> None:
    story = Story().tell(turn(words("I look."), call("c1", query="cats")), ToolEnded(0, outcome("a cat")))
    assert [said.model_dump() for said in story.of(AskModel)[1].request.messages] == [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": [words("I look."), call("c1", query="cats")]},
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "c1", "content": [words("a cat")]}],
        },
    ]


def signed(block: Json) -> Json:
    return {**block, "signature": f"gemini:{block['type']}"}


KEPT: list[Json] = [
    signed({"type": "thinking", "thinking": ""}),
    {"type": "redacted_thinking", "data": "opaque"},
    signed(words("I look.")),
    {"type": "provider_block", "provider": "openai", "data": {"type": "mcp_call", "id": "m"}},
    {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "cats"}},
    {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []},
    signed(call("c1", query="cats")),
]


def test_all_that_the_model_said_goes_back_to_it_unchanged() -> None:
    story = Story().tell(turn(*KEPT), ToolEnded(0, outcome()))
    assert story.of(AskModel)[1].request.messages[1].model_dump()["content"] == KEPT


def test_signatures_of_all_turns_stand_in_the_history_of_a_run_that_a_limit_stops() -> None:
    story = Story(plan(limits=limits(max_tool_calls=3)))
    for n in range(4):
        story.tell(turn(signed(call(f"c{n}"))), ToolEnded(0, outcome()))
    messages: list[Any] = story.result.messages or []
    said = [block for message in messages[1::2] for block in message.content]
    assert (story.result.stop_reason, story.result.tool_call_count) == ("max_tool_calls", 3)
    assert [block["signature"] for block in said] == ["gemini:tool_use"] * 4


@pytest.mark.parametrize(
    "stop_reason, expected",
    [
        ("end_turn", "end_turn"),
        ("max_tokens", "max_tokens"),
        ("refusal", "refusal"),
        ("stop_sequence", "stop_sequence"),
        ("tool_use", "end_turn"),
        ("model_context_window_exceeded", "model_context_window_exceeded"),
    ],
)
def test_an_answer_that_ends_otherwise_says_so(stop_reason: str, expected: str) -> None:
    assert Story().tell(turn(words(), stop_reason=stop_reason)).result.stop_reason == expected


@pytest.mark.parametrize("stop_reason", ["max_tokens", "refusal", "end_turn"])
def test_calls_of_a_turn_that_was_cut_are_answered_and_not_carried_out(stop_reason: str) -> None:
    story = Story().tell(turn(call("c1"), stop_reason=stop_reason))
    assert (story.of(StartTool), story.result.stop_reason) == ([], stop_reason)
    assert calls_and_results(story.result.messages or []) == (["c1"], ["c1"])
    assert results_of(story)[0].is_error is True


def test_a_pause_is_another_turn() -> None:
    story = Story().tell(turn(words("Wait."), stop_reason="pause_turn"))
    assert story.of(AskModel)[1].request.messages[-1].role == "assistant"
    assert story.tell(turn(words())).result.turn_count == 2


def test_a_pause_without_words_asks_the_same_again() -> None:
    story = Story().tell(turn(stop_reason="pause_turn"))
    assert len(story.of(AskModel)[1].request.messages) == 1
    assert "history_delta" not in story.kinds


def test_pauses_are_turns_that_can_run_out() -> None:
    pause = turn(words("Wait."), stop_reason="pause_turn")
    story = Story(plan(limits=limits(max_turns=3))).tell(pause, pause, pause)
    assert (story.result.stop_reason, story.result.turn_count) == ("max_turns", 3)


def test_the_last_turn_may_call_tools_and_its_results_stand_in_the_history() -> None:
    story = Story(plan(limits=limits(max_turns=1))).tell(turn(call("c1")), ToolEnded(0, outcome()))
    assert story.result.stop_reason == "max_turns"
    assert calls_and_results(story.result.messages or []) == (["c1"], ["c1"])


def test_a_batch_over_the_limit_of_calls_is_not_carried_out_at_all() -> None:
    story = Story(plan(limits=limits(max_tool_calls=2))).tell(turn(call("c1"), call("c2"), call("c3")))
    assert (story.result.stop_reason, story.result.tool_call_count, story.of(StartTool)) == ("max_tool_calls", 0, [])
    assert [result.tool_use_id for result in results_of(story)] == ["c1", "c2", "c3"]


def test_calls_of_all_turns_count_towards_the_limit() -> None:
    story = Story(plan(limits=limits(max_tool_calls=2))).tell(
        turn(call("c1")), ToolEnded(0, outcome()), turn(call("c2"), call("c3"))
    )
    assert (story.result.stop_reason, story.result.tool_call_count) == ("max_tool_calls", 1)


def test_a_spent_budget_stops_before_the_tools() -> None:
    story = Story(plan(limits=limits(max_tokens=15))).tell(turn(call("c1"), used=usage(10, 5)))
    assert (story.result.stop_reason, story.of(StartTool)) == ("max_tokens", [])


def test_a_spent_budget_is_told_even_where_the_model_has_answered() -> None:
    assert Story(plan(limits=limits(max_tokens=15))).tell(turn(words())).result.stop_reason == "max_tokens"


def test_what_the_model_says_of_its_end_comes_before_the_budget() -> None:
    story = Story(plan(limits=limits(max_tokens=15))).tell(turn(words(), stop_reason="refusal"))
    assert story.result.stop_reason == "refusal"


def test_the_tokens_of_all_turns_are_added_up() -> None:
    first, second = usage(10, 5), usage(20, 1)
    first.reasoning_tokens, second.cost_usd = 3, 0.5
    story = Story().tell(turn(call("c1"), used=first), ToolEnded(0, outcome()), turn(words(), used=second))
    used = story.result.usage
    assert (used.input_tokens, used.output_tokens, used.total_tokens) == (30, 6, 36)
    assert (used.reasoning_tokens, used.cost_usd) == (3, 0.5)


@pytest.mark.parametrize("at_once, started", [(1, [0]), (8, [0, 1, 2]), (2, [0, 1])])
def test_as_many_tools_start_as_may_work_at_once(at_once: int, started: list[int]) -> None:
    story = Story(plan(limits=limits(parallel_tools=at_once))).tell(turn(call("c1"), call("c2"), call("c3")))
    assert [start.position for start in story.of(StartTool)] == started


def test_the_next_tool_starts_when_one_has_ended() -> None:
    story = Story(plan(limits=limits(parallel_tools=1))).tell(turn(call("c1"), call("c2")))
    story.tell(ToolEnded(0, outcome()))
    assert [start.position for start in story.of(StartTool)] == [0, 1]
    assert story.kinds[2:] == ["tool_call_start", "tool_result", "tool_call_start"]


def test_results_are_told_as_they_come_and_kept_in_the_order_of_the_calls() -> None:
    story = Story().tell(turn(call("c1"), call("c2")), ToolEnded(1, outcome()), ToolEnded(0, outcome()), turn(words()))
    told = [event.id for event in story.events if isinstance(event, ToolResultEvent)]
    assert (told, [result.tool_use_id for result in results_of(story)]) == (["c2", "c1"], ["c1", "c2"])


def test_a_tool_that_fails_is_told_to_the_model_and_the_run_goes_on() -> None:
    error = GatewayError("provider_error", "the page answered 404", code="tool_provider_error")
    story = Story().tell(turn(call("c1")), ToolEnded(0, failed(error)), turn(words()))
    (result,) = results_of(story)
    assert (result.is_error, result.content, result.error.code, result.error.request_id) == (
        True,
        [words("the page answered 404")],
        "tool_provider_error",
        "req_1",
    )
    assert story.result.stop_reason == "end_turn"


@pytest.mark.parametrize(
    "ended, text",
    [
        (ToolOutcome([]), ""),
        (ToolOutcome([], GatewayError("api_error", "broken")), "broken"),
    ],
)
def test_a_result_always_has_content(ended: ToolOutcome, text: str) -> None:
    story = Story().tell(turn(call("c1")), ToolEnded(0, ended), turn(words()))
    assert results_of(story)[0].content == [words(text)]


def test_a_slow_tool_is_stopped_and_the_run_goes_on() -> None:
    story = Story(plan(limits=limits(tool_timeout_s=5))).tell(turn(call("c1")))
    assert due_at(story.run, 0.0) == 5
    story.tell(TimePassed(0.0), at=5).tell(turn(words()))
    (result,) = results_of(story)
    assert (story.of(StopTool), result.error.code) == ([StopTool(0)], "timeout")
    assert (story.result.stop_reason, story.result.tool_call_count) == ("end_turn", 1)


def test_a_run_whose_time_is_over_stops_its_tools_and_answers_their_calls() -> None:
    story = Story(plan(limits=limits(timeout_s=20, parallel_tools=1))).tell(turn(call("c1"), call("c2")))
    story.tell(TimePassed(0.0), at=20)
    texts = [result.content[0]["text"] for result in results_of(story)]
    assert texts == [
        "vai_web_search was not finished: the run stopped with timeout",
        "vai_web_search was not carried out: the run stopped with timeout",
    ]
    assert (story.result.stop_reason, story.result.tool_call_count, story.of(StopTool)) == ("timeout", 0, [StopTool(0)])


def test_what_a_tool_found_before_the_time_was_over_is_kept() -> None:
    story = Story(plan(limits=limits(timeout_s=20))).tell(turn(call("c1"), call("c2")), ToolEnded(1, outcome("b")))
    story.tell(TimePassed(0.0), at=20)
    assert [(r.tool_use_id, r.is_error) for r in results_of(story)] == [("c1", True), ("c2", UNSET)]
    assert story.result.tool_call_count == 1


@pytest.mark.parametrize("event, stop_reason", [(TimePassed(0.0), "timeout"), (Closing(), "cancelled")])
def test_what_the_model_was_still_saying_is_no_history(event: Event, stop_reason: str) -> None:
    story = Story().tell(turn(call("c1")), ToolEnded(0, outcome()), SPOKE, at=1)
    story.tell(event, at=60)
    assert (story.result.stop_reason, story.result.turn_count) == (stop_reason, 1)
    assert calls_and_results(story.result.messages or []) == (["c1"], ["c1"])


@pytest.mark.parametrize("event", [TimePassed(0.0), Closing()])
def test_a_run_that_ends_before_the_model_says_anything_still_begins(event: Event) -> None:
    story = Story().tell(event, at=60)
    assert (story.kinds, story.result.response, story.result.usage.total_tokens) == (
        ["run_start", "step_start"],
        UNSET,
        0,
    )


def test_an_error_of_the_model_fails_the_run() -> None:
    error = GatewayError("overloaded_error", "later")
    story = Story().tell(turn(call("c1")), ToolEnded(0, outcome()), ModelFailed(error))
    assert (story.of(Fail), story.of(Finish)) == ([Fail(error)], [])


@pytest.mark.parametrize("speaks, due", [(False, 20), (True, 10)])
def test_a_model_that_is_silent_too_long_fails_the_run(speaks: bool, due: float) -> None:
    story = Story(plan(first_event_s=20, idle_s=10)).tell(*([SPOKE] if speaks else []))
    assert due_at(story.run, 0.0) == due
    (fail,) = story.tell(TimePassed(0.0), at=due).of(Fail)
    assert (fail.error.status, fail.error.code) == (504, "timeout")


@pytest.mark.parametrize(
    "choice, later",
    [
        ({"type": "any"}, {"type": "auto"}),
        ({"type": "any", "disable_parallel_tool_use": True}, {"type": "auto", "disable_parallel_tool_use": True}),
        ({"type": "tool", "name": "vai_web_search"}, {"type": "auto"}),
        ({"type": "none"}, {"type": "none"}),
        ({"type": "auto", "disable_parallel_tool_use": True}, {"type": "auto", "disable_parallel_tool_use": True}),
    ],
)
def test_a_forced_choice_holds_for_the_first_turn_only(choice: Json, later: Json) -> None:
    story = Story(plan(request(tool_choice=choice))).tell(turn(call("c1")), ToolEnded(0, outcome()))
    chosen = [asked.request.tool_choice.model_dump() for asked in story.of(AskModel)]
    assert chosen == [choice, later]


def test_the_rest_of_the_request_is_the_same_in_every_turn() -> None:
    asked = request(system="Be brief.", temperature=0.5, metadata={"user_id": "u"})
    story = Story(plan(asked)).tell(turn(call("c1")), ToolEnded(0, outcome()))
    first, second = (ask.request.model_dump(exclude={"messages"}) for ask in story.of(AskModel))
    assert first == second


@pytest.mark.parametrize("history, expected", [("full", 4), ("appended", 3), ("none", None)])
def test_the_result_holds_the_history_that_was_asked_for(history: Any, expected: int | None) -> None:
    story = Story(plan(history=history)).tell(turn(call("c1")), ToolEnded(0, outcome()), turn(words()))
    messages = story.result.messages
    assert (None if messages is UNSET else len(messages)) == expected


def test_the_deltas_add_up_to_the_messages_of_the_result() -> None:
    story = Story().tell(turn(call("c1")), ToolEnded(0, outcome()), turn(words()))
    deltas = [event for event in story.events if isinstance(event, HistoryDeltaEvent)]
    assert [delta.expected_len for delta in deltas] == [1, 3]
    assert [said for delta in deltas for said in delta.append] == (story.result.messages or [])[1:]


def test_a_step_takes_as_long_as_the_model_and_its_tools() -> None:
    story = Story().tell(turn(call("c1")), at=1.5).tell(ToolEnded(0, outcome()), at=4).tell(turn(words()), at=4.25)
    assert [step.duration_ms for step in story.result.steps] == [4000, 250]


def test_steps_keep_what_was_said_unless_it_was_streamed() -> None:
    said = turn(words())
    kept = [
        Story(plan(step_responses=asked)).tell(said).result.steps[0].response is said.message for asked in (True, False)
    ]
    assert kept == [True, False]


@pytest.mark.parametrize("max_messages, turns", [(3, 1), (4, 1), (5, 2), (6, 2)])
def test_the_history_of_a_run_never_has_more_messages_than_a_request_may_have(max_messages: int, turns: int) -> None:
    story = Story(plan(max_messages=max_messages))
    for n in range(turns):
        story.tell(turn(call(f"c{n}")), ToolEnded(0, outcome()))
    assert (story.result.stop_reason, len(story.result.messages or [])) == ("max_turns", 1 + 2 * turns)


def test_a_request_whose_messages_leave_no_room_for_a_turn_is_refused_before_the_model_is_asked() -> None:
    story = Story(plan(max_messages=2))
    (fail,) = story.actions
    assert isinstance(fail, Fail)
    assert (fail.error.status, fail.error.param, fail.error.code) == (400, "messages", "out_of_range")


def test_a_result_for_which_the_history_has_no_room_is_replaced_by_an_error() -> None:
    story = Story(plan(room_bytes=1000)).tell(turn(call("c1"), call("c2")))
    story.tell(ToolEnded(0, outcome("x" * 600)), ToolEnded(1, outcome("x" * 600)), turn(words()))
    first, second = results_of(story)
    assert (first.is_error, second.error.code) == (UNSET, "request_too_large")


def test_pictures_that_the_model_makes_take_no_room_from_the_tools() -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "A" * 4000}
    story = Story(plan(room_bytes=1000)).tell(turn({"type": "image", "source": source}, call("c1")))
    story.tell(ToolEnded(0, outcome("x" * 600)), turn(words()))
    assert results_of(story)[0].is_error is UNSET


def test_what_the_model_says_takes_room_from_the_tools() -> None:
    story = Story(plan(room_bytes=1000)).tell(turn(words("x" * 600), call("c1")))
    story.tell(ToolEnded(0, outcome("x" * 600)), turn(words()))
    assert results_of(story)[0].error.code == "request_too_large"


def test_a_history_that_is_full_has_no_further_turn() -> None:
    story = Story(plan(room_bytes=1000)).tell(turn(words("x" * 1000), call("c1")), ToolEnded(0, outcome("a cat")))
    assert (story.result.stop_reason, story.result.turn_count) == ("max_turns", 1)
    assert calls_and_results(story.result.messages or []) == (["c1"], ["c1"])


def test_an_input_that_could_not_be_read_goes_to_the_tool_as_it_was_written() -> None:
    story = Story().tell(turn(call("c1"), invalid_tool_input={"c1": "{broken"}))
    assert story.of(StartTool)[0].unread == "{broken"


def test_an_empty_answer_ends_the_run_and_adds_nothing_to_the_history() -> None:
    story = Story().tell(turn(stop_reason="refusal"))
    assert (story.result.stop_reason, len(story.result.messages or [])) == ("refusal", 1)
    assert story.result.response == message(stop_reason="refusal")
