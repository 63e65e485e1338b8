"""A conversation of three turns with tools, and what a dialect must know to be a vendor's side of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.sdk.declared import Declared

Json = dict[str, Any]

QUERIES = (("cats", "dogs"), ("birds",))
"""What is searched for in the turns before the answer; the first turn makes two calls at once."""
TURNS = len(QUERIES) + 1
ANSWER = "Done."


@dataclass(frozen=True, slots=True)
class Call:
    id: str
    name: str
    query: str

    @property
    def input(self) -> Json:
        return {"query": self.query}


@dataclass(frozen=True, slots=True)
class Said:
    """A turn. The last one has no calls, and no thought."""

    model: str
    turn: int
    calls: tuple[Call, ...]

    @property
    def text(self) -> str:
        return "I look." if self.calls else ANSWER

    @property
    def thought(self) -> str:
        return f"What is turn {self.turn} about?"

    @property
    def signature(self) -> str:
        """What the vendor signs this turn's thought with, and wants back."""
        return base64.b64encode(f"signed in turn {self.turn} =".encode()).decode()


@dataclass(frozen=True, slots=True)
class Wire:
    """A dialect. turn: how many turns a request's history holds. loose_ends: what does not match in it.

    replayed: what the request says again of each turn. kept: what it must say again of one.
    """

    declared: Declared
    turn: Callable[[Json], int]
    loose_ends: Callable[[Json], str]
    replayed: Callable[[Json], list[Any]]
    kept: Callable[[Said], Any]
    whole: Callable[[Said], Json]
    frames: Callable[[Said], Iterable[Json]]

    def answer(self, request: Json, model: str) -> Said:
        """It depends on the history alone. The tool is the first that the request offers."""
        turn = self.turn(request)
        return said(turn, model, tool=_tool(request))

    def wrong(self, request: Json, *, stream: bool) -> list[str]:
        """What the vendor complains of. Histories of `TURNS` turns or more may be another vendor's."""
        found = self.declared.request(request, stream=stream)
        found += filter(None, [self.loose_ends(request)])
        turn = self.turn(request)
        if 0 < turn < TURNS:
            expected = [self.kept(said(n, "", tool=_tool(request))) for n in range(turn)]
            came = self.replayed(request)
            found += [f"said {one}, and got back {two}" for one, two in zip(expected, came, strict=True) if one != two]
        return found

    def reply(self, said: Said) -> Json:
        """Raises ValueError if the official types do not know such a reply."""
        return _judged([self.whole(said)], self.declared.whole)[0]

    def stream(self, said: Said) -> list[Json]:
        """Raises ValueError if the official types do not know such frames."""
        return _judged(list(self.frames(said)), self.declared.frame)


def said(turn: int, model: str, *, tool: str) -> Said:
    queries = QUERIES[turn] if turn < len(QUERIES) else ()
    return Said(model, turn, tuple(Call(f"call_{turn}_{n}", tool, query) for n, query in enumerate(queries)))


def mismatch(called: list[str], answered: list[str]) -> str:
    return "" if called == answered else f"calls {called}, results {answered}"


def halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def _tool(request: Json) -> str:
    for tool in request.get("tools") or ():
        for declared in tool.get("functionDeclarations", [tool.get("function", tool)]):
            return str(declared["name"])
    return ""


def _judged(bodies: list[Json], judge: Callable[[Json], list[str]]) -> list[Json]:
    for body in bodies:
        if found := judge(body):
            raise ValueError(f"{found} of {json.dumps(body)}")
    return bodies
