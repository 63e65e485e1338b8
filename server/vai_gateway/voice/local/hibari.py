"""The voice `heart` by hibari: English, 24 kHz."""

from __future__ import annotations

import unicodedata

import hibari

from vai_gateway.voice.local.packages import HEART
from vai_gateway.voice.local.samples import s16le
from vai_gateway.voice.vendor import Wish

_SEED = 0
"""The same text always sounds the same."""


class Heart:
    def __init__(self, threads: int) -> None:
        """Blocks for half a second."""
        self._voice = hibari.Hibari(voice="heart", model=str(HEART.verified_path()), threads=threads)
        self._voice("Ready.")

    def phrases(self, text: str) -> list[str]:
        """The sounds of each sentence, in hibari's alphabet."""
        try:
            return list(self._voice.phonemize(unicodedata.normalize("NFKC", text)))
        except (ValueError, TypeError, LookupError):
            # It takes ➃ for a digit, and cannot read it; what no English word has is left out then.
            plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
            return list(self._voice.phonemize(plain))

    def say(self, phrase: str, wish: Wish) -> bytes:
        sound = self._voice.from_phonemes(phrase, wish.speed, _SEED)
        return s16le(sound, hibari.SAMPLE_RATE, to_rate_hz=wish.pcm_rate_hz, volume=wish.volume)


def open_heart(threads: int) -> Heart:
    """Raises GatewayError 404 if it is not installed."""
    return Heart(threads)
