"""A provider that answers what was recorded, over real HTTP, its bytes cut where it hurts."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.replay.cases import Case
from vai_gateway.wire.asgi import Receive, Scope, Send

_FRAMING = frozenset({"connection", "content-encoding", "content-length", "date", "server", "transfer-encoding"})
_MOST_PIECES = 400
_INSIDE = re.compile(rb"\r\n|[\xc2-\xf4][\x80-\xbf]+")
"""A line ending of two bytes, or a character of several."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came from the gateway."""

    path: str
    headers: Mapping[str, str]
    body: Any


class ReplayUpstream:
    """An ASGI application. The key of a request decides what answers it.

    asked: requests by their keys. Between two pieces the loop turns a few times, so that a reader on the same
    loop gets each of them by itself.
    """

    def __init__(self) -> None:
        self._replies: dict[str, tuple[Case, Sequence[bytes]]] = {}
        self.asked: dict[str, Asked] = {}

    def key(self, case: Case, pieces: Sequence[bytes]) -> str:
        """A new key, which is answered with these pieces of the case's body."""
        key = f"{len(self._replies)}-{case.id}"
        self._replies[key] = case, pieces
        return key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        body = await _body(receive)
        words = (word for value in headers.values() for word in value.split())
        key = next((word for word in words if word in self._replies), None)
        if key is None:
            await _send(send, 404, [(b"content-type", b"text/plain")], [b"no such key"])
            return
        self.asked[key] = Asked(scope["path"], headers, json.loads(body))
        case, pieces = self._replies[key]
        await _send(send, case.status, _headers(case), pieces)


def cut(body: bytes, chance: random.Random) -> list[bytes]:
    """Into pieces of random lengths. One of the characters and line endings of several bytes is torn."""
    count = chance.randint(1, min(_MOST_PIECES, 2 + len(body) // 16))
    places = {chance.randrange(1, len(body)) for _ in range(count)} if len(body) > 1 else set()
    if spans := [match.span() for match in _INSIDE.finditer(body)]:
        start, end = chance.choice(spans)
        places.add(chance.randrange(start + 1, end))
    edges = [0, *sorted(places), len(body)]
    return [body[start:end] for start, end in itertools.pairwise(edges)]


def _headers(case: Case) -> list[tuple[bytes, bytes]]:
    kind = "text/event-stream; charset=utf-8" if case.is_event_stream else "application/json"
    kept = {"content-type": kind} | {n: v for n, v in case.headers.items() if n not in _FRAMING}
    return [(name.encode(), value.encode()) for name, value in kept.items()]


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if not message.get("more_body"):
            return body


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], pieces: Sequence[bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        for _ in range(4):
            await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b""})
