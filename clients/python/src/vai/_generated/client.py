"""Where the gateway is and which keys it is shown. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import httpx
from attrs import define, field

from .headers import PROVIDER_KEY_HEADERS


def _must_be_known(_client: object, _field: object, keys: Mapping[str, str]) -> None:
    if unknown := sorted(keys.keys() - PROVIDER_KEY_HEADERS.keys()):
        raise ValueError(f"provider_keys: {', '.join(unknown)} is none of {', '.join(PROVIDER_KEY_HEADERS)}")


@define(kw_only=True)
class Client:
    """Use it as a context manager, sync or async, or close it.

    api_key: the gateway's own key. provider_keys: your keys by vendor, named as in PROVIDER_KEY_HEADERS.
    timeout_s: for each wait on the network, of which a request has several. httpx_options: for httpx.Client and httpx.AsyncClient.
    """

    base_url: str = "http://127.0.0.1:8080"
    api_key: str | None = field(default=None, repr=False)
    provider_keys: Mapping[str, str] = field(factory=dict, repr=False, validator=_must_be_known)
    timeout_s: float = 300.0
    raise_on_unexpected_status: bool = False
    httpx_options: Mapping[str, Any] = field(factory=dict, repr=False)
    _sync: httpx.Client | None = field(default=None, init=False, repr=False)
    _async: httpx.AsyncClient | None = field(default=None, init=False, repr=False)

    def get_httpx_client(self) -> httpx.Client:
        if self._sync is None:
            self._sync = httpx.Client(**self._options())
        return self._sync

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        if self._async is None:
            self._async = httpx.AsyncClient(**self._options())
        return self._async

    def _options(self) -> dict[str, Any]:
        headers = {PROVIDER_KEY_HEADERS[vendor]: key for vendor, key in self.provider_keys.items()}
        if self.api_key is not None:
            headers["Authorization"] = f"Bearer {self.api_key}"
        return {"base_url": self.base_url, "headers": headers, "timeout": self.timeout_s, **self.httpx_options}

    def close(self) -> None:
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        if self._async is not None:
            await self._async.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
