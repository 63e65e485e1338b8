"""The whole gateway over real sockets, with vendors of voices that answer as the real ones do."""

from __future__ import annotations

import base64

import httpx
import pytest
from aiohttp import web

from tests.sdk.vendors import Reply, anthropic_stream
from tests.voice.fake_vendors import KEY, served, sound
from tests.voice.house import (
    CARTESIA,
    ELEVENLABS,
    LONG,
    VOICE,
    WAV,
    House,
    Json,
    asked,
    chunks_of,
    heard,
    speech,
    text_of_events,
    unavailable,
)
from vai_gateway.voice.wav import write_wav


def test_what_is_heard_is_answered_and_the_answer_is_spoken(house: House) -> None:
    message = house.message(asked(speech(language="en"), **VOICE))
    text, audio = message["content"]
    assert text == {"type": "text", "text": 'You said "what was said".'}
    wav = base64.b64encode(write_wav(sound(text["text"]), 24000)).decode()
    source = {"type": "base64", "media_type": "audio/wav", "data": wav}
    assert audio == {"type": "audio", "source": source, "transcript": text["text"]}
    assert message["metadata"] == {"user_transcript": "what was said"}


def test_the_vendor_gets_the_recording_and_the_text_as_it_wants_them(house: House) -> None:
    house.message(asked(speech(language="en"), **VOICE))
    file = ("audio.wav", "audio/wav", WAV)
    assert house.cartesia.heard == [{"query": {}, "file": file, "model": "ink-whisper", "language": "en"}]
    assert house.cartesia.spoken == [
        {
            "model_id": "sonic-3",
            "transcript": 'You said "what was said".',
            "voice": {"mode": "id", "id": "v-1"},
            "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24000},
        }
    ]


def test_samples_without_a_header_go_out_with_their_rate(house: House) -> None:
    house.message(asked(speech(b"\1\0" * 10, "audio/pcm;rate=8000")))
    heard = house.cartesia.heard[0]
    assert (heard["query"], heard["file"][0]) == ({"encoding": "pcm_s16le", "sample_rate": "8000"}, "audio.pcm")


def test_every_option_is_honoured(house: House) -> None:
    options = {"voice": "v-2", "speed": 1.2, "volume": 0.5, "emotion": "calm", "format": "mp3", "sample_rate": 44100}
    message = house.message(asked("Hi", voice={"output": options}, tts_model="cartesia/sonic-3.5"))
    sent = house.cartesia.spoken[0]
    assert sent["generation_config"] == {"speed": 1.2, "volume": 0.5, "emotion": "calm"}
    assert sent["output_format"] == {"container": "mp3", "sample_rate": 44100, "bit_rate": 128000}
    assert (sent["model_id"], sent["voice"]["id"]) == ("sonic-3.5", "v-2")
    assert message["content"][1]["source"]["media_type"] == "audio/mpeg"


def test_a_stream_is_spoken_while_it_is_written(house: House) -> None:
    events = house.events(asked(f"[[delay_ms=5]] {LONG}", **VOICE))
    kinds = [event["type"] for event in events]
    assert kinds.index("audio_chunk") < len(kinds) - 1 - kinds[::-1].index("content_block_delta")
    assert (kinds[-1], unavailable(events)) == ("message_stop", [])
    assert [chunk["is_final"] for chunk in chunks_of(events)][:-1] == [False] * (len(chunks_of(events)) - 1)
    assert chunks_of(events)[-1]["is_final"] and chunks_of(events)[-1]["audio"]
    assert text_of_events(events).endswith(f'{LONG}".')


def test_one_socket_speaks_the_whole_answer_piece_by_piece(house: House) -> None:
    options = {"voice": "v-1", "speed": 0.9, "sample_rate": 16000}
    events = house.events(asked(f"[[delay_ms=5]] {LONG}", voice={"output": options}))
    said = house.cartesia.spoken
    assert " ".join(piece["transcript"] for piece in said) == text_of_events(events)
    assert heard(events) == b"".join(sound(piece["transcript"]) for piece in said)
    assert house.cartesia.sockets == 1 and len(said) > 1
    assert {piece["context_id"] for piece in said}.__len__() == len(said)
    alike = [{k: v for k, v in piece.items() if k not in ("transcript", "context_id")} for piece in said]
    assert alike == [
        {
            "model_id": "sonic-3",
            "voice": {"mode": "id", "id": "v-1"},
            "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 16000},
            "generation_config": {"speed": 0.9},
            "continue": False,
            "max_buffer_delay_ms": 0,
        }
    ] * len(said)
    assert {chunk["sample_rate_hz"] for chunk in chunks_of(events)} == {16000}


