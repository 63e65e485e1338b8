"""The embedded voice as a vendor. Its engines are loaded on first use, each in a thread of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.voice.local.packages import HEART, WHISPER, Weights, not_installed
from vai_gateway.voice.local.worker import Worker
from vai_gateway.voice.media_type import PCM, WAV
from vai_gateway.voice.packing import packed
from vai_gateway.voice.vendor import Recording, Speech, Spoken, Transcript, VoiceFacts, VoiceModel, Wish, issue
from vai_gateway.voice.wav import Samples, pcm_s16le, read_wav

NAME = "local"
_WHISPER, _HEART = "whisper-tiny.en", "heart"
FACTS = VoiceFacts(
    name=NAME,
    key_header=None,
    setting=None,
    base_url="",
    transcribers=(VoiceModel(_WHISPER, "Whisper tiny.en", "2022-09-21"),),
    speakers=(VoiceModel(_HEART, "Heart (hibari)"),),
)
_WEIGHTS = {_WHISPER: WHISPER, _HEART: HEART}


class Ears(Protocol):
    """Blocks. A piece is whatever the engine makes of some seconds of speech."""

    def pieces(self, samples: Samples) -> Sequence[Any]: ...

    def transcribe(self, piece: Any) -> str: ...


class Mouth(Protocol):
    """Blocks."""

    def phrases(self, text: str) -> Sequence[str]: ...

    def say(self, phrase: str, wish: Wish) -> bytes:
        """Samples: mono, s16le, at the wish's rate."""


def _open_whisper(threads: int) -> Ears:
    from vai_gateway.voice.local.whisper import open_whisper

    return open_whisper(threads)


def _open_heart(threads: int) -> Mouth:
    from vai_gateway.voice.local.hibari import open_heart

    return open_heart(threads)


def _is_installed(weights: Weights) -> bool:
    return weights.path() is not None


@dataclass(frozen=True, slots=True)
class Engines:
    """open_ears, open_mouth: called in the engine's thread, and again only after a failure."""

    open_ears: Callable[[int], Ears] = _open_whisper
    open_mouth: Callable[[int], Mouth] = _open_heart
    has: Callable[[Weights], bool] = _is_installed


class LocalVoice:
    """Implements VoiceVendor. threads: of each engine."""

    def __init__(self, threads: int = 1, engines: Engines | None = None) -> None:
        engines = engines or Engines()
        self.facts = FACTS
        self._has = engines.has
        self._ears = _Engine(WHISPER.model, lambda: engines.open_ears(threads))
        self._mouth = _Engine(HEART.model, lambda: engines.open_mouth(threads))
        self.transcriber = LocalTranscriber(self._ears)
        self.speaker = LocalSpeaker(self._mouth)

    def installed(self) -> list[str]:
        return [weights.model for weights in _WEIGHTS.values() if self._has(weights)]

    def check_installed(self, model: str, param: str) -> None:
        known = FACTS.transcribers if param == "stt_model" else FACTS.speakers
        if model not in {row.name for row in known}:
            names = ", ".join(f"{NAME}/{row.name}" for row in known)
            message = f"{param}: there is no {NAME}/{model}; there is {names}"
            raise GatewayError("not_found_error", message, param=param, code="not_found")
        if not self._has(_WEIGHTS[model]):
            raise not_installed(f"{NAME}/{model}", param=param)

    async def close(self) -> None:
        await self._ears.close()
        await self._mouth.close()


class LocalTranscriber:
    def __init__(self, ears: _Engine[Ears]) -> None:
        self._ears = ears

    def issues(self, recording: Recording, param: str) -> list[CompatIssue]:
        media_type, place, issues = recording.media_type, f"{param}.source.media_type", []
        if media_type.name not in WAV and media_type.name != PCM:
            issues.append(issue(place, f"{WHISPER.model} hears WAV and audio/pcm, and no {media_type.name}"))
        elif media_type.name == PCM and (media_type.rate_hz is None or media_type.channels is None):
            issues.append(issue(place, f"{WHISPER.model} needs the rate of the samples, as in audio/pcm;rate=16000"))
        language = (recording.language or "en").lower()
        if language.partition("-")[0].partition("_")[0] not in ("en", "eng"):
            issues.append(issue(f"{param}.language", f"{WHISPER.model} hears English alone"))
        return issues

    async def transcribe(self, recording: Recording, key: Secret | None) -> Transcript:
        samples = _samples(recording)
        pieces = await self._ears.run(lambda ears: ears.pieces(samples))
        texts = [await self._hear(piece) for piece in pieces]
        return Transcript(" ".join(text for text in texts if text))

    async def _hear(self, piece: Any) -> str:
        return await self._ears.run(lambda ears: ears.transcribe(piece))


class LocalSpeaker:
    def __init__(self, mouth: _Engine[Mouth]) -> None:
        self._mouth = mouth

    def issues(self, wish: Wish) -> list[CompatIssue]:
        issues = []
        if wish.voice != _HEART:
            issues.append(issue("voice.output.voice", f"{NAME} has no voice {wish.voice}; it has {_HEART}"))
        if wish.format == "mp3":
            issues.append(issue("voice.output.format", f"{HEART.model} makes wav and pcm, and no mp3"))
        if wish.emotion not in (None, "neutral"):
            issues.append(issue("voice.output.emotion", f"{HEART.model} takes no emotion"))
        return issues

    async def speak(self, text: str, wish: Wish, key: Secret | None) -> Spoken:
        async with aclosing(LocalSpeech(self._mouth, wish).say(text)) as chunks:
            audio = b"".join([chunk async for chunk in chunks])
        return packed(audio, wish, HEART.model)

    @asynccontextmanager
    async def open(self, wish: Wish, key: Secret | None) -> AsyncIterator[Speech]:
        yield LocalSpeech(self._mouth, wish)


class LocalSpeech:
    def __init__(self, mouth: _Engine[Mouth], wish: Wish) -> None:
        self._mouth = mouth
        self._wish = wish

    async def say(self, text: str) -> AsyncGenerator[bytes, None]:
        """A chunk per sentence. Others' jobs may come in between."""
        for phrase in await self._mouth.run(lambda mouth: mouth.phrases(text)):
            if sound := await self._sound(phrase):
                yield sound

    async def _sound(self, phrase: str) -> bytes:
        return await self._mouth.run(lambda mouth: mouth.say(phrase, self._wish))


_E = TypeVar("_E")
_R = TypeVar("_R")


class _Engine(Generic[_E]):
    """open: called in the worker's thread, at the first job and again after a failure."""

    def __init__(self, model: str, open: Callable[[], _E]) -> None:
        self._worker = Worker(model)
        self._open = open
        self._opened: _E | None = None

    async def run(self, use: Callable[[_E], _R]) -> _R:
        return await self._worker.run(lambda: use(self._get()))

    async def close(self) -> None:
        await self._worker.close()

    def _get(self) -> _E:
        if self._opened is None:
            self._opened = self._open()
        return self._opened


def _samples(recording: Recording) -> Samples:
    """Raises ValueError where the audio is not what its media type says."""
    media_type = recording.media_type
    if media_type.name in WAV:
        return read_wav(recording.audio)
    return pcm_s16le(recording.audio, channels=media_type.channels or 1, sample_rate_hz=media_type.rate_hz or 0)
