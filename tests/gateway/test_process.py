"""The gateway as a process: how it starts, drains and stops, and what it writes meanwhile."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
from contextlib import suppress
from typing import Any

import pytest

from tests.docs.gateway_process import ENVIRONMENT, GATEWAY, Running, running_gateway
from tests.gateway.client import Answer, Connection, ask
from tests.gateway.stage import environment, message, until, until_active

Json = dict[str, Any]
ENDS_IN_TIME_S = 10
TALKING = "[[words=50 delay_ms=20]]"
ENDLESS = "[[words=100000 delay_ms=20]]"
HANGING = "[[hang]]"


def events_of(running: Running) -> list[Json]:
    """The log's lines. Each must be one JSON object."""
    return [json.loads(line) for line in running.log]


def logged(running: Running, event: str) -> bool:
    return any(line["event"] == event for line in events_of(running))


async def begun(connection: Connection, text: str) -> None:
    """Ask for a stream and wait until it has begun."""
    await connection.request("POST", "/v1/messages", body=message(text=text, stream=True))
    assert (await connection.head()).status == 200


async def told(running: Running, number: signal.Signals) -> None:
    """Send it, and wait until the gateway drains."""
    running.process.send_signal(number)
    await until(lambda: logged(running, "draining"))


def ended(running: Running) -> int:
    return running.process.wait(ENDS_IN_TIME_S)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_gateway_stops_at_once_and_well(number: signal.Signals) -> None:
    with running_gateway({}) as running:
        running.process.send_signal(number)
        assert ended(running) == 0
    assert [line["event"] for line in events_of(running)] == ["listening", "draining", "stopping"]


def test_the_address_in_the_log_is_the_one_that_answers() -> None:
    with running_gateway({}) as running:
        assert not running.url.endswith(":0")
        assert asyncio.run(ask(running.url, "GET /healthz")).body == b"ok\n"


def test_while_it_drains_it_refuses_new_work_and_finishes_what_has_begun() -> None:
    async def scenario(running: Running) -> tuple[list[Answer], list[Json]]:
        async with Connection(running.url) as talking, Connection(running.url) as kept:
            await kept.ask("GET", "/healthz")
            await begun(talking, TALKING)
            await told(running, signal.SIGTERM)
            answers = [
                await kept.ask("GET", "/readyz"),
                await kept.ask("POST", "/v1/messages", body=message()),
                await ask(running.url, "POST /v1/messages", body=message(stream=True)),
                await ask(running.url, "GET /healthz"),
                await ask(running.url, "GET /v1/models"),
            ]
            return answers, [event async for event in talking.events()]

    with running_gateway({}) as running:
        answers, events = asyncio.run(scenario(running))
        assert ended(running) == 0
    ready, on_kept, on_new, alive, models = answers
    assert (ready.status, ready.json()["ok"], ready.json()["issues"]) == (503, False, ["the gateway is shutting down"])
    assert [(each.status, each.error["code"]) for each in (on_kept, on_new)] == [(529, "draining")] * 2
    assert (alive.status, models.status) == (200, 200)
    assert events[-1] == {"type": "message_stop"}


@pytest.mark.parametrize("text", [ENDLESS, HANGING + "[[after=3]]"])
def test_a_stream_that_outlasts_the_grace_ends_with_one_error(text: str) -> None:
    async def scenario(running: Running) -> list[Json]:
        async with Connection(running.url) as talking:
            await begun(talking, text)
            await told(running, signal.SIGTERM)
            return [event async for event in talking.events()]

    with running_gateway({"VAI_PROXY_SHUTDOWN_GRACE_PERIOD": "1500ms"}) as running:
        events = asyncio.run(scenario(running))
        assert ended(running) == 0
    errors = [event["error"] for event in events if event["type"] == "error"]
    assert [(error["type"], error["code"]) for error in errors] == [("overloaded_error", "draining")]
    assert events[-1]["type"] == "error"


