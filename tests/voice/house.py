"""The whole gateway between a client and vendors of voices that answer as the real ones do."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.servers import Host
from tests.voice.fake_vendors import KEY, FakeCartesia, FakeElevenLabs, served
from vai_gateway.voice.wav import write_wav

Json = dict[str, Any]
WAV = write_wav(b"\1\0" * 800, 16000)
CARTESIA = {"X-Provider-Key-Cartesia": KEY}
ELEVENLABS = {"X-Provider-Key-ElevenLabs": KEY}
VOICE = {"voice": {"output": {"voice": "v-1"}}}
LONG = " ".join(f"This is sentence number {n}, and there are more to come." for n in range(12))


def speech(audio: bytes = WAV, media_type: str = "audio/wav", **members: Any) -> Json:
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(audio).decode()}
    return {"type": "audio_stt", "source": source, **members}


def asked(*content: Json | str, **fields: Any) -> Json:
    blocks = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
    return {"model": "local/scripted", "messages": [{"role": "user", "content": blocks}], **fields}


@dataclass
class House:
    host: Host
    cartesia: FakeCartesia
    elevenlabs: FakeElevenLabs
    url: str
    environment: dict[str, str]
    log: io.BytesIO

    def gateway(self, **variables: str) -> House:
        """Another one, set up in another way."""
        environment = self.environment | {f"VAI_PROXY_{name}": value for name, value in variables.items()}
        return House(self.host, self.cartesia, self.elevenlabs, self.host.gateway(environment), environment, self.log)

    def post(self, body: Json, headers: Json = CARTESIA) -> httpx.Response:
        return httpx.post(f"{self.url}/v1/messages", json=body, headers=headers, timeout=20)

    def message(self, body: Json, headers: Json = CARTESIA) -> Json:
        response = self.post(body, headers)
        assert response.status_code == 200, response.text
        message: Json = response.json()
        return message

    def error(self, body: Json, headers: Json = CARTESIA) -> tuple[int, Json]:
        response = self.post(body, headers)
        assert KEY not in response.text
        error: Json = response.json()["error"]
        return response.status_code, error

    def events(self, body: Json, headers: Json = CARTESIA) -> list[Json]:
        with httpx.stream(
            "POST", f"{self.url}/v1/messages", json={**body, "stream": True}, headers=headers, timeout=20
        ) as response:
            assert response.status_code == 200, response.read()
            return [json.loads(line[6:]) for line in response.iter_lines() if line.startswith("data: ")]


@contextmanager
def opened() -> Iterator[House]:
    cartesia, elevenlabs = FakeCartesia(), FakeElevenLabs()
    with Host() as host, served(host, cartesia.app()) as one, served(host, elevenlabs.app()) as other:
        environment = {"VAI_PROXY_CARTESIA_BASE_URL": one, "VAI_PROXY_ELEVENLABS_BASE_URL": other}
        log = io.BytesIO()
        yield House(host, cartesia, elevenlabs, host.gateway(environment, log=log), environment, log)
    assert cartesia.misdeeds == []
    assert KEY.encode() not in log.getvalue()


def text_of_events(events: list[Json]) -> str:
    return "".join(event["delta"].get("text", "") for event in events if event["type"] == "content_block_delta")


def chunks_of(events: list[Json]) -> list[Json]:
    return [event for event in events if event["type"] == "audio_chunk"]


def heard(events: list[Json]) -> bytes:
    return b"".join(base64.b64decode(chunk["audio"]) for chunk in chunks_of(events))


def unavailable(events: list[Json]) -> list[Json]:
    return [event for event in events if event["type"] == "audio_unavailable"]