def test_a_stream_tells_at_its_start_what_was_heard(house: House) -> None:
    events = house.events(asked(speech()))
    assert events[0]["message"]["metadata"] == {"user_transcript": "what was said"}
    assert text_of_events(events) == 'You said "what was said".'


def test_a_socket_that_is_done_says_goodbye(house: House) -> None:
    house.events(asked("Hi there.", **VOICE))
    assert house.cartesia.left.wait(5)
    assert house.cartesia.closed == [1000]


def test_a_stream_that_could_go_on_as_bytes_is_spoken_too(house: House) -> None:
    reply = Reply("claude-sonnet-4-5", ["Hello", " there.", " How", " are", " you?"])

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=anthropic_stream(reply), content_type="text/event-stream")

    app = web.Application()
    app.router.add_post("/v1/messages", answer)
    with served(house.host, app) as url:
        own = house.gateway(ANTHROPIC_BASE_URL=url)
        events = own.events(asked(speech(), model="anthropic/claude-sonnet-4-5", **VOICE))
    assert text_of_events(events) == "Hello there. How are you?"
    assert heard(events) == b"".join(sound(piece["transcript"]) for piece in house.cartesia.spoken)
    assert events[0]["message"]["metadata"] == {"user_transcript": "what was said"}


def test_a_tool_call_without_text_is_not_spoken(house: House) -> None:
    tools = [
        {"name": "calculator", "input_schema": {"type": "object", "properties": {"expression": {"type": "string"}}}}
    ]
    body = asked("calculate 2+3", tools=tools, **VOICE)
    assert [block["type"] for block in house.message(body)["content"]] == ["tool_use"]
    assert [event["type"] for event in house.events(body) if event["type"].startswith("audio")] == []
    assert (house.cartesia.spoken, house.cartesia.sockets) == ([], 0)


REFUSALS = [
    (400, b'{"title": "Bad", "message": "no such model"}', 400, "invalid_request_error", None),
    (401, b"Unauthorized", 401, "authentication_error", "X-Provider-Key-Cartesia"),
    (402, b'{"error_code": "quota", "message": "pay"}', 403, "permission_error", None),
    (404, b'{"error": "no such thing"}', 404, "not_found_error", None),
    (429, b'{"error_code": "concurrency_limited", "message": "slow"}', 429, "rate_limit_error", None),
    (500, b"<html>Oh no</html>", 502, "provider_error", None),
    (503, b"", 529, "overloaded_error", None),
    (302, b"", 502, "provider_error", None),
]


@pytest.mark.parametrize("status, body, expected, kind, param", REFUSALS)
def test_a_transcriber_that_refuses_is_an_error_of_its_kind(
    house: House, status: int, body: bytes, expected: int, kind: str, param: str | None
) -> None:
    house.cartesia.status, house.cartesia.body = status, body
    got, error = house.error(asked(speech()))
    assert (got, error["type"], error.get("param")) == (expected, kind, param)
    assert "cartesia" in error["message"]
    streamed, same = house.error(asked(speech(), stream=True))
    assert (streamed, same["type"]) == (got, kind)


def test_the_log_and_the_metrics_name_who_failed(house: House) -> None:
    house.cartesia.status = 500
    house.error(asked(speech()))
    assert b'"provider":"cartesia"' in house.log.getvalue()
    metrics = httpx.get(f"{house.url}/metrics").text
    assert 'vai_upstream_errors_total{provider="cartesia",type="provider_error"} 1.0' in metrics


def test_a_refusal_that_may_pass_is_tried_again_by_the_houses_policy(house: House) -> None:
    house.cartesia.status, house.cartesia.refusals, house.cartesia.headers = 503, 2, {}
    assert house.message(asked(speech()))["metadata"] == {"user_transcript": "what was said"}
    assert 'vai_upstream_retries_total{provider="cartesia"} 2.0' in httpx.get(f"{house.url}/metrics").text


@pytest.mark.parametrize("body", [b"not JSON", b'{"no": "text"}', b'{"text": 5}', b""])
def test_a_transcript_that_cannot_be_read_is_the_vendors_fault(house: House, body: bytes) -> None:
    house.cartesia.status, house.cartesia.body = 201, body
    got, error = house.error(asked(speech()))
    assert (got, error["code"]) == (502, "provider_invalid_response")


@pytest.mark.parametrize("status", [401, 402, 429, 500])
def test_a_voice_that_fails_leaves_the_answer_whole(house: House, status: int) -> None:
    house.cartesia.status = status
    message = house.message(asked("Hi", **VOICE))
    assert message["content"] == [{"type": "text", "text": 'You said "Hi".'}]
    assert set(message["metadata"]["audio_unavailable"]) == {"reason", "message"}
    metrics = httpx.get(f"{house.url}/metrics").text
    assert 'vai_upstream_errors_total{provider="cartesia"' in metrics


