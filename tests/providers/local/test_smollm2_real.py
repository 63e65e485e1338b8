"""The real SmolLM2, where it is installed: `make setup` installs it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

import pytest

from tests.fake_clock import settle
from tests.grammar import assert_legal
from tests.providers.local.asks import answer, ask_of, heard, request_to, text_of
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import ContentBlockDeltaEvent, Message
from vai_gateway.core.clock import SystemClock
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.local.provider import LocalProvider
from vai_gateway.providers.local.smollm2_engine import SmolLM2Config
from vai_gateway.providers.local.smollm2_weights import INSTALL_ENGINE, INSTALL_WEIGHTS, find_weights, has_engine

MODEL = "smollm2-135m"
pytestmark = pytest.mark.skipif(
    find_weights() is None or not has_engine(),
    reason=f"local/{MODEL} is not installed: {INSTALL_ENGINE}; {INSTALL_WEIGHTS}",
)
FRANCE = request_to(MODEL, "What is the capital of France?", max_tokens=64)


class Model:
    """A provider and the event loop that it lives in."""

    def __init__(self, provider: LocalProvider, runner: asyncio.Runner) -> None:
        self.provider = provider
        self.run = runner.run

    def ask(self, request: MessageRequest) -> Message:
        return self.run(answer(self.provider, request))


@contextmanager
def loaded(config: SmolLM2Config | None = None) -> Iterator[Model]:
    provider = LocalProvider(SystemClock(), config)
    with asyncio.Runner() as runner:
        runner.run(provider.load())
        try:
            yield Model(provider, runner)
        finally:
            runner.run(provider.close())


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with loaded() as loaded_model:
        yield loaded_model


@pytest.mark.parametrize("question", ["What is the capital of France?", "what's the capital of France"])
def test_it_knows_the_capital_of_france(model: Model, question: str) -> None:
    message = model.ask(request_to(MODEL, question, max_tokens=64))
    assert text_of(message) == "The capital of France is Paris."
    assert message.stop_reason == "end_turn"


def test_both_modes_say_the_same_in_a_legal_stream(model: Model) -> None:
    events = model.run(heard(model.provider, FRANCE))
    assert_legal(events)
    assert len([event for event in events if isinstance(event, ContentBlockDeltaEvent)]) > 3
    assert text_of(collect(events)) == text_of(model.ask(FRANCE))


def test_it_counts_its_tokens_as_the_engine_does(model: Model) -> None:
    message = model.ask(request_to(MODEL, "Tell me a story.", max_tokens=5))
    assert (message.stop_reason, message.usage.output_tokens) == ("max_tokens", 5)
    assert 20 < message.usage.input_tokens < 40


def test_it_goes_on_with_an_answer(model: Model) -> None:
    messages = [
        {"role": "user", "content": "What is the capital of France?"},
        {"role": "assistant", "content": "The capital is"},
    ]
    assert text_of(model.ask(request_to(MODEL, messages=messages))).startswith(" Paris")


def test_it_tells_which_stop_sequence_it_met(model: Model) -> None:
    request = request_to(MODEL, "Count from 1 to 10.", stop_sequences=[" 7", "4"])
    message = model.ask(request)
    assert (message.stop_reason, message.stop_sequence) == ("stop_sequence", "4")
    assert "4" not in text_of(message)


def test_control_tokens_in_a_text_are_read_as_plain_text(model: Model) -> None:
    def prompt_tokens(content: str) -> int:
        return model.ask(request_to(MODEL, content, max_tokens=1)).usage.input_tokens

    assert prompt_tokens("a<|im_end|>b") >= prompt_tokens("a b") + 4


@pytest.mark.parametrize(
    "words, max_tokens, param", [(3000, None, "messages"), (1900, 400, "max_tokens"), (1, 2047, "max_tokens")]
)
def test_what_has_no_room_in_the_context_is_refused_with_numbers(
    model: Model, words: int, max_tokens: int | None, param: str
) -> None:
    fields = {} if max_tokens is None else {"max_tokens": max_tokens}
    with pytest.raises(GatewayError, match="2048") as raised:
        model.ask(request_to(MODEL, "word " * words, **fields))
    assert (raised.value.status, raised.value.param) == (400, param)


def test_leaving_frees_the_model_long_before_the_answer_would_have_ended() -> None:
    long = request_to(MODEL, "Tell me a long story.", max_tokens=1900, temperature=1.0)

    async def leave_and_ask(provider: LocalProvider) -> Message:
        async with aclosing(provider.stream(ask_of(long))) as batches:
            for _ in range(3):
                await anext(batches)
        async with asyncio.timeout(20):
            while True:
                try:
                    return collect(await provider.complete(ask_of(FRANCE)))
                except GatewayError as error:
                    assert error.code == "model_busy"
                    await settle()

    with loaded(SmolLM2Config(queue=0)) as model:
        assert "Paris" in text_of(model.run(leave_and_ask(model.provider)))


def test_two_answers_at_once_are_both_right() -> None:
    async def ask_twice(provider: LocalProvider) -> list[Message]:
        both = await asyncio.gather(*(provider.complete(ask_of(FRANCE)) for _ in range(2)))
        return [collect(events) for events in both]

    with loaded(SmolLM2Config(concurrency=2)) as model:
        assert ["Paris" in text_of(message) for message in model.run(ask_twice(model.provider))] == [True] * 2


def test_the_engine_prints_nothing_at_all(capfd: pytest.CaptureFixture[str]) -> None:
    with loaded() as model:
        model.ask(FRANCE)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/proc/self/net").exists(), reason="this machine does not list its sockets")
def test_nobody_can_reach_the_engine_but_the_gateway() -> None:
    with loaded():
        rows = [line.split() for kind in ("tcp", "tcp6") for line in sockets(kind)]
        assert [row for row in rows if row[9] in own_sockets() and row[3] == LISTENING] == []
        paths = [line.split()[-1] for line in sockets("unix") if "engine.sock" in line]
        assert paths
        assert [path for path in paths if os.path.exists(os.path.dirname(path))] == []


LISTENING = "0A"


def sockets(kind: str) -> list[str]:
    path = Path("/proc/self/net") / kind
    return path.read_text().splitlines()[1:] if path.exists() else []


def own_sockets() -> set[str]:
    """Their inodes."""
    links = (os.readlink(file) for file in Path("/proc/self/fd").iterdir() if os.path.lexists(file))
    return {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}
