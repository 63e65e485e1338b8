"""Run a tool loop. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.run_request import RunRequest
from ...models.run_result_envelope import RunResultEnvelope
from ...types import UNSET, Unset


def runs_create(
    *,
    client: Client,
    body: RunRequest | dict[str, Any],
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> calls.Call[RunResultEnvelope | ErrorEnvelope]:
    """Run a tool loop.

    The gateway calls the model, carries out the server tools that it asks for, and calls it again, until it has
    answered or a limit is reached.
    A limit is no error: `stop_reason` names it, and every call of the model has its result, so that the history
    can be sent on.
    """
    return calls.Call(
        client=client,
        method="post",
        url="/v1/runs",
        read=_read,
        headers={
            "X-VAI-Version": x_vai_version,
            "X-Request-ID": x_request_id,
            "Idempotency-Key": idempotency_key,
            "traceparent": traceparent,
            "anthropic-version": anthropic_version,
            "anthropic-beta": anthropic_beta,
        },
        json=calls.said(body),
    )


def _read(response: httpx.Response) -> RunResultEnvelope | ErrorEnvelope | Unset:
    said: RunResultEnvelope | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = RunResultEnvelope.from_dict(response.json())
    elif response.status_code in (400, 401, 403, 404, 405, 408, 413, 415, 429, 500, 502, 504, 529):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(runs_create)
sync_detailed = calls.sync_detailed(runs_create)
asyncio = calls.asyncio(runs_create)
asyncio_detailed = calls.asyncio_detailed(runs_create)
