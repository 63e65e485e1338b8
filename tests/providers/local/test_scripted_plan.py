"""What local/scripted answers to what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.grammar import assert_legal
from tests.providers.local.asks import CALCULATOR, SEARCH, TOOLS, WEATHER, request_to, text_of
from tests.providers.local.requests import requests
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.local.scripted import play
from vai_gateway.providers.local.scripted_plan import plan_of
from vai_gateway.providers.local.scripted_reading import QUOTED_CHARS

COUNTED = "one two three four five six seven eight nine ten one two"
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


def events_of(request: MessageRequest) -> list[StreamEvent]:
    """All of them, without the shell's pace and failures."""
    plan = plan_of(request)
    stream = MessageStream("local", request.model)
    stream.start(id=plan.id, usage=plan.usage_at_start())
    assert sum(1 for _ in play(plan, stream)) == plan.tokens
    stream.stop(plan.stop_reason, plan.usage(), stop_sequence=plan.stop_sequence)
    return stream.take()


def said_to(content: Any = "Hello.", **fields: Any) -> Message:
    events = events_of(request_to("scripted", content, **fields))
    assert_legal(events)
    return collect(events)


def calls(message: Message) -> list[tuple[str, dict[str, Any]]]:
    return [(block["name"], block["input"]) for block in message.content if block["type"] == "tool_use"]