def test_a_voice_without_a_sound_leaves_the_answer_whole(house: House) -> None:
    house.cartesia.status, house.cartesia.body = 204, b""
    message = house.message(asked("Hi", **VOICE))
    assert message["metadata"]["audio_unavailable"]["message"] == "cartesia made no sound"


NEW_ERROR = {"type": "error", "done": True, "status_code": 429, "error_code": "concurrency_limited", "message": "slow"}
FRAMES: list[tuple[Json, str]] = [
    (NEW_ERROR, "rate_limit_error"),
    ({"type": "error", "error": "old form", "status_code": 400}, "invalid_request_error"),
    ({"type": "error", "code": 503, "message": "older form"}, "overloaded_error"),
    ({"error": "oldest form"}, "provider_error"),
]


@pytest.mark.parametrize("frame, reason", FRAMES)
def test_an_error_within_the_speech_ends_the_sound_and_not_the_text(house: House, frame: Json, reason: str) -> None:
    house.cartesia.fails_at, house.cartesia.frame = 1, frame
    events = house.events(asked(f"[[delay_ms=5]] {LONG}", **VOICE))
    assert [event["reason"] for event in unavailable(events)] == [reason]
    assert text_of_events(events).endswith(f'{LONG}".')
    assert (events[-1]["type"], any(chunk["is_final"] for chunk in chunks_of(events))) == ("message_stop", False)


@pytest.mark.parametrize(
    "upgrade, reason", [(401, "provider_key_invalid"), (429, "rate_limit_error"), (302, "provider_error")]
)
def test_a_socket_that_is_refused_costs_the_sound_alone(house: House, upgrade: int, reason: str) -> None:
    house.cartesia.upgrade, house.cartesia.headers = upgrade, {"location": "/elsewhere", "retry-after": "60"}
    events = house.events(asked("Hi there.", **VOICE))
    assert [event["reason"] for event in unavailable(events)] == [reason]
    assert (text_of_events(events), chunks_of(events)) == ('You said "Hi there.".', [])


def test_a_connection_that_drops_costs_the_sound_alone(house: House) -> None:
    house.cartesia.drops_at = 0
    events = house.events(asked("Hi there.", **VOICE))
    assert [event["reason"] for event in unavailable(events)] == ["upstream_cut"]
    assert events[-1]["type"] == "message_stop"


def test_a_voice_that_says_nothing_for_too_long_is_given_up(house: House) -> None:
    house.cartesia.hangs_at = 0
    events = house.gateway(VOICE_IDLE_TIMEOUT="100ms").events(asked("Hi there.", **VOICE))
    assert [event["reason"] for event in unavailable(events)] == ["timeout"]
    assert events[-1]["type"] == "message_stop"


def test_who_leaves_closes_the_voices_connection_at_once(house: House) -> None:
    house.cartesia.hangs_at = 0
    body = asked(f"[[delay_ms=5]] {LONG}", **VOICE, stream=True)
    with httpx.stream("POST", f"{house.url}/v1/messages", json=body, headers=CARTESIA, timeout=20) as response:
        for line in response.iter_lines():
            if '"audio_chunk"' in line:
                break
    assert house.cartesia.left.wait(5)


def test_nobody_there_is_an_error_for_the_ears_and_costs_the_sound_of_the_mouth(house: House) -> None:
    gone = house.gateway(CARTESIA_BASE_URL="http://127.0.0.1:9", UPSTREAM_RETRIES="0")
    got, error = gone.error(asked(speech()))
    assert (got, error["code"]) == (502, "provider_unreachable")
    assert [event["reason"] for event in unavailable(gone.events(asked("Hi.", **VOICE)))] == ["provider_unreachable"]


KEYLESS = {"VAI_PROXY_ADDR": "127.0.0.1:8080"}
NEEDS_A_KEY: list[tuple[Json, str]] = [
    (asked(speech()), "X-Provider-Key-Cartesia"),
    (asked("Hi", **VOICE), "X-Provider-Key-Cartesia"),
    (asked("Hi", **VOICE, tts_model="elevenlabs/eleven_v3"), "X-Provider-Key-ElevenLabs"),
    (asked("Hi", voice={"output": {"voice": "elevenlabs/x"}}), "X-Provider-Key-ElevenLabs"),
]


