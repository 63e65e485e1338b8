"""WebSockets towards vendors. Redirects are never followed, since requests carry keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from vai_gateway.core.errors import GatewayError, cut_reply, late_connection, unreadable_reply
from vai_gateway.core.secret import Secret
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.wire.retry import NothingSent, why_missing

MAX_MESSAGE_BYTES = 8 << 20
CLOSE_S = 1.0
"""How long a vendor may take to say goodbye."""
PING_S = 20.0


class UpgradeRefused(Exception):
    """The vendor answered with an ordinary HTTP answer. headers: lower-case names."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body


class UpstreamSocket:
    """Use as `async with`. A vendor that closes it raises GatewayError `upstream_cut` in whoever sends or receives."""

    def __init__(self, connection: ClientConnection, vendor: str) -> None:
        self._connection = connection
        self._vendor = vendor

    async def __aenter__(self) -> UpstreamSocket:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """After an error or a cancellation there is no goodbye."""
        try:
            if kind is None:
                await self._connection.close()
        finally:
            self._connection.transport.abort()

    async def send(self, message: str | bytes) -> None:
        try:
            await self._connection.send(message)
        except ConnectionClosed:
            raise cut_reply(self._vendor) from None

    async def receive(self) -> str | bytes:
        try:
            return await self._connection.recv()
        except ConnectionClosed:
            raise cut_reply(self._vendor) from None


class UpstreamSockets:
    def __init__(self, timing: UpstreamTiming, *, use_env_proxies: bool = False) -> None:
        self._timing = timing
        self._use_env_proxies = use_env_proxies

    async def connect(
        self, vendor: str, url: str, *, headers: Mapping[str, str], secrets: Mapping[str, Secret]
    ) -> UpstreamSocket:
        """url: http or https. Raises UpgradeRefused, NothingSent if there is no connection, GatewayError."""
        sent = {**headers, **{name: secret.reveal() for name, secret in secrets.items()}}
        try:
            connection = await _Connect(
                "ws" + url.removeprefix("http"),
                additional_headers=sent,
                user_agent_header="vai-gateway",
                compression=None,
                proxy=True if self._use_env_proxies else None,
                open_timeout=self._timing.connect_s,
                close_timeout=CLOSE_S,
                ping_interval=PING_S,
                max_size=MAX_MESSAGE_BYTES,
            )
        except InvalidStatus as refusal:
            answer = refusal.response
            names = {name.lower(): value for name, value in answer.headers.raw_items()}
            raise UpgradeRefused(answer.status_code, names, bytes(answer.body or b"")) from None
        except TimeoutError:
            raise late_connection(vendor) from None
        except OSError as error:
            raise NothingSent(vendor, why_missing(error)) from None
        except (InvalidHandshake, ConnectionClosed, EOFError):
            raise cut_reply(vendor) from None
        return UpstreamSocket(connection, vendor)


class _Connect(connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


def unreadable_message(vendor: str, message: str | bytes) -> GatewayError:
    return unreadable_reply(vendor, "a message is binary" if isinstance(message, bytes) else "a message is no JSON")
