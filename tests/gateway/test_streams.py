"""The rules of event streams (contract, section 9), over real connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from tests.gateway.client import Answer, Connection
from tests.gateway.replies import DIALECTS, Dialect
from tests.gateway.stage import Json, Stage, asked, directed, message, request
from tests.gateway.upstream import Exchange, Script
from tests.grammar import assert_legal
from tests.replay.answer import frames

ANTHROPIC = DIALECTS["anthropic"]
AT_ONCE_S = 0.1
WORDS = ("Hello ", "there, ", "caller.")


def kinds(events: list[Json]) -> list[str]:
    return [event["type"] for event in events]


def test_the_first_event_comes_while_the_provider_still_waits(stage: Stage, dialect: Dialect) -> None:
    url = stage.gateway()

    async def scenario() -> list[Json]:
        seen = asyncio.Event()

        async def script(exchange: Exchange) -> None:
            first, *rest = dialect.frames(*WORDS)
            await exchange.start()
            await exchange.chunk(first)
            await seen.wait()
            await exchange.chunk(*rest)
            await exchange.end()

        async with Connection(url) as connection:
            await request(connection, dialect, stage.upstream.key(script), stream=True)
            await connection.head()
            events = connection.events()
            first = await anext(events)
            seen.set()
            return [first, *[event async for event in events]]

    assert_legal(stage.run(scenario()))


def test_each_word_comes_when_the_provider_says_it(stage: Stage, dialect: Dialect) -> None:
    url = stage.gateway()

    async def scenario() -> list[str]:
        heard = asyncio.Semaphore(0)

        async def script(exchange: Exchange) -> None:
            await exchange.start()
            for frame in dialect.frames(*WORDS):
                await exchange.chunk(frame)
                if any(word.encode() in frame for word in WORDS):
                    await heard.acquire()
            await exchange.end()

        words = []
        async with Connection(url) as connection:
            await request(connection, dialect, stage.upstream.key(script), stream=True)
            await connection.head()
            async for event in connection.events():
                if event["type"] == "content_block_delta" and event["delta"]["text"]:
                    words.append(event["delta"]["text"])
                    heard.release()
        return words

    assert stage.run(scenario()) == list(WORDS)


def test_pings_come_only_after_quiet(stage: Stage, dialect: Dialect) -> None:
    url = stage.gateway(SSE_PING_INTERVAL="500ms")

    async def scenario() -> list[Json]:
        pinged = asyncio.Event()

        async def script(exchange: Exchange) -> None:
            first, *rest = dialect.frames(*WORDS * 10)
            await exchange.start()
            await exchange.chunk(first)
            for frame in rest[:-3]:
                await asyncio.sleep(0.02)
                await exchange.chunk(frame)
            await pinged.wait()
            await exchange.chunk(*rest[-3:])
            await exchange.end()

        async with Connection(url) as connection:
            await request(connection, dialect, stage.upstream.key(script), stream=True)
            await connection.head()
            events = []
            async for event in connection.events():
                events.append(event)
                if event["type"] == "ping":
                    pinged.set()
            return events

    events = stage.run(scenario())
    assert_legal(events)
    first = kinds(events).index("ping")
    assert kinds(events)[:first].count("content_block_delta") >= len(WORDS) * 10
    assert [event for event in events if event["type"] == "ping"] == [{"type": "ping"}] * kinds(events).count("ping")


def test_no_ping_comes_before_the_first_event(stage: Stage) -> None:
    """It would fix the HTTP status."""
    url = stage.gateway(SSE_PING_INTERVAL="100ms")

    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await asyncio.sleep(0.4)
        await exchange.chunk(error_frame("overloaded_error"))
        await exchange.end()

    assert stage.run(directed(stage, url, ANTHROPIC, script, stream=True)).status == 529


def error_frame(kind: str) -> bytes:
    event = {"type": "error", "error": {"type": kind, "message": "Said by the provider."}}
    return f"event: error\ndata: {json.dumps(event)}\n\n".encode()


@pytest.mark.parametrize("status, expected", [(400, 400), (401, 401), (429, 429), (500, 502), (529, 529)])
def test_an_error_before_the_first_event_keeps_its_status(stage: Stage, status: int, expected: int) -> None:
    async def script(exchange: Exchange) -> None:
        body = {"type": "error", "error": {"type": "whatever", "message": "Said by the provider."}}
        await exchange.answer(json.dumps(body).encode(), status=status, headers=[("retry-after", "7")])

    answer = stage.run(directed(stage, stage.gateway(), ANTHROPIC, script, stream=True))
    assert (answer.status, answer.headers["content-type"]) == (expected, "application/json")
    assert answer.error["request_id"] == answer.headers["x-request-id"]
    assert ("retry-after" in answer.headers) is (status == 429 or status >= 500)


def cut_off(dialect: Dialect) -> Script:
    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*dialect.frames(*WORDS)[:3])
        exchange.reset()

    return script


def going_on_after_the_end(dialect: Dialect) -> Script:
    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*dialect.frames(*WORDS), *dialect.frames("Once ", "more."))
        await exchange.end()

    return script


def failing_twice(dialect: Dialect) -> Script:
    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*dialect.frames(*WORDS)[:3], *[b"event: message_delta\ndata: {]\n\n"] * 2)
        await exchange.chunk(*dialect.frames(*WORDS)[3:])
        await exchange.end()

    return script


@pytest.mark.parametrize(
    "ending, last", [(cut_off, "error"), (going_on_after_the_end, "message_stop"), (failing_twice, "error")]
)
def test_there_is_exactly_one_terminal_event_and_nothing_after_it(
    stage: Stage, dialect: Dialect, ending: Callable[[Dialect], Script], last: str
) -> None:
    answer = stage.run(directed(stage, stage.gateway(), dialect, ending(dialect), stream=True))
    assert answer.status == 200
    told = kinds(list(frames(answer.body)))
    assert told[-1] == last
    assert sum(kind in ("message_stop", "error") for kind in told) == 1


@pytest.mark.parametrize("stage_of_it", ["before the head", "before the first event", "within the stream", "blocking"])
def test_the_provider_is_left_at_once_when_the_client_leaves(stage: Stage, dialect: Dialect, stage_of_it: str) -> None:
    url = stage.gateway()

    async def scenario() -> float:
        asked, left = asyncio.Event(), asyncio.Event()

        async def script(exchange: Exchange) -> None:
            if stage_of_it in ("before the first event", "within the stream"):
                await exchange.start()
            if stage_of_it == "within the stream":
                await exchange.chunk(*dialect.frames(*WORDS)[:3])
            asked.set()
            await exchange.until_left()
            left.set()

        async with Connection(url) as connection:
            stream = stage_of_it != "blocking"
            await request(connection, dialect, stage.upstream.key(script), stream=stream)
            await asked.wait()
            if stage_of_it == "within the stream":
                await connection.head()
            began = asyncio.get_running_loop().time()
            connection.reset()
        await left.wait()
        return asyncio.get_running_loop().time() - began

    assert min(stage.run(scenario()) for _ in range(3)) < AT_ONCE_S


def saying(dialect: Dialect, first: int, *, pause_s: float) -> Script:
    """So many frames, and then one of its words again and again, with this pause; it stops when it is left."""

    async def script(exchange: Exchange) -> None:
        told = dialect.frames(*WORDS)
        word = next(frame for frame in told if WORDS[1].encode() in frame)
        await exchange.start()
        await exchange.chunk(*told[:first])
        left = asyncio.ensure_future(exchange.until_left())
        while not left.done():
            await asyncio.wait([left], timeout=pause_s)
            if not left.done():
                await exchange.chunk(word)

    return script


LIMITS = [
    ("FIRST_EVENT_TIMEOUT", 0, 60.0, 504, "no first event within 0.3 s"),
    ("STREAM_IDLE_TIMEOUT", 3, 60.0, 200, "no event from the model for 0.3 s"),
    ("SSE_MAX_DURATION", 3, 0.05, 200, "the stream lasted longer than 0.3 s"),
]


@pytest.mark.parametrize("setting, first, pause_s, status, told", LIMITS, ids=lambda part: str(part))
def test_a_stream_that_takes_too_long_ends_with_a_timeout(
    stage: Stage, dialect: Dialect, setting: str, first: int, pause_s: float, status: int, told: str
) -> None:
    url = stage.gateway(**{setting: "300ms"})

    async def scenario() -> tuple[Answer, float]:
        left = asyncio.Event()

        async def script(exchange: Exchange) -> None:
            await saying(dialect, first, pause_s=pause_s)(exchange)
            left.set()

        answer = await directed(stage, url, dialect, script, stream=True)
        ended = asyncio.get_running_loop().time()
        await left.wait()
        return answer, asyncio.get_running_loop().time() - ended

    answer, left_after_s = stage.run(scenario())
    assert answer.status == status
    error = answer.events[-1]["error"] if status == 200 else answer.error
    assert (error["type"], error["code"], error["message"]) == ("api_error", "timeout", told)
    assert kinds(answer.events).count("error") == (status == 200)
    assert left_after_s < AT_ONCE_S


def test_an_answer_that_takes_too_long_is_a_timeout(stage: Stage, dialect: Dialect) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.until_left()

    url = stage.gateway(TOTAL_REQUEST_TIMEOUT="300ms")
    answer = stage.run(directed(stage, url, dialect, script, stream=False))
    assert (answer.status, answer.error["code"]) == (504, "timeout")


SEPARATORS = ["\u2028", "\u2029", "\u0085", "\x0b", "\x1c", "\r", "\n"]


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
@pytest.mark.parametrize("model", ["anthropic", "openai", "local/scripted"])
def test_what_some_readers_take_for_the_end_of_a_line_is_escaped(stage: Stage, model: str, separator: str) -> None:
    """Vendors send some of them as they are."""
    url = stage.gateway()
    said = f"a{separator}b"

    async def scenario() -> Answer:
        if model == "local/scripted":
            async with Connection(url) as connection:
                return await connection.ask("POST", "/v1/messages", body=message(text=said, stream=True))

        async def script(exchange: Exchange) -> None:
            told = b"".join(DIALECTS[model].frames(said)).decode()
            if ord(separator) > 127:
                told = told.replace(json.dumps(separator)[1:-1], separator)
            await exchange.start()
            await exchange.chunk(told.encode())
            await exchange.end()

        return await directed(stage, url, DIALECTS[model], script, stream=True)

    answer = stage.run(scenario())
    text = "".join(event["delta"]["text"] for event in frames(answer.body) if event["type"] == "content_block_delta")
    assert said in text
    assert len(answer.body.decode().splitlines()) == answer.body.count(b"\n")


@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_nothing_is_compressed_or_buffered_on_the_way(stage: Stage, dialect: Dialect, stream: bool) -> None:
    url = stage.gateway()

    async def scenario() -> Answer:
        async with Connection(url) as connection:
            await request(connection, dialect, "any", stream=stream, headers=(("accept-encoding", "gzip, br"),))
            return await connection.answer()

    answer = stage.run(scenario())
    assert "content-encoding" not in answer.headers
    assert stage.upstream.received[-1].headers["accept-encoding"] == "identity"
    if stream:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-cache", "no")
        assert "content-length" not in answer.headers


def test_a_stream_is_nothing_but_frames_of_two_lines(stage: Stage, dialect: Dialect) -> None:
    answer = stage.run(asked(stage.gateway(), dialect, key="any", stream=True))
    assert_legal(list(frames(answer.body)))
    assert b"\r" not in answer.body
    assert answer.headers["x-model"] == dialect.asked_as


def test_deltas_are_neither_merged_nor_split(stage: Stage, dialect: Dialect) -> None:
    words = [f"word {number} " for number in range(200)]

    async def script(exchange: Exchange) -> None:
        told = dialect.frames(*words)
        await exchange.start()
        for start in range(0, len(told), 7):
            await exchange.chunk(b"".join(told[start : start + 7]))
        await exchange.end()

    answer = stage.run(directed(stage, stage.gateway(), dialect, script, stream=True))
    told = [event["delta"]["text"] for event in answer.events if event["type"] == "content_block_delta"]
    assert [text for text in told if text] == words