@pytest.mark.parametrize("body, header", NEEDS_A_KEY)
@pytest.mark.parametrize("stream", [False, True])
def test_without_a_key_nobody_is_called(house: House, body: Json, header: str, stream: bool) -> None:
    plain = House(house.host, house.cartesia, house.elevenlabs, house.host.gateway(KEYLESS), KEYLESS, house.log)
    got, error = plain.error({**body, "stream": stream}, {})
    assert (got, error["type"], error["code"]) == (401, "authentication_error", "provider_key_missing")
    assert error["param"] == header


def test_the_operators_key_serves_where_it_may(house: House) -> None:
    own = house.gateway(CARTESIA_API_KEY=KEY)
    assert own.message(asked(speech()), {})["metadata"] == {"user_transcript": "what was said"}


def test_a_refused_key_of_the_operators_is_not_laid_to_the_caller(house: House) -> None:
    own = house.gateway(CARTESIA_API_KEY="wrong")
    got, error = own.error(asked(speech()), {})
    assert (got, error["code"], "param" in error) == (401, "provider_key_invalid", False)
    silent = own.message(asked("Hi.", **VOICE), {})["metadata"]["audio_unavailable"]
    (event,) = unavailable(own.events(asked("Hi.", **VOICE), {}))
    says = "the gateway's own key for cartesia is not valid; its operator must replace it"
    assert [error["message"], silent["message"], event["message"]] == [says] * 3


WRONG: list[tuple[Json, str, str]] = [
    (asked("Hi", stt_model="nobody/x"), "stt_model", "unsupported_value"),
    (asked("Hi", stt_model="elevenlabs/x"), "stt_model", "unsupported_value"),
    (asked("Hi", tts_model="nobody/x"), "tts_model", "unsupported_value"),
    (
        asked("Hi", tts_model="cartesia/sonic-3", voice={"output": {"voice": "local/heart"}}),
        "voice.output.voice",
        "conflicting_parameter",
    ),
    (
        asked({**speech(), "source": {"type": "base64", "media_type": "audio/wav", "data": "%"}}),
        "messages[0].content[0].source.data",
        "invalid_media",
    ),
]


@pytest.mark.parametrize("body, param, code", WRONG)
def test_what_cannot_be_meant_is_refused_before_anybody_is_called(
    house: House, body: Json, param: str, code: str
) -> None:
    got, error = house.error(body)
    assert (got, error["param"], error["code"]) == (400, param, code)
    assert (house.cartesia.heard, house.cartesia.spoken) == ([], [])


def test_everything_that_cannot_be_done_is_named_at_once(house: House) -> None:
    output = {"voice": "v", "sample_rate": 11025, "speed": 1.2}
    audio = {"type": "audio_stt", "source": {"type": "base64", "media_type": "audio/midi", "data": "AAAA"}}
    body = asked(
        audio,
        voice={"output": output},
        tts_model="cartesia/sonic-2",
        model="local/smollm2-135m",
        thinking={"type": "enabled"},
    )
    got, error = house.error(body)
    params = [issue["param"] for issue in error["compat_issues"]]
    assert got == 400
    assert params[:3] == ["messages[0].content[0].source.media_type", "voice.output.sample_rate", "voice.output.speed"]
    assert "thinking" in params


def test_a_model_that_is_not_served_is_refused_in_its_own_field(house: House) -> None:
    some = house.gateway(MODEL_ALLOWLIST="local/scripted,cartesia/ink-whisper")
    some.message(asked(speech()))
    got, error = some.error(asked("Hi", **VOICE))
    assert (got, error["param"], error["code"]) == (403, "tts_model", "model_not_allowed")


def test_the_catalogue_lists_who_hears_and_who_speaks(house: House) -> None:
    rows = {row["id"]: row for row in httpx.get(f"{house.url}/v1/models").json()["data"]}
    assert rows["cartesia/ink-whisper"]["capabilities"] == {"transcription": True}
    assert rows["elevenlabs/eleven_flash_v2_5"]["capabilities"] == {"speech": True}
    assert rows["cartesia/sonic-3"]["auth"] == {}, "its address is the operator's"
    assert httpx.get(f"{house.url}/v1/models/cartesia/sonic-3").json() == rows["cartesia/sonic-3"]


def test_a_voice_is_no_model_to_chat_with(house: House) -> None:
    got, error = house.error(asked("Hi", model="cartesia/sonic-3"))
    assert (got, error["param"]) == (400, "model")
    assert "stt_model and tts_model" in error["message"]


