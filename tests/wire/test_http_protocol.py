"""What comes before a request's body is bounded, in size and in time; what is no HTTP gets the one envelope."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from uvicorn.server import ServerState

from vai_gateway.wire.asgi import Receive, Scope, Send
from vai_gateway.wire.http_protocol import MAX_HEAD_BYTES, BoundedHttp

HASTE_S = 0.05
REQUEST = b"GET / HTTP/1.1\r\nhost: x\r\n"


class Hasty(BoundedHttp):
    head_s = HASTE_S


async def greeting(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})


@asynccontextmanager
async def connected(protocol: type[BoundedHttp]) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(greeting, lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


def answered(*pieces: bytes, protocol: type[BoundedHttp] = BoundedHttp) -> bytes:
    """What comes back until the connection is closed."""

    async def scenario() -> bytes:
        async with connected(protocol) as (reader, writer), asyncio.timeout(5):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return await reader.read()

    return asyncio.run(scenario())


def test_what_is_no_http_is_refused_in_the_envelope() -> None:
    head, _, body = answered(b"\x16\x03\x01\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    error = json.loads(body)["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "invalid_http")
    assert b"x-request-id: " + error["request_id"].encode() in head
    assert b"content-length: %d" % len(body) in head


MANY = b"".join(b"x-%04d: 1\r\n" % number for number in range(MAX_HEAD_BYTES // 11))
"""Nothing follows it: what stays unread when a connection is closed takes the answer away from the client."""


@pytest.mark.parametrize("headers", [b"x-a: " + b"y" * MAX_HEAD_BYTES, b"y" * MAX_HEAD_BYTES, MANY], ids=len)
def test_a_head_without_end_is_refused(headers: bytes) -> None:
    assert f"larger than {MAX_HEAD_BYTES} bytes".encode() in answered(REQUEST, headers)


def test_a_long_header_is_fine_below_the_bound() -> None:
    asked = REQUEST + b"connection: close\r\nx-a: " + b"y" * 60_000 + b"\r\n\r\n"
    assert answered(asked[:40_000], asked[40_000:]).endswith(b"\r\n\r\nhi")


@pytest.mark.parametrize("begun", [b"", b"G", REQUEST, REQUEST + b"\r\n" + REQUEST], ids=repr)
def test_a_connection_that_never_ends_its_head_is_closed(begun: bytes) -> None:
    """Also the second head on a connection, if it has begun."""
    assert answered(begun, protocol=Hasty).count(b"HTTP/1.1 ") == begun.count(b"\r\n\r\n")


def test_the_bound_is_anew_for_each_request() -> None:
    long = b"GET / HTTP/1.1\r\nhost: x\r\nx-a: " + b"y" * 40_000 + b"\r\n\r\n"
    last = REQUEST + b"connection: close\r\n\r\n"
    assert answered(long, long, long, last).count(b"HTTP/1.1 200") == 4