@pytest.mark.parametrize(
    "content, text",
    [
        ("Hello.", 'You said "Hello.".'),
        ("", "You said nothing."),
        ("[[words=12]]", COUNTED),
        ("[[words=0]]", ""),
        ("[[refuse words=12]]", "I will not do that."),
        ("[[wrods=1]] Hi", 'You said "Hi". I did not understand "wrods=1".'),
        (
            [
                {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
                {"type": "text", "text": "What is this?"},
            ],
            'You said "What is this?" and sent 1 image.',
        ),
        ("a" * 3000, f'You said "{"a" * QUOTED_CHARS}...".'),
        ("calculate 2+3", 'You said "calculate 2+3".'),
    ],
)
def test_without_tools_it_answers_in_text(content: Any, text: str) -> None:
    assert text_of(said_to(content)) == text


@pytest.mark.parametrize(
    "text, tools, wanted",
    [
        ("calculate 2+3", TOOLS, [("calculator", {"expression": "2+3"})]),
        ("weather in Paris", TOOLS, [("get_weather", {"unit": "C", "city": "Paris"})]),
        ("search for cats", TOOLS, [("vai_web_search", {"query": "cats"})]),
        ("weather in Paris", [SEARCH], [("vai_web_search", {"query": "Paris"})]),
        ("weather in Paris", [SEARCH, CALCULATOR], []),
        ("Hello.", TOOLS, []),
        (
            "calculate 2+3 and weather in Paris",
            TOOLS,
            [("calculator", {"expression": "2+3"}), ("get_weather", {"unit": "C", "city": "Paris"})],
        ),
        ("weather in Paris", [{"name": "f", "input_schema": {}}], [("f", {})]),
        ("[[call=calculator]]", TOOLS, [("calculator", {"expression": "text"})]),
        ('[[call=calculator input={"a":1}]]', TOOLS, [("calculator", {"a": 1})]),
        ("[[call=unheard_of]]", TOOLS, [("unheard_of", {})]),
        ("[[call=calculator call=calculator]]", TOOLS, [("calculator", {"expression": "text"})] * 2),
    ],
)
def test_phrases_and_commands_call_tools(text: str, tools: list[Any], wanted: list[tuple[str, dict[str, Any]]]) -> None:
    message = said_to(text, tools=tools)
    assert calls(message) == wanted
    assert message.stop_reason == ("tool_use" if wanted else "end_turn")
    assert bool(text_of(message)) is not bool(wanted)


@pytest.mark.parametrize(
    "text, choice, wanted",
    [
        ("Hello.", {"type": "auto"}, []),
        ("Hello.", {"type": "any"}, ["calculator"]),
        ("Hello.", {"type": "tool", "name": "get_weather"}, ["get_weather"]),
        ("calculate 1+1", {"type": "tool", "name": "get_weather"}, ["get_weather"]),
        ("calculate 1+1", {"type": "none"}, []),
        ("[[call=calculator]]", {"type": "none"}, []),
        (
            "calculate 1+1 and weather in Rome",
            {"type": "auto", "disable_parallel_tool_use": True},
            ["calculator"],
        ),
    ],
)
def test_tool_choice_is_obeyed(text: str, choice: dict[str, Any], wanted: list[str]) -> None:
    message = said_to(text, tools=TOOLS, tool_choice=choice)
    assert [name for name, _ in calls(message)] == wanted


@pytest.mark.parametrize(
    "text, tool, wanted",
    [
        ("Hello.", "web_search", {"query": "example"}),
        ("search for tea", "web_search", {"query": "tea"}),
        ("weather in Rome, then search for tea", "web_search_20250305", {"query": "tea"}),
        ("fetch https://example.com/", "web_fetch_20250910", {"url": "https://example.com/"}),
    ],
)
def test_a_forced_native_tool_gets_what_a_phrase_asks_for(text: str, tool: str, wanted: dict[str, str]) -> None:
    named = {} if tool == "web_search" else {"name": tool.rsplit("_", 1)[0]}
    message = said_to(text, tools=[{"type": tool, **named}], tool_choice={"type": "any"})
    assert message.content[0]["input"] == wanted


def test_a_forced_native_tool_is_used_as_its_vendor_would() -> None:
    message = said_to(tools=[{"type": "web_search"}], tool_choice={"type": "any"})
    assert [block["type"] for block in message.content] == [
        "server_tool_use",
        "web_search_tool_result",
        "text",
    ]
    assert message.stop_reason == "end_turn"


def test_a_function_is_forced_before_a_native_tool() -> None:
    message = said_to(tools=[{"type": "web_search"}, WEATHER], tool_choice={"type": "any"})
    assert [name for name, _ in calls(message)] == ["get_weather"]


@pytest.mark.parametrize(
    "results, text",
    [
        ([{"content": "5"}], 'calculator said "5".'),
        ([{"content": [{"type": "text", "text": "5"}]}], 'calculator said "5".'),
        ([{}], 'calculator said "".'),
        ([{"content": "no", "is_error": True}], 'calculator failed with "no".'),
        ([{"content": "5"}, {"content": "6"}], 'calculator said "5". calculator said "6".'),
    ],
)
def test_tool_results_are_quoted(results: list[dict[str, Any]], text: str) -> None:
    uses = [{"type": "tool_use", "id": f"t{n}", "name": "calculator", "input": {}} for n in range(len(results))]
    told = [{"type": "tool_result", "tool_use_id": f"t{n}", **result} for n, result in enumerate(results)]
    history = [
        {"role": "user", "content": "calculate 2+3"},
        {"role": "assistant", "content": uses},
        {"role": "user", "content": told},
    ]
    message = said_to(messages=history, tools=TOOLS)
    assert (text_of(message), message.stop_reason) == (text, "end_turn")


@pytest.mark.parametrize(
    "text, thinking, words",
    [
        ("Hi", None, None),
        ("Hi", {"type": "disabled"}, None),
        ("Hi", {"type": "enabled"}, 10),
        ("Hi", {"type": "adaptive"}, 10),
        ("[[think=3]]", None, 3),
        ("[[think=3]]", {"type": "disabled"}, None),
        ("[[think=0]]", None, 0),
    ],
)
def test_it_thinks_when_it_is_told_to(text: str, thinking: Any, words: int | None) -> None:
    message = said_to(text, **({} if thinking is None else {"thinking": thinking}))
    thoughts = [block for block in message.content if block["type"] == "thinking"]
    assert [len(block["thinking"].split()) for block in thoughts] == ([] if words is None else [words])
    assert all(block["signature"].startswith("local:") for block in thoughts)
    assert (message.usage.reasoning_tokens or 0) == (words or 0)


def test_it_redacts_and_cites_when_it_is_told_to() -> None:
    redacted, text = said_to("[[redacted cite words=2]]").content
    assert redacted["type"] == "redacted_thinking"
    (citation,) = text["citations"]
    assert text["text"][citation["start_index"] : citation["end_index"]] == "one two"


@pytest.mark.parametrize("name", ["pause_turn", "max_tokens", "refusal", "tool_use", "something_new"])
def test_any_stop_reason_can_be_commanded(name: str) -> None:
    assert said_to(f"[[stop={name}]]").stop_reason == name


def test_a_commanded_stop_sequence_is_the_requests_first() -> None:
    message = said_to("[[stop=stop_sequence]]", stop_sequences=["zzz"])
    assert (message.stop_reason, message.stop_sequence) == ("stop_sequence", "zzz")


def test_an_output_format_is_answered_with_an_instance() -> None:
    output_format = {"type": "json_schema", "json_schema": SCHEMA}
    assert text_of(said_to("[[words=5]]", output_format=output_format)) == '{"a": 0}'


@pytest.mark.parametrize(
    "text, max_tokens, kept",
    [
        ("[[words=12]]", 12, COUNTED),
        ("[[words=12]]", 11, "one two three four five six seven eight nine ten one"),
        ("[[words=12 think=4]]", 5, "one"),
        ("[[words=12 think=4]]", 4, ""),
        ("[[words=12 think=4]]", 2, ""),
    ],
)
def test_max_tokens_counts_words(text: str, max_tokens: int, kept: str) -> None:
    message = said_to(text, max_tokens=max_tokens)
    assert (text_of(message), message.usage.output_tokens) == (kept, max_tokens)
    assert message.stop_reason == ("end_turn" if kept == COUNTED else "max_tokens")


def test_a_call_that_does_not_fit_is_left_out_whole() -> None:
    message = said_to("calculate 2+3 and calculate 4", tools=TOOLS, max_tokens=3)
    assert (len(calls(message)), message.stop_reason) == (1, "max_tokens")


@pytest.mark.parametrize(
    "sequences, kept, met",
    [
        (["five"], "one two three four ", "five"),
        (["zzz", " two"], "one", " two"),
        (["two three", "wo"], "one t", "wo"),
        (["one"], "", "one"),
        (["zzz"], COUNTED, None),
        (["ten one"], "one two three four five six seven eight nine ", "ten one"),
    ],
)
def test_the_stop_sequence_that_is_complete_first_wins(sequences: list[str], kept: str, met: str | None) -> None:
    message = said_to("[[words=12]]", stop_sequences=sequences)
    assert (text_of(message), message.stop_sequence or None) == (kept, met)
    assert message.stop_reason == ("stop_sequence" if met else "end_turn")


def test_the_words_of_the_whole_request_are_its_input() -> None:
    messages = [
        {"role": "user", "content": "one two"},
        {"role": "assistant", "content": [{"type": "thinking", "thinking": "three four five"}]},
        {"role": "user", "content": [{"type": "text", "text": "six"}]},
    ]
    assert said_to(messages=messages, system="seven eight").usage.input_tokens == 8


def test_requests_that_differ_anywhere_have_different_ids() -> None:
    image = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    histories: list[Any] = [
        [{"role": "user", "content": ""}],
        [{"role": "user", "content": [image]}],
        [{"role": "user", "content": [image, image]}],
        [{"role": "assistant", "content": "Hello."}],
        [{"role": "assistant", "content": "Good day."}],
    ]
    ids = [plan_of(request_to("scripted", messages=messages)).id for messages in histories]
    assert len(set(ids)) == len(ids)


def test_the_same_request_has_the_same_events_and_another_has_other_ids() -> None:
    first, again, other = (
        events_of(request_to("scripted", text, tools=TOOLS)) for text in ("calculate 1", "calculate 1", "calculate 2")
    )
    assert first == again
    assert collect(first).id != collect(other).id


def test_a_repeated_call_has_an_id_that_its_history_does_not_hold() -> None:
    ids: list[str] = []
    history: list[dict[str, Any]] = []
    for _ in range(5):
        history.append({"role": "user", "content": "calculate 2+3"})
        message = said_to(messages=history[-3:], tools=TOOLS)
        ids += [block["id"] for block in message.content]
        history.append({"role": "assistant", "content": message.content})
    assert len(set(ids)) == len(ids) == 5


@given(requests())
def test_every_valid_request_has_a_legal_answer_that_can_be_sent_back(body: dict[str, Any]) -> None:
    request = MessageRequest.model_validate(body)
    events = events_of(request)
    assert_legal(events)
    message = collect(events)
    assert "invalid_tool_input" not in (message.metadata or {})
    assert message.usage.output_tokens <= body.get("max_tokens", 10**6)
    again = {**body, "messages": [*body["messages"], {"role": "assistant", "content": message.content}]}
    MessageRequest.model_validate(again)
