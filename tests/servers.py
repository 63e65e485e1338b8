"""Real HTTP servers for tests: one event loop in a thread, and whatever is served on it.

For a gateway in a process of its own, as a user starts it, see tests/docs/gateway_process.py.
"""

from __future__ import annotations

import asyncio
import io
import socket
import sys
import threading
from collections.abc import Coroutine, Mapping
from types import TracebackType
from typing import Any, TypeVar

import uvicorn
import uvloop

from vai_gateway.app import build
from vai_gateway.settings import Settings
from vai_gateway.wire.asgi import ASGIFunction
from vai_gateway.wire.http_protocol import BoundedHttp

Result = TypeVar("Result")
LONGEST_WAIT_S = 30.0


class _Loop(uvloop.Loop):
    """It tells tests/conftest.py where it turns to, as asyncio's own loop does."""

    async def getaddrinfo(self, host: Any, port: Any, **hints: Any) -> Any:
        sys.audit("socket.getaddrinfo", host, port, 0, 0, 0)
        return await super().getaddrinfo(host, port, **hints)

    async def create_connection(self, protocol_factory: Any, *place: Any, **more: Any) -> Any:
        """place: host and port, unless `more` says them or brings a socket."""
        sys.audit("socket.getaddrinfo", place[0] if place else more.get("host"), None, 0, 0, 0)
        return await super().create_connection(protocol_factory, *place, **more)


class _Server(uvicorn.Server):
    def __init__(self, app: ASGIFunction, *, lifespan: bool) -> None:
        config = uvicorn.Config(
            app,
            http=BoundedHttp,
            ws="none",
            lifespan="on" if lifespan else "off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


class Host:
    """Use as `with Host() as host`. All that it serves shares one loop; what was served last stops first."""

    def __init__(self) -> None:
        self._loop = _Loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="host", daemon=True)
        self._running: list[tuple[_Server, asyncio.Task[None]]] = []

    def __enter__(self) -> Host:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.run(self._stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(LONGEST_WAIT_S)
            self._loop.close()

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """From the test's thread: what `coroutine` returns on the loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(LONGEST_WAIT_S)

    def serve(self, app: ASGIFunction, *, lifespan: bool = False) -> str:
        """Its address, once it listens."""
        return self.run(self._serve(app, lifespan))

    def gateway(self, environment: Mapping[str, str], *, log: io.BytesIO | None = None) -> str:
        """The whole gateway, set up by `environment` alone; its address. log: takes the log's lines."""
        gateway = build(Settings.from_environment(environment), log_stream=log or io.BytesIO())
        return self.serve(gateway.app, lifespan=True)

    async def _serve(self, app: ASGIFunction, lifespan: bool) -> str:
        server = _Server(app, lifespan=lifespan)
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        port: int = listener.getsockname()[1]
        task = asyncio.get_running_loop().create_task(server.serve([listener]))
        await server.listening.wait()
        if server.should_exit:
            await task
            raise RuntimeError("the application did not start")
        self._running.append((server, task))
        return f"http://127.0.0.1:{port}"

    async def _stop(self) -> None:
        while self._running:
            server, task = self._running.pop()
            server.should_exit = True
            await task
