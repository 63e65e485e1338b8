"""RIFF WAVE files: read leniently, written plainly.

Sizes are often wrong, since a recorder that streams cannot know them: what is there counts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

LEAST_RATE_HZ = 4_000
MOST_RATE_HZ = 192_000
MOST_CHANNELS = 8

_INTEGERS, _FLOATS, _EXTENSIBLE = 1, 3, 0xFFFE
_WIDTHS = {_INTEGERS: (8, 16, 24, 32), _FLOATS: (32, 64)}


@dataclass(frozen=True, slots=True)
class Samples:
    """Interleaved, little-endian, in whole frames. Integers of 8 bits are unsigned, others signed."""

    data: bytes
    kind: Literal["integer", "float"]
    bits: int
    channels: int
    sample_rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.data) / (self.bits // 8 * self.channels * self.sample_rate_hz)


def read_wav(file: bytes) -> Samples:
    """Raises ValueError saying what is wrong with it."""
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise ValueError("it does not begin as a WAV file does")
    form: tuple[int, int, int, int] | None = None
    for name, body in _chunks(file):
        if name == b"fmt ":
            form = _form(body)
        elif name == b"data":
            if form is None:
                raise ValueError("its samples come before their format")
            return _samples(body, *form)
    raise ValueError("it has no samples")


def pcm_s16le(data: bytes, *, channels: int, sample_rate_hz: int) -> Samples:
    """Raises ValueError where the numbers are out of range."""
    _check_rate(sample_rate_hz)
    _check_channels(channels)
    return _samples(data, _INTEGERS, channels, sample_rate_hz, 16)


def write_wav(pcm: bytes, sample_rate_hz: int) -> bytes:
    """pcm: mono, s16le."""
    head = struct.pack("<4sI4s", b"RIFF", 36 + len(pcm), b"WAVE")
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, _INTEGERS, 1, sample_rate_hz, 2 * sample_rate_hz, 2, 16)
    return head + form + struct.pack("<4sI", b"data", len(pcm)) + pcm


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 12
    while start + 8 <= len(file):
        name, size = struct.unpack_from("<4sI", file, start)
        if name == b"data" and size == 0:
            size = len(file) - start - 8
        yield name, file[start + 8 : start + 8 + size]
        start += 8 + size + size % 2


def _form(body: bytes) -> tuple[int, int, int, int]:
    """The format's tag, channels, sample rate and bits."""
    if len(body) < 16:
        raise ValueError("its format is cut off")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if tag == _EXTENSIBLE and len(body) >= 26:
        (tag,) = struct.unpack_from("<H", body, 24)
    if bits not in _WIDTHS.get(tag, ()):
        raise ValueError("it holds neither plain PCM nor floats")
    _check_rate(rate)
    _check_channels(channels)
    return tag, channels, rate, bits


def _samples(body: bytes, tag: int, channels: int, rate: int, bits: int) -> Samples:
    frame = bits // 8 * channels
    whole = len(body) - len(body) % frame
    return Samples(body[:whole], "float" if tag == _FLOATS else "integer", bits, channels, rate)


def _check_rate(rate: int) -> None:
    if not LEAST_RATE_HZ <= rate <= MOST_RATE_HZ:
        raise ValueError(f"its sample rate must be {LEAST_RATE_HZ} to {MOST_RATE_HZ} Hz, and is {rate}")


def _check_channels(channels: int) -> None:
    if not 1 <= channels <= MOST_CHANNELS:
        raise ValueError(f"it must have 1 to {MOST_CHANNELS} channels, and has {channels}")
