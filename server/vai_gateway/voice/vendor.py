"""What a voice vendor is to the rest of the house: whoever hears, whoever speaks, and the facts of both."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.secret import Secret
from vai_gateway.voice.media_type import MediaType

Format = Literal["wav", "mp3", "pcm"]
DEFAULT_RATE_HZ = 24_000
UNDATED = "1970-01-01"


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """One row of a vendor's catalogue. created: the date the vendor gives, `YYYY-MM-DD`; few give one."""

    name: str
    display_name: str
    created: str = UNDATED


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """key_header, setting: as in ProviderFacts. The first model of each list is the vendor's default."""

    name: str
    key_header: str | None
    setting: str | None
    base_url: str
    transcribers: tuple[VoiceModel, ...] = ()
    speakers: tuple[VoiceModel, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """Speech as the caller sent it. model: without the vendor's prefix."""

    model: str
    media_type: MediaType
    language: str | None
    audio: bytes = b""


@dataclass(frozen=True, slots=True)
class Transcript:
    """text: empty where nothing was said."""

    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer is to sound. model: without the vendor's prefix. None: as the vendor thinks best.

    format: of a whole answer; a stream is PCM.
    """

    model: str
    voice: str
    format: Format = "wav"
    sample_rate_hz: int | None = None
    speed: float = 1.0
    volume: float = 1.0
    emotion: str | None = None

    @property
    def pcm_rate_hz(self) -> int:
        """Of samples; a packed format may have another default."""
        return self.sample_rate_hz or DEFAULT_RATE_HZ


@dataclass(frozen=True, slots=True)
class Spoken:
    media_type: str
    audio: bytes


class Transcriber(Protocol):
    def issues(self, recording: Recording, param: str) -> list[CompatIssue]:
        """What it cannot hear of that, before its audio was decoded. param: of the block."""

    async def transcribe(self, recording: Recording, key: Secret | None) -> Transcript:
        """Raises GatewayError. Raises ValueError where the audio is not what its media type says."""


class Speech(Protocol):
    """One answer on its way: fed one piece of text after the other."""

    def say(self, text: str) -> AsyncGenerator[bytes, None]:
        """Samples: mono, s16le, in pieces of any length. Who consumes, closes. Raises GatewayError."""


class Speaker(Protocol):
    def issues(self, wish: Wish) -> list[CompatIssue]: ...

    async def speak(self, text: str, wish: Wish, key: Secret | None) -> Spoken:
        """The whole text at once. Raises GatewayError."""

    def open(self, wish: Wish, key: Secret | None) -> AbstractAsyncContextManager[Speech]:
        """To speak while the text is still being written. Raises GatewayError."""


class VoiceVendor(Protocol):
    @property
    def facts(self) -> VoiceFacts: ...

    @property
    def transcriber(self) -> Transcriber | None: ...

    @property
    def speaker(self) -> Speaker | None: ...

    def installed(self) -> list[str]:
        """The ids of embedded models that can be used."""

    def check_installed(self, model: str, param: str) -> None:
        """Raises GatewayError 404 for an embedded model that cannot be used."""

    async def close(self) -> None: ...


def issue(param: str, message: str) -> CompatIssue:
    """What a vendor cannot hear or say. param: the request's field that asks for it."""
    return CompatIssue(param=param, code="unsupported_voice", message=message)


@dataclass(frozen=True, slots=True)
class RemoteVoice:
    """A vendor behind HTTP. Implements VoiceVendor; models that it does not list pass."""

    facts: VoiceFacts
    transcriber: Transcriber | None
    speaker: Speaker | None

    def installed(self) -> list[str]:
        return []

    def check_installed(self, model: str, param: str) -> None:
        """There is nothing to install."""

    async def close(self) -> None:
        """There is nothing to close."""
