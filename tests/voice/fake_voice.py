"""A vendor of voices that says and hears what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.voice.packing import packed
from vai_gateway.voice.plan import Speaking
from vai_gateway.voice.vendor import (
    Recording,
    Speaker,
    Speech,
    Spoken,
    Transcriber,
    Transcript,
    VoiceFacts,
    VoiceModel,
    Wish,
)

KEY = Secret("sk_canary_123")
CUT = GatewayError("provider_error", "cartesia ended its answer early", code="upstream_cut")


def facts(name: str, *, hears: bool = True, speaks: bool = True) -> VoiceFacts:
    models = (VoiceModel(f"{name}-1", name.title()), VoiceModel(f"{name}-2", name.title()))
    return VoiceFacts(
        name=name,
        key_header=f"X-Provider-Key-{name.title()}",
        setting=name.upper(),
        base_url="",
        transcribers=models if hears else (),
        speakers=models if speaks else (),
    )


def sound(text: str) -> bytes:
    return b"\1\2" * 100 * len(text)


@dataclass
class FakeTranscriber:
    """hear: what it makes of a recording. at_once: the most that it had in hand."""

    hear: Callable[[Recording], str] = lambda recording: recording.audio.decode()
    refuses: Sequence[CompatIssue] = ()
    asked: list[Recording] = field(default_factory=list)
    keys: list[Secret | None] = field(default_factory=list)
    at_once: int = 0
    now: int = 0

    def issues(self, recording: Recording, param: str) -> list[CompatIssue]:
        return list(self.refuses)

    async def transcribe(self, recording: Recording, key: Secret | None) -> Transcript:
        self.asked.append(recording)
        self.keys.append(key)
        self.now += 1
        self.at_once = max(self.at_once, self.now)
        for _ in range(3):
            await asyncio.sleep(0)
        self.now -= 1
        return Transcript(self.hear(recording))


@dataclass
class FakeSpeaker:
    """fails_at: the utterance that ends in `error`; 0 is the connection, -1 none. hangs: it says nothing, for ever."""

    fails_at: int = -1
    error: GatewayError = CUT
    hangs: bool = False
    silent: bool = False
    refuses: Sequence[CompatIssue] = ()
    gate: asyncio.Event | None = None
    said: list[str] = field(default_factory=list)
    opened: int = 0
    closed: int = 0

    def issues(self, wish: Wish) -> list[CompatIssue]:
        return list(self.refuses)

    async def speak(self, text: str, wish: Wish, key: Secret | None) -> Spoken:
        self.said.append(text)
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails_at >= 0:
            raise self.error
        return packed(b"" if self.silent else sound(text), wish, "fake")

    @asynccontextmanager
    async def open(self, wish: Wish, key: Secret | None) -> AsyncIterator[Speech]:
        if self.fails_at == 0:
            raise self.error
        self.opened += 1
        try:
            yield _FakeSpeech(self)
        finally:
            self.closed += 1


@dataclass
class _FakeSpeech:
    speaker: FakeSpeaker

    async def say(self, text: str) -> AsyncGenerator[bytes, None]:
        speaker = self.speaker
        speaker.said.append(text)
        if speaker.gate is not None:
            await speaker.gate.wait()
        if speaker.hangs:
            await asyncio.Event().wait()
        if speaker.silent:
            return
        pcm = sound(text)
        yield pcm[:501]
        await asyncio.sleep(0)
        if len(speaker.said) == speaker.fails_at:
            raise speaker.error
        yield pcm[501:]


@dataclass
class FakeVendor:
    facts: VoiceFacts
    transcriber: Transcriber | None = None
    speaker: Speaker | None = None
    missing: GatewayError | None = None

    def installed(self) -> list[str]:
        return []

    def check_installed(self, model: str, param: str) -> None:
        if self.missing is not None:
            raise self.missing

    async def close(self) -> None: ...


def vendor(name: str, *, transcriber: FakeTranscriber | None = None, speaker: FakeSpeaker | None = None) -> FakeVendor:
    return FakeVendor(facts(name, hears=transcriber is not None, speaks=speaker is not None), transcriber, speaker)


def speaking(speaker: FakeSpeaker, wish: Wish | None = None) -> Speaking:
    return Speaking("fake/fake-1", facts("fake"), speaker, wish or Wish("fake-1", "v"), KEY)


def request(**fields: Any) -> MessageRequest:
    return MessageRequest.model_validate({"model": "m/m", "messages": [{"role": "user", "content": "hi"}], **fields})
