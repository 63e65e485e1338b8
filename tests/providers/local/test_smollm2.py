"""The shell around SmolLM2's engine: turns, loading, leaving and closing. The engine is a fake."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import Any

import pytest

from tests.fake_clock import settle
from tests.grammar import assert_legal
from tests.providers.local.asks import ask_of, request_to
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.providers.local.smollm2 import SmolLM2
from vai_gateway.providers.local.smollm2_engine import Chunk, Engine, SmolLM2Config

REQUEST = request_to("smollm2-135m", "Hi")
START: Chunk = {"choices": [{"text": "", "finish_reason": None}], "prompt_progress": {"total": 5}}
WORD: Chunk = {"choices": [{"text": "word ", "finish_reason": None}]}
END: Chunk = {
    "choices": [{"text": "", "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 5, "completion_tokens": 2},
}


class FakeEngine:
    """Answers as soon as it may. stopped: how many answers were stopped by their reader."""

    def __init__(self, chunks: list[Chunk] | None = None, error: BaseException | None = None) -> None:
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.chunks = chunks or [START, WORD, WORD, END]
        self.error = error
        self.asked: list[Mapping[str, Any]] = []
        self.stopped = 0
        self.closed = False

    def generate(self, completion: Mapping[str, Any], on_chunk: Callable[[Chunk], bool]) -> None:
        self.asked.append(completion)
        for chunk in self.chunks:
            if on_chunk(chunk):
                self.stopped += 1
                return
            if chunk is not END:
                assert self.may_answer.wait(10)
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        self.closed = True


class Openings:
    """Opens a fake engine; the first `failures` times it fails."""

    def __init__(self, engine: FakeEngine, *failures: BaseException) -> None:
        self.engine = engine
        self.failures = list(failures)
        self.threads: list[str] = []
        self.may_open = threading.Event()
        self.may_open.set()

    def __call__(self, config: SmolLM2Config) -> Engine:
        self.threads.append(threading.current_thread().name)
        assert self.may_open.wait(10)
        if self.failures:
            raise self.failures.pop(0)
        return self.engine


def run(
    check: Callable[[SmolLM2], Coroutine[Any, Any, None]],
    openings: Openings,
    config: SmolLM2Config | None = None,
) -> None:
    """`check` a model with a fake engine, then let everything end."""

    async def go() -> None:
        model = SmolLM2(config or SmolLM2Config(), openings)
        try:
            await check(model)
        finally:
            openings.engine.may_answer.set()
            openings.may_open.set()
            await model.close()

    asyncio.run(go())


async def heard_from(model: SmolLM2, request: MessageRequest = REQUEST) -> list[StreamEvent]:
    return [event async for batch in model.stream(ask_of(request)) for event in batch]


async def heard_when_free(model: SmolLM2) -> list[StreamEvent]:
    async with asyncio.timeout(10):
        while True:
            try:
                return await heard_from(model)
            except GatewayError as error:
                assert error.code == "model_busy"
                await settle()


async def until(holds: Callable[[], bool]) -> None:
    """What another thread does takes a while: let everything run until it has."""
    async with asyncio.timeout(10):
        while not holds():
            await settle()


def test_an_answer_is_a_legal_stream() -> None:
    async def check(model: SmolLM2) -> None:
        assert_legal(await heard_from(model))

    run(check, Openings(FakeEngine()))


def test_events_arrive_while_the_model_still_talks() -> None:
    engine = FakeEngine()
    engine.may_answer.clear()

    async def check(model: SmolLM2) -> None:
        async with aclosing(model.stream(ask_of(REQUEST))) as batches:
            assert [type(event).__name__ for event in await anext(batches)] == ["MessageStartEvent"]

    run(check, Openings(engine))


def test_the_engine_is_opened_once_at_the_first_request_and_not_in_the_event_loop() -> None:
    openings = Openings(FakeEngine())

    async def check(model: SmolLM2) -> None:
        assert openings.threads == []
        await asyncio.gather(*(heard_from(model) for _ in range(3)))

    run(check, openings)
    assert len(openings.threads) == 1
    assert openings.threads[0] != threading.main_thread().name


def test_a_caller_who_leaves_while_it_loads_does_not_stop_the_others() -> None:
    openings = Openings(FakeEngine())
    openings.may_open.clear()

    async def check(model: SmolLM2) -> None:
        first = asyncio.create_task(heard_from(model))
        second = asyncio.create_task(heard_from(model))
        await until(lambda: bool(openings.threads))
        first.cancel()
        await settle()
        openings.may_open.set()
        assert_legal(await second)

    run(check, openings, SmolLM2Config(concurrency=2))


@pytest.mark.parametrize(
    "failure, status",
    [(GatewayError("not_found_error", "not installed", code="not_found"), 404), (RuntimeError("x"), 500)],
)
def test_a_failed_load_is_told_and_tried_again(failure: Exception, status: int) -> None:
    async def check(model: SmolLM2) -> None:
        with pytest.raises(GatewayError) as raised:
            await heard_from(model)
        assert raised.value.status == status
        assert_legal(await heard_from(model))

    run(check, Openings(FakeEngine(), failure))


def test_one_caller_more_than_the_queue_holds_is_sent_away() -> None:
    engine = FakeEngine()
    engine.may_answer.clear()

    async def check(model: SmolLM2) -> None:
        callers = [asyncio.create_task(heard_from(model)) for _ in range(3)]
        await until(lambda: len(engine.asked) == 1)
        with pytest.raises(GatewayError) as raised:
            await heard_from(model)
        error = raised.value
        assert (error.kind, error.code, error.status) == ("overloaded_error", "model_busy", 529)
        assert error.retry_after
        engine.may_answer.set()
        for events in await asyncio.gather(*callers):
            assert_legal(events)
        assert_legal(await heard_from(model))

    run(check, Openings(engine), SmolLM2Config(queue=2))


def test_as_many_answers_run_at_once_as_configured() -> None:
    engine = FakeEngine()
    engine.may_answer.clear()

    async def check(model: SmolLM2) -> None:
        callers = [asyncio.create_task(heard_from(model)) for _ in range(3)]
        await until(lambda: len(engine.asked) == 2)
        await settle()
        assert len(engine.asked) == 2
        engine.may_answer.set()
        await asyncio.gather(*callers)
        assert len(engine.asked) == 3

    run(check, Openings(engine), SmolLM2Config(concurrency=2))


def test_who_leaves_the_queue_makes_room_in_it() -> None:
    engine = FakeEngine()
    engine.may_answer.clear()

    async def check(model: SmolLM2) -> None:
        talking, waiting = (asyncio.create_task(heard_from(model)) for _ in range(2))
        await until(lambda: len(engine.asked) == 1)
        await settle()
        waiting.cancel()
        await settle()
        another = asyncio.create_task(heard_from(model))
        await settle()
        engine.may_answer.set()
        assert_legal(await talking)
        assert_legal(await another)

    run(check, Openings(engine), SmolLM2Config(queue=1))


def test_leaving_stops_the_engine_at_its_next_chunk_and_frees_the_turn() -> None:
    engine = FakeEngine([START, *[WORD] * 100, END])
    engine.may_answer.clear()

    async def check(model: SmolLM2) -> None:
        async with aclosing(model.stream(ask_of(REQUEST))) as batches:
            await anext(batches)
        with pytest.raises(GatewayError, match="busy"):
            await heard_from(model)
        engine.may_answer.set()
        await until(lambda: engine.stopped == 1)
        engine.chunks = [START, WORD, END]
        assert_legal(await heard_when_free(model))

    run(check, Openings(engine), SmolLM2Config(queue=0))


@pytest.mark.parametrize("error", [ValueError("bad"), RuntimeError("bad")])
def test_an_engine_that_breaks_is_an_error_without_detail(error: Exception) -> None:
    async def check(model: SmolLM2) -> None:
        with pytest.raises(GatewayError, match="could not answer") as raised:
            await heard_from(model)
        assert raised.value.status == 500

    run(check, Openings(FakeEngine([START, WORD], error)))


def test_an_answer_that_ends_early_is_an_error() -> None:
    async def check(model: SmolLM2) -> None:
        with pytest.raises(GatewayError) as raised:
            await heard_from(model)
        assert raised.value.code == "upstream_cut"

    run(check, Openings(FakeEngine([START, WORD])))


def test_a_request_that_cannot_fit_needs_no_engine() -> None:
    openings = Openings(FakeEngine())

    async def check(model: SmolLM2) -> None:
        with pytest.raises(GatewayError, match="max_tokens"):
            await heard_from(model, request_to("smollm2-135m", "Hi", max_tokens=4096))

    run(check, openings)
    assert openings.threads == []


def test_closing_stops_what_still_talks_and_frees_the_engine() -> None:
    engine = FakeEngine([START, *[WORD] * 1000, END])

    async def go() -> None:
        model = SmolLM2(SmolLM2Config(), Openings(engine))
        async with aclosing(model.stream(ask_of(REQUEST))) as batches:
            await anext(batches)
            await model.close()
        with pytest.raises(GatewayError) as raised:
            await heard_from(model)
        assert raised.value.code == "draining"

    asyncio.run(go())
    assert engine.closed


def test_closing_what_was_never_used_opens_nothing() -> None:
    openings = Openings(FakeEngine())
    asyncio.run(SmolLM2(SmolLM2Config(), openings).close())
    assert openings.threads == []
