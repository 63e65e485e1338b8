"""The commands of local/scripted: what the last user message's text tells it to do. Pure; any text is fine.

`[[name=value name]]` sets how it answers. `calculate 2+3`, `weather in Paris`, `search for X` and `fetch URL`
are phrases, which become calls if there is a tool for them. docs/scripted-model.md describes both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from vai_gateway.contract.responses import ErrorType
from vai_gateway.core.errors import STATUS

MAX_WORDS = 100_000
MAX_DELAY_MS = 60_000
MAX_CALLS = 16
MAX_RETRY_AFTER_S = 3600
COMMAND_CHARS = 10_000
"""Commands are looked for in this much of the text."""

PhraseKind: TypeAlias = Literal["calculate", "weather", "search", "fetch"]


@dataclass(frozen=True, slots=True)
class NamedCall:
    """A call by command. input: None if the tool's schema shall decide."""

    name: str
    input: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    kind: PhraseKind
    argument: str


@dataclass(frozen=True, slots=True)
class Commands:
    """words, think: how many; None: the request decides. after: words before a failure; None: before all."""

    words: int | None = None
    think: int | None = None
    first_ms: int = 0
    delay_ms: int = 0
    redacted: bool = False
    cite: bool = False
    refuse: bool = False
    calls: tuple[NamedCall, ...] = ()
    stop: str | None = None
    fail: ErrorType | None = None
    code: str | None = None
    retry_after_s: int | None = None
    cut: bool = False
    hang: bool = False
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """text: without the commands. not_understood: what looked like one and could not be read."""

    commands: Commands = field(default_factory=Commands)
    text: str = ""
    not_understood: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()


def read_commands(text: str) -> Said:
    head, tail = text[:COMMAND_CHARS], text[COMMAND_CHARS:]
    commands = Commands()
    not_understood: list[str] = []
    for bracket in _BRACKET.finditer(head):
        for item in bracket[1].split():
            changed = _applied(commands, item)
            if changed is None:
                not_understood.append(item)
            else:
                commands = changed
    rest = _BRACKET.sub("", head)
    return Said(commands, (rest + tail).strip(), tuple(not_understood), _phrases(rest))


def _applied(commands: Commands, item: str) -> Commands | None:
    """None if it cannot be read."""
    name, separator, value = item.partition("=")
    if name in _FLAGS:
        return None if separator else _changed(commands, name, True)
    if name == "call":
        return _with_call(commands, value)
    if name == "input":
        return _with_input(commands, value)
    reader = _READERS.get(name)
    read = None if reader is None or not separator else reader(value)
    return None if read is None else _changed(commands, name, read)


def _changed(commands: Commands, name: str, value: Any) -> Commands:
    change: dict[str, Any] = {name: value}
    return replace(commands, **change)


def _with_call(commands: Commands, name: str) -> Commands | None:
    if not _TOOL_NAME.fullmatch(name) or len(commands.calls) >= MAX_CALLS:
        return None
    return replace(commands, calls=(*commands.calls, NamedCall(name)))


def _with_input(commands: Commands, text: str) -> Commands | None:
    """For the call before it."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not commands.calls:
        return None
    return replace(commands, calls=(*commands.calls[:-1], replace(commands.calls[-1], input=value)))


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _up_to(most: int) -> Callable[[str], int | None]:
    def read(value: str) -> int | None:
        is_whole = value.isascii() and value.isdigit() and len(value) <= len(str(most))
        return int(value) if is_whole and int(value) <= most else None

    return read


def _error_type(value: str) -> ErrorType | None:
    return next((kind for kind in _ERROR_TYPES if kind == value), None)


def _word(value: str) -> str | None:
    return value if _WORD.fullmatch(value) else None


def _phrases(text: str) -> tuple[Phrase, ...]:
    """In the order in which they stand."""
    found = [
        (match.start(), Phrase(kind, argument))
        for kind, pattern in _PHRASES.items()
        for match in pattern.finditer(text)
        if (argument := match[1].strip(" \t\n.,")) and (kind != "calculate" or _DIGIT.search(argument))
    ]
    return tuple(phrase for _, phrase in sorted(found, key=lambda one: one[0])[:MAX_CALLS])


_BRACKET = re.compile(r"\[\[([^\[\]]{1,1000})\]\]")
_TOOL_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DIGIT = re.compile("[0-9]")
_ERROR_TYPES: tuple[ErrorType, ...] = tuple(STATUS)
_FLAGS = frozenset({"redacted", "cite", "refuse", "cut", "hang"})
_READERS: dict[str, Callable[[str], Any]] = {
    "words": _up_to(MAX_WORDS),
    "think": _up_to(MAX_WORDS),
    "after": _up_to(MAX_WORDS),
    "first_ms": _up_to(MAX_DELAY_MS),
    "delay_ms": _up_to(MAX_DELAY_MS),
    "retry_after_s": _up_to(MAX_RETRY_AFTER_S),
    "stop": _word,
    "code": _word,
    "fail": _error_type,
}
_NEXT = (
    r"(?=[\s,]+(?:please|today|now)\b|\s+and\s+(?:calculate|search|fetch|(?:the\s+)?weather)\b|[\n?!;]|\.(?:\s|$)|$)"
)
_PHRASES: dict[PhraseKind, re.Pattern[str]] = {
    "calculate": re.compile(r"\bcalculate\s+([0-9(.+-][0-9+*/^%()., \t-]{0,200})", re.IGNORECASE),
    "weather": re.compile(r"\bweather\s+(?:in|for|at)\s+([^\n?!;]{1,100}?)" + _NEXT, re.IGNORECASE),
    "search": re.compile(r"\bsearch\s+for\s+([^\n?!;]{1,200}?)" + _NEXT, re.IGNORECASE),
    "fetch": re.compile(r"\bfetch\s+(https?://[^\s<>\"']{1,500})", re.IGNORECASE),
}
