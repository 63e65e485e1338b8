"""Runs the gateway under uvicorn, and shuts it down without cutting what has begun."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import socket
import sys
from types import FrameType

import uvicorn

from vai_gateway.policy.draining import Draining
from vai_gateway.policy.logs import LibraryLog, Log
from vai_gateway.wire.asgi import ASGIFunction
from vai_gateway.wire.http_protocol import BoundedHttp, RefusableSocket

GC_EVERY_OBJECTS = 20_000
CLOSING_S = 1.0
"""Of the grace period, kept for telling the streams that still go on that they end here."""


class Server(uvicorn.Server):
    """The first SIGTERM or SIGINT starts draining: the port stays open, so that readyz and refusals are answered.

    The server stops when nothing is in flight, or when the grace period is over. A second signal stops it at once.
    hurried: there was one.
    """

    def __init__(self, config: uvicorn.Config, draining: Draining, log: Log, grace_s: float) -> None:
        super().__init__(config)
        self._draining = draining
        self._log = log
        self._grace_s = grace_s
        self._closing: asyncio.Task[None] | None = None
        self.hurried = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What exists now lives as long as the process, so the garbage collector need not look at it again; and a
        # request leaves few cycles, so looking at every 700 new objects costs more than it frees.
        gc.collect()
        gc.freeze()
        gc.set_threshold(GC_EVERY_OBJECTS, 20, 50)
        if self.started:
            self._log.log("info", "listening", address=self._address())

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """uvicorn would raise the signal again in the end, which looks like a crash."""
        if self._closing is not None:
            self._log.log("warning", "stopping at once", in_flight=self._draining.in_flight)
            self.hurried = self.should_exit = True
            return
        self._log.log("info", "draining", in_flight=self._draining.in_flight, grace_s=self._grace_s)
        self._draining.begin(max(0.0, self._grace_s - CLOSING_S))
        self._closing = asyncio.get_running_loop().create_task(self._close())

    async def _close(self) -> None:
        idle = await self._draining.wait_idle(self._grace_s)
        if not self.should_exit:
            self._log.log("info", "stopping", idle=idle, in_flight=self._draining.in_flight)
            self.should_exit = True

    def _address(self) -> str:
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: ASGIFunction, *, host: str, port: int, draining: Draining, log: Log, grace_s: float) -> None:
    """Blocks until the server has stopped. Exits with 1 if a second signal hurried it."""
    logging.captureWarnings(True)
    logging.getLogger().addHandler(LibraryLog(log))
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    logging.getLogger("uvicorn.error").addFilter(_CannotListen(log, host, port))
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=BoundedHttp,
        ws=RefusableSocket,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = Server(config, draining, log, grace_s)
    server.run()
    if server.hurried:
        sys.exit(1)


class _CannotListen(logging.Filter):
    """Uvicorn says why it cannot listen with the operating system's error alone; this says it in words."""

    def __init__(self, log: Log, host: str, port: int) -> None:
        super().__init__()
        self._log = log
        self._address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.msg
        if not isinstance(error, OSError):
            return True
        said = error.strerror if isinstance(error, socket.gaierror) or not error.errno else os.strerror(error.errno)
        if error.errno == errno.EADDRINUSE:
            said = "address already in use, perhaps by a gateway that runs already; `--port` chooses another port"
        self._log.log("error", "cannot listen", address=self._address, said=said)
        return False


def _is_news(record: logging.LogRecord) -> bool:
    """Uvicorn takes the end of a request that it has cancelled itself for a bug; the request's own line says it all."""
    return record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)
