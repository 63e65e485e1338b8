"""Who asks. By the gateway's own key, else by address."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from vai_gateway.core.call import Call
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.keys import KeyRing, KeyRow

AuthMode: TypeAlias = Literal["required", "optional", "disabled"]


@dataclass(frozen=True, slots=True)
class AuthRules:
    """trusted_proxy_hops: how many proxies append to X-Forwarded-For; 0 ignores the header."""

    mode: AuthMode
    keys: KeyRing
    trusted_proxy_hops: int = 0


class Principal(NamedTuple):
    """models: those the key may use; None is all."""

    name: str
    models: frozenset[str] | None = None


def authenticate(call: Call, rules: AuthRules, *, clock: Clock) -> Principal:
    """Raises GatewayError 401 `invalid_api_key` with `param` the header.

    A key that is present is judged in every mode, and two different keys are one too many. With no keys
    configured there is nothing to judge by, so what clients insist on sending is ignored.
    """
    if rules.keys:
        bearer, api_key = call.headers.get(b"authorization"), call.headers.get(b"x-api-key")
        if bearer or api_key:
            return _judge(_credential(bearer, api_key), rules.keys, clock=clock, param=_param(bearer))
    if rules.mode == "required":
        raise _refused("a gateway key is needed: send `Authorization: Bearer <key>` or `x-api-key: <key>`")
    return Principal(client_address(call, rules.trusted_proxy_hops))


def client_address(call: Call, trusted_proxy_hops: int) -> str:
    """Of IPv6 the /64 network, since that is what one subscriber has."""
    if trusted_proxy_hops and (sent := call.headers.get(b"x-forwarded-for")):
        entries = sent.rsplit(b",", trusted_proxy_hops)
        entry = entries[-trusted_proxy_hops] if len(entries) > trusted_proxy_hops else entries[0]
        if address := _network(_without_port(entry.strip().decode("latin-1"))):
            return address
    if ":" not in call.client:
        return call.client or "unknown"
    return _network(call.client) or call.client


def _credential(bearer: bytes | None, api_key: bytes | None) -> bytes:
    if not bearer:
        assert api_key
        return api_key.strip()
    scheme, _, key = bearer.partition(b" ")
    key = key.strip()
    if scheme.lower() != b"bearer" or not key:
        raise _refused("Authorization must read `Bearer <key>`")
    if api_key and api_key.strip() != key:
        raise _refused("Authorization and x-api-key hold different keys; send one of them", param="x-api-key")
    return key


def _judge(key: bytes, keys: KeyRing, *, clock: Clock, param: str) -> Principal:
    row: KeyRow | None = keys.find(key)
    if row is None:
        raise _refused("the gateway does not know this key", param=param)
    if row.expires_at is not None and row.expires_at <= clock.wall():
        raise _refused("this gateway key has expired", param=param)
    return Principal(row.tenant, row.models)


def _param(bearer: bytes | None) -> str:
    return "Authorization" if bearer else "x-api-key"


def _refused(message: str, *, param: str = "Authorization") -> GatewayError:
    return GatewayError("authentication_error", message, param=param, code="invalid_api_key")


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _network(text: str) -> str | None:
    """None if it is no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    if address.is_loopback:
        return "::1"
    return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
