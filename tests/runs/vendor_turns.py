"""Vendors that take part in one tool loop, each in its own dialect: they look twice, and then they answer.

What they say depends on the history they are sent alone, and is what their official SDKs declare. They complain of
requests that these SDKs would not send, of histories in which calls and results do not match, and of whatever they
said that does not come back as it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.sdk.turns import QUERIES, TURNS, Json, Wire
from tests.sdk.turns_anthropic import ANTHROPIC
from tests.sdk.turns_chat import CEREBRAS, GROQ, OPENAI, OPENROUTER
from tests.sdk.turns_gemini import GEM_DEV, GEM_VERT
from tests.sdk.turns_responses import RESPONSES
from vai_gateway.wire.asgi import Receive, Scope, Send

__all__ = ["MODELS", "QUERIES", "TURNS", "WIRES", "Vendors"]

WIRES: dict[str, Wire] = {
    "anthropic": ANTHROPIC,
    "openai": OPENAI,
    "oai-resp": RESPONSES,
    "gem-dev": GEM_DEV,
    "gem-vert": GEM_VERT,
    "groq": GROQ,
    "cerebras": CEREBRAS,
    "openrouter": OPENROUTER,
}
"""By provider, as are the models that think if any of the provider's do."""
MODELS = {
    "anthropic": "claude-sonnet-4-5",
    "openai": "gpt-4o",
    "oai-resp": "gpt-5-mini",
    "gem-dev": "gemini-2.5-flash",
    "gem-vert": "gemini-2.5-flash",
    "groq": "openai/gpt-oss-20b",
    "cerebras": "gpt-oss-120b",
    "openrouter": "anthropic/claude-haiku-4.5",
}


@dataclass(slots=True)
class Vendors:
    """An ASGI application: all providers, and a SearXNG that finds what it is asked for.

    A base URL's path is the provider's name. `openai` and `oai-resp` share a base URL: there the rest tells.
    received: request bodies by provider. complaints: what was wrong with them.
    """

    received: list[tuple[str, Json]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        vendor, _, rest = scope["path"].removeprefix("/").partition("/")
        body = await _body(receive)
        if vendor == "searxng":
            query = body.decode().partition("q=")[2].partition("&")[0]
            found = {"title": query, "url": f"https://{query}.example/", "content": f"All about {query}."}
            await _send(send, "application/json", json.dumps({"results": [found]}))
            return
        provider = "oai-resp" if rest.endswith("responses") else vendor
        await self._answer(provider, rest, json.loads(body), send)

    async def _answer(self, provider: str, rest: str, request: Json, send: Send) -> None:
        self.received.append((provider, request))
        wire, stream = WIRES[provider], request.get("stream") is True or "streamGenerateContent" in rest
        self.complaints += [f"{provider}: {found}" for found in wire.wrong(request, stream=stream)]
        said = wire.answer(request, request.get("model") or rest)
        if not stream:
            await _send(send, "application/json", _written(wire.reply(said)))
            return
        frames = "".join(f"{_event(frame)}data: {_written(frame)}\n\n" for frame in wire.stream(said))
        await _send(send, "text/event-stream", frames + ("data: [DONE]\n\n" if rest.endswith("completions") else ""))


def _written(body: Json) -> str:
    """As vendors do, without spaces."""
    return json.dumps(body, separators=(",", ":"))


def _event(frame: Json) -> str:
    return f"event: {frame['type']}\n" if "type" in frame else ""


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _send(send: Send, kind: str, body: str) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]})
    await send({"type": "http.response.body", "body": body.encode()})
