"""Access tokens for callers of Vertex AI who send a service account's key file.

A token is asked for once per credential and kept in memory until shortly before it expires, under the credential's
hash. Those who come while it is being asked for wait for it.

Source: https://developers.google.com/identity/protocols/oauth2/service-account#httprest
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import msgspec

from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import UNREADABLE, GatewayError, unreadable_reply
from vai_gateway.core.secret import Secret
from vai_gateway.core.vendor_errors import kind_of_status, vendor_error
from vai_gateway.providers.adapter import Ask, bearer
from vai_gateway.providers.gemini.credential import KEY_HEADER, ServiceAccount, read_credential
from vai_gateway.providers.gemini.signing import rs256
from vai_gateway.providers.gemini.vertex import GEM_VERT
from vai_gateway.wire.upstream import Upstream

Json = dict[str, Any]

BASE_URL = "https://oauth2.googleapis.com"
PATH = "/token"
# What Google expects to be signed, at whatever address it is reached.
AUDIENCE = BASE_URL + PATH
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_S = 3600
SPARE_S = 120.0
"""How long before its end a token is no longer used, so that it lives as long as the request."""
MAX_TOKENS = 1000
PROVIDER = GEM_VERT.facts.name

_encode = msgspec.json.Encoder().encode


class _Token:
    """lock: held by the one who asks for it."""

    __slots__ = ("expires_at", "lock", "value")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.value: Secret | None = None
        self.expires_at = 0.0


class VertexTokens:
    """base_url: the operator's; the credential's own `token_uri` is never called. most: how many tokens are kept."""

    def __init__(
        self, upstream: Upstream, clock: Clock, base_url: str | None = None, *, most: int = MAX_TOKENS
    ) -> None:
        self._upstream = upstream
        self._clock = clock
        self._url = (base_url or BASE_URL).rstrip("/") + PATH
        self._most = most
        self._tokens: dict[bytes, _Token] = {}

    async def secrets(self, ask: Ask) -> Mapping[str, Secret]:
        """Headers that hold a token; none where the key is one already.

        Raises GatewayError 401 where Google refuses the service account.
        """
        if ask.key is None:
            return {}
        credential = read_credential(ask.key)
        if not isinstance(credential, ServiceAccount):
            return {}
        token = self._token(hashlib.sha256(ask.key.reveal().encode()).digest())
        async with token.lock:
            if token.value is None or self._clock.now() >= token.expires_at:
                token.value, lifetime_s = await self._exchange(credential)
                token.expires_at = self._clock.now() + lifetime_s - SPARE_S
            return bearer(token.value)

    def _token(self, key: bytes) -> _Token:
        token = self._tokens.get(key)
        if token is None:
            if len(self._tokens) >= self._most:
                # The oldest; whoever waits for it keeps it.
                del self._tokens[next(iter(self._tokens))]
            token = self._tokens[key] = _Token()
        return token

    async def _exchange(self, account: ServiceAccount) -> tuple[Secret, float]:
        """The token, and for how many seconds it is good."""
        issued_at = int(self._clock.wall().timestamp())
        try:
            assertion = await asyncio.to_thread(_assertion, account, issued_at)
        except ValueError:
            raise _refused("its private_key is no RSA key in PEM form") from None
        form = urlencode({"grant_type": GRANT, "assertion": assertion}).encode()
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        with closing(await self._upstream.post(PROVIDER, self._url, body=form, headers=headers, secrets={})) as reply:
            if reply.status != 200:
                raise _error(reply.status, reply.headers, await reply.error_body())
            return _token_in(await reply.body())


def _assertion(account: ServiceAccount, issued_at: int) -> str:
    """issued_at: seconds since 1970. Raises ValueError if the key cannot sign."""
    head: Json = {"alg": "RS256", "typ": "JWT"}
    if account.private_key_id:
        head["kid"] = account.private_key_id
    claims = {
        "iss": account.email,
        "scope": SCOPE,
        "aud": AUDIENCE,
        "iat": issued_at,
        "exp": issued_at + ASSERTION_S,
    }
    signed = f"{_url_safe(_encode(head))}.{_url_safe(_encode(claims))}"
    return f"{signed}.{_url_safe(rs256(account.private_key.reveal(), signed.encode()))}"


def _url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _token_in(body: bytes) -> tuple[Secret, float]:
    try:
        told = msgspec.json.decode(body, type=Json)
    except UNREADABLE:
        told = {}
    token, lifetime_s = told.get("access_token"), told.get("expires_in", ASSERTION_S)
    if not isinstance(token, str) or not token or type(lifetime_s) is not int:
        raise unreadable_reply(PROVIDER, "there is no access token in it")
    return Secret(token), float(lifetime_s)


def _error(status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
    """OAuth's own form: `error` is a word, and a refused account comes with status 400 as well as 401."""
    try:
        told = msgspec.json.decode(body, type=Json)
    except UNREADABLE:
        told = {}
    refused = status in (400, 401, 403)
    return vendor_error(
        PROVIDER,
        "authentication_error" if refused else kind_of_status(status),
        message=str(told.get("error_description") or told.get("error") or ""),
        key_header=KEY_HEADER,
        body=told or None,
        headers=headers,
        status=status,
    )


def _refused(why: str) -> GatewayError:
    return GatewayError(
        "authentication_error",
        f"{PROVIDER} cannot use this service account: {why}",
        param=KEY_HEADER,
        code="provider_key_invalid",
    )
