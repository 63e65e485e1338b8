"""An error that the documents show is the one that the gateway gives."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.docs.gateway_process import ROOT
from tests.fake_clock import FakeClock
from vai_gateway.app import build
from vai_gateway.settings import Settings

KEY = "vai_sk_" + "0123456789abcdef" * 3
OTHER_KEY = "vai_sk_" + "fedcba9876543210" * 3
MODEL = "local/scripted"
CLAUDE = "anthropic/claude-sonnet-4-5"
IMAGE = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
OF_ALL = {
    "authorization": f"Bearer {KEY}",
    "content-type": "application/json",
    "x-request-id": "req_5f3c9a17d20b4e868c1d",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What brings the example about. times: the last of so many answers is it."""

    example: str
    body: Any = None
    path: str = "/v1/messages"
    headers: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    times: int = 1


def message(model: str = MODEL, content: Any = "Hello.", **fields: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": content}], **fields}


CASES = [
    Case("not_found", path="/v1/models/local/unknown"),
    Case("method_not_allowed"),
    Case("unsupported_media_type", message(), headers={"content-type": "text/plain"}),
    Case("out_of_range", message(max_tokens=0)),
    Case("unknown_field", message(content=[{"type": "text", "text": "Hello.", "txt": ""}])),
    Case("request_too_large", message(), headers={"content-length": "20971521"}),
    Case("provider_key_missing", message(CLAUDE, max_tokens=1)),
    Case("invalid_api_key", message(), headers={"authorization": f"Bearer {OTHER_KEY}"}),
    Case(
        "incompatible_request",
        message("local/smollm2-135m", [{"type": "text", "text": "Hello."}, IMAGE], thinking={"type": "enabled"}),
    ),
    Case(
        "rate_limited",
        message(),
        settings={"VAI_PROXY_RATE_LIMIT_RPS": "2", "VAI_PROXY_RATE_LIMIT_BURST": "4"},
        times=5,
    ),
]


async def told(case: Case) -> httpx.Response:
    settings = Settings.from_environment({"VAI_PROXY_API_KEYS": KEY, **case.settings})
    transport = httpx.ASGITransport(build(settings, clock=FakeClock(), log_stream=io.BytesIO()).app)
    headers = OF_ALL | case.headers
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        for _ in range(case.times):
            method, content = ("GET", None) if case.body is None else ("POST", json.dumps(case.body))
            answer = await client.request(method, case.path, headers=headers, content=content)
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.example)
def test_an_error_that_is_shown_is_the_one_that_comes(case: Case) -> None:
    shown = json.loads((ROOT / f"api/examples/ErrorEnvelope.{case.example}.json").read_text())
    assert asyncio.run(told(case)).json() == shown
