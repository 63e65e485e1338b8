"""Sound is judged by listening: the embedded voice says it and the embedded transcriber writes it down."""

from __future__ import annotations

import asyncio
import math
import struct
from collections.abc import Iterator

import pytest

from tests.voice.real import needs_the_voice, word_errors
from vai_gateway.voice.local.vendor import LocalVoice
from vai_gateway.voice.media_type import read_media_type
from vai_gateway.voice.vendor import Recording, Spoken, Wish
from vai_gateway.voice.wav import read_wav, write_wav

pytestmark = needs_the_voice
WISH = Wish("heart", "heart")
SENTENCES = [
    "What is the capital of France?",
    "The quick brown fox jumps over the lazy dog.",
    "Please remind me to call my mother tomorrow morning.",
    "It was a bright cold day in April, and the wind came over the hills.",
]
STORY = (
    "When I was young, I used to walk to the river every morning before school. The boats came in with the first "
    "light, and the men shouted to each other over the noise of the birds. My grandfather knew all of them by name, "
    "and he would tell me which boat had been built by whom, and in what year. Sometimes we bought a fish and "
    "carried it home in a newspaper. In the evening we sat by the fire, and he read to me from an old book."
)


@pytest.fixture(scope="module")
def voice() -> Iterator[LocalVoice]:
    voice = LocalVoice()
    yield voice
    asyncio.run(voice.close())


def speak(voice: LocalVoice, text: str, wish: Wish = WISH) -> Spoken:
    return asyncio.run(voice.speaker.speak(text, wish, None))


def hear(voice: LocalVoice, spoken: Spoken) -> str:
    recording = Recording("whisper-tiny.en", read_media_type(spoken.media_type), None, spoken.audio)
    return asyncio.run(voice.transcriber.transcribe(recording, None)).text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_is_said_is_heard(voice: LocalVoice, sentence: str) -> None:
    assert word_errors(sentence, heard := hear(voice, speak(voice, sentence))) == 0, heard


def test_a_story_longer_than_any_context_is_heard_to_its_end(voice: LocalVoice) -> None:
    spoken = speak(voice, STORY)
    assert read_wav(spoken.audio).duration_s > 20
    assert word_errors(STORY, heard := hear(voice, spoken)) <= 2, heard


WISHES = [
    Wish("heart", "heart", sample_rate_hz=8000),
    Wish("heart", "heart", sample_rate_hz=44100, volume=0.5),
    Wish("heart", "heart", format="pcm", sample_rate_hz=16000, speed=1.25),
    Wish("heart", "heart", speed=0.75, volume=1.5),
]


@pytest.mark.parametrize("wish", WISHES)
def test_every_option_leaves_the_words_as_they_are(voice: LocalVoice, wish: Wish) -> None:
    assert word_errors(SENTENCES[1], heard := hear(voice, speak(voice, SENTENCES[1], wish))) == 0, heard


def test_speed_and_volume_are_heard(voice: LocalVoice) -> None:
    plain, fast, quiet = (
        read_wav(speak(voice, SENTENCES[1], wish).audio)
        for wish in (WISH, Wish("heart", "heart", speed=1.5), Wish("heart", "heart", volume=0.5))
    )
    assert 1.3 < plain.duration_s / fast.duration_s < 1.7
    assert 0.45 < loudness(quiet.data) / loudness(plain.data) < 0.55


def loudness(pcm: bytes) -> float:
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


@pytest.mark.parametrize("pcm", [b"", bytes(2), bytes(32000), bytes(200_000)])
def test_silence_is_not_taken_for_words(voice: LocalVoice, pcm: bytes) -> None:
    assert hear(voice, Spoken("audio/wav", write_wav(pcm, 16000))) == ""


def test_a_stream_sounds_like_the_whole(voice: LocalVoice) -> None:
    async def scenario() -> bytes:
        async with voice.speaker.open(WISH, None) as speech:
            one = [chunk async for chunk in speech.say(SENTENCES[0])]
            return b"".join(one + [chunk async for chunk in speech.say(SENTENCES[1])])

    pcm = asyncio.run(scenario())
    assert hear(voice, Spoken("audio/wav", write_wav(pcm, 24000))) == " ".join(SENTENCES[:2])


@pytest.mark.parametrize("bits, channels", [(8, 1), (16, 2), (24, 1), (32, 2), (-32, 1), (-64, 2)])
def test_samples_of_every_kind_are_heard(voice: LocalVoice, bits: int, channels: int) -> None:
    plain = read_wav(speak(voice, SENTENCES[0]).audio)
    samples = [sample / 32768 for (sample,) in struct.iter_unpack("<h", plain.data)]
    data = b"".join(packed(sample, bits) * channels for sample in samples)
    head = struct.pack("<HHIIHH", 3 if bits < 0 else 1, channels, 24000, 0, 0, abs(bits))
    file = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", len(data)) + data
    assert hear(voice, Spoken("audio/wav", file)) == SENTENCES[0]


def packed(sample: float, bits: int) -> bytes:
    if bits == 8:
        return bytes([int(sample * 127) + 128])
    if bits < 0:
        return struct.pack("<f" if bits == -32 else "<d", sample)
    return int(sample * ((1 << (bits - 1)) - 1)).to_bytes(bits // 8, "little", signed=True)


ODD = [
    "🙂",
    "https://example.com/a?b=c#d",
    "$1,234.56 (50%)",
    "Ünïcödé naïve café",
    "你好",
    "a" * 600,
    "x\0y",
    "1/2 <b>",
    "x¹ ➃ ⓶",
]


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_the_voice(voice: LocalVoice, text: str) -> None:
    async def scenario() -> int:
        async with voice.speaker.open(WISH, None) as speech:
            return sum([len(chunk) async for chunk in speech.say(text)])

    assert asyncio.run(scenario()) % 2 == 0
