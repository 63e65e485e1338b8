"""WAVE files are read as they come, and written as everybody reads them."""

from __future__ import annotations

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.voice.media_type import MediaType, pcm_at, read_media_type
from vai_gateway.voice.wav import MOST_RATE_HZ, Samples, pcm_s16le, read_wav, write_wav

RATES = st.integers(4000, MOST_RATE_HZ)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)


def form(*, tag: int = 1, channels: int = 1, rate: int = 16000, bits: int = 16) -> bytes:
    frame = channels * bits // 8
    return struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits)


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return struct.pack("<4sI", b"RIFF", len(body)) + body


@given(st.binary(max_size=400).map(lambda raw: raw[: len(raw) // 2 * 2]), RATES)
def test_what_is_written_reads_back(pcm: bytes, rate: int) -> None:
    assert read_wav(write_wav(pcm, rate)) == Samples(pcm, "integer", 16, 1, rate)


@given(st.binary(max_size=400), RATES, st.sampled_from([1, 2, 3, 4]), st.integers(1, 4))
def test_files_of_the_standard_library_are_read(raw: bytes, rate: int, width: int, channels: int) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(raw[: len(raw) // (width * channels) * width * channels])
    whole = raw[: len(raw) // (width * channels) * width * channels]
    assert read_wav(file.getvalue()) == Samples(whole, "integer", 8 * width, channels, rate)


@given(st.binary(max_size=400).map(lambda raw: raw[: len(raw) // 2 * 2]), RATES)
def test_what_is_written_is_read_by_the_standard_library(pcm: bytes, rate: int) -> None:
    with wave.open(io.BytesIO(write_wav(pcm, rate))) as reader:
        assert (reader.readframes(reader.getnframes()), reader.getframerate()) == (pcm, rate)


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused_with_a_reason(raw: bytes) -> None:
    for file in (raw, riff(chunk(b"fmt ", form()), raw), riff(chunk(b"fmt ", raw), chunk(b"data", raw))):
        try:
            read_wav(file)
        except ValueError as error:
            assert str(error)


PCM = b"\1\0\2\0\3\0"
LENIENT = {
    "an unknown size": riff(chunk(b"fmt ", form()), struct.pack("<4sI", b"data", 0xFFFFFFFF) + PCM),
    "no size": riff(chunk(b"fmt ", form()), struct.pack("<4sI", b"data", 0) + PCM),
    "half a sample at the end": riff(chunk(b"fmt ", form()), struct.pack("<4sI", b"data", 7) + PCM + b"\4"),
    "other chunks": riff(
        chunk(b"LIST", b"odd"), chunk(b"fmt ", form()), chunk(b"fact", b"\0\0\0\0"), chunk(b"data", PCM)
    ),
    "the extensible form": riff(
        chunk(b"fmt ", form(tag=0xFFFE) + struct.pack("<HHIH", 22, 16, 0, 1) + bytes(14)), chunk(b"data", PCM)
    ),
}


@pytest.mark.parametrize("file", LENIENT.values(), ids=LENIENT.keys())
def test_recorders_that_stream_are_understood(file: bytes) -> None:
    assert read_wav(file) == Samples(PCM, "integer", 16, 1, 16000)


REFUSED = {
    "an MP3": (b"ID3\3" + bytes(40), "does not begin as a WAV file"),
    "no samples": (riff(chunk(b"fmt ", form())), "no samples"),
    "no format": (riff(chunk(b"data", PCM)), "before their format"),
    "half a format": (riff(chunk(b"fmt ", form()[:10]), chunk(b"data", PCM)), "cut off"),
    "ADPCM": (riff(chunk(b"fmt ", form(tag=2, bits=4)), chunk(b"data", PCM)), "neither plain PCM nor floats"),
    "twelve bits": (riff(chunk(b"fmt ", form(bits=12)), chunk(b"data", PCM)), "neither plain PCM nor floats"),
    "a rate of 1 Hz": (riff(chunk(b"fmt ", form(rate=1)), chunk(b"data", PCM)), "sample rate must be 4000 to 192000"),
    "no channels": (riff(chunk(b"fmt ", form(channels=0)), chunk(b"data", PCM)), "1 to 8 channels"),
}


@pytest.mark.parametrize("file, why", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_such_file_is_refused_with_a_reason(file: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_wav(file)


def test_floats_are_told_from_integers() -> None:
    file = riff(chunk(b"fmt ", form(tag=3, bits=32)), chunk(b"data", struct.pack("<2f", 0.5, -0.5)))
    assert (read_wav(file).kind, read_wav(file).bits, read_wav(file).duration_s) == ("float", 32, 2 / 16000)


@pytest.mark.parametrize("channels, rate", [(0, 16000), (9, 16000), (1, 1), (1, 1_000_000)])
def test_samples_without_a_header_must_be_possible(channels: int, rate: int) -> None:
    with pytest.raises(ValueError, match="must"):
        pcm_s16le(PCM, channels=channels, sample_rate_hz=rate)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("audio/WAV", MediaType("audio/wav")),
        ("audio/pcm", MediaType("audio/pcm")),
        ("audio/pcm;rate=16000", MediaType("audio/pcm", 16000)),
        ('audio/pcm; Rate="24000" ; channels=2', MediaType("audio/pcm", 24000, 2)),
        ("audio/pcm;rate=fast;channels=many", MediaType("audio/pcm", None, None)),
        ("audio/webm;codecs=opus", MediaType("audio/webm")),
        (pcm_at(8000), MediaType("audio/pcm", 8000)),
    ],
)
def test_a_media_type_tells_the_rate(text: str, expected: MediaType) -> None:
    assert read_media_type(text) == expected
