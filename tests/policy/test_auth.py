"""Who asks: by key where one is sent, else by address."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from tests.fake_clock import FakeClock
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.auth import AuthMode, AuthRules, Principal, authenticate
from vai_gateway.policy.keys import KeyRing, row_of

CLOCK = FakeClock()
KEY = "vai_sk_right"
RIGHT = {"authorization": f"Bearer {KEY}"}
MODES: tuple[AuthMode, ...] = get_args(AuthMode)


def call(headers: dict[str, str] | None = None, *, client: str = "203.0.113.9") -> Call:
    sent = {name.encode(): value.encode("latin-1") for name, value in (headers or {}).items()}
    return Call("req_1", "POST", "/v1/messages", sent, client, 0.0)


def ring(**changes: object) -> KeyRing:
    return KeyRing([replace(row_of(KEY), **({"tenant": "acme"} | changes))])


def rules(mode: AuthMode = "required", keys: KeyRing | None = None, hops: int = 0) -> AuthRules:
    return AuthRules(mode, ring() if keys is None else keys, hops)


def principal(asked: Call, by: AuthRules) -> str:
    return authenticate(asked, by, clock=CLOCK).name


def refusal(asked: Call, by: AuthRules) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        authenticate(asked, by, clock=CLOCK)
    assert (caught.value.kind, caught.value.status, caught.value.code) == (
        "authentication_error",
        401,
        "invalid_api_key",
    )
    return caught.value


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "headers",
    [
        RIGHT,
        {"authorization": f"bearer  {KEY}"},
        {"x-api-key": KEY},
        {"x-api-key": KEY, "authorization": ""},
        RIGHT | {"x-api-key": KEY},
    ],
)
def test_the_holder_of_a_key_is_its_tenant_in_every_mode(mode: AuthMode, headers: dict[str, str]) -> None:
    assert principal(call(headers), rules(mode)) == "acme"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "headers, param, said",
    [
        ({"authorization": "Bearer vai_sk_wrong"}, "Authorization", "does not know this key"),
        ({"x-api-key": "vai_sk_wrong"}, "x-api-key", "does not know this key"),
        ({"x-api-key": "sk-ant-somebody's"}, "x-api-key", "does not know this key"),
        ({"authorization": KEY}, "Authorization", "must read `Bearer <key>`"),
        ({"authorization": f"Basic {KEY}"}, "Authorization", "must read `Bearer <key>`"),
        ({"authorization": "Bearer"}, "Authorization", "must read `Bearer <key>`"),
        ({"authorization": f"Bearer {KEY}\xff"}, "Authorization", "does not know this key"),
        (RIGHT | {"x-api-key": "vai_sk_wrong"}, "x-api-key", "different keys"),
        ({"authorization": "Bearer vai_sk_wrong", "x-api-key": KEY}, "x-api-key", "different keys"),
    ],
)
def test_a_key_that_is_present_and_wrong_is_refused_in_every_mode(
    mode: AuthMode, headers: dict[str, str], param: str, said: str
) -> None:
    error = refusal(call(headers), rules(mode))
    assert error.param == param
    assert said in error.message


def test_a_refusal_shows_nothing_of_the_key() -> None:
    error = refusal(call({"x-api-key": "canary-0123456789"}), rules())
    assert "canary" not in error.message


def test_a_missing_key_is_refused_where_one_is_required() -> None:
    error = refusal(call(), rules("required"))
    assert error.param == "Authorization"
    assert "x-api-key: <key>" in error.message


@pytest.mark.parametrize("mode", ["optional", "disabled"])
def test_without_a_key_the_caller_is_its_address_where_none_is_required(mode: AuthMode) -> None:
    assert principal(call(), rules(mode)) == "203.0.113.9"


@pytest.mark.parametrize("mode", ["optional", "disabled"])
@pytest.mark.parametrize(
    "headers", [{"authorization": "Bearer x"}, {"authorization": "Basic x"}, {"x-api-key": "unused"}]
)
def test_with_no_keys_configured_none_is_judged(mode: AuthMode, headers: dict[str, str]) -> None:
    assert principal(call(headers), rules(mode, KeyRing([]))) == "203.0.113.9"


def test_required_without_any_key_lets_nobody_in() -> None:
    refusal(call(RIGHT), rules("required", KeyRing([])))


@pytest.mark.parametrize("mode", MODES)
def test_an_expired_key_is_a_wrong_key(mode: AuthMode) -> None:
    keys = ring(expires_at=CLOCK.wall())
    assert "expired" in refusal(call(RIGHT), rules(mode, keys)).message


def test_a_key_works_until_it_expires() -> None:
    keys = ring(expires_at=CLOCK.wall() + timedelta(seconds=1))
    assert principal(call(RIGHT), rules(keys=keys)) == "acme"


def test_the_principal_knows_the_models_of_its_key() -> None:
    keys = ring(models=frozenset({"local/scripted"}))
    assert authenticate(call(RIGHT), rules(keys=keys), clock=CLOCK) == Principal("acme", frozenset({"local/scripted"}))


@pytest.mark.parametrize(
    "forwarded, hops, client",
    [
        ("198.51.100.1", 0, "203.0.113.9"),
        (None, 1, "203.0.113.9"),
        ("", 1, "203.0.113.9"),
        ("198.51.100.1", 1, "198.51.100.1"),
        ("6.6.6.6, 198.51.100.1", 1, "198.51.100.1"),
        ("6.6.6.6, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("198.51.100.1", 2, "198.51.100.1"),
        ("6.6.6.6,5.5.5.5,198.51.100.1,10.0.0.2,10.0.0.3", 3, "198.51.100.1"),
        ("198.51.100.1:4711", 1, "198.51.100.1"),
        ("[2001:db8:1:2:3::4]:4711", 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3::4", 1, "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.1", 1, "198.51.100.1"),
        ("unknown", 1, "203.0.113.9"),
        ("198.51.100.1, <script>", 1, "203.0.113.9"),
        ("x" * 5000, 1, "203.0.113.9"),
    ],
)
def test_the_client_is_what_the_last_trusted_proxy_saw(forwarded: str | None, hops: int, client: str) -> None:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    assert principal(call(headers), rules("disabled", hops=hops)) == client


@pytest.mark.parametrize(
    "client, name",
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
    ],
)
def test_an_address_is_named_by_who_holds_it(client: str, name: str) -> None:
    assert principal(call(client=client), rules("disabled")) == name
