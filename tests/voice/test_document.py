"""docs/voice.md does what it says: a spoken question to a gateway as users start it, by curl."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.docs.gateway_process import ROOT, gateway_process
from tests.voice.real import needs_the_voice, word_errors
from vai_gateway.voice.local.vendor import LocalVoice
from vai_gateway.voice.media_type import read_media_type
from vai_gateway.voice.vendor import Recording
from vai_gateway.voice.wav import write_wav

pytestmark = needs_the_voice
QUESTION = "What is the capital of France?"
STORY = (
    "My brother lives in a small house by the sea. In summer the windows are open all day long, and we can hear the "
    "ships. Last year he bought an old boat and painted it green. It still has no name, so we call it the green one."
)
DOCUMENT = (ROOT / "docs/voice.md").read_text()
SPEAK, CURL, READ = re.findall(r"(?ms)^```sh\n(.*?)^```$", DOCUMENT)[1:]


@pytest.fixture(scope="module")
def voice() -> Iterator[LocalVoice]:
    voice = LocalVoice()
    yield voice
    asyncio.run(voice.close())


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    with gateway_process({}) as url:
        yield url


@pytest.fixture
def folder(gateway: str, tmp_path: Path) -> Path:
    """With the question that the document speaks."""
    run(SPEAK, tmp_path, url=gateway)
    return tmp_path


def hear(voice: LocalVoice, wav: bytes) -> str:
    recording = Recording("whisper-tiny.en", read_media_type("audio/wav"), None, wav)
    return asyncio.run(voice.transcriber.transcribe(recording, None)).text


def run(snippet: str, folder: Path, *, url: str) -> str:
    command = snippet.replace("localhost:8080", url.removeprefix("http://"))
    done = subprocess.run(["bash", "-ec", command], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def test_a_spoken_question_is_heard_answered_and_the_answer_can_be_played(
    voice: LocalVoice, gateway: str, folder: Path
) -> None:
    run(CURL, folder, url=gateway)
    heard, text, *_ = run(READ, folder, url=gateway).splitlines()
    assert heard == QUESTION
    assert word_errors(text, listened := hear(voice, (folder / "answer.wav").read_bytes())) <= 1, listened


def asked(folder: Path, *, words: str) -> dict[str, Any]:
    body = CURL.partition("<<END\n")[2].partition("END\n")[0]
    data = base64.b64encode((folder / "question.wav").read_bytes()).decode()
    request: dict[str, Any] = json.loads(re.sub(r'"\$\(.*?\)"', json.dumps(data), body))
    request["messages"][0]["content"].append({"type": "text", "text": words})
    return {**request, "stream": True}


def test_a_stream_has_sound_before_its_text_has_ended(
    voice: LocalVoice, gateway: str, folder: Path, record_property: Any
) -> None:
    request = {**asked(folder, words=f"[[delay_ms=20]] {STORY}"), "model": "local/scripted"}
    began = time.monotonic()
    with httpx.stream("POST", f"{gateway}/v1/messages", json=request, timeout=60) as response:
        lines = (line for line in response.iter_lines() if line.startswith("data: "))
        events = [(time.monotonic() - began, json.loads(line[6:])) for line in lines]
    kinds = [event["type"] for _, event in events]
    chunks = [event for _, event in events if event["type"] == "audio_chunk"]
    text = "".join(e["delta"]["text"] for _, e in events if e["type"] == "content_block_delta")
    last_text = len(kinds) - 1 - kinds[::-1].index("content_block_delta")
    first_sound = kinds.index("audio_chunk")
    record_property("figures", f"sound after {events[first_sound][0]:.2f} s, text until {events[last_text][0]:.2f} s")
    assert events[0][1]["message"]["metadata"] == {"user_transcript": QUESTION}
    assert first_sound < last_text and kinds[-1] == "message_stop"
    assert [chunk["is_final"] for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    pcm = b"".join(base64.b64decode(chunk["audio"]) for chunk in chunks)
    heard = hear(voice, write_wav(pcm, chunks[0]["sample_rate_hz"]))
    assert word_errors(text, heard) <= len(text.split()) // 10, heard


def test_the_gateway_names_the_voices_that_are_installed(gateway: str) -> None:
    installed = {"local/whisper-tiny.en", "local/heart"}
    assert installed <= set(httpx.get(f"{gateway}/readyz").json()["local_models"])
    assert installed <= {row["id"] for row in httpx.get(f"{gateway}/v1/models").json()["data"]}
