"""The application is built from settings alone, works without a server, and shares nothing with another."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fake_clock import FakeClock
from tests.gateway.stage import message
from vai_gateway.app import Gateway, build
from vai_gateway.core.clock import Clock
from vai_gateway.settings import Settings

KEY = "vai_sk_" + "0123456789abcdef" * 3


def built(environ: Mapping[str, str] | None = None, *, clock: Clock | None = None) -> tuple[Gateway, io.BytesIO]:
    log = io.BytesIO()
    return build(Settings.from_environment(environ or {}), clock=clock, log_stream=log), log


async def asked(gateway: Gateway, method: str = "POST", **more: Any) -> httpx.Response:
    """In process, and without a lifespan: nothing is opened."""
    transport = httpx.ASGITransport(gateway.app)
    path = "/v1/messages" if method == "POST" else "/metrics"
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        return await client.request(method, path, **more)


def run(coroutine: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    return asyncio.run(coroutine)


@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_an_embedded_model_answers_without_a_server(stream: bool) -> None:
    gateway, log = built()
    answer = run(asked(gateway, json=message(stream=stream)))
    assert answer.status_code == 200
    assert json.loads(log.getvalue())["model"] == "local/scripted"


def test_two_gateways_in_one_process_share_nothing() -> None:
    limits = {"VAI_PROXY_API_KEYS": KEY, "VAI_PROXY_RATE_LIMIT_RPS": "0.1", "VAI_PROXY_RATE_LIMIT_BURST": "1"}
    (one, _), (other, log_of_other) = built(limits), built(limits)
    headers = {"x-api-key": KEY}
    statuses = [run(asked(one, json=message(), headers=headers)).status_code for _ in range(2)]
    assert (statuses, log_of_other.getvalue()) == ([200, 429], b"")
    one.draining.begin()
    assert run(asked(other, json=message(), headers=headers)).status_code == 200
    counted = 'vai_requests_total{operation="messages.create",status="429"}'
    assert counted in run(asked(one, "GET")).text
    assert counted not in run(asked(other, "GET")).text


def test_the_clock_that_is_passed_in_is_the_one_that_counts(tmp_path: Path) -> None:
    clock = FakeClock()
    row = {"id": "a", "tenant": "a", "sha256": hashlib.sha256(KEY.encode()).hexdigest()}
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps([row | {"expires_at": "2026-01-01T01:00:00Z"}]))
    gateway, log = built({"VAI_PROXY_KEYS_FILE": str(keys)}, clock=clock)

    async def scenario() -> list[int]:
        headers = {"x-api-key": KEY}
        before = await asked(gateway, json=message(), headers=headers)
        await clock.advance(3600)
        return [before.status_code, (await asked(gateway, json=message(), headers=headers)).status_code]

    assert asyncio.run(scenario()) == [200, 401]
    assert json.loads(log.getvalue().splitlines()[0])["time"].startswith("2026-01-01T00:16:40")


def test_what_is_opened_at_the_start_is_closed_in_the_end() -> None:
    async def scenario() -> list[str]:
        gateway, _ = built()
        told: list[str] = []
        came = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, Any]:
            return {"type": next(came)}

        async def send(sent: Any) -> None:
            told.append(sent["type"])

        await gateway.app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
        return told

    assert asyncio.run(scenario()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