def test_an_answer_that_outlasts_the_grace_is_refused() -> None:
    async def scenario(running: Running) -> Answer:
        async with Connection(running.url) as waiting:
            await waiting.request("POST", "/v1/messages", body=message(text=HANGING))
            await until_active(running.url, 1)
            await told(running, signal.SIGTERM)
            return await waiting.answer()

    with running_gateway({"VAI_PROXY_SHUTDOWN_GRACE_PERIOD": "500ms"}) as running:
        answer = asyncio.run(scenario(running))
        assert ended(running) == 0
    assert (answer.status, answer.error["code"]) == (529, "draining")
    assert "exceptions" not in {name for line in events_of(running) for name in line}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_stops_it_without_waiting(number: signal.Signals) -> None:
    async def scenario(running: Running) -> None:
        async with Connection(running.url) as talking:
            await begun(talking, ENDLESS)
            await told(running, number)
            running.process.send_signal(number)
            await talking.rest()

    with running_gateway({}) as running:
        asyncio.run(scenario(running))
        assert ended(running) == 1
    assert logged(running, "stopping at once")


async def garbage(url: str) -> None:
    async with Connection(url) as connection:
        await connection.send(b"\x16\x03\x01\x02\x00\r\n\r\n")
        await connection.rest()


async def a_huge_header(url: str) -> None:
    async with Connection(url) as connection:
        await connection.request("GET", "/healthz", headers=[("x-long", "y" * 1_000_000)])
        await connection.rest()


async def an_upgrade(url: str, path: str = "/v1/messages") -> Answer:
    wanted = [("connection", "upgrade"), ("upgrade", "websocket"), ("sec-websocket-version", "13")]
    key = ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==")
    return await ask(url, f"GET {path}", headers=[*wanted, key, ("x-request-id", "mine")])


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/live"])
def test_an_upgrade_is_refused_as_an_unknown_path_is_and_stands_in_the_log(path: str) -> None:
    with running_gateway({}) as running:
        answer = asyncio.run(an_upgrade(running.url, path))
        running.process.send_signal(signal.SIGTERM)
        assert ended(running) == 0
    assert (answer.status, answer.error["type"], answer.error["code"]) == (404, "not_found_error", "not_found")
    assert answer.headers["x-request-id"] == answer.error["request_id"] == "mine"
    (line,) = (line for line in events_of(running) if line["event"] == "request")
    assert (line["request_id"], line["path"], line["status"]) == ("mine", path, 404)


async def every_kind_of_request(url: str) -> None:
    body = message(stream=True)
    for path in ("/healthz", "/v1/models", "/metrics", "/nothing"):
        await ask(url, f"GET {path}")
    await ask(url, "POST /v1/messages", body=b"{")
    await ask(url, "POST /v1/messages", body=message("anthropic/claude-sonnet-4-5"), headers=[("x-a", "\xff")])
    async with Connection(url) as connection:
        await connection.request("POST", "/v1/messages", body=message(text=ENDLESS, stream=True))
        await connection.head()
        connection.reset()
    await ask(url, "POST /v1/messages", body=body, headers=[("x-request-id", 'a"b\n c')])


async def too_many_bytes(url: str) -> None:
    await ask(url, "POST /v1/messages", body=b" " * 5000)


@pytest.mark.parametrize("happens", [garbage, a_huge_header, an_upgrade, every_kind_of_request, too_many_bytes])
def test_each_line_of_the_log_is_a_json_object_whatever_happens(happens: Any) -> None:
    settings = environment("http://127.0.0.1:9", MAX_BODY_BYTES="4096")
    with running_gateway(settings) as running:
        with suppress(OSError):
            asyncio.run(happens(running.url))
        running.process.send_signal(signal.SIGTERM)
        assert ended(running) == 0
    for line in events_of(running):
        assert line["level"] in ("info", "warning", "error")
        assert isinstance(line["time"], str)


def test_a_port_that_is_taken_is_said_in_the_log() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [*GATEWAY, "serve", "--port", str(port)]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, timeout=ENDS_IN_TIME_S)
    assert done.returncode == 3
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert "address already in use" in lines[-1]["said"]


def test_a_bad_setting_stops_the_start_and_is_named() -> None:
    command = [*GATEWAY, "serve", "--port", "0"]
    bad = ENVIRONMENT | {"VAI_PROXY_SSE_PING_INTERVAL": "soon"}
    done = subprocess.run(command, env=bad, capture_output=True, timeout=ENDS_IN_TIME_S, text=True)
    assert done.returncode == 1
    assert "VAI_PROXY_SSE_PING_INTERVAL" in done.stderr
