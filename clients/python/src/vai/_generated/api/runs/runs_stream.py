"""Run a tool loop and stream it. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.run_request import RunRequest
from ...types import UNSET, Unset


def runs_stream(
    *,
    client: Client,
    body: RunRequest | dict[str, Any],
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> calls.Call[str | ErrorEnvelope]:
    """Run a tool loop and stream it.

    The same run, told as it happens.
    `run_start` is held back until the model has said something, so an error before that is an ordinary HTTP
    error; after it, one `error` event ends the stream.

    Here it is not read as it comes: the answer is the text of all server-sent events, once the last has come.
    """
    return calls.Call(
        client=client,
        method="post",
        url="/v1/runs:stream",
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


def _read(response: httpx.Response) -> str | ErrorEnvelope | Unset:
    said: str | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = response.text
    elif response.status_code in (400, 401, 403, 404, 405, 408, 413, 415, 429, 500, 502, 504, 529):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(runs_stream)
sync_detailed = calls.sync_detailed(runs_stream)
asyncio = calls.asyncio(runs_stream)
asyncio_detailed = calls.asyncio_detailed(runs_stream)
