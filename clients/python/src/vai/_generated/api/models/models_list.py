"""List models. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.model_list import ModelList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_vai_version, Unset):
        headers["X-VAI-Version"] = x_vai_version

    if not isinstance(x_request_id, Unset):
        headers["X-Request-ID"] = x_request_id

    if not isinstance(traceparent, Unset):
        headers["traceparent"] = traceparent

    if not isinstance(anthropic_version, Unset):
        headers["anthropic-version"] = anthropic_version

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/models",
    }
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(client: Client, response: httpx.Response) -> ModelList | ErrorEnvelope | None:
    parsed: ModelList | ErrorEnvelope | None = None
    if response.status_code == 200:
        parsed = ModelList.from_dict(response.json())
    elif response.status_code in (400, 401, 405, 429, 500):
        parsed = ErrorEnvelope.from_dict(response.json())
    elif client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return parsed


def _build_response(client: Client, response: httpx.Response) -> Response[ModelList | ErrorEnvelope]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client, response),
    )


def sync_detailed(
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> Response[ModelList | ErrorEnvelope]:
    """List models; the whole answer."""
    _kwargs = _get_kwargs(
        x_vai_version=x_vai_version,
        x_request_id=x_request_id,
        traceparent=traceparent,
        anthropic_version=anthropic_version,
    )
    return _build_response(client, client.get_httpx_client().request(**_kwargs))


def sync(
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> ModelList | ErrorEnvelope | None:
    """List models.

    The catalogue in a stable order. It is data shipped with the gateway, never live discovery.
    """
    return (
        sync_detailed(
            client=client,
            x_vai_version=x_vai_version,
            x_request_id=x_request_id,
            traceparent=traceparent,
            anthropic_version=anthropic_version,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> Response[ModelList | ErrorEnvelope]:
    """List models; the whole answer."""
    _kwargs = _get_kwargs(
        x_vai_version=x_vai_version,
        x_request_id=x_request_id,
        traceparent=traceparent,
        anthropic_version=anthropic_version,
    )
    return _build_response(client, await client.get_async_httpx_client().request(**_kwargs))


async def asyncio(
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> ModelList | ErrorEnvelope | None:
    """List models.

    The catalogue in a stable order. It is data shipped with the gateway, never live discovery.
    """
    return (
        await asyncio_detailed(
            client=client,
            x_vai_version=x_vai_version,
            x_request_id=x_request_id,
            traceparent=traceparent,
            anthropic_version=anthropic_version,
        )
    ).parsed
