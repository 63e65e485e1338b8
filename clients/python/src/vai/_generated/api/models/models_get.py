"""Get one model. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.model import Model
from ...types import UNSET, Unset


def models_get(
    id: str,
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> calls.Call[Model | ErrorEnvelope]:
    """Get one model."""
    return calls.Call(
        client=client,
        method="get",
        url="/v1/models/{id}".format(
            id=quote(id, safe=""),
        ),
        read=_read,
        headers={
            "X-VAI-Version": x_vai_version,
            "X-Request-ID": x_request_id,
            "traceparent": traceparent,
            "anthropic-version": anthropic_version,
        },
    )


def _read(response: httpx.Response) -> Model | ErrorEnvelope | Unset:
    said: Model | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = Model.from_dict(response.json())
    elif response.status_code in (400, 401, 404, 405, 429, 500):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(models_get)
sync_detailed = calls.sync_detailed(models_get)
asyncio = calls.asyncio(models_get)
asyncio_detailed = calls.asyncio_detailed(models_get)
