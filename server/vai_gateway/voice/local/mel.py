"""The spectrum that Whisper hears: 80 bands of the logarithmic mel scale, a hundred times a second."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
BANDS = 80
_WINDOW = 400
_HOP = 160
_HIGHEST_HZ = 8_000.0
# Slaney's mel scale: linear up to 1 kHz, logarithmic above.
_LINEAR_HZ = 200.0 / 3
_KNEE_HZ = 1_000.0
_KNEE = _KNEE_HZ / _LINEAR_HZ
_STEP = np.log(6.4) / 27


class MelSpectrum:
    def __init__(self) -> None:
        self._filters = _filters()
        self._window: NDArray[np.float32] = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)

    def of(self, samples: NDArray[np.float32], seconds: int) -> NDArray[np.float32]:
        """samples: at most `seconds` long; silence fills the rest. The shape is (1, 80, 100 * seconds)."""
        count = seconds * RATE_HZ
        padded = np.pad(np.pad(samples, (0, count - len(samples))), _WINDOW // 2, mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][: count // _HOP]
        power = np.abs(np.fft.rfft(frames * self._window, axis=1)) ** 2
        loud = np.log10(np.maximum(self._filters @ power.T, 1e-10))
        loud = (np.maximum(loud, loud.max() - 8.0) + 4.0) / 4.0
        return np.ascontiguousarray(loud[None], dtype=np.float32)


def _filters() -> NDArray[np.float64]:
    """A triangle per band, of equal area, over the spectrum's bins."""
    bins_hz = np.linspace(0.0, _HIGHEST_HZ, _WINDOW // 2 + 1)
    edges_hz = _hz(np.linspace(0.0, _mel(_HIGHEST_HZ), BANDS + 2))
    low, middle, high = edges_hz[:-2, None], edges_hz[1:-1, None], edges_hz[2:, None]
    rising = (bins_hz - low) / (middle - low)
    falling = (high - bins_hz) / (high - middle)
    filters: NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling)) * 2.0 / (high - low)
    return filters


def _mel(hz: float) -> float:
    return float(_KNEE + np.log(hz / _KNEE_HZ) / _STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    hz: NDArray[np.float64] = np.where(mel >= _KNEE, _KNEE_HZ * np.exp(_STEP * (mel - _KNEE)), mel * _LINEAR_HZ)
    return hz
