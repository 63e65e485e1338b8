"""Cartesia and ElevenLabs as they answer over the wire, on real sockets. They note what a client must not do."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers import Host

Json = dict[str, Any]
SAMPLE = b"\x01\x02"
KEY = "sk_car_canary"


def sound(text: str) -> bytes:
    """What the fakes say for `text`: 200 samples per character."""
    return SAMPLE * 200 * len(text)


@dataclass
class FakeCartesia:
    """status: of every HTTP answer, or of the first `refusals` alone. upgrade: of the socket's.

    fails_at, hangs_at, drops_at: the utterance that ends in `frame`, never ends, or ends the connection.
    frame: as an object, or as it is. noise: comes within every utterance. done: how one ends, beside its context.
    """

    transcript: str = "what was said"
    status: int = 200
    refusals: int = 1 << 30
    upgrade: int = 101
    fails_at: int = -1
    hangs_at: int = -1
    drops_at: int = -1
    frame: Json | str | bytes = field(
        default_factory=lambda: {"type": "error", "status_code": 500, "title": "No", "message": "no"}
    )
    noise: Json = field(default_factory=lambda: {"type": "timestamps", "word_timestamps": {"words": ["a"]}})
    done: Json = field(default_factory=lambda: {"type": "done", "done": True})
    body: bytes = b'{"error_code": null, "title": "Broken", "message": "it is broken", "request_id": "r"}'
    headers: dict[str, str] = field(default_factory=lambda: {"retry-after": "60"})
    heard: list[Json] = field(default_factory=list)
    spoken: list[Json] = field(default_factory=list)
    misdeeds: list[str] = field(default_factory=list)
    closed: list[int | None] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    sockets: int = 0

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 25)
        app.router.add_post("/stt", self._stt)
        app.router.add_post("/tts/bytes", self._bytes)
        app.router.add_get("/tts/websocket", self._socket)
        return app

    def _refusal(self, request: web.Request) -> web.Response | None:
        if KEY in str(request.url):
            self.misdeeds.append("the key is in the address")
        if "cartesia-version" not in request.headers:
            self.misdeeds.append("no version")
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return web.json_response({"title": "Unauthorized", "message": f"bad key {KEY}"}, status=401)
        if self.status != 200 and self.refusals > 0:
            self.refusals -= 1
            return web.Response(status=self.status, body=self.body, headers=self.headers)
        return None

    async def _stt(self, request: web.Request) -> web.Response:
        fields: Json = {"query": dict(request.query)}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                fields[name] = value.filename, value.content_type, value.file.read()
            else:
                fields[name] = value
        self.heard.append(fields)
        refusal = self._refusal(request)
        return refusal or web.json_response({"type": "transcript", "text": self.transcript, "duration": 1.0})

    async def _bytes(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.spoken.append(asked)
        if refusal := self._refusal(request):
            return refusal
        return web.Response(body=sound(asked["transcript"]), content_type="audio/pcm")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        refusal = self._refusal(request)
        if refusal is not None or self.upgrade != 101:
            return refusal or web.Response(status=self.upgrade, body=self.body, headers=self.headers)
        self.sockets += 1
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._say(json.loads(message.data), socket)
        self.closed.append(socket.close_code)
        self.left.set()
        return socket

    async def _say(self, asked: Json, socket: web.WebSocketResponse) -> None:
        number = len(self.spoken)
        if any(asked["context_id"] == earlier["context_id"] for earlier in self.spoken):
            self.misdeeds.append("text for a context that was ended")
        self.spoken.append(asked)
        frame = {"context_id": asked["context_id"], "status_code": 206, "done": False}
        await socket.send_json({"type": "chunk", **frame, "context_id": "another", "data": "////"})
        pcm = sound(asked["transcript"])
        for start in range(0, len(pcm), 999):
            data = base64.b64encode(pcm[start : start + 999]).decode()
            await socket.send_json({"type": "chunk", **frame, "data": data, "step_time": 1.0, "flush_id": 1})
        if number == self.drops_at:
            await socket.close(code=1011)
        if number == self.fails_at:
            await _send(socket, self.frame)
        elif number != self.hangs_at:
            await socket.send_json({**frame, **self.noise})
            await socket.send_json({"type": "flush_done", **frame, "flush_done": True, "flush_id": 1})
            await socket.send_json({**frame, **self.done})


async def _send(socket: web.WebSocketResponse, frame: Json | str | bytes) -> None:
    if isinstance(frame, bytes):
        await socket.send_bytes(frame)
    else:
        await socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))


@dataclass
class FakeElevenLabs:
    """hangs: it takes a request and never answers. drops: it breaks off in the middle of the sound."""

    status: int = 200
    kind: str = "application/octet-stream"
    body: bytes = b'{"detail": {"status": "voice_not_found", "message": "A voice was not found."}}'
    hangs: bool = False
    drops: bool = False
    spoken: list[Json] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = web.Application()
        app.on_shutdown.append(self._end)
        app.router.add_post("/v1/text-to-speech/{voice}", self._speak)
        app.router.add_post("/v1/text-to-speech/{voice}/stream", self._speak)
        return app

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.spoken.append({"path": request.path_qs, **asked})
        if self.hangs:
            await self.over.wait()
        if request.headers.get("xi-api-key") != KEY:
            return web.json_response(
                {"detail": {"status": "invalid_api_key", "message": "Invalid API key"}}, status=401
            )
        if self.status != 200:
            return web.Response(status=self.status, body=self.body, headers={"content-type": self.kind})
        answer = web.StreamResponse()
        await answer.prepare(request)
        pcm = sound(asked["text"])
        for start in range(0, len(pcm), 777):
            await answer.write(pcm[start : start + 777])
            if self.drops and request.transport is not None:
                request.transport.close()
                break
        await answer.write_eof()
        return answer

    async def _end(self, app: web.Application) -> None:
        self.over.set()


@contextmanager
def served(host: Host, app: web.Application) -> Iterator[str]:
    """Its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def start() -> str:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield host.run(start())
    host.run(runner.cleanup())
