"""Who is measured: the fake provider itself, the floor, and the gateway as a user would start it."""

from __future__ import annotations

import http.client
import os
from dataclasses import dataclass, field
from typing import Literal

from bench.dialects import PATHS, Dialect, Marker, request_body
from bench.processes import Running

Upstream = Literal["anthropic", "openai"]
Name = Literal["direct", "floor", "gateway"]

UPSTREAMS: tuple[Upstream, ...] = ("anthropic", "openai")
UPSTREAM_DIALECTS: dict[Upstream, Dialect] = {"anthropic": "messages", "openai": "chat"}
MODELS: dict[Upstream, str] = {"anthropic": "claude-sonnet-4-20250514", "openai": "gpt-4o-mini"}
_GATEWAY_KEY = "vai_sk_" + "bench0" * 8
_VENDOR_KEY = "bench-vendor-key"


@dataclass(frozen=True, slots=True)
class Target:
    """dialect: of its client. process: whose CPU and memory count; None for the provider asked directly."""

    name: Name
    port: int
    dialect: Dialect
    model: str
    headers: dict[str, str] = field(repr=False)
    process: Running | None = None

    @property
    def path(self) -> str:
        return PATHS[self.dialect]

    def body(self, marker: Marker | None = None) -> bytes:
        return request_body(self.dialect, self.model, marker)


def direct(upstream: Upstream, port: int) -> Target:
    headers = {"authorization": f"Bearer {_VENDOR_KEY}", "anthropic-version": "2023-06-01"}
    return Target("direct", port, UPSTREAM_DIALECTS[upstream], MODELS[upstream], headers)


def floor(upstream: Upstream, port: int, process: Running) -> Target:
    """Relays the frames of `upstream`, so that both it and the gateway read the same bytes."""
    asked = direct(upstream, port)
    return Target("floor", port, asked.dialect, asked.model, asked.headers, process)


def gateway(upstream: Upstream, port: int, process: Running) -> Target:
    """Its client speaks Messages whatever the upstream speaks."""
    headers = {
        "authorization": f"Bearer {_GATEWAY_KEY}",
        f"x-provider-key-{upstream}": _VENDOR_KEY,
        "anthropic-version": "2023-06-01",
    }
    return Target("gateway", port, "messages", f"{upstream}/{MODELS[upstream]}", headers, process)


def gateway_argv(port: int) -> list[str]:
    return ["-m", "vai_gateway", "serve", "--host", "127.0.0.1", "--port", str(port)]


def gateway_env(provider_port: int) -> dict[str, str]:
    """Everything is on: auth, limits (out of reach), metrics, logs."""
    provider = f"http://127.0.0.1:{provider_port}"
    unwanted = ("VAI_", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return inherited | {
        "VAI_PROXY_AUTH_MODE": "required",
        "VAI_PROXY_METRICS": "true",
        "VAI_PROXY_LOG_LEVEL": "info",
        "VAI_PROXY_API_KEYS": _GATEWAY_KEY,
        "VAI_PROXY_ANTHROPIC_BASE_URL": provider,
        "VAI_PROXY_OPENAI_BASE_URL": f"{provider}/v1",
        "VAI_PROXY_RATE_LIMIT_RPS": "1000000",
        "VAI_PROXY_RATE_LIMIT_BURST": "1000000",
        "VAI_PROXY_MAX_CONCURRENT_REQUESTS": "1000",
        "VAI_PROXY_MAX_STREAMS_PER_PRINCIPAL": "1000",
    }


def ask(target: Target, timeout_s: float = 5.0) -> int:
    """One blocking request that is not streamed; its HTTP status. Raises OSError or HTTPException."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=timeout_s)
    try:
        connection.request("POST", target.path, target.body(), {"content-type": "application/json", **target.headers})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
