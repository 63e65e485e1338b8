"""Streams go out as they come, with pings after quiet only and exactly one terminal event."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import nullcontext
from typing import Any

import pytest

from tests.fake_clock import FakeClock, settle
from vai_gateway.contract.responses import ContentBlockDeltaEvent, MessageStopEvent, TextDelta
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream, StreamEvent, no_usage
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import StreamTiming
from vai_gateway.wire.departure import UntilClientLeaves
from vai_gateway.wire.sse_write import EventSender, frames, never

TIMING = StreamTiming(ping_s=15, first_event_s=120, idle_s=60, stream_s=300)


def start() -> list[StreamEvent]:
    stream = MessageStream("acme", "acme/asked")
    stream.start(id="m1")
    return stream.take()


def word(text: str) -> StreamEvent:
    return ContentBlockDeltaEvent(index=0, delta=TextDelta(text=text))


class Client:
    """The other end: what was sent to it, and whether it is still there."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.reads = True
        self._gone = asyncio.Event()

    async def send(self, message: Any) -> None:
        if not self.reads:
            await asyncio.Event().wait()
        self.sent.append(message)

    async def receive(self) -> Any:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    def leave(self) -> None:
        self._gone.set()

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self.sent if message["type"] == "http.response.body"]

    @property
    def events(self) -> list[dict[str, Any]]:
        text = b"".join(self.bodies).decode()
        return [json.loads(block.split("data: ")[1]) for block in text.split("\n\n") if block]

    @property
    def kinds(self) -> list[str]:
        return [event["type"] for event in self.events]


class Scenario:
    """One stream: `model` yields what a test puts into it, at the time the test puts it."""

    def __init__(self, closing_at: Callable[[], float] = never, *, keeps_time: bool = False) -> None:
        self.clock = FakeClock()
        self.client = Client()
        self.call = Call("req_1", "POST", "/v1/messages", {}, "", self.clock.now())
        self.closed = False
        self._keeps_time = keeps_time
        self._queue: asyncio.Queue[Any] = asyncio.Queue()
        ticker = Ticker(self.clock)
        ticker.start()
        self._sender = EventSender(self.clock, ticker, TIMING, closing_at)
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        async with UntilClientLeaves(self.call, self.client.receive):
            await self._sender.send(
                self._batches(),
                self.call,
                self.client.send,
                headers=[],
                slot=nullcontext(),
                keeps_time=self._keeps_time,
            )

    async def _batches(self) -> AsyncGenerator[list[StreamEvent], None]:
        try:
            while (item := await self._queue.get()) is not None:
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self.closed = True

    async def model(self, *items: Any) -> None:
        for item in items:
            self._queue.put_nowait(item)
        await settle()


def run(scenario: Callable[[], Any]) -> Any:
    return asyncio.run(scenario())


def test_the_first_event_goes_out_at_once() -> None:
    async def scenario() -> list[str]:
        s = Scenario()
        await s.model(start())
        return s.client.kinds

    assert run(scenario) == ["message_start"]


def test_nothing_is_sent_before_the_first_event() -> None:
    async def scenario() -> list[Any]:
        s = Scenario()
        await s.clock.advance(100)
        return s.client.sent

    assert run(scenario) == []


def test_a_frame_is_one_event_line_and_one_data_line() -> None:
    assert frames([word("hi")]) == (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
        b'"delta":{"type":"text_delta","text":"hi"}}\n\n'
    )


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085"])
def test_unicode_separators_are_escaped_and_read_back_the_same(separator: str) -> None:
    sent = frames([word(f"a{separator}b–é")])
    assert separator.encode() not in sent
    assert json.loads(sent.split(b"data: ")[1])["delta"]["text"] == f"a{separator}b–é"


def test_an_error_before_the_first_event_stays_an_http_error() -> None:
    async def scenario() -> tuple[Any, list[Any]]:
        s = Scenario()
        await s.model(GatewayError("rate_limit_error", "slow down"))
        with pytest.raises(GatewayError) as caught:
            await s.task
        return caught.value.status, s.client.sent

    assert run(scenario) == (429, [])


def test_an_error_after_the_first_event_is_the_one_terminal_event() -> None:
    async def scenario() -> list[dict[str, Any]]:
        s = Scenario()
        await s.model(start(), GatewayError("overloaded_error", "busy"))
        await s.task
        return s.client.events

    last = run(scenario)[-1]
    assert last == {
        "type": "error",
        "error": {"type": "overloaded_error", "message": "busy", "request_id": "req_1"},
    }


def test_after_the_terminal_event_the_answer_is_closed() -> None:
    async def scenario() -> tuple[list[str], Any]:
        s = Scenario()
        await s.model(start(), [MessageStopEvent()], None)
        await s.task
        return s.client.kinds, s.client.sent[-1]["more_body"]

    assert run(scenario) == (["message_start", "message_stop"], False)


def stop() -> list[StreamEvent]:
    stream = MessageStream("acme", "acme/asked")
    stream.start(id="m1")
    stream.take()
    stream.stop("end_turn", no_usage())
    return stream.take()


def test_after_the_terminal_event_a_failure_is_told_to_nobody_but_the_log() -> None:
    async def scenario() -> tuple[str, Any]:
        s = Scenario()
        await s.model(start(), stop(), GatewayError("provider_error", "cut", code="upstream_cut"))
        await s.task
        return s.client.kinds[-1], s.call.error.code if s.call.error else None

    assert run(scenario) == ("message_stop", "upstream_cut")


