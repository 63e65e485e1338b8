"""A connect to a provider has one deadline, whatever it hangs in, and one that is late is not tried again."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager

import pytest

from tests.fake_clock import FakeClock
from vai_gateway.core.clock import SystemClock
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ticker import LOOK_S, Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.wire.retry import NothingSent
from vai_gateway.wire.upstream import Upstream

CONNECT_S = 5.0


def refused(url: str, *, after_s: float) -> GatewayError | None:
    """What a request to `url` has failed with after so long; None if it still waits."""

    async def scenario() -> GatewayError | None:
        clock = FakeClock()
        ticker = Ticker(clock)
        ticker.start()
        upstream = Upstream(ticker, UpstreamTiming(connect_s=CONNECT_S))
        upstream.open()
        asking = asyncio.create_task(upstream.post("acme", url, body=b"{}", headers={}, secrets={}))
        await clock.advance(after_s)
        if not asking.done():
            asking.cancel()
        outcome = (await asyncio.gather(asking, return_exceptions=True))[0]
        await upstream.close()
        await ticker.stop()
        return outcome if isinstance(outcome, GatewayError) else None

    return asyncio.run(scenario())


@contextmanager
def silent() -> Iterator[str]:
    """Takes connections and never says a word, so TLS does not begin."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"


@contextmanager
def full() -> Iterator[str]:
    """Its queue holds no further connection."""
    with ExitStack() as waiting, socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        for _ in range(4):
            client = waiting.enter_context(closing(socket.socket()))
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@contextmanager
def nobody() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}/"


@contextmanager
def speaking_plainly() -> Iterator[str]:
    """Answers a greeting in TLS with plain HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as threads:
        threads.submit(_answer_plainly, listener)
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"


def _answer_plainly(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(1024)
        connection.sendall(b"HTTP/1.1 400 x\r\n\r\n")


@contextmanager
def nameless() -> Iterator[str]:
    yield "http://nobody.invalid/"


@pytest.mark.parametrize(
    "missing, why, says",
    [
        (nobody, "refused", "it was refused"),
        (speaking_plainly, "tls", "TLS failed"),
        (nameless, "dns", "its name could not be looked up"),
    ],
)
def test_a_missing_connection_says_why_in_a_word_and_nothing_of_addresses(
    missing: Callable[[], AbstractContextManager[str]], why: str, says: str
) -> None:
    with missing() as url:
        error = asyncio.run(connecting(url))
    assert (error.code, error.message, error.why) == ("provider_unreachable", f"no connection to acme: {says}", why)


async def connecting(url: str) -> NothingSent:
    ticker = Ticker(SystemClock())
    upstream = Upstream(ticker, UpstreamTiming(connect_s=CONNECT_S))
    upstream.open()
    try:
        with pytest.raises(NothingSent) as caught:
            await upstream.post("acme", url, body=b"{}", headers={}, secrets={})
    finally:
        await upstream.close()
    return caught.value


@pytest.mark.parametrize("hanging", [silent, full])
def test_a_connect_that_hangs_ends_when_its_time_is_up_and_may_not_be_tried_again(
    hanging: Callable[[], AbstractContextManager[str]],
) -> None:
    with hanging() as url:
        assert refused(url, after_s=CONNECT_S - LOOK_S) is None
        error = refused(url, after_s=CONNECT_S + 2 * LOOK_S)
    assert error is not None
    assert (error.status, error.code, isinstance(error, NothingSent)) == (504, "timeout", False)
