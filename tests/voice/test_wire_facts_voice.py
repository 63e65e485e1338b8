"""What voice vendors send that an adapter might stumble over."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.voice.fake_vendors import sound
from tests.voice.house import (
    ELEVENLABS,
    LONG,
    VOICE,
    House,
    Json,
    asked,
    chunks_of,
    heard,
    speech,
    text_of_events,
    unavailable,
)

WORDS = [{"word": "So", "start": 0.1, "end": 0.3}]
PARALLEL = {"words": ["So"], "start": [0.1], "end": [0.3]}
ELEVEN = {"voice": {"output": {"voice": "elevenlabs/v"}}}


@pytest.mark.parametrize("words", [WORDS, PARALLEL, None, []])
def test_a_transcript_is_its_text_whatever_stands_beside_it(house: House, words: Any) -> None:
    told = {"type": "transcript", "text": " So \n", "language": "en", "duration": 2.4, "words": words}
    house.cartesia.status, house.cartesia.body = 201, json.dumps(told).encode()
    assert house.message(asked(speech()))["metadata"] == {"user_transcript": "So"}


@pytest.mark.parametrize("status", [200, 206])
def test_a_voice_is_done_with_any_status(house: House, status: int) -> None:
    house.cartesia.done = {"type": "done", "done": True, "status_code": status}
    events = house.events(asked(f"[[delay_ms=5]] {LONG}", **VOICE))
    assert heard(events) == b"".join(sound(piece["transcript"]) for piece in house.cartesia.spoken)


NOISE: list[Json] = [
    {"type": "phoneme_timestamps", "done": False, "phoneme_timestamps": {"phonemes": ["s"]}},
    {"type": "flush_done", "flush_done": True, "flush_id": 1, "done": False},
    {"type": "something_new", "data": "////"},
    {"type": "error", "context_id": "of another context", "status_code": 400, "message": "late"},
]


@pytest.mark.parametrize("frame", NOISE, ids=lambda frame: str(frame["type"]))
def test_frames_that_are_no_sound_of_this_text_are_passed_over(house: House, frame: Json) -> None:
    house.cartesia.noise = frame
    events = house.events(asked(f"[[delay_ms=5]] {LONG}", **VOICE))
    assert heard(events) == b"".join(sound(piece["transcript"]) for piece in house.cartesia.spoken)
    assert ([chunk["is_final"] for chunk in chunks_of(events)].count(True), unavailable(events)) == (1, [])


@pytest.mark.parametrize(
    "frame",
    ["no JSON", "[]", b"\x00\x01", {"type": "chunk"}, {"type": "chunk", "data": 7}, {"type": "chunk", "data": "?"}],
)
def test_a_frame_that_cannot_be_read_costs_the_sound_alone(house: House, frame: Any) -> None:
    house.cartesia.fails_at, house.cartesia.frame = 0, frame
    events = house.events(asked("Hi there.", **VOICE))
    assert [event["reason"] for event in unavailable(events)] == ["provider_invalid_response"]
    assert (text_of_events(events), events[-1]["type"]) == ('You said "Hi there.".', "message_stop")
    assert not any(chunk["is_final"] for chunk in chunks_of(events))


PAGES = [("text/html; charset=utf-8", b"<html>Sign in</html>"), ("application/json", b'{"detail": "no"}')]


@pytest.mark.parametrize("kind, body", PAGES)
def test_a_page_is_never_played_as_sound(house: House, kind: str, body: bytes) -> None:
    house.cartesia.status, house.cartesia.body, house.cartesia.headers = 201, body, {"content-type": kind}
    house.elevenlabs.status, house.elevenlabs.body, house.elevenlabs.kind = 201, body, kind
    answers = [house.message(asked("Hi", **VOICE)), house.message(asked("Hi", **ELEVEN), ELEVENLABS)]
    for answer in answers:
        assert [block["type"] for block in answer["content"]] == ["text"]
        assert answer["metadata"]["audio_unavailable"]["reason"] == "provider_invalid_response"
    events = house.events(asked("Hi", **ELEVEN), ELEVENLABS)
    assert [event["reason"] for event in unavailable(events)] == ["provider_invalid_response"]
    assert chunks_of(events) == []


def test_elevenlabs_that_breaks_off_costs_the_rest_of_the_sound(house: House) -> None:
    house.elevenlabs.drops = True
    events = house.events(asked("Hi there.", **ELEVEN), ELEVENLABS)
    assert [event["reason"] for event in unavailable(events)] == ["upstream_cut"]
    assert (text_of_events(events), events[-1]["type"]) == ('You said "Hi there.".', "message_stop")
    assert not any(chunk["is_final"] for chunk in chunks_of(events))


@pytest.mark.parametrize("spoken, key", [(VOICE, None), (ELEVEN, ELEVENLABS)], ids=["cartesia", "elevenlabs"])
def test_every_chunk_says_where_it_stands(house: House, spoken: Json, key: Json | None) -> None:
    body = asked(f"[[delay_ms=5]] {LONG}", **spoken)
    chunks = chunks_of(house.events(body) if key is None else house.events(body, key))
    assert [chunk["seq"] for chunk in chunks] == list(range(len(chunks)))
    played = 0
    for chunk in chunks:
        assert (chunk["format"], chunk["offset_ms"]) == ("pcm_s16le", played * 1000 // chunk["sample_rate_hz"])
        played += len(base64.b64decode(chunk["audio"])) // 2
    assert [chunk["is_final"] for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
