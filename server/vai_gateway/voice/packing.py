"""Samples in the form that was asked for."""

from __future__ import annotations

from vai_gateway.core.errors import GatewayError
from vai_gateway.voice.media_type import pcm_at
from vai_gateway.voice.vendor import Spoken, Wish
from vai_gateway.voice.wav import write_wav


def packed(audio: bytes, wish: Wish, vendor: str) -> Spoken:
    """audio: mono s16le samples, or MP3 where that is the wish. Raises GatewayError if there is none."""
    if not audio:
        raise no_sound(vendor)
    match wish.format:
        case "mp3":
            return Spoken("audio/mpeg", audio)
        case "pcm":
            return Spoken(pcm_at(wish.pcm_rate_hz), audio)
        case "wav":
            return Spoken("audio/wav", write_wav(audio, wish.pcm_rate_hz))


def no_sound(vendor: str) -> GatewayError:
    return GatewayError("provider_error", f"{vendor} made no sound", code="provider_invalid_response")
