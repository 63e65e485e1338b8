"""Recorded chat completions of every vendor that speaks this dialect, through its adapter alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from tests.grammar import assert_legal
from tests.providers.openai_chat.chat_requests import body_of
from tests.replay import oracle_cerebras, oracle_groq, oracle_openai_compat, oracle_openrouter
from tests.replay.answer import Answer, facts_of
from tests.replay.cases import Case, load
from tests.replay.oracle import Facts, Oracle, differences
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.cerebras import CEREBRAS
from vai_gateway.providers.groq import GROQ
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openrouter import OPENROUTER
from vai_gateway.wire.sse_read import FrameReader

Json = dict[str, Any]

JUDGES = (
    (oracle_groq.ORACLE, GROQ),
    (oracle_cerebras.ORACLE, CEREBRAS),
    (oracle_openrouter.ORACLE, OPENROUTER),
    (oracle_openai_compat.ORACLE, OPENAI),
)
RECORDED = [
    pytest.param(oracle, dialect, case, id=case.id)
    for oracle, dialect in JUDGES
    for case in load(oracle.api)
    if case.body is not None
]
if not RECORDED:
    pytest.skip("no recorded traffic beside the project (../shared/cassettes/dev)", allow_module_level=True)

every_recording = pytest.mark.parametrize("oracle, dialect, case", RECORDED)


def read(case: Case, dialect: Dialect, size: int = 1 << 20) -> Message | GatewayError:
    """size: of the pieces that the reply arrives in."""
    adapter, name, body = OpenAIChat(dialect), dialect.facts.name, case.body or b""
    stream = MessageStream(name, f"{name}/{case.model}")
    try:
        if case.status != 200:
            raise adapter.error(case.status, case.headers, body)
        if case.is_event_stream:
            decoder, reader = adapter.decoder(stream), FrameReader()
            for start in range(0, len(body), size):
                for frame in reader.feed(body[start : start + size]):
                    decoder.feed(frame)
            for frame in reader.flush():
                decoder.feed(frame)
            decoder.end()
        else:
            adapter.decode_reply(body, stream)
        stream.end()
    except GatewayError as error:
        return error
    events = stream.take()
    assert_legal(events)
    return collect(events)


def told(answer: Message | GatewayError, provider: str) -> Facts:
    if isinstance(answer, GatewayError):
        return Facts(answer.status, answer.kind)
    return facts_of(Answer(200, {}, (), msgspec.to_builtins(answer)), provider)


@every_recording
def test_the_message_says_what_the_vendor_said(oracle: Oracle, dialect: Dialect, case: Case) -> None:
    expected, got = oracle.facts(case), told(read(case, dialect), dialect.facts.name)
    if expected.error and case.status == 200:
        # Which status an error within a 200 gets depends on what went out before it.
        expected, got = Facts(error=expected.error), Facts(error=got.error)
    assert differences(expected, got) == []


@every_recording
def test_it_says_the_same_however_it_is_cut(oracle: Oracle, dialect: Dialect, case: Case) -> None:
    assert told(read(case, dialect, 7), oracle.provider) == told(read(case, dialect), oracle.provider)


def details_of(case: Case) -> Iterable[Json]:
    lines = (case.body or b"").decode().splitlines() if case.is_event_stream else []
    chunks = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    for reply in chunks or [case.json]:
        for choice in reply.get("choices", []):
            yield from (choice.get("delta") or choice.get("message") or {}).get("reasoning_details") or []


def put_together(details: Iterable[Json]) -> dict[tuple[Any, Any], Json]:
    """By type and index: in these recordings no two are alike."""
    whole: dict[tuple[Any, Any], Json] = {}
    for detail in details:
        earlier = whole.setdefault((detail["type"], detail.get("index")), {})
        for name, value in detail.items():
            if value is not None or name not in earlier:
                earlier[name] = earlier[name] + value if name in ("text", "summary") and name in earlier else value
    return whole


THOUGHT = [
    case for case in load("openrouter.chat") if any(details_of(case)) and not oracle_openrouter.facts(case).error
]


@pytest.mark.parametrize("case", THOUGHT, ids=lambda case: case.id)
def test_reasoning_details_go_back_as_they_came(case: Case) -> None:
    said = read(case, OPENROUTER)
    assert isinstance(said, Message)
    members = {"model": "openrouter/x", "messages": [{"role": "assistant", "content": said.content}]}
    sent = body_of(Ask(MessageRequest.model_validate(members), "x", False), OPENROUTER)
    assert put_together(sent["messages"][0]["reasoning_details"]) == put_together(details_of(case))
