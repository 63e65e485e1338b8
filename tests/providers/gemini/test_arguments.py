"""Arguments that are streamed value by value become one JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.gemini.gem_replies import Json, value
from vai_gateway.providers.gemini.arguments import MAX_DEPTH, Arguments, parse_path


def written(*values: Json) -> Any:
    arguments = Arguments()
    return json.loads("".join(map(arguments.add, values)) + arguments.end())


@pytest.mark.parametrize(
    "path, steps",
    [
        ("$.a", ("a",)),
        ("$.a.b[10].c", ("a", "b", 10, "c")),
        ("$['a b'][\"c\"][0]", ("a b", "c", 0)),
        (r"$['it\'s'].x", ("it's", "x")),
        ("$.größe.snake_case-x", ("größe", "snake_case-x")),
    ],
)
def test_a_path_leads_step_by_step(path: str, steps: tuple[str | int, ...]) -> None:
    assert parse_path(path) == steps


@pytest.mark.parametrize(
    "path",
    [None, 7, "", "a", "$", "$.", "$..a", "$[0]", "$.a[", "$.a[-1]", "$.a[x]", "$.a]", "$" + ".a" * (MAX_DEPTH + 1)],
)
def test_no_other_path_leads_anywhere(path: object) -> None:
    with pytest.raises(ValueError, match=r"path"):
        parse_path(path)


@pytest.mark.parametrize(
    "values",
    [
        [value("$.a", numberValue=1), value("$.a", numberValue=2)],
        [value("$.a.b", numberValue=1), value("$.c", numberValue=2), value("$.a.d", numberValue=3)],
        [value("$.a[1]", numberValue=1)],
        [value("$.a[0]", numberValue=1), value("$.a[0]", numberValue=1)],
        [value("$.a[0]", numberValue=1), value("$.a.b", numberValue=1)],
        [value("$.a", stringValue="x", more=True), value("$.a", numberValue=1)],
        [value("$.a", stringValue=7)],
    ],
)
def test_values_out_of_order_are_an_error(values: list[Json]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        written(*values)


def test_what_is_no_value_adds_nothing() -> None:
    assert written(value("$.a"), value("$.b", boolValue=False), value("$.b")) == {"b": False}


def test_a_string_may_end_without_another_piece() -> None:
    pieces = [
        value("$.a", stringValue='\n"', more=True),
        value("$.a", stringValue="ü\\"),
        value("$.b", numberValue=1.5),
    ]
    assert written(*pieces) == {"a": '\n"ü\\', "b": 1.5}


def test_a_string_that_goes_on_ends_where_something_else_begins() -> None:
    assert written(value("$.a", stringValue="x", more=True), value("$.b", stringValue="y", more=True)) == {
        "a": "x",
        "b": "y",
    }


def test_no_values_are_no_arguments() -> None:
    assert written() == {}


def test_whole_arguments_fill_in_what_was_not_streamed() -> None:
    arguments = Arguments()
    text = arguments.add(value("$.a[0]", numberValue=1)) + arguments.add_members({"a": 9, "b": [2]})
    assert json.loads(text + arguments.end()) == {"a": [1], "b": [2]}


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=".[]'\""), min_size=1, max_size=4)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    ),
    max_size=4,
)


def pieces_of(tree: Any, path: str, size: int) -> Iterator[Json]:
    """As Vertex streams it: strings in pieces of `size`, then an empty one."""
    match tree:
        case dict():
            for name, inner in tree.items():
                yield from pieces_of(inner, f"{path}.{name}", size)
        case list():
            for index, inner in enumerate(tree):
                yield from pieces_of(inner, f"{path}[{index}]", size)
        case str():
            for start in range(0, len(tree), size):
                yield value(path, stringValue=tree[start : start + size], more=True)
            yield value(path, stringValue="")
        case None:
            yield value(path, nullValue="NULL_VALUE")
        case bool():
            yield value(path, boolValue=tree)
        case _:
            yield value(path, numberValue=tree)


@given(TREES, st.integers(1, 5))
def test_any_arguments_come_out_as_they_were_streamed(tree: Json, size: int) -> None:
    assert written(*pieces_of(tree, "$", size)) == tree


@given(
    st.lists(
        st.fixed_dictionaries(
            {"jsonPath": st.sampled_from(["$.a", "$.a.b", "$.a[0]", "$.a[1]", "$.c", "$.c.d.e", "$['f']", "$x"])},
            optional={
                "stringValue": st.text(max_size=2),
                "numberValue": st.integers(),
                "willContinue": st.booleans(),
            },
        ),
        max_size=8,
    )
)
def test_values_in_any_order_are_json_or_an_error(values: list[Json]) -> None:
    try:
        assert isinstance(written(*values), dict)
    except ValueError as error:
        assert not isinstance(error, json.JSONDecodeError)
