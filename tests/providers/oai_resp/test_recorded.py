"""Recorded responses at the adapter: what they say, whatever way the bytes are cut, and how they go back."""

from __future__ import annotations

import json
import random

import msgspec
import pytest
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

from tests.grammar import assert_legal
from tests.providers.oai_resp.requests import HI, ask, assistant, sent
from tests.providers.oai_resp.responses import ADAPTER, Json
from tests.providers.oai_resp.test_history import replayable
from tests.replay.answer import Answer, facts_of
from tests.replay.cases import Case, load
from tests.replay.oracle import Facts, differences
from tests.replay.oracle_openai_responses import ORACLE, facts, streamed, unusable
from tests.sdk.typed import misfits
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.wire.sse_read import FrameReader

CASES = load(ORACLE.api)
if not CASES:
    pytest.skip("no recorded traffic beside the project (../shared/cassettes/dev)", allow_module_level=True)

JUDGED = [case for case in CASES if not unusable(case)]
SPOKEN = [case for case in JUDGED if not facts(case).error]
id_of = lambda case: case.id  # noqa: E731


def answered(case: Case, seed: int) -> Message:
    """The message of a reply. A streamed one comes in pieces that are cut anew with each seed."""
    stream = MessageStream("oai-resp", f"oai-resp/{case.model}")
    body, chance = case.body or b"", random.Random(f"{seed} {case.id}")
    if not case.is_event_stream:
        ADAPTER.decode_reply(body, stream)
    else:
        decoder, reader = ADAPTER.decoder(stream), FrameReader()
        while body:
            size = chance.choice((1, 7, 100, 5000))
            for frame in reader.feed(body[:size]):
                decoder.feed(frame)
            body = body[size:]
        decoder.end()
    events = stream.take()
    assert_legal(events)
    return collect(events)


def said_by(case: Case) -> Facts:
    try:
        if case.status != 200:
            raise ADAPTER.error(case.status, case.headers, case.body or b"")
        message = answered(case, seed=0)
    except GatewayError as error:
        return Facts(200 if case.is_event_stream else error.status, error.kind)
    return facts_of(Answer(200, {}, (), json.loads(msgspec.json.encode(message))), "oai-resp")


@pytest.mark.parametrize("case", JUDGED, ids=id_of)
def test_the_message_says_what_the_recorded_reply_says(case: Case) -> None:
    assert differences(facts(case), said_by(case)) == []


@pytest.mark.parametrize("case", [case for case in SPOKEN if case.is_event_stream], ids=id_of)
def test_the_message_does_not_depend_on_where_the_bytes_are_cut(case: Case) -> None:
    assert answered(case, seed=1).content == answered(case, seed=2).content


@pytest.mark.parametrize("case", SPOKEN, ids=id_of)
def test_the_recorded_items_go_back_as_they_came(case: Case) -> None:
    output: list[Json] = (streamed(case) if case.is_event_stream else case.json)["output"]
    messages = [*HI, *assistant(*answered(case, seed=0).content), *HI]
    sent_back = sent(ask(messages=messages))["input"][1:-1]
    expected = [replayable(item) for item in output]
    while expected and expected[-1]["type"] == "reasoning":
        expected.pop()
    assert [_settled(item) for item in sent_back] == [_settled(item) for item in expected]


@pytest.mark.parametrize("case", [case for case in SPOKEN if b"oai-weather" not in (case.body or b"")], ids=id_of)
def test_the_official_sdk_takes_the_recorded_items_back(case: Case) -> None:
    """It does not know the vendor's own sources of a web search, which are no pages."""
    messages = [*HI, *assistant(*answered(case, seed=0).content), *HI]
    assert misfits(sent(ask(messages=messages)), ResponseCreateParamsNonStreaming) == []


def _settled(item: Json) -> Json:
    """Without ids that changed from event to event, and without the spaces in arguments."""
    kept = {name: value for name, value in item.items() if not str(value).startswith("capture-id")}
    if "arguments" in kept and isinstance(kept["arguments"], str):
        kept["arguments"] = json.loads(kept["arguments"] or "{}")
    return {**kept, "status": "completed"}
