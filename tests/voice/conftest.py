"""A house of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.voice.house import House, opened


@pytest.fixture
def house() -> Iterator[House]:
    with opened() as house:
        yield house
