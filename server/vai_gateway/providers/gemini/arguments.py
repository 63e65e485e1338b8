"""A call's arguments as Vertex streams them, value by value with a JSON path each, as pieces of one JSON text.

Source: https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import msgspec

Json = dict[str, Any]
Step: TypeAlias = str | int

MAX_DEPTH = 64
_STEP = re.compile(
    r"""\.(?P<name>[^.\[\]'"]+)|\[(?P<index>[0-9]{1,6})\]|\['(?P<single>(?:[^'\\]|\\.)*)'\]|\["(?P<double>(?:[^"\\]|\\.)*)"\]"""
)
_VALUES = ("stringValue", "numberValue", "boolValue", "nullValue")
_encode = msgspec.json.Encoder().encode


class _Container:
    """An object or an array that is being written."""

    __slots__ = ("closing", "members", "size")

    def __init__(self, first: Step) -> None:
        self.closing = "}" if isinstance(first, str) else "]"
        self.members: set[str] = set()
        self.size = 0

    def member(self, step: Step) -> str:
        """What stands before the value. Raises ValueError if this is not the place for it."""
        if isinstance(step, str) != (self.closing == "}"):
            raise ValueError("an object and an array in one place")
        comma = "," if self.size else ""
        if isinstance(step, int):
            if step != self.size:
                raise ValueError("an array out of order")
            self.size += 1
            return comma
        if step in self.members:
            raise ValueError("a member that was closed goes on")
        self.members.add(step)
        self.size += 1
        return f"{comma}{_text(step)}:"


class Arguments:
    """add(), add() ..., then end(): what they return, joined, is the JSON object.

    The values come in the order in which they stand in it. add() raises ValueError where they do not.
    """

    def __init__(self) -> None:
        self._root = _Container("")
        self._open: list[_Container] = [self._root]
        self._path: tuple[Step, ...] = ()
        self._in_string = False
        self._begun = False

    def add(self, partial: Json) -> str:
        path = parse_path(partial.get("jsonPath"))
        kind = next((name for name in _VALUES if name in partial), None)
        goes_on = partial.get("willContinue") is True
        if self._in_string and path == self._path:
            text = partial.get("stringValue", "")
            if kind not in (None, "stringValue") or not isinstance(text, str):
                raise ValueError("a string goes on as something else")
            self._in_string = goes_on
            return _text(text)[1:-1] + ("" if goes_on else '"')
        if kind is None:
            return ""
        return self._move_to(path) + self._value(partial[kind], kind, goes_on=goes_on)

    def add_members(self, whole: Json) -> str:
        """Those of `whole` that were not streamed."""
        pieces = []
        for name in whole:
            if name not in self._root.members:
                pieces.append(self._move_to((name,)))
                pieces.append(_encode(whole[name]).decode())
        return "".join(pieces)

    def end(self) -> str:
        closing = self._close_string() + "".join(self._close_to(0))
        return closing + "}" if self._begun else "{}"

    def _value(self, value: Any, kind: str, *, goes_on: bool) -> str:
        if kind != "stringValue":
            return "null" if kind == "nullValue" else _encode(value).decode()
        if not isinstance(value, str):
            raise ValueError("a string that is none")
        self._in_string = goes_on
        return _text(value)[: -1 if goes_on else None]

    def _move_to(self, path: tuple[Step, ...]) -> str:
        """Closes and opens what lies between the last value and this one."""
        pieces = [self._close_string()]
        if not self._begun:
            self._begun = True
            pieces.append("{")
        shared = 0
        while shared < min(len(path) - 1, len(self._open) - 1) and path[shared] == self._path[shared]:
            shared += 1
        pieces += self._close_to(shared)
        for depth in range(shared, len(path)):
            pieces.append(self._open[-1].member(path[depth]))
            if depth + 1 < len(path):
                inner = _Container(path[depth + 1])
                pieces.append("{" if inner.closing == "}" else "[")
                self._open.append(inner)
        self._path = path
        return "".join(pieces)

    def _close_to(self, depth: int) -> list[str]:
        closed = []
        while len(self._open) > depth + 1:
            closed.append(self._open.pop().closing)
        return closed

    def _close_string(self) -> str:
        was_open, self._in_string = self._in_string, False
        return '"' if was_open else ""


def parse_path(path: Any) -> tuple[Step, ...]:
    """Raises ValueError if it is no path to a value below the root."""
    if not isinstance(path, str) or not path.startswith("$"):
        raise ValueError("a value without a path")
    steps: list[Step] = []
    place = 1
    while place < len(path):
        found = _STEP.match(path, place)
        if found is None or len(steps) == MAX_DEPTH:
            raise ValueError("a path that could not be read")
        steps.append(_step(found))
        place = found.end()
    if not steps or isinstance(steps[0], int):
        raise ValueError("a path that leads to no argument")
    return tuple(steps)


def _step(found: re.Match[str]) -> Step:
    if (index := found["index"]) is not None:
        return int(index)
    if (name := found["name"]) is not None:
        return name
    quoted = found["single"] if found["single"] is not None else found["double"]
    return re.sub(r"\\(.)", r"\1", quoted)


def _text(value: str) -> str:
    return _encode(value).decode()
