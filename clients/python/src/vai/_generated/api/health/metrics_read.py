"""Metrics in the Prometheus text format. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    x_request_id: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_request_id, Unset):
        headers["X-Request-ID"] = x_request_id

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/metrics",
    }
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(client: Client, response: httpx.Response) -> str | ErrorEnvelope | None:
    parsed: str | ErrorEnvelope | None = None
    if response.status_code == 200:
        parsed = response.text
    elif response.status_code in (400, 404, 405, 500):
        parsed = ErrorEnvelope.from_dict(response.json())
    elif client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return parsed


def _build_response(client: Client, response: httpx.Response) -> Response[str | ErrorEnvelope]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client, response),
    )


def sync_detailed(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> Response[str | ErrorEnvelope]:
    """Metrics in the Prometheus text format; the whole answer."""
    _kwargs = _get_kwargs(
        x_request_id=x_request_id,
    )
    return _build_response(client, client.get_httpx_client().request(**_kwargs))


def sync(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> str | ErrorEnvelope | None:
    """Metrics in the Prometheus text format."""
    return (
        sync_detailed(
            client=client,
            x_request_id=x_request_id,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> Response[str | ErrorEnvelope]:
    """Metrics in the Prometheus text format; the whole answer."""
    _kwargs = _get_kwargs(
        x_request_id=x_request_id,
    )
    return _build_response(client, await client.get_async_httpx_client().request(**_kwargs))


async def asyncio(
    *,
    client: Client,
    x_request_id: str | Unset = UNSET,
) -> str | ErrorEnvelope | None:
    """Metrics in the Prometheus text format."""
    return (
        await asyncio_detailed(
            client=client,
            x_request_id=x_request_id,
        )
    ).parsed
