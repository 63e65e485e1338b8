"""Does the gateway take new work. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.readiness import Readiness
from ...types import UNSET, Unset


def health_ready(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> calls.Call[Readiness | ErrorEnvelope]:
    """Does the gateway take new work."""
    return calls.Call(
        client=client,
        method="get",
        url="/readyz",
        read=_read,
        headers={
            "X-Request-ID": x_request_id,
        },
    )


def _read(response: httpx.Response) -> Readiness | ErrorEnvelope | Unset:
    said: Readiness | ErrorEnvelope | Unset = UNSET
    if response.status_code in (200, 503):
        said = Readiness.from_dict(response.json())
    elif response.status_code in (400, 405, 500):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(health_ready)
sync_detailed = calls.sync_detailed(health_ready)
asyncio = calls.asyncio(health_ready)
asyncio_detailed = calls.asyncio_detailed(health_ready)
