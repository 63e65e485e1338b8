"""The floor: the least a Python gateway on this stack can do, a raw pass-through of uvicorn and aiohttp.

No auth, no routing, no parsing, no policy: the body goes up, the chunks come down as they arrive.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import aiohttp
import uvicorn

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Floor:
    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._headers = {
            "content-type": "application/json",
            "authorization": "Bearer bench",
            "anthropic-version": "2023-06-01",
        }

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._pass_through(_target(scope), receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as self._session:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _pass_through(self, target: str, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        async with self._session.post(self._upstream + target, data=body, headers=self._headers) as upstream:
            headers = [(b"content-type", upstream.headers["content-type"].encode())]
            if upstream.content_length is not None:
                headers.append((b"content-length", b"%d" % upstream.content_length))
            await send({"type": "http.response.start", "status": upstream.status, "headers": headers})
            async for chunk in upstream.content.iter_any():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _target(scope: Message) -> str:
    query = scope["query_string"]
    target: bytes = scope["raw_path"]
    return (target + b"?" + query if query else target).decode()


if __name__ == "__main__":
    uvicorn.run(
        Floor(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
    )
