"""The HTTP client towards providers: a thin transport over aiohttp.

Connections are reused and capped. Redirects are never followed and cookies never kept, since requests carry keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

from vai_gateway.core.errors import GatewayError, cut_reply, late_connection
from vai_gateway.core.secret import Secret
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.wire.retry import Missing, NothingSent, why_missing

MAX_REPLY_BYTES = 64 << 20
MAX_ERROR_BYTES = 1 << 20
DRAIN_S = 0.5
"""How long a finished stream may take to close, so that its connection can be used again."""


class Upstream:
    """open() and close() once, on the event loop that uses it."""

    def __init__(
        self,
        ticker: Ticker,
        timing: UpstreamTiming,
        *,
        max_connections: int = 1000,
        use_env_proxies: bool = False,
    ) -> None:
        self._ticker = ticker
        self._timing = timing
        self._max_connections = max_connections
        self._use_env_proxies = use_env_proxies
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=_Connector(self._ticker, self._timing.connect_s, limit=self._max_connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=self._use_env_proxies,
            auto_decompress=False,
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(
        self, provider: str, url: str, *, body: bytes, headers: Mapping[str, str], secrets: Mapping[str, Secret]
    ) -> Reply:
        """Send, and wait for the reply's headers. Close the reply. provider: named in errors.

        Raises NothingSent if there is no connection, GatewayError `timeout` if it takes too long to get one,
        `upstream_cut` if it breaks before a reply.
        """
        assert self._session is not None, "open() first"
        sent = {**headers, **{name: secret.reveal() for name, secret in secrets.items()}}
        try:
            response = await self._session.post(url, data=body, headers=sent, allow_redirects=False)
        except aiohttp.ConnectionTimeoutError:
            raise late_connection(provider) from None
        except aiohttp.ClientConnectorError as error:
            raise NothingSent(provider, _why_missing(error)) from None
        except (aiohttp.ClientError, OSError):
            raise cut_reply(provider) from None
        return Reply(response, self._ticker, provider)


def _why_missing(error: aiohttp.ClientConnectorError) -> Missing:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "dns"
        case aiohttp.ClientSSLError():
            return "tls"
        case _:
            return why_missing(error.os_error)


class _Connector(aiohttp.TCPConnector):
    """With one deadline for a whole connect: aiohttp's own begin anew at each address, or count the wait for a turn."""

    def __init__(self, ticker: Ticker, connect_s: float, *, limit: int) -> None:
        super().__init__(limit=limit)
        self._ticker = ticker
        self._connect_s = connect_s

    async def _create_connection(self, *arguments: Any, **options: Any) -> ResponseHandler:
        async with self._ticker.deadline(self._connect_s):
            return await super()._create_connection(*arguments, **options)


class Reply:
    """An upstream answer whose headers have arrived. headers: lower-case names. Whoever got it closes it."""

    def __init__(self, response: aiohttp.ClientResponse, ticker: Ticker, provider: str) -> None:
        self._response = response
        self._ticker = ticker
        self._provider = provider
        self.status = response.status

    @property
    def headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self._response.headers.items()}

    def close(self) -> None:
        """Give the connection back if the reply was read to its end, else close it at once."""
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()

    async def chunk(self) -> bytes:
        """What has arrived of the body, or empty at its end. Raises GatewayError `upstream_cut` if it breaks off."""
        try:
            return await self._response.content.readany()
        except (aiohttp.ClientError, OSError):
            raise cut_reply(self._provider) from None

    async def body(self, max_bytes: int = MAX_REPLY_BYTES) -> bytes:
        """The whole body. Raises GatewayError if it is longer than `max_bytes`, or breaks off."""
        body, whole = await self._read(max_bytes)
        if not whole:
            raise GatewayError(
                "provider_error",
                f"{self._provider} sent more than {max_bytes} bytes",
                code="provider_invalid_response",
            )
        return body

    async def error_body(self) -> bytes:
        """As much of an error's body as is worth reading; what is missing is missing."""
        try:
            return (await self._read(MAX_ERROR_BYTES))[0]
        except GatewayError:
            return b""

    async def drain(self) -> None:
        """Wait shortly for the end of a body that has nothing more to say."""
        content = self._response.content
        try:
            if not content.at_eof():
                async with self._ticker.deadline(DRAIN_S):
                    while await content.readany():
                        pass
        except (TimeoutError, aiohttp.ClientError, OSError):
            return

    async def _read(self, max_bytes: int) -> tuple[bytes, bool]:
        body = await self.chunk()
        if not body or self._response.content.at_eof():
            return body[:max_bytes], len(body) <= max_bytes
        parts = [body]
        size = len(body)
        while size <= max_bytes and (part := await self.chunk()):
            parts.append(part)
            size += len(part)
        return b"".join(parts)[:max_bytes], size <= max_bytes
