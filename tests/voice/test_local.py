"""The embedded voice: what it can do, one job at a time, and what is said where it is not installed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from vai_gateway.core.errors import GatewayError
from vai_gateway.voice.local.packages import HEART, WHISPER, Weights, report
from vai_gateway.voice.local.vendor import Engines, LocalVoice
from vai_gateway.voice.local.worker import Worker
from vai_gateway.voice.media_type import read_media_type
from vai_gateway.voice.vendor import Recording, Wish
from vai_gateway.voice.wav import Samples, write_wav

WAV = write_wav(b"\1\0" * 8000, 16000)
WISH = Wish("heart", "heart")


@dataclass
class FakeEars:
    heard: list[Samples] = field(default_factory=list)

    def pieces(self, samples: Samples) -> Sequence[str]:
        self.heard.append(samples)
        return ["one", "", "two"]

    def transcribe(self, piece: str) -> str:
        return piece


@dataclass
class FakeMouth:
    threads: set[int] = field(default_factory=set)

    def phrases(self, text: str) -> Sequence[str]:
        return text.split(",")

    def say(self, phrase: str, wish: Wish) -> bytes:
        self.threads.add(threading.get_ident())
        return phrase.encode()


def voice(ears: Any = None, mouth: Any = None, *, has: Sequence[Weights] = (WHISPER, HEART)) -> LocalVoice:
    return LocalVoice(
        1, Engines(lambda _: ears or FakeEars(), lambda _: mouth or FakeMouth(), lambda weights: weights in has)
    )


def recording(audio: bytes = WAV, media_type: str = "audio/wav", language: str | None = None) -> Recording:
    return Recording("whisper-tiny.en", read_media_type(media_type), language, audio)


def transcribe(ears: FakeEars, spoken: Recording) -> str:
    return asyncio.run(voice(ears).transcriber.transcribe(spoken, None)).text


def test_the_pieces_of_a_recording_become_one_text() -> None:
    ears = FakeEars()
    assert transcribe(ears, recording()) == "one two"
    assert ears.heard == [Samples(WAV[44:], "integer", 16, 1, 16000)]


def test_samples_without_a_header_are_read_at_their_rate() -> None:
    ears = FakeEars()
    transcribe(ears, recording(b"\1\0\2\0", "audio/pcm;rate=8000;channels=2"))
    assert ears.heard == [Samples(b"\1\0\2\0", "integer", 16, 2, 8000)]


def test_a_file_that_is_none_is_told_from_a_bug() -> None:
    with pytest.raises(ValueError, match="does not begin as a WAV file"):
        transcribe(FakeEars(), recording(b"ID3"))


def test_each_phrase_is_a_chunk_and_a_job_of_its_own() -> None:
    async def scenario() -> list[bytes]:
        async with voice().speaker.open(WISH, None) as speech:
            return [chunk async for chunk in speech.say("one,two,,three")]

    assert asyncio.run(scenario()) == [b"one", b"two", b"three"]


def test_a_whole_answer_is_a_wav_file() -> None:
    spoken = asyncio.run(voice().speaker.speak("ab,cd", WISH, None))
    assert (spoken.media_type, spoken.audio) == ("audio/wav", write_wav(b"abcd", 24000))


def test_one_engine_runs_in_one_thread_that_is_not_the_loops() -> None:
    async def scenario() -> FakeMouth:
        mouth = FakeMouth()
        speaker = voice(mouth=mouth).speaker
        await asyncio.gather(*(speaker.speak("a,b,c", WISH, None) for _ in range(5)))
        return mouth

    mouth = asyncio.run(scenario())
    assert len(mouth.threads) == 1 and threading.get_ident() not in mouth.threads


def test_an_engine_is_opened_at_its_first_job_and_again_after_a_failure() -> None:
    opened: list[int] = []

    def open_mouth(threads: int) -> FakeMouth:
        opened.append(threads)
        if len(opened) == 1:
            raise RuntimeError("no memory")
        return FakeMouth()

    async def scenario() -> None:
        speaker = LocalVoice(3, Engines(open_mouth=open_mouth, has=lambda _: True)).speaker
        assert opened == []
        with pytest.raises(GatewayError, match="local/heart failed"):
            await speaker.speak("a", WISH, None)
        await speaker.speak("a", WISH, None)
        await speaker.speak("a", WISH, None)

    asyncio.run(scenario())
    assert opened == [3, 3]


@pytest.mark.parametrize("failure", [RuntimeError("x"), ValueError("x"), KeyError("x"), TypeError("x")])
def test_an_engine_that_fails_is_no_fault_of_the_request(failure: Exception) -> None:
    class Broken(FakeEars):
        def transcribe(self, piece: str) -> str:
            raise failure

    with pytest.raises(GatewayError) as caught:
        transcribe(Broken(), recording())
    assert (caught.value.kind, caught.value.code) == ("api_error", "internal")


def test_when_too_much_waits_more_is_refused_and_the_rest_is_done() -> None:
    async def scenario() -> list[object]:
        worker = Worker("local/x", most_waiting=2)
        may_go = threading.Event()
        jobs = [asyncio.ensure_future(worker.run(lambda: may_go.wait(5))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(GatewayError) as caught:
            await worker.run(lambda: True)
        assert (caught.value.status, caught.value.code, caught.value.retry_after) == (529, "model_busy", 5)
        jobs[2].cancel()
        may_go.set()
        done = await asyncio.gather(*jobs, return_exceptions=True)
        assert await worker.run(lambda: True)
        await worker.close()
        return [type(one) for one in done]

    assert asyncio.run(scenario()) == [bool, bool, asyncio.CancelledError]


ISSUES = [
    (recording(media_type="audio/mpeg"), ["p.source.media_type"]),
    (recording(media_type="audio/pcm"), ["p.source.media_type"]),
    (recording(media_type="audio/pcm;rate=16000;channels=two"), ["p.source.media_type"]),
    (recording(language="de"), ["p.language"]),
    (recording(media_type="audio/ogg", language="fr-FR"), ["p.source.media_type", "p.language"]),
    (recording(language="en-GB"), []),
    (recording(media_type="audio/x-wav", language="EN"), []),
    (recording(media_type="audio/pcm;rate=16000"), []),
]


@pytest.mark.parametrize("spoken, params", ISSUES)
def test_what_it_cannot_hear_is_said_before_the_call(spoken: Recording, params: list[str]) -> None:
    assert [issue.param for issue in voice().transcriber.issues(spoken, "p")] == params


WISHES = [
    (Wish("heart", "emma"), ["voice"]),
    (Wish("heart", "heart", format="mp3", emotion="sad"), ["format", "emotion"]),
    (Wish("heart", "heart", format="pcm", speed=1.5, volume=2, sample_rate_hz=11025, emotion="neutral"), []),
]


@pytest.mark.parametrize("wish, names", WISHES)
def test_what_it_cannot_say_is_said_before_the_call(wish: Wish, names: list[str]) -> None:
    assert [issue.param for issue in voice().speaker.issues(wish)] == [f"voice.output.{name}" for name in names]


def test_only_what_is_installed_is_named() -> None:
    assert voice().installed() == ["local/whisper-tiny.en", "local/heart"]
    assert voice(has=[HEART]).installed() == ["local/heart"]


@pytest.mark.parametrize("model, param", [("heart", "tts_model"), ("whisper-tiny.en", "stt_model")])
def test_what_is_not_installed_is_not_found_and_says_how_to_install_it(model: str, param: str) -> None:
    with pytest.raises(GatewayError, match="`make local-voice` installs it") as caught:
        voice(has=[]).check_installed(model, param)
    assert (caught.value.status, caught.value.param) == (404, param)
    voice().check_installed(model, param)


@pytest.mark.parametrize("model, param", [("whisper-tiny.en", "tts_model"), ("heart", "stt_model"), ("x", "tts_model")])
def test_a_model_that_does_not_exist_is_not_found(model: str, param: str) -> None:
    with pytest.raises(GatewayError, match=f"there is no local/{model}") as caught:
        voice().check_installed(model, param)
    assert (caught.value.status, caught.value.param) == (404, param)


ABSENT = Weights("local/x", "no_such_package", "x.bin", "0", ())


def test_a_package_that_is_absent_has_no_weights() -> None:
    assert ABSENT.path() is None
    with pytest.raises(GatewayError, match="its packages are missing"):
        ABSENT.verified_path()


def test_a_package_without_its_engine_has_no_weights() -> None:
    assert Weights("local/x", "json", "__init__.py", "0", ("no_such_package",)).path() is None


def test_the_doctor_says_of_each_what_it_found() -> None:
    assert report([ABSENT])[0].startswith("local/x is not installed in this gateway: its packages are missing")


def test_a_file_that_was_altered_is_not_loaded() -> None:
    with pytest.raises(GatewayError, match="not the expected file"):
        Weights("local/x", "json", "__init__.py", "0", ()).verified_path()