def test_elevenlabs_speaks_a_whole_answer(house: House) -> None:
    options = {"voice": "elevenlabs/ab/c", "speed": 0.8, "sample_rate": 16000, "format": "pcm"}
    message = house.message(asked("Hi", voice={"output": options}), ELEVENLABS)
    assert house.elevenlabs.spoken == [
        {
            "path": "/v1/text-to-speech/ab%2Fc?output_format=pcm_16000",
            "text": 'You said "Hi".',
            "model_id": "eleven_flash_v2_5",
            "voice_settings": {"speed": 0.8},
        }
    ]
    assert message["content"][1]["source"]["media_type"] == "audio/pcm;rate=16000"
    assert base64.b64decode(message["content"][1]["source"]["data"]) == sound('You said "Hi".')


@pytest.mark.parametrize("rate, form", [({}, "mp3_44100_128"), ({"sample_rate": 22050}, "mp3_22050_32")])
def test_elevenlabs_makes_mp3_at_its_own_rates(house: House, rate: Json, form: str) -> None:
    house.message(asked("Hi", voice={"output": {"voice": "elevenlabs/v", "format": "mp3", **rate}}), ELEVENLABS)
    assert house.elevenlabs.spoken[0]["path"].endswith(f"?output_format={form}")


def test_elevenlabs_speaks_a_stream_and_is_told_what_it_said_before(house: House) -> None:
    events = house.events(asked(f"[[delay_ms=5]] {LONG}", voice={"output": {"voice": "elevenlabs/v"}}), ELEVENLABS)
    said = house.elevenlabs.spoken
    assert heard(events) == b"".join(sound(piece["text"]) for piece in said)
    assert {piece["path"] for piece in said} == {"/v1/text-to-speech/v/stream?output_format=pcm_24000"}
    assert "previous_text" not in said[0] and said[1]["previous_text"] == said[0]["text"]
    assert (events[-1]["type"], chunks_of(events)[-1]["is_final"]) == ("message_stop", True)


ELEVEN_REFUSALS = [
    (401, b'{"detail": {"status": "quota_exceeded", "message": "no credit"}}', "permission_error"),
    (400, b'{"detail": {"status": "voice_not_found", "message": "A voice was not found."}}', "invalid_request_error"),
    (422, b'{"detail": [{"loc": ["body"], "msg": "bad", "type": "x"}]}', "invalid_request_error"),
    (429, b'{"detail": {"type": "rate_limit", "code": "too_many", "message": "slow"}}', "rate_limit_error"),
    (500, b"<html>", "provider_error"),
    (404, b'{"detail": "Not Found"}', "not_found_error"),
]


@pytest.mark.parametrize("status, body, reason", ELEVEN_REFUSALS)
def test_elevenlabs_errors_cost_the_sound_alone(house: House, status: int, body: bytes, reason: str) -> None:
    house.elevenlabs.status, house.elevenlabs.body = status, body
    quick = house.gateway(UPSTREAM_RETRIES="0")
    spoken = {"voice": {"output": {"voice": "elevenlabs/v"}}}
    message = quick.message(asked("Hi", **spoken), ELEVENLABS)
    events = quick.events(asked("Hi", **spoken), ELEVENLABS)
    assert message["metadata"]["audio_unavailable"]["reason"] == reason
    assert [event["reason"] for event in unavailable(events)] == [reason]


def test_elevenlabs_that_never_answers_costs_the_sound_alone(house: House) -> None:
    house.elevenlabs.hangs = True
    quick = house.gateway(VOICE_IDLE_TIMEOUT="100ms", STREAM_IDLE_TIMEOUT="2s")
    events = quick.events(asked("Hi", voice={"output": {"voice": "elevenlabs/v"}}), ELEVENLABS)
    assert [event["reason"] for event in unavailable(events)] == ["timeout"]
    assert events[-1]["type"] == "message_stop"


ELEVEN_ISSUES: list[tuple[Json, list[str]]] = [
    ({"speed": 1.4}, ["speed"]),
    ({"volume": 1.5, "emotion": "calm"}, ["volume", "emotion"]),
    ({"sample_rate": 11025}, ["sample_rate"]),
    ({"format": "mp3", "sample_rate": 16000}, ["sample_rate"]),
    ({"speed": 1.0, "volume": 1.0, "sample_rate": 44100}, []),
]


@pytest.mark.parametrize("options, names", ELEVEN_ISSUES)
def test_elevenlabs_says_before_the_call_what_it_cannot_do(house: House, options: Json, names: list[str]) -> None:
    response = house.post(asked("Hi", voice={"output": {"voice": "elevenlabs/v", **options}}), ELEVENLABS)
    issues = response.json().get("error", {}).get("compat_issues", [])
    assert [issue["param"] for issue in issues] == [f"voice.output.{name}" for name in names]
