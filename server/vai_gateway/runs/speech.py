"""Voice in a run: every turn tells what was heard before it, and the final answer is spoken once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from msgspec import UNSET

from vai_gateway.contract.responses import (
    AudioChunkEvent,
    AudioUnavailableEvent,
    CompatIssue,
    ContentBlockStartEvent,
    MessageStopEvent,
    RunCompleteEvent,
    RunResult,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.providers.adapter import Ask, Provider
from vai_gateway.runs.alarm import Timekeeper
from vai_gateway.voice.narration import narrated, transcribed
from vai_gateway.voice.plan import Speaking
from vai_gateway.voice.spoken import spoken_text

Batches = AsyncGenerator[list[StreamEvent], None]

_SOUND = frozenset({AudioChunkEvent, AudioUnavailableEvent})
_UNFINISHED = frozenset({"timeout", "cancelled"})


class Transcribed:
    """Implements Provider: the same answers, which also tell what was heard."""

    def __init__(self, provider: Provider, transcript: str) -> None:
        self.facts = provider.facts
        self._provider = provider
        self._transcript = transcript

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return self._provider.issues(ask)

    def stream(self, ask: Ask) -> Batches:
        return transcribed(self._provider.stream(ask), self._transcript)

    async def complete(self, ask: Ask) -> list[StreamEvent]:
        whole = _batches(await self._provider.complete(ask))
        return [event async for events in transcribed(whole, self._transcript) for event in events]


class Narrator:
    """failed: told of a voice that failed, where the run went on without it."""

    def __init__(self, speaking: Speaking, time: Timekeeper, failed: Callable[[GatewayError], None]) -> None:
        self._speaking = speaking
        self._time = time
        self._failed = failed

    async def spoken(self, batches: Batches) -> Batches:
        """The same events, and before the last one the sound of the final answer."""
        async with aclosing(batches):
            async for events in batches:
                if type(last := events[-1]) is RunCompleteEvent and (text := final_answer(last.result)):
                    yield events[:-1]
                    async with aclosing(self._sound(text)) as sound:
                        async for heard in sound:
                            yield heard
                    events = [last]
                yield events

    async def _sound(self, text: str) -> Batches:
        """Its last event is the last chunk, or says why there is none."""
        alarm = self._time.alarm()
        alarm.due_at = self._time.now() + self._time.patience.stream_s
        alarm.start()
        try:
            async with aclosing(narrated(_answer(text), self._speaking, self._failed)) as narration:
                while True:
                    rang = True
                    async with alarm:
                        events = await anext(narration, None)
                        rang = False
                    if rang:
                        yield [AudioUnavailableEvent(reason="timeout", message="the run ended before all was spoken")]
                        return
                    if events is None:
                        return
                    if heard := [event for event in events if type(event) in _SOUND]:
                        yield heard
        finally:
            alarm.stop()


def final_answer(result: RunResult) -> str:
    """What is to be spoken: the last turn's text, if that turn was an answer and no call for tools."""
    if not result.steps or result.response is UNSET or result.stop_reason in _UNFINISHED:
        return ""
    return spoken_text(result.response.content) if result.steps[-1].tool_calls is UNSET else ""


async def _batches(events: list[StreamEvent]) -> Batches:
    yield events


async def _answer(text: str) -> Batches:
    """As a model would stream it, as far as a voice listens."""
    yield [ContentBlockStartEvent(index=0, content_block={"type": "text", "text": text})]
    yield [MessageStopEvent()]
