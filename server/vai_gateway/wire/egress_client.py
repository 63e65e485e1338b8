"""The HTTP client for addresses that requests name: it dials only what `egress` lets through.

A name is looked up once per connection, and the addresses that were judged are those that are dialled, so a name
server that answers otherwise a second time changes nothing. Every socket is judged again before it connects.
Connections are not kept. Redirects are not followed, cookies not kept, and proxies of the environment not used.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any, TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from vai_gateway.core.errors import GatewayError, cut_reply, late_connection
from vai_gateway.wire.egress import Target, refusal, url_refused

Lookup: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, for a port. Raises OSError where there are none."""

AddressInfo: TypeAlias = tuple[int, int, int, str, tuple[Any, ...]]
"""As getaddrinfo gives it; the last is the address that is dialled."""
NewSocket: TypeAlias = Callable[[AddressInfo], socket.socket]

LOOKUP_THREADS = 8
CONNECT_S = 5.0


class RefusedAddress(OSError):
    """Nothing that may be dialled is there. It has no text, since that would tell about the inner network."""


class EgressClient:
    """open() and close() once, on the event loop that uses it. lookup: the system's resolver by default."""

    def __init__(
        self, *, lookup: Lookup | None = None, new_socket: NewSocket | None = None, connect_s: float = CONNECT_S
    ) -> None:
        self._lookup = lookup
        self._new_socket = new_socket or _plain_socket
        self._connect_s = connect_s
        self._threads: ThreadPoolExecutor | None = None
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=checked_connector(self._lookup or self._system_lookup, self._new_socket),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_s),
            trust_env=False,
            skip_auto_headers=("User-Agent",),
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def get(self, target: Target, headers: Mapping[str, str]) -> EgressReply:
        """Wait for the headers of the answer. Close the reply. Raises GatewayError `url_not_allowed` and others."""
        assert self._session is not None, "open() first"
        url = URL(target.url, encoded=True)
        try:
            return EgressReply(await self._session.get(url, headers=headers, allow_redirects=False), target.host)
        except aiohttp.ServerTimeoutError:
            raise late_connection(target.host) from None
        except aiohttp.ClientConnectorCertificateError:
            raise _unreachable(f"{target.host} has no valid certificate") from None
        except aiohttp.ClientConnectorError as error:
            if isinstance(error, aiohttp.ClientConnectorDNSError) or isinstance(error.os_error, RefusedAddress):
                # Which of the two, the caller is not told: it would tell which names there are in the inner network.
                why = f"{target.host} could not be looked up, or has no address on the public internet"
                raise url_refused(why) from None
            raise _unreachable(f"no connection to {target.host}") from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise cut_reply(target.host) from None

    async def _system_lookup(self, host: str, port: int) -> Sequence[str]:
        """In threads of its own: names that answer slowly on purpose must not hold up look-ups of providers."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(LOOKUP_THREADS, thread_name_prefix="egress-lookup")
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port)
        return [str(address[0]) for *_, address in found]


class EgressReply:
    """An answer whose headers have arrived. headers: lower-case names. Whoever got it closes it."""

    def __init__(self, response: aiohttp.ClientResponse, host: str) -> None:
        self._response = response
        self._host = host
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}

    def close(self) -> None:
        self._response.close()

    async def body(self, max_bytes: int) -> tuple[bytes, bool]:
        """At most `max_bytes`, decompressed, and whether that is all. Raises GatewayError if it breaks off."""
        parts: list[bytes] = []
        size = 0
        try:
            while size <= max_bytes and (part := await self._response.content.readany()):
                parts.append(part)
                size += len(part)
        except (aiohttp.ClientError, OSError):
            raise cut_reply(self._host) from None
        return b"".join(parts)[:max_bytes], size <= max_bytes


def checked_connector(lookup: Lookup, new_socket: NewSocket) -> aiohttp.TCPConnector:
    """new_socket: asked only for addresses that were judged."""
    return aiohttp.TCPConnector(
        resolver=_JudgedResolver(lookup),
        socket_factory=_judged(new_socket),
        use_dns_cache=False,
        force_close=True,
        limit=0,
    )


class _JudgedResolver(AbstractResolver):
    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = [address for address in await self._lookup(host, port) if _is_public(address)]
        if not addresses:
            raise RefusedAddress
        return [_resolved(host, address, port) for address in addresses]

    async def close(self) -> None:
        return None


def _resolved(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)


def _judged(new_socket: NewSocket) -> NewSocket:
    def judged(info: AddressInfo) -> socket.socket:
        if not _is_public(str(info[4][0])):
            raise RefusedAddress
        return new_socket(info)

    return judged


def _is_public(address: str) -> bool:
    try:
        return refusal(ip_address(address)) is None
    except ValueError:
        return False


def _look_up(host: str, port: int) -> list[tuple[Any, ...]]:
    try:
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except UnicodeError:
        raise RefusedAddress from None


def _plain_socket(info: AddressInfo) -> socket.socket:
    family, kind, protocol, *_ = info
    return socket.socket(family, kind, protocol)


def _unreachable(what: str) -> GatewayError:
    return GatewayError("provider_error", what, code="provider_unreachable")
