"""Runs that hear and speak: what was said is heard once, before the run, and the final answer is spoken once."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.gateway.runs import CREATE, FETCH, STREAM, Path, kinds, run_body
from tests.gateway.stage import Json
from tests.replay.answer import frames
from tests.servers import Host
from tests.voice.fake_vendors import KEY, FakeCartesia, served, sound
from vai_gateway.voice.wav import write_wav

VOICE: Any = {"voice": {"output": {"voice": "v-1"}}}
LOOK = '[[words=4 call=vai_web_fetch input={"url":"http://localhost/"}]]'
both_ways = pytest.mark.parametrize("path", [CREATE, STREAM])


@dataclass
class House:
    cartesia: FakeCartesia
    url: str

    def post(self, path: Path, body: Json, headers: Json | None = None) -> httpx.Response:
        sent = {"X-Provider-Key-Cartesia": KEY} if headers is None else headers
        return httpx.post(self.url + path, json=body, headers=sent, timeout=20)

    def events(self, body: Json) -> list[Json]:
        answer = self.post(STREAM, body)
        assert answer.status_code == 200, answer.text
        return list(frames(answer.content))

    def result(self, path: Path, body: Json) -> Json:
        last: Json = self.events(body)[-1] if path == STREAM else self.post(path, body).json()
        result: Json = last["result"]
        return result

    @property
    def spoken(self) -> str:
        return "".join(asked["transcript"] for asked in self.cartesia.spoken)


@pytest.fixture
def house() -> Iterator[House]:
    cartesia = FakeCartesia()
    with Host() as host, served(host, cartesia.app()) as address:
        yield House(cartesia, host.gateway({"VAI_PROXY_CARTESIA_BASE_URL": address}))
    assert cartesia.misdeeds == []


def heard(**more: Any) -> Json:
    """What the caller said stands in the fake's transcript."""
    audio = base64.b64encode(write_wav(b"\1\0" * 800, 16000)).decode()
    block = {"type": "audio_stt", "source": {"type": "base64", "media_type": "audio/wav", "data": audio}}
    return run_body("", FETCH, messages=[{"role": "user", "content": [block]}], **more)


def text_of(content: list[Json]) -> str:
    return "".join(block["text"] for block in content if block["type"] == "text")


@pytest.mark.parametrize("text", [LOOK, "[[words=400]]"])
def test_the_final_answer_alone_is_spoken_before_the_end(house: House, text: str) -> None:
    events = house.events(run_body(text, FETCH, **VOICE))
    chunks = [event for event in events if event["type"] == "audio_chunk"]
    answer = text_of(events[-1]["result"]["response"]["content"])
    assert b"".join(base64.b64decode(chunk["audio"]) for chunk in chunks) == sound(house.spoken)
    assert [chunk["is_final"] for chunk in chunks].count(True) == 1
    assert chunks[-1]["is_final"] and kinds(events)[-2:] == ["audio_chunk", "run_complete"]
    assert house.spoken.replace(" ", "") == answer.replace(" ", "")


def test_the_sound_is_no_part_of_the_model_s_turns(house: House) -> None:
    events = house.events(run_body(LOOK, FETCH, **VOICE))
    wrapped = {event["event"]["type"] for event in events if event["type"] == "stream_event"}
    assert not wrapped & {"audio_chunk", "audio_unavailable"}
    assert "audio" not in json.dumps(events[-1]["result"]["messages"])


def test_a_blocking_answer_carries_the_sound_and_the_history_does_not(house: House) -> None:
    result = house.result(CREATE, run_body(LOOK, FETCH, **VOICE))
    audio = result["response"]["content"][-1]
    assert (audio["type"], audio["transcript"]) == ("audio", text_of(result["response"]["content"]))
    rest = {name: value for name, value in result.items() if name != "response"}
    assert '"audio"' not in json.dumps(rest)
    assert len(house.cartesia.spoken) == 1


@pytest.mark.parametrize("run", [{"max_turns": 1}, {"max_tool_calls": 1}])
def test_a_run_that_stops_with_calls_has_nothing_to_say(house: House, run: Json) -> None:
    text = LOOK if "max_turns" in run else LOOK + LOOK
    events = house.events(run_body(text, FETCH, run=run, **VOICE))
    assert (kinds(events)[-1], house.spoken) == ("run_complete", "")


def test_a_voice_that_fails_costs_its_sound_alone(house: House) -> None:
    house.cartesia.fails_at = 0
    events = house.events(run_body("Hello.", **VOICE))
    assert kinds(events)[-2:] == ["audio_unavailable", "run_complete"]
    assert events[-1]["result"]["stop_reason"] == "end_turn"


@both_ways
def test_what_was_heard_stands_in_every_turn_and_as_text_in_the_history(house: House, path: Path) -> None:
    house.cartesia.transcript = LOOK
    events = house.events(heard()) if path == STREAM else []
    result = events[-1]["result"] if events else house.result(path, heard())
    turns = [event["response"] for event in events if event["type"] == "step_complete"] or [
        step["response"] for step in result["steps"]
    ]
    assert [turn["metadata"]["user_transcript"] for turn in turns] == [LOOK, LOOK]
    assert result["messages"][0]["content"] == [{"type": "text", "text": LOOK}]
    assert len(house.cartesia.heard) == 1


@pytest.mark.parametrize("ears", [False, True])
@both_ways
def test_a_voice_without_a_key_is_401_and_names_the_header(house: House, path: Path, ears: bool) -> None:
    without = House(house.cartesia, house.url)
    with Host() as host:
        without.url = host.gateway({})
        answer = without.post(path, heard() if ears else run_body("Hello.", **VOICE), headers={})
    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (401, "X-Provider-Key-Cartesia")


def test_what_a_voice_cannot_do_is_named_by_its_place_in_the_run(house: House) -> None:
    answer = house.post(CREATE, run_body("Hello.", tts_model="nobody/x", **VOICE))
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "request.tts_model")
