"""Recordings become text before the model is called."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from tests.fake_clock import FakeClock, settle
from tests.voice.fake_voice import KEY, FakeSpeaker, FakeTranscriber, request, vendor
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ticker import LOOK_S, Ticker
from vai_gateway.voice.hearing import AT_ONCE, hear, heard, with_transcript
from vai_gateway.voice.plan import Hearing, Planner
from vai_gateway.voice.vendor import Recording


def block(audio: bytes | str, **members: Any) -> dict[str, Any]:
    data = audio if isinstance(audio, str) else base64.b64encode(audio).decode()
    return {"type": "audio_stt", "source": {"type": "base64", "media_type": "audio/wav", "data": data}, **members}


def hearing(ears: FakeTranscriber, *blocks: dict[str, Any]) -> Hearing:
    messages = [
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "yes"},
        {"role": "user", "content": [{"type": "text", "text": "so"}, *blocks]},
    ]
    planner = Planner([vendor("ears", transcriber=ears, speaker=FakeSpeaker())])
    asked = request(messages=messages)
    found = planner.with_keys(planner.plan(asked), asked, lambda _: KEY).hearing
    assert found is not None
    return found


def texts(ears: FakeTranscriber, *blocks: dict[str, Any]) -> list[str]:
    return asyncio.run(hear(hearing(ears, *blocks), Ticker(FakeClock()), 10))


def error_of(ears: FakeTranscriber, *blocks: dict[str, Any]) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        texts(ears, *blocks)
    return caught.value


def test_each_place_gets_its_own_text_without_the_space_around_it() -> None:
    assert texts(FakeTranscriber(), block(b" one "), block(b"two\n"), block(b"  ")) == ["one", "two", ""]


def test_the_same_recording_is_transcribed_once() -> None:
    ears = FakeTranscriber()
    assert texts(ears, block(b"one"), block(b"two"), block(b"one")) == ["one", "two", "one"]
    assert sorted(recording.audio for recording in ears.asked) == [b"one", b"two"]


def test_the_same_sound_in_another_language_is_another_recording() -> None:
    ears = FakeTranscriber()
    texts(ears, block(b"one", language="en"), block(b"one", language="de"), block(b"one"))
    assert {recording.language for recording in ears.asked} == {"en", "de", None}


def test_the_transcriber_learns_the_model_the_media_type_and_the_key() -> None:
    ears = FakeTranscriber()
    texts(ears, block(b"one"))
    assert (ears.asked[0].model, ears.asked[0].media_type.name, ears.keys) == ("ears-1", "audio/wav", [KEY])


def test_only_some_recordings_are_transcribed_at_the_same_time() -> None:
    ears = FakeTranscriber()
    texts(ears, *(block(str(n).encode()) for n in range(3 * AT_ONCE)))
    assert ears.at_once == AT_ONCE


@pytest.mark.parametrize("data", ["%%%", "aGk", "aGk=\n", "aGk\u2028=", "a-_b"])
def test_what_is_no_base64_is_named_before_anybody_is_called(data: str) -> None:
    ears = FakeTranscriber()
    error = error_of(ears, block(b"fine"), block(data))
    assert (error.status, error.param) == (400, "messages[2].content[2].source.data")
    assert (error.code, ears.asked) == ("invalid_media", [])


def test_what_is_no_such_audio_is_named_with_the_reason() -> None:
    def refuse(_: Recording) -> str:
        raise ValueError("it has no samples")

    error = error_of(FakeTranscriber(hear=refuse), block(b"x"))
    assert (error.status, error.param) == (400, "messages[2].content[1].source.data")
    assert error.message.endswith("the audio cannot be read: it has no samples")


def test_the_vendors_error_comes_without_the_key() -> None:
    def refuse(_: Recording) -> str:
        raise GatewayError("provider_error", f"no such key: {KEY.reveal()}", provider_error={"key": KEY.reveal()})

    error = error_of(FakeTranscriber(hear=refuse), block(b"one"), block(b"two"))
    assert KEY.reveal() not in f"{error.message} {error.provider_error} {error}"
    assert error.kind == "provider_error"


def test_a_transcriber_that_takes_too_long_is_given_up() -> None:
    async def scenario() -> None:
        clock = FakeClock()
        ticker = Ticker(clock)
        ticker.start()
        ears = FakeTranscriber()
        never = asyncio.Event()

        class Deaf(FakeTranscriber):
            async def transcribe(self, recording: Recording, key: Any) -> Any:
                await never.wait()

        plan = hearing(ears, block(b"one"))
        task = asyncio.create_task(hear(Hearing(plan.model, plan.facts, Deaf(), plan.places), ticker, 5))
        await settle()
        await clock.advance(5 + 2 * LOOK_S)
        with pytest.raises(GatewayError, match="did not transcribe within 5 s") as caught:
            await task
        assert caught.value.status == 504
        await ticker.stop()

    asyncio.run(scenario())


def test_what_was_heard_is_told_line_by_line() -> None:
    assert with_transcript({"usage_missing": True}, heard(["one", "", "two"])) == {
        "usage_missing": True,
        "user_transcript": "one\ntwo",
    }
