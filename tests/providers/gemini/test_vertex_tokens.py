"""A service account's key file becomes a token, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs

import pytest

from tests.fake_clock import FakeClock
from tests.providers.gemini.gem_requests import VERTEX, ask
from tests.providers.gemini.service_accounts import EMAIL, OTHER_KEY, claims_signed_in, key_file
from tests.servers import Host
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.providers.gemini.vertex_tokens import VertexTokens
from vai_gateway.providers.remote import Carrier, Remote
from vai_gateway.wire.asgi import Receive, Scope, Send
from vai_gateway.wire.retry import RetryPolicy
from vai_gateway.wire.upstream import Upstream

Result = TypeVar("Result")
ANSWER = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "Bonjour"}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
}


@dataclass(slots=True)
class Google:
    """An ASGI application: the token endpoint, and a model that answers whoever has a token."""

    status: int = 200
    reply: Any = None
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        if scope["path"] == "/token":
            self.forms.append(parse_qs(body.decode()))
            token = f"ya29.token-{len(self.forms)}"
            told = (
                {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}
                if self.reply is None
                else self.reply
            )
            await _send(send, self.status, told)
        else:
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            self.asked.append((scope["path"], headers.get("authorization", "")))
            await _send(send, 200, ANSWER)


async def _send(send: Send, status: int, body: Any) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


@pytest.fixture
def google() -> Google:
    return Google()


@pytest.fixture
def address(google: Google) -> Iterator[str]:
    with Host() as host:
        yield host.serve(google)


def with_tokens(address: str, use: Callable[[VertexTokens, Carrier, FakeClock], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        clock, timing = FakeClock(), UpstreamTiming()
        ticker = Ticker(clock)
        upstream = Upstream(ticker, timing)
        carrier = Carrier(upstream, clock, ticker, timing, RetryPolicy(), lambda name: None)
        upstream.open()
        try:
            return await use(VertexTokens(upstream, clock, address), carrier, clock)
        finally:
            await upstream.close()

    return asyncio.run(run())


async def bearer(tokens: VertexTokens, key: str) -> str:
    return (await tokens.secrets(ask(key=key)))["authorization"].reveal()


def test_the_key_signs_who_asks_for_what_and_until_when(google: Google, address: str) -> None:
    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> str:
        return await bearer(tokens, key_file())

    assert with_tokens(address, use) == "Bearer ya29.token-1"
    (form,) = google.forms
    head, claims = claims_signed_in(form["assertion"][0])
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    assert head == {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    assert (claims["iss"], claims["aud"]) == (EMAIL, "https://oauth2.googleapis.com/token")
    assert claims["scope"] == "https://www.googleapis.com/auth/cloud-platform"
    assert claims["exp"] - claims["iat"] == 3600


def test_a_token_is_kept_until_shortly_before_it_expires(google: Google, address: str) -> None:
    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> list[str]:
        found = [await bearer(tokens, key_file()), await bearer(tokens, key_file())]
        await clock.advance(3478)
        found.append(await bearer(tokens, key_file()))
        await clock.advance(2)
        return [*found, await bearer(tokens, key_file())]

    assert with_tokens(address, use) == ["Bearer ya29.token-1"] * 3 + ["Bearer ya29.token-2"]


def test_those_who_come_together_share_one_token(google: Google, address: str) -> None:
    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> set[str]:
        return set(await asyncio.gather(*(bearer(tokens, key_file()) for _ in range(5))))

    assert with_tokens(address, use) == {"Bearer ya29.token-1"}
    assert len(google.forms) == 1


def test_whoever_leaves_takes_no_token_from_the_others(google: Google, address: str) -> None:
    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> str:
        first = asyncio.create_task(bearer(tokens, key_file()))
        second = asyncio.create_task(bearer(tokens, key_file()))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert with_tokens(address, use).startswith("Bearer ya29.token-")


def test_every_credential_has_a_token_of_its_own(google: Google, address: str) -> None:
    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> list[str]:
        return [await bearer(tokens, key_file()), await bearer(tokens, key_file(private_key_id="k2"))]

    assert with_tokens(address, use) == ["Bearer ya29.token-1", "Bearer ya29.token-2"]


def test_the_oldest_token_makes_room_for_a_new_one(google: Google, address: str) -> None:
    async def use(_: VertexTokens, carrier: Carrier, clock: FakeClock) -> list[str]:
        tokens = VertexTokens(carrier.upstream, clock, address, most=2)
        ids = ("k1", "k2", "k2", "k3", "k1")
        return [(await bearer(tokens, key_file(private_key_id=id)))[-1] for id in ids]

    assert with_tokens(address, use) == ["1", "2", "2", "3", "4"]


@pytest.mark.parametrize("key", [None, "AIza-of-a-user", "ya29.of-a-user"])
def test_other_keys_need_no_exchange(key: str | None) -> None:
    async def use() -> Mapping[str, object]:
        tokens = VertexTokens(Upstream(Ticker(FakeClock()), UpstreamTiming()), FakeClock())
        return await tokens.secrets(ask(key=key))

    assert asyncio.run(use()) == {}


@pytest.mark.parametrize(
    "status, reply, kind, ours",
    [
        (400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, "authentication_error", 401),
        (401, {"error": "invalid_client"}, "authentication_error", 401),
        (503, {"error": "backend"}, "overloaded_error", 529),
        (500, "no object", "provider_error", 502),
        (200, {"token": "x"}, "provider_error", 502),
        (200, {"access_token": "", "expires_in": 1}, "provider_error", 502),
    ],
)
def test_a_refusal_is_the_right_error(
    google: Google, address: str, status: int, reply: Any, kind: str, ours: int
) -> None:
    google.status, google.reply = status, reply

    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> GatewayError:
        with pytest.raises(GatewayError) as raised:
            await bearer(tokens, key_file())
        return raised.value

    found = with_tokens(address, use)
    assert (found.kind, found.status) == (kind, ours)
    assert found.param == ("X-Provider-Key-VertexAI" if ours == 401 else None)


@pytest.mark.parametrize("private_key", ["no key", OTHER_KEY])
def test_a_key_that_cannot_sign_is_refused(address: str, private_key: str) -> None:
    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> GatewayError:
        with pytest.raises(GatewayError) as raised:
            await bearer(tokens, key_file(private_key=private_key))
        return raised.value

    assert with_tokens(address, use).kind == "authentication_error"


def test_a_request_goes_out_with_the_token_and_not_with_the_key(google: Google, address: str) -> None:
    async def use(tokens: VertexTokens, carrier: Carrier, clock: FakeClock) -> Any:
        remote = Remote(VERTEX, carrier, address, authorize=tokens.secrets)
        return collect(await remote.complete(ask("m1", key=key_file(), gem={"vertex_location": "us-central1"})))

    message = with_tokens(address, use)
    assert message.content == [{"type": "text", "text": "Bonjour"}]
    path = "/v1beta1/projects/project-1/locations/us-central1/publishers/google/models/m1:generateContent"
    assert google.asked == [(path, "Bearer ya29.token-1")]
