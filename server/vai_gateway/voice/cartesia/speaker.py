"""Cartesia's voice: POST /tts/bytes for a whole text, one socket per answer while the text is being written.

Each piece of text is a context of its own, and the next begins when the last is done. A context that waited
for more text would be closed by Cartesia about a second after its last sound, whenever the model pauses.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import msgspec

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import UNREADABLE, unreadable_reply
from vai_gateway.core.ids import message_id
from vai_gateway.core.secret import Secret
from vai_gateway.voice.cartesia.error import NAME, failed
from vai_gateway.voice.cartesia.request import Requests
from vai_gateway.voice.exchange import Exchange
from vai_gateway.voice.packing import packed
from vai_gateway.voice.vendor import Speech, Spoken, Wish, issue
from vai_gateway.wire.upstream_ws import UpstreamSocket, unreadable_message

RATES_HZ = (8000, 16000, 22050, 24000, 44100, 48000)
_MP3_BITS_PER_S = 128_000
_WITHOUT_CONTROLS = ("sonic-2", "sonic-turbo", "sonic-english", "sonic-multilingual")
"""Models that ignore speed, volume and emotion."""

Json = dict[str, Any]


class CartesiaSpeaker:
    def __init__(self, exchange: Exchange, requests: Requests) -> None:
        self._exchange = exchange
        self._requests = requests

    def issues(self, wish: Wish) -> list[CompatIssue]:
        issues = []
        if wish.pcm_rate_hz not in RATES_HZ:
            rates = ", ".join(map(str, RATES_HZ))
            issues.append(issue("voice.output.sample_rate", f"cartesia/{wish.model} speaks at {rates} Hz"))
        if wish.model == "sonic" or wish.model.startswith(_WITHOUT_CONTROLS):
            what = f"cartesia/{wish.model} cannot change its"
            issues += [
                issue(f"voice.output.{name}", f"{what} {name}; cartesia/sonic-3 can") for name in _controls(wish)
            ]
        return issues

    async def speak(self, text: str, wish: Wish, key: Secret | None) -> Spoken:
        body = _generation(text, wish)
        if wish.format == "mp3":
            container = {"container": "mp3", "sample_rate": wish.pcm_rate_hz, "bit_rate": _MP3_BITS_PER_S}
            body["output_format"] = container
        sending = self._requests.sending(
            "/tts/bytes", key, body=msgspec.json.encode(body), content_type="application/json"
        )
        with closing(await self._exchange.sound(sending)) as reply:
            audio = await reply.body()
        return packed(audio, wish, NAME)

    @asynccontextmanager
    async def open(self, wish: Wish, key: Secret | None) -> AsyncIterator[Speech]:
        async with await self._exchange.connect(self._requests.sending("/tts/websocket", key)) as socket:
            yield _CartesiaSpeech(self._exchange, socket, wish)


class _CartesiaSpeech:
    def __init__(self, exchange: Exchange, socket: UpstreamSocket, wish: Wish) -> None:
        self._exchange = exchange
        self._socket = socket
        self._wish = wish

    async def say(self, text: str) -> AsyncGenerator[bytes, None]:
        context = message_id()
        request = {**_generation(text, self._wish), "context_id": context, "continue": False, "max_buffer_delay_ms": 0}
        await self._socket.send(msgspec.json.encode(request).decode())
        while True:
            frame = await self._frame()
            if frame.get("context_id", context) != context:
                continue
            kind = frame.get("type")
            if kind == "error" or (kind is None and "error" in frame):
                raise failed(frame)
            if kind == "chunk":
                yield _samples(frame)
            elif kind == "done":
                return

    async def _frame(self) -> Json:
        message = await self._exchange.in_time(self._socket.receive())
        try:
            frame = msgspec.json.decode(message) if isinstance(message, str) else None
        except UNREADABLE:
            frame = None
        if not isinstance(frame, dict):
            raise unreadable_message(NAME, message)
        return frame


def _generation(text: str, wish: Wish) -> Json:
    generation: Json = {
        "model_id": wish.model,
        "transcript": text,
        "voice": {"mode": "id", "id": wish.voice},
        "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": wish.pcm_rate_hz},
    }
    if controls := _controls(wish):
        generation["generation_config"] = controls
    return generation


def _controls(wish: Wish) -> Json:
    """What is asked for beyond the voice's own manner."""
    said = {"speed": wish.speed, "volume": wish.volume, "emotion": wish.emotion}
    return {name: value for name, value in said.items() if value not in (None, 1.0)}


def _samples(frame: Json) -> bytes:
    try:
        return base64.b64decode(frame["data"], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError):
        raise unreadable_reply(NAME, "a chunk without samples") from None
