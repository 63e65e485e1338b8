"""This contract as a page for people. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...types import UNSET, Unset


def contract_docs(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> calls.Call[str | ErrorEnvelope]:
    """This contract as a page for people."""
    return calls.Call(
        client=client,
        method="get",
        url="/docs",
        read=_read,
        headers={
            "X-Request-ID": x_request_id,
        },
    )


def _read(response: httpx.Response) -> str | ErrorEnvelope | Unset:
    said: str | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = response.text
    elif response.status_code in (400, 405, 500):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(contract_docs)
sync_detailed = calls.sync_detailed(contract_docs)
asyncio = calls.asyncio(contract_docs)
asyncio_detailed = calls.asyncio_detailed(contract_docs)
