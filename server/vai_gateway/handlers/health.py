"""GET /healthz, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import structs

from vai_gateway.contract.responses import Readiness
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.answer import Answer

_TEXT = "text/plain; charset=utf-8"
_METRICS_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class HealthHandlers:
    """issues: what keeps the gateway from new work, now. metrics: None where they are switched off."""

    def __init__(
        self,
        *,
        auth_mode: Literal["required", "optional", "disabled"],
        allowlist_enabled: bool,
        limits_enabled: bool,
        local_models: Sequence[str],
        issues: Callable[[], Sequence[str]],
        metrics: Callable[[], bytes] | None,
    ) -> None:
        self._ready = Readiness(
            ok=True,
            auth_mode=auth_mode,
            allowlist_enabled=allowlist_enabled,
            limits_enabled=limits_enabled,
            local_models=list(local_models),
        )
        self._issues = issues
        self._metrics = metrics

    async def health_live(self, call: Call) -> Answer:
        return Answer(b"ok\n", content_type=_TEXT)

    async def health_ready(self, call: Call) -> Answer:
        issues = list(self._issues())
        if not issues:
            return Answer(self._ready)
        return Answer(structs.replace(self._ready, ok=False, issues=issues), status=503)

    async def metrics_read(self, call: Call) -> Answer:
        if self._metrics is None:
            raise GatewayError("not_found_error", "metrics are switched off", code="not_found")
        return Answer(self._metrics(), content_type=_METRICS_TEXT)
