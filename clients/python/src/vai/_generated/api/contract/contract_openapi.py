"""This contract as JSON. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...types import UNSET, Unset


def contract_openapi(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> calls.Call[dict[str, Any] | ErrorEnvelope]:
    """This contract as JSON."""
    return calls.Call(
        client=client,
        method="get",
        url="/openapi.json",
        read=_read,
        headers={
            "X-Request-ID": x_request_id,
        },
    )


def _read(response: httpx.Response) -> dict[str, Any] | ErrorEnvelope | Unset:
    said: dict[str, Any] | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = response.json()
    elif response.status_code in (400, 405, 500):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(contract_openapi)
sync_detailed = calls.sync_detailed(contract_openapi)
asyncio = calls.asyncio(contract_openapi)
asyncio_detailed = calls.asyncio_detailed(contract_openapi)
