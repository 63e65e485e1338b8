"""A place to try server tools at: vendors and web sites on this machine, and everything a tool is built from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from tests.wire.fake_internet import FakeInternet
from vai_gateway.contract.requests import RunRequest, ServerToolName
from vai_gateway.core.call import Call
from vai_gateway.core.clock import Clock, SystemClock
from vai_gateway.core.secret import Secret
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.tools.access import Access
from vai_gateway.tools.gateway_reader import GatewayReader
from vai_gateway.tools.policy import FetchLimits, ToolPolicy
from vai_gateway.tools.registry import ServerTools, server_tools
from vai_gateway.tools.tool import BoundTool, ToolOutcome
from vai_gateway.wire.egress_client import EgressClient
from vai_gateway.wire.upstream import Upstream

Result = TypeVar("Result")
EVERYBODY: Mapping[str, frozenset[str]] = dict.fromkeys(get_args(ServerToolName.__value__), frozenset())
MODEL_REQUEST = {"model": "local/scripted", "messages": [{"role": "user", "content": "Hello"}]}
KEYS = {"tavily": "tvly-secret-1", "exa": "exa-secret-2", "firecrawl": "fc-secret-3"}


Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What a site does after a request, if it is more than to answer."""


@dataclass(frozen=True)
class Received:
    """headers: lower-case names."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """length: what the header says, if it is not true."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    length: int | None = None


class Site:
    """A server on loopback. answers: by path; what is under an empty path is for all others."""

    def __init__(self, answers: Mapping[str, Reply | Act]) -> None:
        self._answers = answers
        self.received: list[Received] = []

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Its port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._exchange(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.received.append(Received(method, path, headers, body))
        answer = self._answers[path if path in self._answers else ""]
        if not isinstance(answer, Reply):
            await answer(reader, writer)
            return
        length = len(answer.body) if answer.length is None else answer.length
        sent = {**answer.headers, "content-length": str(length), "connection": "close"}
        head = f"HTTP/1.1 {answer.status} x\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        writer.write(head.encode("latin-1") + b"\r\n" + answer.body)
        await writer.drain()


def replying(answer: Any, status: int = 200, **headers: str) -> Site:
    """A vendor that says one thing. answer: an object, sent as JSON, or bytes."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    sent = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Site({"": Reply(status, sent, body)})


def call(*vendors: str, principal: str = "", uses_operator_keys: bool = False) -> Call:
    """vendors: those whose key the caller sends."""
    headers = {f"x-provider-key-{name}".encode(): KEYS[name].encode() for name in vendors}
    made = Call("req_1", "POST", "/v1/runs", headers, "127.0.0.1", 0.0)
    made.principal, made.uses_operator_keys = principal, uses_operator_keys
    return made


def run_request(*names: str, **members: Any) -> RunRequest:
    """names: of server tools."""
    body = {"request": MODEL_REQUEST, **members}
    if names:
        body["server_tools"] = list(names)
    return RunRequest.model_validate(body)


def operator_keys(*vendors: str) -> dict[str, Secret]:
    return {name.upper(): Secret(f"operator-{KEYS[name]}", is_lent=True) for name in vendors}


@dataclass(frozen=True)
class Desk:
    """How the gateway is set up. vendors, base_urls: by setting. web: where the gateway's own reader ends up,
    whatever address it dials; names: the addresses of hosts, for each look-up in turn.
    """

    vendors: Mapping[str, Site] = field(default_factory=dict)
    base_urls: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, Secret] = field(default_factory=dict)
    switched_off: frozenset[str] = frozenset()
    policy: ToolPolicy = field(default_factory=lambda: ToolPolicy(EVERYBODY))
    limits: FetchLimits = field(default_factory=FetchLimits)
    web: Site = field(default_factory=lambda: Site({}))
    names: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    clock: Clock = field(default_factory=SystemClock)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[ServerTools]:
        async with AsyncExitStack() as stack:
            base_urls = dict(self.base_urls)
            for setting, site in self.vendors.items():
                base_urls[setting] = f"http://127.0.0.1:{await stack.enter_async_context(site.serving())}"
            internet = FakeInternet(self.names, await stack.enter_async_context(self.web.serving()), self.dialled)
            internet.looked_up = self.looked_up
            ticker = Ticker(self.clock)
            upstream = Upstream(ticker, UpstreamTiming())
            client = EgressClient(lookup=internet.lookup, new_socket=internet.new_socket)
            upstream.open()
            stack.push_async_callback(upstream.close)
            client.open()
            stack.push_async_callback(client.close)
            ticker.start()
            stack.push_async_callback(ticker.stop)
            access = Access(upstream, ticker, self.keys, base_urls, self.switched_off)
            reader = GatewayReader(client, ticker, self.limits)
            yield ServerTools(server_tools(access, reader, self.policy, ports=self.limits.ports), self.policy)

    def bound(self, request: RunRequest, caller: Call) -> list[BoundTool]:
        """What the request would run with."""

        async def resolve(tools: ServerTools) -> list[BoundTool]:
            return tools.resolve(request, caller)

        return self.use(resolve)

    def run(self, request: RunRequest, caller: Call, input: Mapping[str, Any]) -> ToolOutcome:
        """What the first tool of the request makes of `input`."""

        async def first(tools: ServerTools) -> ToolOutcome:
            return await tools.resolve(request, caller)[0].run(input)

        return self.use(first)

    def use(self, act: Callable[[ServerTools], Awaitable[Result]]) -> Result:
        async def opened() -> Result:
            async with self.opened() as tools:
                return await act(tools)

        return asyncio.run(opened())


def text(outcome: ToolOutcome) -> str:
    (block,) = outcome.content
    assert block["type"] == "text"
    return str(block["text"])
