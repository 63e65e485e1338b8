"""What frames count, however much of it is told again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw

from vai_gateway.core.errors import UNREADABLE
from vai_gateway.providers.gemini.counts import Counts

Json = dict[str, Any]

PROMPT, SAID, THOUGHT = "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"


def raw(told: Any) -> Raw:
    return Raw(json.dumps(told).encode())


@pytest.mark.parametrize(
    "frames, told",
    [
        ([], {}),
        ([{SAID: 1}, {SAID: 2}, {SAID: 3}], {SAID: 3}),
        ([{PROMPT: 8, SAID: 1}, {PROMPT: 8, SAID: 9}, {PROMPT: 8, SAID: 10}], {PROMPT: 8, SAID: 10}),
        ([{PROMPT: 8, SAID: 1}, {PROMPT: 8, SAID: 9}, {SAID: 10}], {PROMPT: 8, SAID: 10}),
        ([{PROMPT: 8, THOUGHT: 1}, {PROMPT: 8, THOUGHT: 2}, {PROMPT: 8, SAID: 3}], {PROMPT: 8, THOUGHT: 2, SAID: 3}),
        ([{SAID: 1}, {SAID: 2}, {SAID: None}], {SAID: 2}),
        ([{SAID: 1}, {SAID: 2}, {SAID: 3}, {PROMPT: 4}, {SAID: 3}], {SAID: 3, PROMPT: 4}),
        ([{"x1": 1}, {"x1": 2}, {"x2": 3}], {"x1": 2, "x2": 3}),
        ([{"x": 11}, {"x": 22}, {"x1": 3}], {"x": 22, "x1": 3}),
        ([{"ñ": 1}, {"ñ": 2}, {"ò": 3}], {"ñ": 2, "ò": 3}),
        ([{SAID: 1}, {SAID: 2}, 3, [4], {PROMPT: 5}], {SAID: 2, PROMPT: 5}),
        ([1, 2, {SAID: 3}], {SAID: 3}),
    ],
)
def test_each_member_is_as_it_was_told_last(frames: list[Any], told: Json) -> None:
    counts = Counts()
    for each in frames:
        counts.add_raw(raw(each))
    assert counts.told() == told


NAMES = st.sampled_from(["a", "b", "a1", "a2", "ñ", "ò"])
VALUES = st.integers(0, 30) | st.sampled_from([None, 1.5, "1", "ñ", [], [{"modality": "TEXT", "tokenCount": 12}]])
TOLD = st.dictionaries(NAMES, VALUES, max_size=2)
HOW = st.sampled_from(["json", "json", "json again", "object", "asked for"])


@settings(max_examples=500)
@given(st.lists(st.tuples(TOLD, HOW), max_size=8))
def test_counts_told_as_json_are_those_told_as_objects(frames: list[tuple[Json, str]]) -> None:
    counts, expected = Counts(), Counts()
    for told, how in frames:
        expected.add(told)
        if how == "object":
            counts.add(told)
        else:
            counts.add_raw(raw(told))
        if how == "json again":
            counts.add_raw(raw(told))
        if how == "asked for":
            assert counts.told() == expected.told()
    assert list(counts.told().items()) == list(expected.told().items())


@pytest.mark.parametrize(
    "first, then",
    [
        (b'{"a": 1e300}', b'{"a": 1e400}'),
        (b'{"a": 1E300}', b'{"a": 1E400}'),
        (b'{"a": %b.5}' % (b"1" * 309), b'{"a": %b.5}' % (b"9" * 309)),
        (b'{"a": "\\ud811\\udc00"}', b'{"a": "\\ud811\\ud000"}'),
        (b'{"a": "1"}', b'{"a": "\xff"}'),
    ],
)
def test_what_cannot_be_read_is_an_error_at_once(first: bytes, then: bytes) -> None:
    counts = Counts()
    counts.add_raw(Raw(first))
    with pytest.raises(UNREADABLE):
        counts.add_raw(Raw(then))
    assert counts.told()["a"] is not None
