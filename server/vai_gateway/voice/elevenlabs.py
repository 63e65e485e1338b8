"""ElevenLabs' voices, `elevenlabs/eleven_flash_v2_5` and others: one HTTP request per piece of text.

Source: https://elevenlabs.io/docs/api-reference/text-to-speech
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from typing import Any
from urllib.parse import quote

import msgspec

from vai_gateway.contract.responses import CompatIssue, ErrorType
from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.core.vendor_errors import kind_of_status, vendor_error
from vai_gateway.voice.exchange import Carrier, Exchange, Sending
from vai_gateway.voice.packing import packed
from vai_gateway.voice.vendor import RemoteVoice, Speech, Spoken, VoiceFacts, VoiceModel, Wish, issue

NAME = "elevenlabs"
KEY_HEADER = "X-Provider-Key-ElevenLabs"
FACTS = VoiceFacts(
    name=NAME,
    key_header=KEY_HEADER,
    setting="ELEVENLABS",
    base_url="https://api.elevenlabs.io",
    speakers=(
        VoiceModel("eleven_flash_v2_5", "Eleven Flash v2.5"),
        VoiceModel("eleven_turbo_v2_5", "Eleven Turbo v2.5"),
        VoiceModel("eleven_multilingual_v2", "Eleven Multilingual v2"),
        VoiceModel("eleven_v3", "Eleven v3"),
    ),
)
RATES_HZ = (8000, 16000, 22050, 24000, 44100, 48000)
SLOWEST, FASTEST = 0.7, 1.2
SAID_BEFORE = 500
"""Characters of what was said that go with the next piece, so that the voice goes on and does not begin anew."""
_MP3 = {22050: "mp3_22050_32", 24000: "mp3_24000_48", 44100: "mp3_44100_128"}
_MP3_RATE_HZ = 44_100
_WITHOUT_CONTEXT = ("eleven_v3",)
_OUT_OF_CREDIT = frozenset({"quota_exceeded", "insufficient_credits"})

Json = dict[str, Any]


def elevenlabs(carrier: Carrier, base_url: str | None = None) -> RemoteVoice:
    exchange = Exchange(NAME, carrier, refused)
    return RemoteVoice(FACTS, None, ElevenLabsSpeaker(exchange, base_url or FACTS.base_url))


class ElevenLabsSpeaker:
    def __init__(self, exchange: Exchange, base_url: str) -> None:
        self._exchange = exchange
        self._base_url = base_url

    def issues(self, wish: Wish) -> list[CompatIssue]:
        who = f"elevenlabs/{wish.model}"
        issues = []
        rates: tuple[int, ...] = tuple(_MP3) if wish.format == "mp3" else RATES_HZ
        if wish.sample_rate_hz is not None and wish.sample_rate_hz not in rates:
            issues.append(
                issue("voice.output.sample_rate", f"{who} makes {wish.format} at {', '.join(map(str, rates))} Hz")
            )
        if not SLOWEST <= wish.speed <= FASTEST:
            issues.append(issue("voice.output.speed", f"{who} speaks at {SLOWEST} to {FASTEST} times its speed"))
        if wish.volume != 1.0:
            issues.append(issue("voice.output.volume", f"{who} cannot change its volume"))
        if wish.emotion is not None:
            issues.append(issue("voice.output.emotion", f"{who} takes no emotion"))
        return issues

    async def speak(self, text: str, wish: Wish, key: Secret | None) -> Spoken:
        form = _MP3[wish.sample_rate_hz or _MP3_RATE_HZ] if wish.format == "mp3" else f"pcm_{wish.pcm_rate_hz}"
        with closing(await self._exchange.sound(self._sending("", form, text, wish, key))) as reply:
            return packed(await reply.body(), wish, NAME)

    @asynccontextmanager
    async def open(self, wish: Wish, key: Secret | None) -> AsyncIterator[Speech]:
        yield _ElevenLabsSpeech(self, wish, key)

    async def stream(self, text: str, wish: Wish, key: Secret | None, *, before: str) -> AsyncGenerator[bytes, None]:
        """before: what was said just now."""
        sending = self._sending("/stream", f"pcm_{wish.pcm_rate_hz}", text, wish, key, before)
        with closing(await self._exchange.in_time(self._exchange.sound(sending))) as reply:
            while chunk := await self._exchange.in_time(reply.chunk()):
                yield chunk

    def _sending(self, end: str, form: str, text: str, wish: Wish, key: Secret | None, before: str = "") -> Sending:
        body: Json = {"text": text, "model_id": wish.model}
        if wish.speed != 1.0:
            body["voice_settings"] = {"speed": wish.speed}
        if before and not wish.model.startswith(_WITHOUT_CONTEXT):
            body["previous_text"] = before
        return Sending(
            f"{self._base_url}/v1/text-to-speech/{quote(wish.voice, safe='')}{end}?output_format={form}",
            {"content-type": "application/json", "accept-encoding": "identity", "user-agent": "vai-gateway"},
            {} if key is None else {"xi-api-key": key},
            msgspec.json.encode(body),
        )


class _ElevenLabsSpeech:
    def __init__(self, speaker: ElevenLabsSpeaker, wish: Wish, key: Secret | None) -> None:
        self._speaker = speaker
        self._wish = wish
        self._key = key
        self._said = ""

    def say(self, text: str) -> AsyncGenerator[bytes, None]:
        before, self._said = self._said, (self._said + text)[-SAID_BEFORE:]
        return self._speaker.stream(text, self._wish, self._key, before=before)


def refused(status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    """The error's object stands under `detail`, a text or a list of what is invalid in older answers."""
    try:
        said = msgspec.json.decode(body)
    except UNREADABLE:
        said = None
    detail = said.get("detail") if isinstance(said, dict) else None
    members = detail if isinstance(detail, dict) else {}
    message = members.get("message", detail if isinstance(detail, str) else None)
    code = members.get("code") or members.get("status")
    kind: ErrorType = "permission_error" if code in _OUT_OF_CREDIT else kind_of_status(status)
    return vendor_error(
        NAME,
        kind,
        message=f"{NAME}: {message}" if isinstance(message, str) else "",
        key_header=KEY_HEADER,
        body=said if isinstance(said, dict) else None,
        headers=headers,
        status=status,
    )
