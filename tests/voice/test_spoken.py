"""A whole answer is spoken in one piece."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from tests.fake_clock import FakeClock, settle
from tests.voice.fake_voice import CUT, KEY, FakeSpeaker, sound, speaking
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import Block
from vai_gateway.core.ticker import LOOK_S, Ticker
from vai_gateway.voice.spoken import LONGEST_TEXT, speak, spoken_text, unavailable
from vai_gateway.voice.vendor import Wish
from vai_gateway.voice.wav import write_wav


def text(words: str) -> Block:
    return {"type": "text", "text": words}


TEXTS: list[tuple[list[Block], str]] = [
    ([], ""),
    ([text("Hello.")], "Hello."),
    ([text("It is "), text("blue"), text(".")], "It is blue."),
    ([text("Let me look."), {"type": "tool_use", "name": "x"}, text("It is blue.")], "Let me look.\nIt is blue."),
    ([{"type": "thinking", "thinking": "Hm."}, text(" Yes. ")], "Yes."),
    ([{"type": "tool_use", "name": "x"}], ""),
]


@pytest.mark.parametrize("content, expected", TEXTS)
def test_text_is_spoken_and_nothing_else(content: list[Block], expected: str) -> None:
    assert spoken_text(content) == expected


def spoken(mouth: FakeSpeaker, words: str, **wish: Any) -> Block | None:
    asked = speaking(mouth, Wish("fake-1", "v", **wish))
    return asyncio.run(speak(asked, words, Ticker(FakeClock()), 10))


FORMATS = [
    ({}, "audio/wav", write_wav(sound("Yes."), 24000)),
    ({"sample_rate_hz": 8000}, "audio/wav", write_wav(sound("Yes."), 8000)),
    ({"format": "pcm"}, "audio/pcm;rate=24000", sound("Yes.")),
    ({"format": "mp3"}, "audio/mpeg", sound("Yes.")),
]


@pytest.mark.parametrize("wish, media_type, audio", FORMATS)
def test_the_block_holds_the_sound_in_the_form_that_was_asked_for(
    wish: dict[str, Any], media_type: str, audio: bytes
) -> None:
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(audio).decode()}
    assert spoken(FakeSpeaker(), "Yes.", **wish) == {"type": "audio", "source": source, "transcript": "Yes."}


@pytest.mark.parametrize("words", ["", "...", "**"])
def test_where_there_is_nothing_to_speak_nobody_is_called(words: str) -> None:
    mouth = FakeSpeaker()
    assert (spoken(mouth, words), mouth.said) == (None, [])


def test_an_answer_that_is_far_too_long_is_not_spoken() -> None:
    mouth = FakeSpeaker()
    with pytest.raises(GatewayError, match="at most 20000 are spoken"):
        spoken(mouth, "a" * (LONGEST_TEXT + 1))
    assert mouth.said == []


def test_a_voice_without_a_sound_is_an_error() -> None:
    with pytest.raises(GatewayError, match="made no sound"):
        spoken(FakeSpeaker(silent=True), "Yes.")


def test_the_vendors_error_comes_without_the_key() -> None:
    error = GatewayError("permission_error", f"not with {KEY.reveal()}")
    with pytest.raises(GatewayError) as caught:
        spoken(FakeSpeaker(fails_at=1, error=error), "Yes.")
    assert caught.value.message == "not with [key]"


def test_a_voice_that_takes_too_long_is_given_up() -> None:
    async def scenario() -> None:
        clock = FakeClock()
        ticker = Ticker(clock)
        ticker.start()
        task = asyncio.create_task(speak(speaking(FakeSpeaker(hangs=True)), "Yes.", ticker, 5))
        await settle()
        await clock.advance(5 + 2 * LOOK_S)
        with pytest.raises(GatewayError, match="did not speak within 5 s"):
            await task
        await ticker.stop()

    asyncio.run(scenario())


def test_a_failure_is_told_as_the_event_of_a_stream_would() -> None:
    assert unavailable(CUT) == {"reason": "upstream_cut", "message": CUT.message}
