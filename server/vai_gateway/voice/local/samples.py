"""Recordings as engines want them, and what engines make as the contract wants it."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from vai_gateway.voice.wav import Samples

_QUIET_S = 0.1


def mono(samples: Samples, rate_hz: int) -> NDArray[np.float32]:
    """From -1 to 1."""
    values = np.nan_to_num(_values(samples)).reshape(-1, samples.channels).mean(axis=1, dtype=np.float32)
    if samples.sample_rate_hz != rate_hz and len(values):
        values = soxr.resample(values, samples.sample_rate_hz, rate_hz)
    clipped: NDArray[np.float32] = np.clip(values, -1.0, 1.0).astype(np.float32)
    return clipped


def s16le(sound: NDArray[np.float32], rate_hz: int, *, to_rate_hz: int, volume: float) -> bytes:
    if rate_hz != to_rate_hz and len(sound):
        sound = soxr.resample(sound, rate_hz, to_rate_hz)
    pcm: bytes = (np.clip(sound * volume, -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes()
    return pcm


def at_pauses(sound: NDArray[np.float32], rate_hz: int, longest_s: float) -> list[NDArray[np.float32]]:
    """The sound in pieces of at most `longest_s`, cut where the second half of a piece is quietest."""
    longest, window = int(longest_s * rate_hz), int(_QUIET_S * rate_hz)
    pieces = []
    start = 0
    while len(sound) - start > longest:
        first = start + longest // 2
        energy = np.convolve(np.square(sound[first : start + longest]), np.ones(window), "valid")
        end = first + int(np.argmin(energy)) + window // 2
        pieces.append(sound[start:end])
        start = end
    return [*pieces, sound[start:]]


def _values(samples: Samples) -> NDArray[np.float32]:
    data, bits = samples.data, samples.bits
    if samples.kind == "float":
        return np.frombuffer(data, f"<f{bits // 8}").astype(np.float32)
    if bits == 8:
        return (np.frombuffer(data, np.uint8).astype(np.float32) - 128.0) / 128.0
    if bits == 24:
        wide: NDArray[np.uint8] = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return wide.reshape(-1).view("<i4").astype(np.float32) / float(1 << 31)
    return np.frombuffer(data, f"<i{bits // 8}").astype(np.float32) / float(1 << (bits - 1))
