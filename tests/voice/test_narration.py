"""A stream is spoken while it is written."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_clock import settle
from tests.voice.fake_voice import CUT, KEY, FakeSpeaker, sound, speaking
from vai_gateway.contract.responses import (
    AudioChunkEvent,
    AudioUnavailableEvent,
    MessageDeltaEvent,
    MessageStartEvent,
    MessageStopEvent,
    TextDelta,
    ThinkingDelta,
)
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent, no_usage
from vai_gateway.voice.narration import WAITING_BATCHES, WAITING_SENTENCES, narrated, transcribed
from vai_gateway.voice.sentences import is_speakable

Batch = list[StreamEvent]
AUDIO = (AudioChunkEvent, AudioUnavailableEvent)


def written(*pieces: str, metadata: Any = None) -> list[Batch]:
    """A message of one text block, a batch per piece."""
    stream = MessageStream("fake", "fake/m")
    stream.start(id="msg_1")
    stream.open(0, {"type": "text", "text": ""})
    batches = []
    for piece in pieces:
        stream.delta(0, TextDelta(text=piece))
        batches.append(stream.take())
    stream.stop("end_turn", no_usage(), metadata=metadata or {})
    return [*batches, stream.take()]


def message(*blocks: dict[str, Any]) -> list[Batch]:
    """Each block whole, in a batch of its own."""
    stream = MessageStream("fake", "fake/m")
    stream.start(id="msg_1")
    batches = []
    for key, block in enumerate(blocks):
        kind = block["type"]
        stream.open(key, {**block, kind: ""} if kind in ("text", "thinking") else block)
        if kind == "text":
            stream.delta(key, TextDelta(text=block["text"]))
        elif kind == "thinking":
            stream.delta(key, ThinkingDelta(thinking=block["thinking"]))
        stream.close(key)
        batches.append(stream.take())
    stream.stop("end_turn", no_usage())
    return [*batches, stream.take()]


class Model:
    """Yields the batches; then fails, if it shall. closed: whether its stream was."""

    def __init__(self, batches: Sequence[Batch], failure: GatewayError | None = None) -> None:
        self.batches = batches
        self.failure = failure
        self.closed = False
        self.taken = 0

    async def stream(self) -> AsyncGenerator[Batch, None]:
        try:
            for batch in self.batches:
                self.taken += 1
                yield batch
                await asyncio.sleep(0)
            if self.failure is not None:
                raise self.failure
        finally:
            self.closed = True


def run(model: Model, mouth: FakeSpeaker) -> Batch:
    async def scenario() -> Batch:
        async with aclosing(narrated(model.stream(), speaking(mouth), lambda _: None)) as batches:
            return [event async for events in batches for event in events]

    return asyncio.run(scenario())


def text_alone(events: Batch) -> Batch:
    return [event for event in events if not isinstance(event, AUDIO)]


def flat(batches: Sequence[Batch]) -> Batch:
    return [event for batch in batches for event in batch]


def heard(events: Batch) -> bytes:
    return b"".join(base64.b64decode(event.audio) for event in events if type(event) is AudioChunkEvent)


def unavailable(events: Batch) -> list[AudioUnavailableEvent]:
    return [event for event in events if type(event) is AudioUnavailableEvent]


def check_grammar(events: Batch, expected: Sequence[Batch]) -> None:
    """What holds of every stream that ends well."""
    assert text_alone(events) == flat(expected)
    assert type(events[-1]) is MessageStopEvent
    chunks = [event for event in events if type(event) is AudioChunkEvent]
    assert [chunk.seq for chunk in chunks] == list(range(len(chunks)))
    finals = [chunk.is_final for chunk in chunks]
    ends = sum(finals) + len(unavailable(events))
    assert ends == (1 if any(isinstance(event, AUDIO) for event in events) else 0)
    assert not any(finals[:-1])


def test_the_voice_begins_before_the_text_has_ended() -> None:
    mouth = FakeSpeaker()
    batches = written("One is here. ", "Two", " is", " there.", *(f" Word {n}." for n in range(40)))
    events = run(Model(batches), mouth)
    check_grammar(events, batches)
    kinds = [type(event) for event in events]
    assert kinds.index(AudioChunkEvent) < kinds.index(MessageDeltaEvent) - 20


def test_all_of_the_text_is_spoken_in_order() -> None:
    mouth = FakeSpeaker()
    events = run(Model(written("One. Two. ", "Three.\nFour")), mouth)
    assert " ".join(" ".join(mouth.said).split()) == "One. Two. Three. Four"
    assert heard(events) == b"".join(sound(text) for text in mouth.said)


def test_sentences_that_wait_are_spoken_in_one_go() -> None:
    async def scenario() -> list[str]:
        mouth = FakeSpeaker(gate=asyncio.Event())
        model = Model(written("First one. ", "Second one. ", "Third one. ", "End"))
        async with aclosing(narrated(model.stream(), speaking(mouth), lambda _: None)) as batches:
            task = asyncio.create_task(anext(batches))
            await settle()
            await task
            async for _ in batches:
                assert mouth.gate is not None
                mouth.gate.set()
        return mouth.said

    assert asyncio.run(scenario()) == ["First one.", "Second one. Third one. End"]


THINKING = {"type": "thinking", "thinking": "Secret thought."}
TOOL = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
SPOKEN: list[tuple[list[dict[str, Any]], str]] = [
    ([THINKING, {"type": "text", "text": "Said."}], "Said."),
    ([{"type": "text", "text": "It is "}, {"type": "text", "text": "blue."}], "It is blue."),
    ([{"type": "text", "text": "Let me look"}, TOOL, {"type": "text", "text": "Blue."}], "Let me look Blue."),
    ([{"type": "text", "text": "Only this."}, TOOL], "Only this."),
]


@pytest.mark.parametrize("blocks, expected", SPOKEN)
def test_the_text_of_all_text_blocks_is_spoken_and_thinking_never(blocks: list[dict[str, Any]], expected: str) -> None:
    mouth = FakeSpeaker()
    batches = message(*blocks)
    check_grammar(run(Model(batches), mouth), batches)
    assert " ".join(mouth.said) == expected


@pytest.mark.parametrize("blocks", [[], [THINKING], [TOOL], [{"type": "text", "text": "... **"}]])
def test_where_there_is_nothing_to_speak_nobody_is_called(blocks: list[dict[str, Any]]) -> None:
    mouth = FakeSpeaker()
    batches = message(*blocks)
    assert run(Model(batches), mouth) == flat(batches)
    assert mouth.opened == 0


@pytest.mark.parametrize("fails_at", [0, 1, 2, 5])
def test_a_voice_that_fails_says_so_once_and_the_text_goes_on(fails_at: int) -> None:
    mouth = FakeSpeaker(fails_at=fails_at)
    batches = written(*(f"This is sentence {n}, and it is long enough to be alone. " * 8 for n in range(60)))
    failed: list[GatewayError] = []

    async def scenario() -> Batch:
        async with aclosing(narrated(Model(batches).stream(), speaking(mouth), failed.append)) as stream:
            return [event async for events in stream for event in events]

    events = asyncio.run(scenario())
    check_grammar(events, batches)
    assert unavailable(events) == [AudioUnavailableEvent(reason="upstream_cut", message=CUT.message)]
    assert (failed, mouth.opened) == ([CUT], mouth.closed)


def test_a_voice_without_a_sound_is_unavailable() -> None:
    events = run(Model(written("Hello.")), FakeSpeaker(silent=True))
    assert [event.reason for event in unavailable(events)] == ["provider_invalid_response"]


def test_the_voices_error_comes_without_the_key() -> None:
    error = GatewayError("permission_error", f"not with {KEY.reveal()}")
    events = run(Model(written("Hello.")), FakeSpeaker(fails_at=0, error=error))
    assert [event.message for event in unavailable(events)] == ["not with [key]"]


def failing(batches: Sequence[Batch], mouth: FakeSpeaker) -> tuple[Batch, GatewayError]:
    events: Batch = []

    async def scenario() -> None:
        model = Model(batches[:-1], failure=GatewayError("provider_error", "the model broke"))
        async with aclosing(narrated(model.stream(), speaking(mouth), lambda _: None)) as stream:
            async for batch in stream:
                events.extend(batch)

    with pytest.raises(GatewayError) as caught:
        asyncio.run(scenario())
    return events, caught.value


def test_a_model_that_fails_ends_the_voice_after_what_it_had_written() -> None:
    mouth = FakeSpeaker()
    batches = written(*(f"This is sentence {n}. " * 40 for n in range(12)))
    events, error = failing(batches, mouth)
    assert (error.message, mouth.opened) == ("the model broke", mouth.closed)
    assert text_alone(events) == flat(batches[:-1])
    assert [event.reason for event in unavailable(events)] == ["answer_failed"]
    assert not any(event.is_final for event in events if type(event) is AudioChunkEvent)


def test_a_model_that_fails_at_once_is_an_ordinary_error() -> None:
    events, error = failing([[]], FakeSpeaker())
    assert (events, error.message) == ([], "the model broke")


@pytest.mark.parametrize("leave", ["close", "cancel"])
def test_who_leaves_stops_the_model_and_the_voice_at_once(leave: str) -> None:
    async def scenario() -> tuple[bool, int]:
        mouth = FakeSpeaker(hangs=True)
        model = Model(written(*["Hello there. "] * 1000))

        async def client() -> None:
            async with aclosing(narrated(model.stream(), speaking(mouth), lambda _: None)) as stream:
                async for _ in stream:
                    if mouth.said and leave == "close":
                        return

        task = asyncio.create_task(client())
        for _ in range(10):
            await settle()
        if leave == "cancel":
            task.cancel()
        with pytest.raises(asyncio.CancelledError) if leave == "cancel" else nullcontext():
            await task
        return model.closed, mouth.opened - mouth.closed

    assert asyncio.run(scenario()) == (True, 0)


def test_a_client_that_does_not_read_holds_the_model_back() -> None:
    async def scenario() -> int:
        model = Model(written(*["no sentence yet "] * 10_000))
        async with aclosing(narrated(model.stream(), speaking(FakeSpeaker()), lambda _: None)) as stream:
            await anext(stream)
            for _ in range(100):
                await settle()
            return model.taken

    assert asyncio.run(scenario()) <= WAITING_BATCHES + 4


def test_a_voice_that_hangs_holds_the_text_back_only_when_very_much_waits() -> None:
    async def scenario() -> int:
        mouth = FakeSpeaker(hangs=True)
        model = Model(written(*["Yes. "] * 10_000))
        stream = narrated(model.stream(), speaking(mouth), lambda _: None)
        seen = 0
        async with aclosing(stream):
            while True:
                step = asyncio.ensure_future(anext(stream))
                await settle()
                if not step.done():
                    step.cancel()
                    await asyncio.wait([step])
                    break
                seen += 1
        return seen

    assert WAITING_SENTENCES - 4 <= asyncio.run(scenario()) <= WAITING_SENTENCES + WAITING_BATCHES


PIECES = st.lists(
    st.one_of(
        st.sampled_from(["One. ", "Two", " three", "! ", "3.", "5 ", "\n", "...", "你好。", "**"]), st.text(max_size=4)
    ),
    max_size=30,
)


@given(PIECES, st.integers(-1, 6))
def test_whatever_is_written_the_stream_is_legal_and_all_of_it_is_spoken(pieces: list[str], fails_at: int) -> None:
    mouth = FakeSpeaker(fails_at=fails_at)
    batches = written(*pieces)
    events = run(Model(batches), mouth)
    check_grammar(events, batches)
    text = "".join(pieces)
    assert bool(any(isinstance(event, AUDIO) for event in events)) == is_speakable(text)
    if not unavailable(events):
        assert [c for c in "".join(mouth.said) if c.isalnum()] == [c for c in text if c.isalnum()]


def test_what_was_heard_stands_at_the_start_and_beside_what_the_model_says_at_the_end() -> None:
    async def scenario(metadata: Any) -> list[Any]:
        async with aclosing(transcribed(Model(written("Hi.", metadata=metadata)).stream(), "heard")) as stream:
            events = [event async for batch in stream for event in batch]
        start, end = events[0], events[-2]
        assert type(start) is MessageStartEvent and type(end) is MessageDeltaEvent
        return [start.message.metadata, end.delta.metadata or None, collect(events).metadata]

    mine = {"user_transcript": "heard"}
    assert asyncio.run(scenario(None)) == [mine, None, mine]
    both = {"openai": {"x": 1}} | mine
    assert asyncio.run(scenario({"openai": {"x": 1}})) == [mine, both, both]
