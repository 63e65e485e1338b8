"""Recorded traffic of both APIs: replies into messages, and requests out of them again.

The whole gateway is tried on the same replies in tests/replay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.grammar import as_objects, assert_legal
from tests.providers.gemini.declared import misfits
from tests.providers.gemini.gem_requests import Json, body
from tests.providers.gemini.recorded_requests import Inexpressible, camel, canonical
from tests.replay.answer import Answer, facts_of
from tests.replay.cases import FOLDER, Case, load
from tests.replay.oracle import Oracle, differences
from tests.replay.oracle_gemini import ORACLE as OF_DEV
from tests.replay.oracle_vertex import ORACLE as OF_VERTEX
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.gemini.adapter import Gemini
from vai_gateway.providers.gemini.dev import GEM_DEV
from vai_gateway.providers.gemini.dialect import Dialect
from vai_gateway.providers.gemini.vertex import GEM_VERT
from vai_gateway.wire.sse_read import FrameReader

APIS: list[tuple[Dialect, Oracle]] = [(GEM_DEV, OF_DEV), (GEM_VERT, OF_VERTEX)]
CASES = [(dialect, oracle, case) for dialect, oracle in APIS for case in load(oracle.api)]
if not CASES:
    pytest.skip("no recorded traffic beside the project (../shared/cassettes/dev)", allow_module_level=True)


def requests() -> Iterator[tuple[str, Dialect, Json]]:
    """The recorded request bodies whose replies were no errors."""
    for dialect, oracle in APIS:
        for path in sorted((FOLDER / oracle.api).glob("*.json")):
            recorded = json.loads(path.read_text("utf-8"))
            sent = (recorded["request"] or {}).get("body")
            if isinstance(sent, dict) and recorded["response"]["status"] == 200:
                yield recorded["id"], dialect, {"model": recorded["model"], "sent": camel(sent)}


def read(adapter: Gemini, case: Case) -> Answer:
    if case.status != 200:
        error = adapter.error(case.status, case.headers, case.body or b"")
        return Answer(error.status, {}, (), {"type": "error", "error": {"type": error.kind}})
    stream = MessageStream(adapter.facts.name, f"{adapter.facts.name}/asked")
    if case.is_event_stream:
        reader, decoder = FrameReader(), adapter.decoder(stream)
        for frame in [*reader.feed(case.body or b""), *reader.flush()]:
            decoder.feed(frame)
        decoder.end()
    else:
        adapter.decode_reply(case.body or b"", stream)
    events = stream.take()
    assert_legal(events)
    return Answer(200, {}, (), as_objects([collect(events)])[0])


@pytest.mark.parametrize("dialect, oracle, case", [pytest.param(*case, id=case[2].id) for case in CASES])
def test_a_recorded_reply_says_what_the_oracle_says(dialect: Dialect, oracle: Oracle, case: Case) -> None:
    found = facts_of(read(Gemini(dialect), case), oracle.provider)
    assert differences(oracle.facts(case), found) == []


def said(parts: list[Json]) -> list[Json]:
    """What must come through as it was: words, calls, signatures, media; without ids, in the order of kinds."""
    kept = []
    for part in parts:
        call = part.get("functionCall", {})
        answer = part.get("functionResponse", {})
        kept.append(
            {
                "text": part.get("text") or None,
                "call": [call.get("name"), call.get("args")],
                "answer": [answer.get("name"), len(answer.get("parts", []))],
                "data": part.get("inlineData", {}).get("data"),
                "uri": part.get("fileData", {}).get("fileUri"),
                "signature": part.get("thoughtSignature"),
            }
        )
    return sorted(kept, key=lambda part: json.dumps(part, sort_keys=True))


@pytest.mark.parametrize("id, dialect, recorded", [pytest.param(*case, id=case[0]) for case in requests()])
def test_a_recorded_request_goes_out_as_it_was(id: str, dialect: Dialect, recorded: Json) -> None:
    sent, model = recorded["sent"], recorded["model"]
    try:
        request = canonical(sent, model)
    except Inexpressible as reason:
        pytest.skip(f"the contract cannot say it: {reason}")
    ours = body(Ask(MessageRequest.model_validate(request), model, False), dialect)
    assert misfits(ours) == []
    assert said([p for content in ours["contents"] for p in content["parts"]]) == said(
        [p for content in sent["contents"] for p in content["parts"] if not p.get("thought") or "thoughtSignature" in p]
    )
