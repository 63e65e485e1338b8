"""One stage for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gateway.replies import DIALECTS, Dialect
from tests.gateway.stage import Stage, staged


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


@pytest.fixture(params=list(DIALECTS))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return DIALECTS[request.param]
