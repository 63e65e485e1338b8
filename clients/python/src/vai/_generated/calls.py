"""How every operation is asked for and read: at once or awaited, with the whole answer or what it says. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Mapping
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

import httpx
from attrs import define, field

from .client import Client
from .errors import UnexpectedStatus
from .types import Record, Response, Unset, to_json

P = ParamSpec("P")
T = TypeVar("T")


@define(kw_only=True)
class Call(Generic[T]):
    """A request that is not sent yet. read: what the answer says, or UNSET if its status is none of the operation's."""

    client: Client
    method: str
    url: str
    read: Callable[[httpx.Response], T | Unset]
    params: Mapping[str, str | Unset] = field(factory=dict)
    headers: Mapping[str, str | Unset] = field(factory=dict)
    json: Any = None

    def request(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "url": self.url,
            "params": _given(self.params),
            "headers": _given(self.headers),
            "json": self.json,
        }

    def response(self, answer: httpx.Response) -> Response[T]:
        said = self.read(answer)
        if isinstance(said, Unset) and self.client.raise_on_unexpected_status:
            raise UnexpectedStatus(answer.status_code, answer.content)
        return Response(
            status_code=answer.status_code,
            content=answer.content,
            headers=answer.headers,
            parsed=None if isinstance(said, Unset) else said,
        )


def said(body: Record | dict[str, Any]) -> dict[str, Any]:
    """What is sent. Raises TypeError for what is neither, and ValueError where a stream is asked for."""
    sent = to_json(body)
    if not isinstance(sent, dict):
        raise TypeError(f"body must be a model or a dict, got {type(body).__name__}")
    if sent.get("stream") is True:
        raise ValueError(
            "stream must be false or absent: this SDK reads whole answers and has no function that streams"
        )
    return sent


def _given(parameters: Mapping[str, str | Unset]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if not isinstance(value, Unset)}


def sync_detailed(prepare: Callable[P, Call[T]]) -> Callable[P, Response[T]]:
    def ask(*args: P.args, **kwargs: P.kwargs) -> Response[T]:
        call = prepare(*args, **kwargs)
        return call.response(call.client.get_httpx_client().request(**call.request()))

    return _presented(ask, prepare)


def sync(prepare: Callable[P, Call[T]]) -> Callable[P, T | None]:
    detailed = sync_detailed(prepare)

    def ask(*args: P.args, **kwargs: P.kwargs) -> T | None:
        return detailed(*args, **kwargs).parsed

    return _presented(ask, prepare)


def asyncio_detailed(prepare: Callable[P, Call[T]]) -> Callable[P, Coroutine[Any, Any, Response[T]]]:
    async def ask(*args: P.args, **kwargs: P.kwargs) -> Response[T]:
        call = prepare(*args, **kwargs)
        return call.response(await call.client.get_async_httpx_client().request(**call.request()))

    return _presented(ask, prepare)


def asyncio(prepare: Callable[P, Call[T]]) -> Callable[P, Coroutine[Any, Any, T | None]]:
    detailed = asyncio_detailed(prepare)

    async def ask(*args: P.args, **kwargs: P.kwargs) -> T | None:
        return (await detailed(*args, **kwargs)).parsed

    return _presented(ask, prepare)


def _presented(ask: Callable[P, T], prepare: Callable[P, Any]) -> Callable[P, T]:
    """`ask`, of which help() tells what the operation is for and takes."""
    signature = inspect.signature(prepare).replace(return_annotation=inspect.Signature.empty)
    update_wrapper(ask, prepare)
    setattr(ask, "__signature__", signature)
    return ask
