"""Structured logs: one JSON object per line. Keys are redacted by their type, not by a pattern.

A line is one blocking write, so whoever reads the stream must keep up. If nobody reads it, lines are lost and
the work goes on.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

import msgspec

from vai_gateway.core.clock import Clock
from vai_gateway.core.secret import Secret

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[Level, ...] = ("debug", "info", "warning", "error")
Loggable: TypeAlias = str | int | float | bool | datetime | Secret | Sequence[Any] | None

_MAX_EXCEPTIONS = 8
_LONGEST_SAYING = 200


class ByteStream(Protocol):
    def write(self, line: bytes, /) -> object: ...


class Log:
    """stream: unbuffered. level: lines below it are not written."""

    def __init__(self, stream: ByteStream, clock: Clock, level: Level = "info") -> None:
        self._stream = stream
        self._clock = clock
        self._enabled = frozenset(LEVELS[LEVELS.index(level) :])
        self._encode = msgspec.json.Encoder(enc_hook=_redacted).encode

    def writes(self, level: Level) -> bool:
        return level in self._enabled

    def log(self, level: Level, event: str, **fields: Loggable) -> None:
        if level in self._enabled:
            self.write({"time": self._clock.wall(), "level": level, "event": event, **fields})

    def bug(self, error: BaseException, **fields: Loggable) -> None:
        """What nobody expected: its types and stacks. Messages and locals may hold keys or prompts."""
        self.log("error", "bug", **fields, exceptions=_exceptions(error))

    def write(self, line: object) -> None:
        """line: what msgspec can encode as one JSON object."""
        try:
            self._stream.write(self._encode(line) + b"\n")
        except OSError:
            # A full disk or a closed pipe must not fail the request; the metrics still count it.
            return


class LibraryLog(logging.Handler):
    """What libraries say through `logging` becomes lines of the same log.

    Only the first line of what they say, and of exceptions no message: the rest may quote keys or prompts.
    """

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        args = record.args if isinstance(record.args, tuple) else ()
        said = record.getMessage() if args and all(type(arg) is int for arg in args) else str(record.msg)
        level: Level = "error" if record.levelno >= logging.ERROR else "warning"
        error = record.exc_info[1] if record.exc_info else None
        exceptions = {} if error is None else {"exceptions": _exceptions(error)}
        self._log.log(
            level, "library", library=record.name, said=said.partition("\n")[0][:_LONGEST_SAYING], **exceptions
        )


def _redacted(value: object) -> str:
    return "***" if isinstance(value, Secret) else f"<{type(value).__name__}>"


def _exceptions(error: BaseException) -> list[dict[str, Any]]:
    """The error, its causes and, of a group, its members; the outermost first."""
    found: list[dict[str, Any]] = []
    waiting: list[BaseException | None] = [error]
    while waiting and len(found) < _MAX_EXCEPTIONS:
        if (current := waiting.pop(0)) is None:
            continue
        found.append({"type": type(current).__qualname__, "stack": _stack(current)})
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.append(current.__cause__ or (None if current.__suppress_context__ else current.__context__))
    return found


def _stack(error: BaseException) -> list[str]:
    """The innermost frame last."""
    return [
        f"{'/'.join(frame.f_code.co_filename.split('/')[-2:])}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
