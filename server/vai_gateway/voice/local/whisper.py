"""Whisper tiny.en by CTranslate2, with a context only as long as the speech needs.

A context that ends with the speech makes it repeat itself, so two seconds of silence follow. Silence alone makes
it invent words, so what is probably no speech is dropped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ctranslate2
from numpy import float32
from numpy.typing import NDArray

from vai_gateway.voice.local.mel import RATE_HZ, MelSpectrum
from vai_gateway.voice.local.packages import WHISPER
from vai_gateway.voice.local.samples import at_pauses, mono
from vai_gateway.voice.wav import Samples

CONTEXTS_S = (8, 10, 15)
SILENCE_S = 2.0
LONGEST_S = CONTEXTS_S[-1] - SILENCE_S
"""Of one piece of speech."""
NO_SPEECH = 0.6
_START, _NO_TIMESTAMPS, _FIRST_SPECIAL = 50257, 50362, 50256
_TOKENS_PER_S = 12
_LEAST_TOKENS = 16
_MOST_TOKENS = 224


class Whisper:
    def __init__(self, folder: Path, threads: int) -> None:
        """Blocks for half a second."""
        self._model = ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", intra_threads=threads, inter_threads=1
        )
        self._spectrum = MelSpectrum()
        vocabulary = json.loads((folder / "tokenizer.json").read_bytes())["model"]["vocab"]
        of_letter = _bytes_of_letters()
        self._bytes = {
            number: bytes(of_letter[letter] for letter in token)
            for token, number in vocabulary.items()
            if number < _FIRST_SPECIAL
        }

    def pieces(self, samples: Samples) -> list[NDArray[float32]]:
        return at_pauses(mono(samples, RATE_HZ), RATE_HZ, LONGEST_S)

    def transcribe(self, piece: NDArray[float32]) -> str:
        length_s = len(piece) / RATE_HZ
        context_s = next(context_s for context_s in CONTEXTS_S if context_s >= length_s + SILENCE_S)
        tokens = min(_MOST_TOKENS, _LEAST_TOKENS + int(_TOKENS_PER_S * length_s))
        heard: Any = self._model.generate(
            ctranslate2.StorageView.from_array(self._spectrum.of(piece, context_s)),
            [[_START, _NO_TIMESTAMPS]],
            beam_size=1,
            max_length=2 * tokens,  # CTranslate2 gives half of it to what is said.
            return_no_speech_prob=True,
        )[0]
        if heard.no_speech_prob > NO_SPEECH:
            return ""
        said = b"".join(self._bytes.get(token, b"") for token in heard.sequences_ids[0])
        return said.decode(errors="replace").strip()


def open_whisper(threads: int) -> Whisper:
    """Raises GatewayError 404 if it is not installed."""
    return Whisper(WHISPER.verified_path().parent, threads)


def _bytes_of_letters() -> dict[str, int]:
    """GPT-2 writes each byte as one visible letter: itself where it is visible, else one from U+0100 on."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in visible]
    return {chr(b): b for b in visible} | {chr(256 + n): b for n, b in enumerate(others)}
