"""The commands in a text for local/scripted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.core.errors import STATUS
from vai_gateway.providers.local.scripted_commands import (
    COMMAND_CHARS,
    MAX_CALLS,
    MAX_DELAY_MS,
    MAX_WORDS,
    Commands,
    NamedCall,
    Phrase,
    read_commands,
)

ITEMS = st.one_of(
    st.sampled_from("redacted cite refuse cut hang words think after delay_ms call input fail stop code".split()),
    st.builds(
        "{}={}".format,
        st.sampled_from("words think after first_ms delay_ms retry_after_s call input fail stop code x".split()),
        st.one_of(
            st.integers(-1, 10**7).map(str),
            st.sampled_from(["", "=", "x", "{}", '{"a":1}', "api_error", "tool_use", "٣", "1e3"]),
            st.text(max_size=8),
        ),
    ),
)
TEXTS = st.lists(
    st.one_of(st.text(max_size=20), st.lists(ITEMS, max_size=5).map(lambda items: f"[[{' '.join(items)}]]")),
    max_size=5,
).map("".join)


@pytest.mark.parametrize(
    "text, commands",
    [
        ("", Commands()),
        ("Hello [there]", Commands()),
        ("[[words=64 delay_ms=20]]", Commands(words=64, delay_ms=20)),
        ("[[words=1]] and [[words=2 first_ms=5]]", Commands(words=2, first_ms=5)),
        ("[[think=0 redacted cite]]", Commands(think=0, redacted=True, cite=True)),
        ("[[refuse stop=pause_turn]]", Commands(refuse=True, stop="pause_turn")),
        (
            "[[fail=rate_limit_error code=rate_limited retry_after_s=7 after=3]]",
            Commands(fail="rate_limit_error", code="rate_limited", retry_after_s=7, after=3),
        ),
        ("[[cut after=0]]", Commands(cut=True, after=0)),
        ("[[hang]]", Commands(hang=True)),
        (
            '[[call=add input={"a":1} call=sub]]',
            Commands(calls=(NamedCall("add", {"a": 1}), NamedCall("sub"))),
        ),
    ],
)
def test_commands_stand_in_double_brackets(text: str, commands: Commands) -> None:
    said = read_commands(text)
    assert (said.commands, said.not_understood) == (commands, ())


@pytest.mark.parametrize(
    "item",
    [
        "wrods=3",
        "words",
        "words=",
        "words=-1",
        "words=1.5",
        "words=٣",
        f"words={MAX_WORDS + 1}",
        f"delay_ms={MAX_DELAY_MS + 1}",
        "words=" + "9" * 900,
        "cite=yes",
        "fail=unknown_error",
        "stop=End!",
        "call=",
        "call=a/b",
        'input={"a":1}',
        "call",
    ],
)
def test_what_cannot_be_read_changes_nothing_and_is_told(item: str) -> None:
    said = read_commands(f"[[{item}]] Hello.")
    assert (said.commands, said.not_understood, said.text) == (Commands(), (item,), "Hello.")


@pytest.mark.parametrize("value", ["[1]", "1", "{", '{"a":NaN}', "{" * 500])
def test_the_input_of_a_call_must_be_a_json_object(value: str) -> None:
    said = read_commands(f"[[call=add input={value}]]".replace("[1]", "1"))
    assert said.commands.calls == (NamedCall("add"),)
    assert len(said.not_understood) == 1


def test_the_largest_numbers_are_allowed() -> None:
    said = read_commands(f"[[words={MAX_WORDS} delay_ms={MAX_DELAY_MS}]]")
    assert (said.commands.words, said.commands.delay_ms) == (MAX_WORDS, MAX_DELAY_MS)


def test_calls_beyond_the_limit_are_not_understood() -> None:
    said = read_commands(f"[[{' '.join(['call=a'] * (MAX_CALLS + 1))}]]")
    assert (len(said.commands.calls), said.not_understood) == (MAX_CALLS, ("call=a",))


def test_every_error_type_of_the_contract_can_be_commanded() -> None:
    assert [read_commands(f"[[fail={kind}]]").commands.fail for kind in STATUS] == list(STATUS)


@pytest.mark.parametrize(
    "text, phrases",
    [
        ("calculate 2+3", [("calculate", "2+3")]),
        ("Please calculate (1.5 + 2) * 3.", [("calculate", "(1.5 + 2) * 3")]),
        ("Calculate the risk", []),
        ("What is the weather in Paris?", [("weather", "Paris")]),
        ("weather in New York, please", [("weather", "New York")]),
        ("weather in Paris, France", [("weather", "Paris, France")]),
        ("search for the best pizza", [("search", "the best pizza")]),
        ("fetch https://example.com/a?b=1 now", [("fetch", "https://example.com/a?b=1")]),
        (
            "Calculate 2+3 and weather in Oslo and search for fjords!",
            [("calculate", "2+3"), ("weather", "Oslo"), ("search", "fjords")],
        ),
        ("I like the weather", []),
    ],
)
def test_phrases_are_found_in_plain_english(text: str, phrases: list[tuple[Any, str]]) -> None:
    assert read_commands(text).phrases == tuple(Phrase(kind, argument) for kind, argument in phrases)


def test_the_text_is_what_is_left() -> None:
    assert read_commands("  Say [[words=3]]hello [[cite]] ").text == "Say hello"


def test_commands_far_into_a_text_are_text() -> None:
    text = "a" * COMMAND_CHARS + "[[words=3]]"
    said = read_commands(text)
    assert (said.commands, said.text) == (Commands(), text)


@given(TEXTS)
def test_any_text_can_be_read_and_stays_within_the_limits(text: str) -> None:
    commands = read_commands(text).commands
    assert max(commands.words or 0, commands.think or 0, commands.after or 0) <= MAX_WORDS
    assert max(commands.first_ms, commands.delay_ms) <= MAX_DELAY_MS
    assert commands.fail is None or commands.fail in STATUS
