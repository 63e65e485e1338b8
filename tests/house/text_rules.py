"""The rules for every text file, whatever its language: each finds what breaks it, as `line: what`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.code_rules import Rule
from tests.house.tree import Source

_MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|home|root|Users|farm)/[\w.]")
_TODO = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\(?#\d+)")
_BANNER = re.compile(r"^\s*(?:#|//|--)\s*[-=*#~_]{4,}|^\s*#{4,}\s*$")


def no_path_of_a_machine(source: Source) -> Iterator[str]:
    return _lines_with(source, _MACHINE_PATH, "a path of somebody's machine")


def what_is_left_to_do_has_an_issue(source: Source) -> Iterator[str]:
    return _lines_with(source, _TODO, "left to do, with no issue number behind it: (#12)")


def no_banners(source: Source) -> Iterator[str]:
    if source.path.endswith((".md", ".html")):
        return iter(())
    return _lines_with(source, _BANNER, "a banner")


def locks_hold_no_addresses(source: Source) -> Iterator[str]:
    if not source.path.endswith((".lock", "package-lock.json", ".lockb")):
        return iter(())
    return _lines_with(source, re.compile("://"), "an address; versions and hashes only")


def lines_end_cleanly(source: Source) -> Iterator[str]:
    if source.text and not source.text.endswith("\n"):
        yield f"{len(source.lines)}: no newline at the end"
    yield from _lines_with(source, re.compile(r"\r|[ \t]+$"), "a space or a carriage return at the end")


RULES: tuple[Rule, ...] = (
    no_path_of_a_machine,
    what_is_left_to_do_has_an_issue,
    no_banners,
    locks_hold_no_addresses,
    lines_end_cleanly,
)


def _lines_with(source: Source, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    return (f"{number}: {what}" for number, line in enumerate(source.text.split("\n"), 1) if pattern.search(line))