def test_after_the_terminal_event_nothing_is_late_and_no_ping_is_sent() -> None:
    async def scenario() -> tuple[str, bool]:
        s = Scenario()
        await s.model(start(), stop())
        await s.clock.advance(301)
        return s.client.kinds[-1], s.task.done()

    assert run(scenario) == ("message_stop", False)


def test_a_client_that_leaves_after_the_terminal_event_has_missed_nothing() -> None:
    async def scenario() -> bool:
        s = Scenario()
        await s.model(start(), stop())
        s.client.leave()
        await settle()
        return s.call.client_left

    assert run(scenario) is False


def test_the_usage_of_a_stream_is_what_its_end_says() -> None:
    async def scenario() -> Any:
        s = Scenario()
        await s.model(start(), stop())
        return s.call.usage.total_tokens if s.call.usage else None

    assert run(scenario) == 0


def test_pings_come_after_quiet_only() -> None:
    async def scenario() -> list[str]:
        s = Scenario()
        await s.model(start())
        for _ in range(4):
            await s.clock.advance(14)
            await s.model([word("x")])
        await s.clock.advance(16)
        await s.clock.advance(10)
        return s.client.kinds

    assert run(scenario) == ["message_start", *["content_block_delta"] * 4, "ping"]


def test_pings_go_on_every_15_s_of_quiet_until_the_model_has_been_idle_for_60_s() -> None:
    async def scenario() -> list[dict[str, Any]]:
        s = Scenario()
        await s.model(start())
        await s.clock.advance(61)
        await s.task
        return s.client.events

    events = run(scenario)
    assert [event["type"] for event in events] == ["message_start", "ping", "ping", "ping", "error"]
    assert (events[-1]["error"]["type"], events[-1]["error"]["code"]) == ("api_error", "timeout")


def test_events_of_the_model_put_the_idle_limit_off() -> None:
    async def scenario() -> list[str]:
        s = Scenario()
        await s.model(start())
        for _ in range(4):
            await s.clock.advance(59)
            await s.model([word("x")])
        return s.client.kinds

    assert "error" not in run(scenario)


def test_a_first_event_that_does_not_come_is_504() -> None:
    async def scenario() -> tuple[int, bool]:
        s = Scenario()
        await s.clock.advance(121)
        with pytest.raises(GatewayError) as caught:
            await s.task
        return caught.value.status, s.closed

    assert run(scenario) == (504, True)


def test_a_stream_that_lasts_too_long_ends_with_an_error() -> None:
    async def scenario() -> tuple[list[str], bool]:
        s = Scenario()
        await s.model(start())
        for _ in range(30):
            await s.clock.advance(10)
            await s.model([word("x")])
        await s.clock.advance(2)
        await s.task
        return s.client.kinds, s.closed

    kinds, closed = run(scenario)
    assert (kinds.count("error"), kinds[-1], closed) == (1, "error", True)


def test_the_model_is_closed_at_once_when_the_client_leaves() -> None:
    async def scenario() -> tuple[bool, Any, bool]:
        s = Scenario()
        await s.model(start())
        s.client.leave()
        await settle()
        with pytest.raises(GatewayError) as caught:
            await s.task
        return s.closed, caught.value.code, s.call.client_left

    assert run(scenario) == (True, "cancelled", True)


def test_a_shutdown_ends_what_still_streams_with_an_error() -> None:
    async def scenario() -> dict[str, Any]:
        s = Scenario(closing_at=lambda: 1020.0)
        await s.model(start())
        await s.clock.advance(21)
        await s.task
        return s.client.events[-1]

    assert run(scenario)["error"]["code"] == "draining"


def test_a_bug_in_the_model_is_not_taken_for_an_answer() -> None:
    async def scenario() -> list[str]:
        s = Scenario()
        await s.model(start(), KeyError("bug"))
        with pytest.raises(KeyError):
            await s.task
        return s.client.kinds

    assert run(scenario) == ["message_start"]


def test_a_client_that_does_not_read_is_let_go_when_time_is_up() -> None:
    async def scenario() -> tuple[list[str], bool, bool]:
        s = Scenario()
        await s.model(start())
        s.client.reads = False
        await s.model([word("x")])
        await s.clock.advance(301)
        return s.client.kinds, s.task.done(), s.closed

    assert run(scenario) == (["message_start"], True, True)


def test_a_stream_that_keeps_its_own_time_is_not_ended() -> None:
    async def scenario() -> tuple[bool, list[str]]:
        s = Scenario(lambda: 1000.0, keeps_time=True)
        await s.clock.advance(200)
        await s.model(start())
        await s.clock.advance(400)
        return s.task.done(), s.client.kinds[:2]

    assert run(scenario) == (False, ["message_start", "ping"])


def test_a_client_that_takes_nothing_is_left_even_where_the_stream_keeps_its_own_time() -> None:
    async def scenario() -> tuple[bool, str | None]:
        s = Scenario(keeps_time=True)
        await s.model(start())
        s.client.reads = False
        await s.model([word("a")])
        await s.clock.advance(61)
        return s.closed, None if s.call.error is None else s.call.error.code

    assert run(scenario) == (True, "timeout")
