"""WebSockets towards vendors, on real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from socket import create_server

import pytest
from aiohttp import web

from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.wire.retry import NothingSent
from vai_gateway.wire.upstream_ws import UpgradeRefused, UpstreamSocket, UpstreamSockets, unreadable_message

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def against(handler: Handler, client: Callable[[str], Awaitable[None]]) -> None:
    async def scenario() -> None:
        app = web.Application()
        app.router.add_get("/{path}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            await client(f"http://127.0.0.1:{runner.addresses[0][1]}")
        finally:
            await runner.cleanup()

    asyncio.run(scenario())


async def connect(url: str, *, connect_s: float = 2.0) -> UpstreamSocket:
    sockets = UpstreamSockets(UpstreamTiming(connect_s=connect_s))
    return await sockets.connect(
        "vendor", f"{url}/socket", headers={"x-version": "1"}, secrets={"x-key": Secret("canary")}
    )


async def echo(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_str(f"{request.headers['x-version']} {request.headers['x-key']} {request.query_string}")
    async for message in socket:
        if message.data == "leave":
            await socket.close(code=1011)
        else:
            await socket.send_str(message.data)
    return socket


def test_messages_go_both_ways_and_the_key_goes_in_a_header() -> None:
    async def client(url: str) -> None:
        async with await connect(url) as socket:
            assert await socket.receive() == "1 canary "
            await socket.send("hello")
            assert await socket.receive() == "hello"

    against(echo, client)


def test_a_vendor_that_leaves_has_cut_its_answer() -> None:
    async def client(url: str) -> None:
        async with await connect(url) as socket:
            await socket.receive()
            await socket.send("leave")
            for act in (socket.receive, lambda: socket.send("more")):
                with pytest.raises(GatewayError) as caught:
                    await act()
                assert caught.value.code == "upstream_cut"

    against(echo, client)


@pytest.mark.parametrize("status", [200, 302, 401, 429, 500])
def test_an_upgrade_that_is_refused_tells_all_and_no_redirect_is_followed(status: int) -> None:
    asked: list[str] = []

    async def refuse(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=status, body=b"no", headers={"Location": "/elsewhere", "Retry-After": "3"})

    async def client(url: str) -> None:
        with pytest.raises(UpgradeRefused) as caught:
            await connect(url)
        refused = caught.value
        assert (refused.status, refused.body, refused.headers["retry-after"]) == (status, b"no", "3")
        assert asked == ["/socket"]

    against(refuse, client)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with pytest.raises(NothingSent) as caught:
        asyncio.run(connect("http://127.0.0.1:9"))
    assert (caught.value.code, caught.value.why) == ("provider_unreachable", "refused")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_vendor_that_says_nothing_is_late_and_may_have_been_told_all(scheme: str) -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(GatewayError) as caught:
            asyncio.run(connect(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}", connect_s=0.05))
    error = caught.value
    assert (error.status, error.code, isinstance(error, NothingSent)) == (504, "timeout", False)


def test_an_error_ends_the_connection_without_a_goodbye() -> None:
    closed: asyncio.Queue[int | None] = asyncio.Queue()

    async def listen(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            pass
        closed.put_nowait(socket.close_code)
        return socket

    async def client(url: str) -> None:
        with pytest.raises(KeyError):
            async with await connect(url):
                raise KeyError
        async with asyncio.timeout(5):
            assert await closed.get() == 1006

    against(listen, client)


@pytest.mark.parametrize("message, why", [(b"\0", "binary"), ("{", "no JSON")])
def test_a_message_that_cannot_be_read_is_the_vendors_fault(message: str | bytes, why: str) -> None:
    error = unreadable_message("vendor", message)
    assert (error.status, error.code) == (502, "provider_invalid_response") and why in error.message
