"""A client that leaves takes the work done for it along, at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.fake_clock import settle
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.departure import UntilClientLeaves

Receive = Callable[[], Awaitable[Any]]


class Client:
    """What the server tells of the client, one message after the other."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[str] = asyncio.Queue()

    async def receive(self) -> Any:
        return {"type": await self.messages.get()}


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await scenario()

    return asyncio.run(whole())


def a_call() -> Call:
    return Call("r", "POST", "/", {}, "", 0.0)


async def outcome(receive: Receive, call: Call, work: Awaitable[Any]) -> Any:
    try:
        async with UntilClientLeaves(call, receive):
            return await work
    except GatewayError as error:
        return error.code


@pytest.mark.parametrize("before", [[], ["http.request"], ["http.request", "http.request"]])
def test_work_ends_when_the_client_leaves(before: list[str]) -> None:
    async def scenario() -> tuple[Any, bool]:
        client, call = Client(), a_call()
        task = asyncio.create_task(outcome(client.receive, call, asyncio.Event().wait()))
        for message in [*before, "http.disconnect"]:
            await settle()
            client.messages.put_nowait(message)
        return await task, call.client_left

    assert run(scenario) == ("cancelled", True)


def test_a_client_that_has_left_already_is_noticed_too() -> None:
    async def scenario() -> Any:
        async def receive() -> Any:
            return {"type": "http.disconnect"}

        return await outcome(receive, a_call(), asyncio.Event().wait())

    assert run(scenario) == "cancelled"


def test_a_server_that_only_yields_is_understood() -> None:
    async def scenario() -> Any:
        async def receive() -> Any:
            await asyncio.sleep(0)
            return {"type": "http.disconnect"}

        return await outcome(receive, a_call(), asyncio.Event().wait())

    assert run(scenario) == "cancelled"


async def at_once() -> str:
    return "done"


def test_work_that_ends_first_gives_its_result() -> None:
    async def scenario() -> tuple[Any, bool]:
        client, call = Client(), a_call()
        result = await outcome(client.receive, call, at_once())
        client.messages.put_nowait("http.disconnect")
        await settle()
        return result, call.client_left

    assert run(scenario) == ("done", False)


def test_leaving_in_the_same_moment_does_no_harm() -> None:
    async def scenario() -> Any:
        client = Client()

        async def work() -> str:
            await settle()
            client.messages.put_nowait("http.disconnect")
            return "done"

        result = await outcome(client.receive, a_call(), work())
        await settle()
        return result

    assert run(scenario) == "done"


def test_after_the_answer_nobody_has_left_early() -> None:
    async def scenario() -> tuple[Any, bool]:
        client, call = Client(), a_call()

        async def work() -> str:
            call.answered = True
            client.messages.put_nowait("http.disconnect")
            await settle()
            return "done"

        return await outcome(client.receive, call, work()), call.client_left

    assert run(scenario) == ("done", False)


def test_somebody_elses_cancellation_is_not_taken_for_the_client() -> None:
    async def scenario() -> bool:
        task = asyncio.create_task(outcome(Client().receive, a_call(), asyncio.Event().wait()))
        await settle()
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run(scenario)
