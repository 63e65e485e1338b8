"""The voice of a run has its own end: it must not keep a run that is over."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from msgspec import UNSET

from tests.fake_clock import FakeClock, settle
from tests.runs.parts import call, message, usage, words
from tests.runs.stage import play
from tests.voice.fake_voice import FakeSpeaker, speaking
from vai_gateway.contract.responses import RunCompleteEvent, RunResult, RunStep, RunToolCall
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import StreamTiming
from vai_gateway.runs.alarm import Timekeeper
from vai_gateway.runs.speech import Narrator, final_answer


def finished(*content: Any, stop_reason: str = "end_turn", calls: bool = False) -> RunResult:
    called = [RunToolCall(id="c1", name="vai_web_search", input={})] if calls else UNSET
    said = message(*content)
    step = RunStep(index=0, duration_ms=0, response=said, tool_calls=called)
    return RunResult(
        steps=[step], tool_call_count=0, turn_count=1, usage=usage(), stop_reason=stop_reason, response=said
    )


@pytest.mark.parametrize(
    "result, spoken",
    [
        (finished(words("Done.")), "Done."),
        (finished(words("I cannot."), stop_reason="refusal"), "I cannot."),
        (finished(words("Half"), stop_reason="max_tokens"), "Half"),
        (finished(words("I look."), call("c1"), stop_reason="max_turns", calls=True), ""),
        (finished(words("I look."), stop_reason="timeout"), ""),
        (finished(words("I look."), stop_reason="cancelled"), ""),
        (finished(), ""),
        (
            RunResult(steps=[], tool_call_count=0, turn_count=0, usage=usage(), stop_reason="timeout"),
            "",
        ),
    ],
)
def test_what_is_spoken_is_the_final_answer(result: RunResult, spoken: str) -> None:
    assert final_answer(result) == spoken


@pytest.mark.parametrize("end", ["the gateway closes", "it takes too long"])
def test_a_voice_that_hangs_is_left_and_the_run_ends(end: str) -> None:
    async def scenario() -> tuple[list[Any], int]:
        clock, closing_at = FakeClock(), math.inf
        ticker = Ticker(clock)
        ticker.start()
        speaker = FakeSpeaker(hangs=True)
        time = Timekeeper(clock.now, ticker, StreamTiming(stream_s=30), lambda: closing_at)
        told: list[Any] = []

        async def listen() -> None:
            narrator = Narrator(speaking(speaker), time, lambda error: None)
            async for events in narrator.spoken(_ended(finished(words("Done.")))):
                told.extend(events)

        listening = asyncio.create_task(listen())
        await settle()
        if end == "the gateway closes":
            closing_at = clock.now()
        await clock.advance(1 if end == "the gateway closes" else 31)
        await listening
        return [type(event).__name__ for event in told], speaker.closed

    assert play(scenario) == (["AudioUnavailableEvent", "RunCompleteEvent"], 1)


async def _ended(result: RunResult) -> AsyncGenerator[list[StreamEvent], None]:
    yield [RunCompleteEvent(result=result)]
