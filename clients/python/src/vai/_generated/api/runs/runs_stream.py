"""Run a tool loop and stream it. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.run_request import RunRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: RunRequest,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_vai_version, Unset):
        headers["X-VAI-Version"] = x_vai_version

    if not isinstance(x_request_id, Unset):
        headers["X-Request-ID"] = x_request_id

    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(traceparent, Unset):
        headers["traceparent"] = traceparent

    if not isinstance(anthropic_version, Unset):
        headers["anthropic-version"] = anthropic_version

    if not isinstance(anthropic_beta, Unset):
        headers["anthropic-beta"] = anthropic_beta

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/runs:stream",
    }
    _kwargs["json"] = body.to_dict()
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(client: Client, response: httpx.Response) -> str | ErrorEnvelope | None:
    parsed: str | ErrorEnvelope | None = None
    if response.status_code == 200:
        parsed = response.text
    elif response.status_code in (400, 401, 403, 404, 405, 408, 413, 415, 429, 500, 502, 504, 529):
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
    body: RunRequest,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> Response[str | ErrorEnvelope]:
    """Run a tool loop and stream it; the whole answer."""
    _kwargs = _get_kwargs(
        body=body,
        x_vai_version=x_vai_version,
        x_request_id=x_request_id,
        idempotency_key=idempotency_key,
        traceparent=traceparent,
        anthropic_version=anthropic_version,
        anthropic_beta=anthropic_beta,
    )
    return _build_response(client, client.get_httpx_client().request(**_kwargs))


def sync(
    *,
    client: Client,
    body: RunRequest,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> str | ErrorEnvelope | None:
    """Run a tool loop and stream it.

    The same run, told as it happens.
    `run_start` is held back until the model has said something, so an error before that is an ordinary HTTP
    error; after it, one `error` event ends the stream.
    """
    return (
        sync_detailed(
            client=client,
            body=body,
            x_vai_version=x_vai_version,
            x_request_id=x_request_id,
            idempotency_key=idempotency_key,
            traceparent=traceparent,
            anthropic_version=anthropic_version,
            anthropic_beta=anthropic_beta,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: RunRequest,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> Response[str | ErrorEnvelope]:
    """Run a tool loop and stream it; the whole answer."""
    _kwargs = _get_kwargs(
        body=body,
        x_vai_version=x_vai_version,
        x_request_id=x_request_id,
        idempotency_key=idempotency_key,
        traceparent=traceparent,
        anthropic_version=anthropic_version,
        anthropic_beta=anthropic_beta,
    )
    return _build_response(client, await client.get_async_httpx_client().request(**_kwargs))


async def asyncio(
    *,
    client: Client,
    body: RunRequest,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> str | ErrorEnvelope | None:
    """Run a tool loop and stream it.

    The same run, told as it happens.
    `run_start` is held back until the model has said something, so an error before that is an ordinary HTTP
    error; after it, one `error` event ends the stream.
    """
    return (
        await asyncio_detailed(
            client=client,
            body=body,
            x_vai_version=x_vai_version,
            x_request_id=x_request_id,
            idempotency_key=idempotency_key,
            traceparent=traceparent,
            anthropic_version=anthropic_version,
            anthropic_beta=anthropic_beta,
        )
    ).parsed
