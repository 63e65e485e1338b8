"""Metrics in the Prometheus text format. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...types import UNSET, Unset


def metrics_read(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> calls.Call[str | ErrorEnvelope]:
    """Metrics in the Prometheus text format."""
    return calls.Call(
        client=client,
        method="get",
        url="/metrics",
        read=_read,
        headers={
            "X-Request-ID": x_request_id,
        },
    )


def _read(response: httpx.Response) -> str | ErrorEnvelope | Unset:
    said: str | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = response.text
    elif response.status_code in (400, 404, 405, 500):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(metrics_read)
sync_detailed = calls.sync_detailed(metrics_read)
asyncio = calls.asyncio(metrics_read)
asyncio_detailed = calls.asyncio_detailed(metrics_read)
