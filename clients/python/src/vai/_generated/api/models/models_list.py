"""List models. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.model_list import ModelList
from ...types import UNSET, Unset


def models_list(
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> calls.Call[ModelList | ErrorEnvelope]:
    """List models.

    The catalogue in a stable order. It is data shipped with the gateway, never live discovery.
    """
    return calls.Call(
        client=client,
        method="get",
        url="/v1/models",
        read=_read,
        headers={
            "X-VAI-Version": x_vai_version,
            "X-Request-ID": x_request_id,
            "traceparent": traceparent,
            "anthropic-version": anthropic_version,
        },
    )


def _read(response: httpx.Response) -> ModelList | ErrorEnvelope | Unset:
    said: ModelList | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = ModelList.from_dict(response.json())
    elif response.status_code in (400, 401, 405, 429, 500):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(models_list)
sync_detailed = calls.sync_detailed(models_list)
asyncio = calls.asyncio(models_list)
asyncio_detailed = calls.asyncio_detailed(models_list)
