"""What the fake provider says in each dialect is what the dialect's client asked for, and what the gateway can read."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from bench.dialects import CLIENT, DIALECTS, MAIN, UPSTREAMS, Upstream
from bench.fake_provider import stream_bytes
from bench.load import Answers, Job
from bench.runs import RUNS, SCRIPTED
from bench.targets import gateway_env
from bench.wire import ANSWER, QUERY, SEARCH, WORD, Marker, read_marker, text_of, words
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.registry import adapters
from vai_gateway.variables import base_url_name
from vai_gateway.wire.sse_read import FrameReader

ADAPTERS = {adapter.facts.name: adapter for adapter in adapters()}
every_dialect = pytest.mark.parametrize("upstream", UPSTREAMS)


def test_every_provider_of_the_gateway_is_measured() -> None:
    measured = {name: (dialect.key_header, dialect.setting) for name, dialect in DIALECTS.items()}
    assert measured == {name: (a.facts.key_header, a.facts.setting) for name, a in ADAPTERS.items()}


@every_dialect
def test_the_gateway_is_sent_to_where_the_dialect_is_spoken(upstream: Upstream) -> None:
    dialect = DIALECTS[upstream]
    assert gateway_env(81)[base_url_name(dialect.setting)] == f"http://127.0.0.1:81{dialect.base}"
    assert dialect.asking.path.startswith(dialect.base)


@pytest.mark.parametrize(
    "body, marker",
    [
        (b'{"content":"hello"}', Marker(64, 0)),
        (b'{"content":"hello [[n=3,d=40]] there"}', Marker(3, 40)),
        (b'{"content":"[[n=3,d=40,t=2,q=q000017]]"}', Marker(3, 40, 2, "q000017")),
        (b"[[n=3]]", Marker(64, 0)),
    ],
)
def test_the_marker_is_found_in_the_prompt(body: bytes, marker: Marker) -> None:
    assert read_marker(body) == marker


@every_dialect
def test_a_streamed_request_carries_its_marker_and_is_told_from_a_plain_one(upstream: Upstream) -> None:
    asking, marker = DIALECTS[upstream].asking, Marker(5, 2)
    body = asking.body("some-model", marker)
    assert read_marker(body) == marker
    assert asking.wants_stream(asking.path_of(marker), body)
    assert not asking.wants_stream(asking.path_of(None), asking.body("some-model"))


def test_the_gateways_client_asks_for_streams_in_its_own_format() -> None:
    assert CLIENT.path_of(None) == CLIENT.path_of(Marker()) == "/v1/messages"
    assert json.loads(CLIENT.body("some/model", Marker()))["stream"] is True


@every_dialect
def test_each_word_is_a_flush_of_its_own(upstream: Upstream) -> None:
    telling = DIALECTS[upstream].telling
    flushes = telling.frames(3)
    assert [found for flush in flushes if (found := WORD.findall(flush))] == [[word] for word in words(3)]
    assert len(flushes) == 3 + bool(telling.opening) + 1
    assert DIALECTS[upstream].asking.terminal in flushes[-1]


@every_dialect
def test_what_the_floor_relays_is_no_fault(upstream: Upstream) -> None:
    job = Job(1, "/", {}, "{}", DIALECTS[upstream].asking.terminal.decode(), 3, 1, 1.0)
    whole = b"".join(DIALECTS[upstream].telling.frames(3))
    assert Answers(job).fault(200, whole) is None
    assert (Answers(job).fault(200, b"".join(DIALECTS[upstream].telling.spoken(3))) or "").startswith("no end")


def _decoded(upstream: Upstream, raw: bytes) -> str:
    """What the gateway's own adapter reads out of a stream, with the calls and why it stopped."""
    stream = MessageStream(upstream, "some-model")
    decoder, reader = ADAPTERS[upstream].decoder(stream), FrameReader()
    for frame in [*reader.feed(raw), *reader.flush()]:
        decoder.feed(frame)
    decoder.end()
    message = collect(stream.take())
    text = "".join(block["text"] for block in message.content if block["type"] == "text")
    calls = [f"{block['name']} {block['input']}" for block in message.content if block["type"] == "tool_use"]
    return " | ".join([text, *calls, message.stop_reason or ""])


@every_dialect
def test_the_gateway_reads_every_word(upstream: Upstream) -> None:
    assert _decoded(upstream, b"".join(DIALECTS[upstream].telling.frames(3))) == f"{text_of(3)} | end_turn"


@every_dialect
def test_the_gateway_reads_the_whole_reply(upstream: Upstream) -> None:
    stream = MessageStream(upstream, "some-model")
    ADAPTERS[upstream].decode_reply(DIALECTS[upstream].telling.reply, stream)
    assert [block["text"] for block in collect(stream.take()).content] == [ANSWER]


@pytest.mark.parametrize("upstream", MAIN)
def test_the_gateway_reads_a_call_of_the_search(upstream: Upstream) -> None:
    telling = DIALECTS[upstream].telling
    raw = b"".join([*telling.spoken(2), telling.last(2, "q000007")])
    assert _decoded(upstream, raw) == f"{text_of(2)} | {SEARCH} {{'query': 'q000007'}} | tool_use"


@pytest.mark.parametrize("turns, is_call", [(0, True), (1, False)])
@pytest.mark.parametrize("upstream", MAIN)
def test_the_fake_provider_searches_as_often_as_it_is_told_to(upstream: Upstream, turns: int, is_call: bool) -> None:
    marker = Marker(2, 0, 1, "q000007")
    flushes = stream_bytes(upstream, marker, b'{"role":"assistant"}' * turns)
    assert flushes[0].startswith(b"HTTP/1.1 200 OK")
    assert flushes[-1].endswith(b"0\r\n\r\n")
    assert (b"q000007" in flushes[-1]) is is_call


def test_a_run_is_asked_with_a_query_that_each_connection_replaces() -> None:
    marker = Marker(3, 40)
    provided, scripted = RUNS.body("anthropic/some-model", marker), RUNS.body(SCRIPTED, marker)
    assert read_marker(provided) == Marker(3, 40, 1, QUERY)
    assert "words=3 delay_ms=40" in json.loads(scripted)["request"]["messages"][0]["content"]
    job = Job(1, "/v1/runs:stream", {}, scripted.decode(), "", 3, 1, 1.0, is_run=True)
    sizes = {len(job.request(query)) for query in (QUERY, "q000999")}
    assert len(sizes) == 1 and b"q000999" in job.request("q000999") and QUERY.encode() not in job.request("q000999")


@every_dialect
def test_every_frame_is_json_and_no_two_words_are_alike(upstream: Upstream) -> None:
    raw = b"".join(DIALECTS[upstream].telling.frames(3))
    lines = [line for line in raw.split(b"\n") if line.startswith(b"data: ") and b"[DONE]" not in line]
    assert all(json.loads(line.removeprefix(b"data: ")) for line in lines)
    assert all(one != other for one, other in pairwise(lines))
