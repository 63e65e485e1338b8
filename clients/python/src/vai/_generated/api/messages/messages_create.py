"""Create a message. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import Any

import httpx

from ... import calls
from ...client import Client
from ...models.error_envelope import ErrorEnvelope
from ...models.message import Message
from ...models.message_request import MessageRequest
from ...types import UNSET, Unset


def messages_create(
    *,
    client: Client,
    body: MessageRequest | dict[str, Any],
    beta: str | Unset = UNSET,
    x_vai_version: str | Unset = UNSET,
    x_request_id: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    traceparent: str | Unset = UNSET,
    anthropic_version: str | Unset = UNSET,
    anthropic_beta: str | Unset = UNSET,
) -> calls.Call[Message | ErrorEnvelope]:
    """Create a message.

    Answers with one JSON message, or with server-sent events when `stream` is true.
    An error before the first event is an ordinary HTTP error; after it, one `error` event ends the stream.
    """
    return calls.Call(
        client=client,
        method="post",
        url="/v1/messages",
        read=_read,
        params={
            "beta": beta,
        },
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


def _read(response: httpx.Response) -> Message | ErrorEnvelope | Unset:
    said: Message | ErrorEnvelope | Unset = UNSET
    if response.status_code == 200:
        said = Message.from_dict(response.json())
    elif response.status_code in (400, 401, 403, 404, 405, 408, 413, 415, 429, 500, 502, 504, 529):
        said = ErrorEnvelope.from_dict(response.json())
    return said


sync = calls.sync(messages_create)
sync_detailed = calls.sync_detailed(messages_create)
asyncio = calls.asyncio(messages_create)
asyncio_detailed = calls.asyncio_detailed(messages_create)
