"""A SearXNG that finds what it is asked for; it thinks about what begins with `slow` until it is told to go on.

Of what begins with `long` it finds ten pages, ten kilobytes in all.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from vai_gateway.wire.asgi import Receive, Scope, Send


@dataclass(slots=True)
class Searxng:
    """An ASGI application. asked: the queries so far. left: how many were not waited for."""

    asked: list[str] = field(default_factory=list)
    left: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        form = parse_qs((await receive())["body"].decode())
        query = form["q"][0]
        self.asked.append(query)
        if query.startswith("slow") and not await self._waited_for(receive):
            self.left += 1
            return
        found = [{"title": f"On {query}", "url": "https://example.com/", "content": f"All about {query}."}]
        if query.startswith("long"):
            found = [{"title": query, "url": f"https://example.com/{n}", "content": "x" * 1000} for n in range(10)]
        body = json.dumps({"results": found}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": body})

    async def _waited_for(self, receive: Receive) -> bool:
        going = asyncio.ensure_future(self.go_on.wait())
        leaving = asyncio.ensure_future(receive())
        done, pending = await asyncio.wait({going, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        return going in done
