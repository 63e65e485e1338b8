"""Get one model. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.model import Model
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
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
        "url": "/v1/models/{id}".format(
            id=quote(id, safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(client: Client, response: httpx.Response) -> Model | ErrorEnvelope | None:
    parsed: Model | ErrorEnvelope | None = None
    if response.status_code == 200:
        parsed = Model.from_dict(response.json())
    elif response.status_code in (400, 401, 404, 405, 429, 500):
        parsed = ErrorEnvelope.from_dict(response.json())
    elif client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return parsed


def _build_response(client: Client, response: httpx.Response) -> Response[Model | ErrorEnvelope]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client, response),
    )


def sync_detailed(
    id: str,
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> Response[Model | ErrorEnvelope]:
    """Get one model; the whole answer."""
    _kwargs = _get_kwargs(
        id=id,
        x_vai_version=x_vai_version,
        x_request_id=x_request_id,
        traceparent=traceparent,
        anthropic_version=anthropic_version,
    )
    return _build_response(client, client.get_httpx_client().request(**_kwargs))


def sync(
    id: str,
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> Model | ErrorEnvelope | None:
    """Get one model."""
    return (
        sync_detailed(
            id=id,
            client=client,
            x_vai_version=x_vai_version,
            x_request_id=x_request_id,
            traceparent=traceparent,
            anthropic_version=anthropic_version,
        )
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> Response[Model | ErrorEnvelope]:
    """Get one model; the whole answer."""
    _kwargs = _get_kwargs(
        id=id,
        x_vai_version=x_vai_version,
        x_request_id=x_request_id,
        traceparent=traceparent,
        anthropic_version=anthropic_version,
    )
    return _build_response(client, await client.get_async_httpx_client().request(**_kwargs))


async def asyncio(
    id: str,
    *,
    client: Client,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
) -> Model | ErrorEnvelope | None:
    """Get one model."""
    return (
        await asyncio_detailed(
            id=id,
            client=client,
            x_vai_version=x_vai_version,
            x_request_id=x_request_id,
            traceparent=traceparent,
            anthropic_version=anthropic_version,
        )
    ).parsed
