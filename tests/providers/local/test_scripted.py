"""The pace and the failures of local/scripted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_clock import FakeClock, settle
from tests.grammar import assert_legal
from tests.providers.local.asks import ask_of, request_to
from tests.providers.local.requests import requests
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import ContentBlockDeltaEvent
from vai_gateway.core.errors import STATUS, GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.providers.local.scripted import BATCH_WORDS, Scripted


class Hearing:
    """Hears a stream in the background. batches: so far. error: what ended it, if it failed."""

    def __init__(self, request: MessageRequest, clock: FakeClock) -> None:
        self.batches: list[list[StreamEvent]] = []
        self.error: GatewayError | None = None
        self.task = asyncio.create_task(self._hear(request, clock))

    @property
    def words(self) -> int:
        events = [event for batch in self.batches for event in batch]
        return sum(isinstance(event, ContentBlockDeltaEvent) for event in events)

    async def _hear(self, request: MessageRequest, clock: FakeClock) -> None:
        try:
            async with aclosing(Scripted(clock).stream(ask_of(request))) as batches:
                async for batch in batches:
                    self.batches.append(batch)
        except GatewayError as error:
            self.error = error


def hear(text: str, check: Callable[[Hearing, FakeClock], Awaitable[None]]) -> None:
    async def go() -> None:
        clock = FakeClock()
        hearing = Hearing(request_to("scripted", text), clock)
        await settle()
        await check(hearing, clock)
        hearing.task.cancel()
        await asyncio.gather(hearing.task, return_exceptions=True)

    asyncio.run(go())


def heard_at_once(text: str) -> Hearing:
    found: list[Hearing] = []

    async def check(hearing: Hearing, clock: FakeClock) -> None:
        await hearing.task
        found.append(hearing)

    hear(text, check)
    return found[0]


def test_words_come_at_the_commanded_pace() -> None:
    async def check(hearing: Hearing, clock: FakeClock) -> None:
        counts = []
        for _ in range(4):
            counts.append(hearing.words)
            await clock.advance(0.02)
        assert counts == [1, 2, 3, 3]
        assert hearing.task.done()
        assert_legal([event for batch in hearing.batches for event in batch])

    hear("[[words=3 delay_ms=20]]", check)


def test_the_first_event_can_be_late() -> None:
    async def check(hearing: Hearing, clock: FakeClock) -> None:
        await clock.advance(0.499)
        assert hearing.batches == []
        await clock.advance(0.001)
        assert hearing.words == 2

    hear("[[words=2 first_ms=500]]", check)


def test_a_long_answer_comes_in_batches() -> None:
    hearing = heard_at_once(f"[[words={BATCH_WORDS * 2 + 1}]]")
    assert len(hearing.batches) == 3


def test_others_get_their_turn_during_a_huge_answer() -> None:
    async def go() -> list[int]:
        hearing = Hearing(request_to("scripted", "[[words=5000]]"), FakeClock())
        seen = []
        while not hearing.task.done():
            seen.append(len(hearing.batches))
            await asyncio.sleep(0)
        return seen

    assert len(set(asyncio.run(go()))) > 50


@pytest.mark.parametrize("kind", STATUS)
def test_every_error_can_come_before_the_first_event(kind: str) -> None:
    hearing = heard_at_once(f"[[fail={kind} code=some_code retry_after_s=7]]")
    assert hearing.batches == []
    assert hearing.error is not None
    assert (hearing.error.kind, hearing.error.code, hearing.error.retry_after_s) == (kind, "some_code", 7)


@pytest.mark.parametrize("after, words", [(0, 0), (2, 2), (99, 4)])
@pytest.mark.parametrize("command, code", [("fail=api_error code=timeout", "timeout"), ("cut", "upstream_cut")])
def test_a_failure_can_come_in_the_middle(command: str, code: str, after: int, words: int) -> None:
    hearing = heard_at_once(f"[[words=4 {command} after={after}]]")
    assert (hearing.words, len(hearing.batches)) == (words, 1)
    assert hearing.error is not None
    assert hearing.error.code == code


@pytest.mark.parametrize("after, words", [("", 0), ("after=0", 0), ("after=2", 2)])
def test_it_can_hang_until_somebody_leaves(after: str, words: int) -> None:
    async def check(hearing: Hearing, clock: FakeClock) -> None:
        await clock.advance(86_400)
        assert hearing.words == words
        assert not hearing.task.done()

    hear(f"[[words=4 hang {after}]]", check)


@given(requests(), st.booleans())
def test_every_valid_request_is_answered_and_both_modes_agree(body: dict[str, Any], stream: bool) -> None:
    async def go(streamed: bool) -> list[StreamEvent]:
        request = MessageRequest.model_validate({**body, "stream": streamed})
        batches = Scripted(FakeClock()).stream(ask_of(request))
        return [event async for batch in batches for event in batch]

    events = asyncio.run(go(stream))
    assert_legal(events)
    assert events == asyncio.run(go(not stream))
