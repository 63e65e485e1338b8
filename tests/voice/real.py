"""The embedded voice itself, where it is installed, and how alike two texts are."""

from __future__ import annotations

import re

import pytest

from vai_gateway.voice.local.vendor import LocalVoice

INSTALLED = LocalVoice().installed()
needs_the_voice = pytest.mark.skipif(
    len(INSTALLED) < 2, reason="the embedded voice is not installed; `make local-voice` installs it"
)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def word_errors(expected: str, heard: str) -> int:
    """Words to put in, take out or exchange until the one text is the other."""
    said, got = words(expected), words(heard)
    row = list(range(len(got) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[:], i
        for j, other in enumerate(got, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (word != other))
    return row[-1]
