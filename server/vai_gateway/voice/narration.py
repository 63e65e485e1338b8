"""A stream that is spoken while it is written: the model's events and the voice's, each as soon as it is there.

One task reads the model and cuts its text into sentences, one speaks them, and both put events into one bounded
queue that the client empties. A voice that falls behind holds the model back only when WAITING_SENTENCES wait.
Whatever fails becomes an entry of the queue: a failed voice lets the text go on, a failed model ends both. Whoever
closes the stream cancels both tasks, and with them the voice's connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Literal, NamedTuple

from vai_gateway.contract.responses import (
    AudioUnavailableEvent,
    ContentBlockDeltaEvent,
    ContentBlockStartEvent,
    MessageDeltaEvent,
    MessageStartEvent,
    MessageStopEvent,
    TextDelta,
)
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.core.vendor_errors import without_key
from vai_gateway.voice.audio_track import AudioTrack
from vai_gateway.voice.hearing import with_transcript
from vai_gateway.voice.packing import no_sound
from vai_gateway.voice.plan import Speaking
from vai_gateway.voice.sentences import SentenceSplitter, is_speakable
from vai_gateway.voice.vendor import Speech

WAITING_SENTENCES = 256
WAITING_BATCHES = 16
"""Of events that the client has not taken yet."""
LONGEST_UTTERANCE = 600
"""Characters of the sentences that are spoken in one go, where several wait."""

Batches = AsyncGenerator[list[StreamEvent], None]
Failed = Callable[[GatewayError], None]


async def transcribed(batches: Batches, transcript: str) -> Batches:
    """The same events, which also tell what was heard."""
    async with aclosing(batches):
        async for events in batches:
            for event in events:
                if type(event) is MessageStartEvent:
                    event.message.metadata = with_transcript(event.message.metadata or None, transcript)
                elif type(event) is MessageDeltaEvent and event.delta.metadata:
                    event.delta.metadata = with_transcript(event.delta.metadata, transcript)
            yield events


async def narrated(batches: Batches, speaking: Speaking, failed: Failed) -> Batches:
    """The same events with `audio_chunk` or `audio_unavailable` among them, all before the terminal one.

    failed: told of a voice that failed.
    """
    narration = _Narration(batches, speaking, failed)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(narration.read()), group.create_task(narration.speak())]
        try:
            running = {"model", "voice"}
            while running:
                entry = await narration.out.get()
                running.discard(entry.end_of)
                if entry.events:
                    yield entry.events
                if entry.end_of == "model" and narration.failure is not None:
                    tasks[1].cancel()
                    break
            if last := narration.last_events():
                yield last
        except GeneratorExit:
            # Through the TaskGroup it would come out as another error. The generator may end instead.
            for task in tasks:
                task.cancel()
            return
    if narration.failure is not None:
        raise narration.failure


class _Entry(NamedTuple):
    """end_of: the task whose last entry it is."""

    events: list[StreamEvent]
    end_of: Literal["", "model", "voice"] = ""


class _Narration:
    def __init__(self, batches: Batches, speaking: Speaking, failed: Failed) -> None:
        self.out: asyncio.Queue[_Entry] = asyncio.Queue(WAITING_BATCHES)
        self.failure: GatewayError | None = None
        self._batches = batches
        self._failed = failed
        self._speaking = speaking
        # An empty one comes behind the last.
        self._sentences: asyncio.Queue[str] = asyncio.Queue(WAITING_SENTENCES)
        self._splitter = SentenceSplitter()
        self._track = AudioTrack(speaking.wish.pcm_rate_hz)
        self._is_decided = asyncio.Event()
        self._has_text = False
        self._is_mute = False
        self._is_spoken = False
        self._stop: list[StreamEvent] = []

    async def read(self) -> None:
        try:
            async with aclosing(self._batches) as batches:
                async for events in batches:
                    await self._pass_on(events)
        except GatewayError as error:
            self.failure = error
        else:
            await self._queue(self._splitter.end())
            await self._sentences.put("")
            self._is_decided.set()
        await self.out.put(_Entry([], "model"))

    async def speak(self) -> None:
        # The voice is called when text begins, so that it is there when the first sentence is whole.
        await self._is_decided.wait()
        speaking = self._speaking
        try:
            if self._has_text:
                async with speaking.speaker.open(speaking.wish, speaking.key) as speech:
                    await self._speak_all(speech)
        except GatewayError as error:
            await self._fall_silent(without_key(error, speaking.key, speaking.facts.name))
        if not self._is_spoken:
            await self._end_with([])

    def last_events(self) -> list[StreamEvent]:
        """What is left when both tasks have ended, or the model has failed."""
        if self.failure is None:
            return self._stop
        broken_off = self._track.has_sound and not self._is_spoken
        return [AudioUnavailableEvent(reason="answer_failed", message="the answer broke off")] if broken_off else []

    async def _pass_on(self, events: list[StreamEvent]) -> None:
        if events and type(events[-1]) is MessageStopEvent:
            # The last usage goes out with the terminal event.
            last = 2 if len(events) > 1 and type(events[-2]) is MessageDeltaEvent else 1
            events, self._stop = events[:-last], events[-last:]
        if events:
            await self.out.put(_Entry(events))
        for event in events:
            await self._queue(self._whole_sentences(event))

    def _whole_sentences(self, event: StreamEvent) -> list[str]:
        if type(event) is ContentBlockDeltaEvent:
            return self._read_text(event.delta.text) if type(event.delta) is TextDelta else []
        if type(event) is not ContentBlockStartEvent:
            return []
        if event.content_block["type"] == "text":
            return self._read_text(event.content_block["text"])
        return self._splitter.end()

    def _read_text(self, text: str) -> list[str]:
        if not self._has_text and is_speakable(text):
            self._has_text = True
            self._is_decided.set()
        return self._splitter.feed(text)

    async def _queue(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            if not self._is_mute and is_speakable(sentence):
                await self._sentences.put(sentence)

    async def _speak_all(self, speech: Speech) -> None:
        while text := await self._next_text():
            async with aclosing(speech.say(text)) as sound:
                async for pcm in sound:
                    if chunks := self._track.feed(pcm):
                        await self.out.put(_Entry([*chunks]))
            self._track.pause()
        last = self._track.end()
        if not last:
            raise no_sound(self._speaking.model)
        await self._end_with([*last])

    async def _next_text(self) -> str:
        """The sentences that wait, or else the next one; empty when there are no more."""
        text = await self._sentences.get()
        while text and len(text) < LONGEST_UTTERANCE and not self._sentences.empty():
            sentence = self._sentences.get_nowait()
            if not sentence:
                self._sentences.put_nowait("")
                break
            text += sentence
        return text.strip()

    async def _fall_silent(self, error: GatewayError) -> None:
        self._failed(error)
        self._is_mute = True
        while not self._sentences.empty():
            self._sentences.get_nowait()
        await self._end_with([AudioUnavailableEvent(reason=error.code or error.kind, message=error.message)])

    async def _end_with(self, events: list[StreamEvent]) -> None:
        self._is_spoken = True
        await self.out.put(_Entry(events, "voice"))
