"""Who hears and who speaks is decided before anybody is called."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.fake_voice import FakeSpeaker, FakeTranscriber, request, vendor
from vai_gateway.contract.requests import TextBlockParam
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.voice.local.vendor import Engines, LocalVoice
from vai_gateway.voice.plan import Planner, VoicePlan, wants_voice, with_texts
from vai_gateway.voice.vendor import VoiceFacts, Wish

FIRST = vendor("first", transcriber=FakeTranscriber(), speaker=FakeSpeaker())
MOUTH = vendor("mouth", speaker=FakeSpeaker())
BOTH = vendor("both", transcriber=FakeTranscriber(), speaker=FakeSpeaker())
PLANNER = Planner([FIRST, MOUTH, BOTH])
SPEECH = {"type": "audio_stt", "source": {"type": "base64", "media_type": "audio/wav", "data": "aGk="}}


def spoken(voice: str = "v", **options: Any) -> dict[str, Any]:
    return {"voice": {"output": {"voice": voice, **options}}}


def said(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(blocks)}]}


def models(plan: VoicePlan) -> dict[str, str]:
    return dict(plan.models)


PLANS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {}),
    (said(SPEECH), {"stt_model": "first/first-1"}),
    (spoken(), {"tts_model": "first/first-1"}),
    (said(SPEECH) | {"stt_model": "both/x"}, {"stt_model": "both/x"}),
    (spoken() | {"tts_model": "mouth/x"}, {"tts_model": "mouth/x"}),
    (spoken("both/v"), {"tts_model": "both/both-1"}),
    (spoken("both/v") | {"tts_model": "both/both-2"}, {"tts_model": "both/both-2"}),
    (said(SPEECH) | spoken("both/v"), {"stt_model": "both/both-1", "tts_model": "both/both-1"}),
    (said(SPEECH) | {"tts_model": "both/x"}, {"stt_model": "both/both-1"}),
    (said(SPEECH) | spoken("mouth/v"), {"stt_model": "first/first-1", "tts_model": "mouth/mouth-1"}),
    (spoken("nobody/v"), {"tts_model": "first/first-1"}),
    ({"stt_model": "both/x", "tts_model": "mouth/x"}, {}),
]


@pytest.mark.parametrize("fields, expected", PLANS)
def test_the_request_or_the_defaults_choose_the_models_that_are_needed(
    fields: dict[str, Any], expected: dict[str, str]
) -> None:
    assert models(PLANNER.plan(request(**fields))) == expected


def test_every_option_of_the_voice_reaches_the_wish() -> None:
    output = spoken("both/a/b", speed=1.25, volume=0.5, emotion="calm", format="pcm", sample_rate=16000)
    plan = PLANNER.plan(request(**output))
    assert plan.speaking is not None
    assert plan.speaking.wish == Wish("both-1", "a/b", "pcm", 16000, speed=1.25, volume=0.5, emotion="calm")


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"stt_model": "nobody/x"}, "stt_model", "unsupported_value"),
    ({"stt_model": "mouth/x"}, "stt_model", "unsupported_value"),
    ({"tts_model": "nobody/x"}, "tts_model", "unsupported_value"),
    (spoken("both/v") | {"tts_model": "mouth/x"}, "voice.output.voice", "conflicting_parameter"),
]


@pytest.mark.parametrize("fields, param, code", REFUSED)
def test_a_vendor_that_is_not_there_is_an_error_even_if_nothing_is_spoken(
    fields: dict[str, Any], param: str, code: str
) -> None:
    with pytest.raises(GatewayError) as caught:
        PLANNER.plan(request(**fields))
    assert (caught.value.kind, caught.value.param, caught.value.code) == ("invalid_request_error", param, code)


def test_the_message_names_who_could_do_it() -> None:
    with pytest.raises(GatewayError, match="there is no transcriber mouth; it must be one of first, both"):
        PLANNER.plan(request(stt_model="mouth/x"))


def test_what_is_not_installed_is_said_only_where_it_is_needed() -> None:
    absent = vendor("first", transcriber=FakeTranscriber(), speaker=FakeSpeaker())
    absent.missing = GatewayError("not_found_error", "not installed")
    planner = Planner([absent])
    planner.plan(request())
    for fields in (said(SPEECH), spoken()):
        with pytest.raises(GatewayError, match="not installed"):
            planner.plan(request(**fields))


def test_both_sides_say_at_once_what_they_cannot_do() -> None:
    one, other = (CompatIssue(param=param, code="unsupported_voice", message="no") for param in "ab")
    ears, mouth = FakeTranscriber(refuses=[one]), FakeSpeaker(refuses=[other])
    plan = Planner([vendor("first", transcriber=ears, speaker=mouth)]).plan(request(**said(SPEECH), **spoken()))
    assert plan.issues() == [one, other]


def test_each_side_gets_the_key_of_its_vendor() -> None:
    plan = PLANNER.plan(request(**said(SPEECH), **spoken("mouth/v")))
    keyed = PLANNER.with_keys(plan, request(), lambda facts: Secret(facts.name))
    assert keyed.hearing is not None and keyed.speaking is not None
    assert (keyed.hearing.key, keyed.speaking.key) == (Secret("first"), Secret("mouth"))


def no_key(facts: VoiceFacts) -> Secret | None:
    raise GatewayError("authentication_error", "no key", param=facts.key_header, code="provider_key_missing")


@pytest.mark.parametrize(
    "fields, packages, says",
    [
        (spoken("heart"), True, "no key; or choose another voice, as in local/heart"),
        (spoken("heart") | {"tts_model": "first/x"}, True, "no key; or choose another tts_model, as in local/heart"),
        (said(SPEECH), True, "no key; or choose another stt_model, as in local/whisper-tiny.en"),
        (spoken("heart"), False, "no key"),
    ],
)
def test_a_missing_key_is_told_with_what_would_need_none_here(
    fields: dict[str, Any], packages: bool, says: str
) -> None:
    planner = Planner([FIRST, LocalVoice(engines=Engines(has=lambda _: packages))])
    asked = request(**fields)
    with pytest.raises(GatewayError) as caught:
        planner.with_keys(planner.plan(asked), asked, no_key)
    assert (caught.value.status, caught.value.message) == (401, says)


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({}, False),
        (said({"type": "text", "text": "hi"}), False),
        (said({"type": "text", "text": "hi"}, SPEECH), True),
        (spoken(), True),
        ({"stt_model": "a/b"}, True),
        ({"tts_model": "a/b"}, True),
    ],
)
def test_most_requests_have_nothing_to_do_with_speech(fields: dict[str, Any], expected: bool) -> None:
    assert wants_voice(request(**fields)) is expected


def test_the_text_stands_where_the_speech_was_and_the_request_stays_as_it_is() -> None:
    asked = request(**said({"type": "text", "text": "one"}, SPEECH, {"type": "text", "text": "three"}))
    before = asked.model_dump()
    plan = PLANNER.plan(asked)
    assert plan.hearing is not None
    heard = with_texts(asked, plan.hearing, ["two"])
    content: Any = heard.messages[0].content
    assert [type(block) for block in content] == [TextBlockParam] * 3
    assert [block.text for block in content] == ["one", "two", "three"]
    assert asked.model_dump() == before
