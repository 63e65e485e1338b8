"""What libraries say becomes lines of the gateway's own log, without what may hold a key."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest

from tests.fake_clock import FakeClock
from vai_gateway.policy.logs import LibraryLog, Log


def line(level: int, message: object, *arguments: object, error: BaseException | None = None) -> dict[str, Any]:
    """The only one that is written."""
    stream = io.BytesIO()
    info = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord("a.library", level, "-", 1, message, arguments, info)
    LibraryLog(Log(stream, FakeClock())).handle(record)
    (written,) = stream.getvalue().splitlines()
    found: dict[str, Any] = json.loads(written)
    return found


@pytest.mark.parametrize("level, expected", [(logging.WARNING, "warning"), (logging.CRITICAL, "error")])
def test_a_library_s_line_names_the_library(level: int, expected: str) -> None:
    written = line(level, "Something is odd.")
    assert (written["level"], written["event"]) == (expected, "library")
    assert (written["library"], written["said"]) == ("a.library", "Something is odd.")


def test_only_numbers_are_filled_in() -> None:
    assert line(logging.WARNING, "%d tasks", 3)["said"] == "3 tasks"
    assert line(logging.WARNING, "the key %s", "sk-ant-secret")["said"] == "the key %s"


def test_an_exception_keeps_its_type_and_loses_its_message() -> None:
    try:
        raise ValueError("sk-ant-secret")
    except ValueError as error:
        written = line(logging.ERROR, "It failed\nfuture: <sk-ant-secret>", error=error)
    assert written["exceptions"][0]["type"] == "ValueError"
    assert "sk-ant-secret" not in json.dumps(written)
