"""Who is measured: the fake provider itself, the floor, and the gateway as a user would start it."""

from __future__ import annotations

import http.client
import os
from dataclasses import dataclass, field, replace
from typing import Literal

from bench.dialects import CLIENT, DIALECTS, Upstream
from bench.processes import Running
from bench.runs import RUNS, SCRIPTED, SEARCH_BASE
from bench.wire import Asking, Marker

Name = Literal["direct", "floor", "gateway"]

_GATEWAY_KEY = "vai_sk_" + "bench0" * 8
_VENDOR_KEY = "bench-vendor-key"
_ROOM = "4000"
"""For requests at once, and streams among them: out of reach."""


@dataclass(frozen=True, slots=True)
class Target:
    """asking: how its client does. process: whose CPU and memory count; None for the provider asked directly."""

    name: Name
    port: int
    asking: Asking
    model: str
    headers: dict[str, str] = field(repr=False)
    process: Running | None = None

    def path(self, marker: Marker | None = None) -> str:
        return self.asking.path_of(marker)

    def body(self, marker: Marker | None = None) -> bytes:
        return self.asking.body(self.model, marker)


def direct(upstream: Upstream, port: int) -> Target:
    dialect = DIALECTS[upstream]
    headers = {"authorization": f"Bearer {_VENDOR_KEY}", "anthropic-version": "2023-06-01"}
    return Target("direct", port, dialect.asking, dialect.model, headers)


def floor(upstream: Upstream, port: int, process: Running) -> Target:
    """Relays the frames of `upstream`, so that both it and the gateway read the same bytes."""
    return replace(direct(upstream, port), name="floor", process=process)


def gateway(upstream: Upstream, port: int, process: Running) -> Target:
    """Its client speaks Messages whatever the upstream speaks."""
    headers = {
        "authorization": f"Bearer {_GATEWAY_KEY}",
        DIALECTS[upstream].key_header: _VENDOR_KEY,
        "anthropic-version": "2023-06-01",
    }
    return Target("gateway", port, CLIENT, f"{upstream}/{DIALECTS[upstream].model}", headers, process)


def runs(upstream: Upstream, port: int, process: Running) -> Target:
    """The gateway, asked for whole runs."""
    if upstream == "local":
        headers = {"authorization": f"Bearer {_GATEWAY_KEY}"}
        return Target("gateway", port, RUNS, SCRIPTED, headers, process)
    return replace(gateway(upstream, port, process), asking=RUNS)


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
        **{f"VAI_PROXY_{each.setting}_BASE_URL": provider + each.base for each in DIALECTS.values()},
        "VAI_PROXY_SEARXNG_BASE_URL": provider + SEARCH_BASE,
        "VAI_PROXY_RATE_LIMIT_RPS": "1000000",
        "VAI_PROXY_RATE_LIMIT_BURST": "1000000",
        "VAI_PROXY_MAX_CONCURRENT_REQUESTS": _ROOM,
        "VAI_PROXY_MAX_STREAMS_PER_PRINCIPAL": _ROOM,
    }


def ask(target: Target, timeout_s: float = 5.0) -> int:
    """One blocking request that is not streamed; its HTTP status. Raises OSError or HTTPException."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=timeout_s)
    try:
        connection.request("POST", target.path(), target.body(), {"content-type": "application/json", **target.headers})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
