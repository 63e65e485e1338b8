"""Calling the vendor of a tool: one POST, one JSON answer, and every failure as one short error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import msgspec

from vai_gateway.core.errors import UNREADABLE, GatewayError, unreadable_reply
from vai_gateway.core.secret import Secret
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.vendor_errors import kind_of_status, retry_after, without_key
from vai_gateway.wire.upstream import Reply, Upstream

MAX_REPLY_BYTES = 5 << 20
TOTAL_S = 30.0


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """key_header: where the caller's own key comes in; None where none is needed.

    setting: the middle of `VAI_PROXY_<setting>_BASE_URL` and `..._API_KEY`. base_url: empty if only the operator
    knows one. refusals: by status, what it means at this vendor beyond its number. switch: the operator's variable
    that switches it on, where it has one.
    """

    name: str
    key_header: str | None
    setting: str | None
    base_url: str = ""
    refusals: Mapping[int, str] = field(default_factory=dict)
    switch: str = ""


@dataclass(frozen=True, slots=True)
class VendorAsk:
    """One request to a vendor. path: below the base URL. key_format: how the header takes the key."""

    path: str
    body: bytes
    content_type: str = "application/json"
    key_header: str = "authorization"
    key_format: str = "Bearer {}"


@dataclass(frozen=True, slots=True)
class VendorLine:
    """A vendor as one run reaches it. base_url: an operator's setting or the default, never request data."""

    upstream: Upstream
    ticker: Ticker
    facts: VendorFacts
    base_url: str
    key: Secret | None

    async def ask(self, ask: VendorAsk) -> dict[str, Any]:
        """The JSON object of the answer. Raises GatewayError; nothing of the vendor's own text is in it."""
        name = self.facts.name
        try:
            async with self.ticker.deadline(TOTAL_S):
                with closing(await self._post(ask)) as reply:
                    if reply.status != 200:
                        raise self._refusal(reply)
                    body = await reply.body(MAX_REPLY_BYTES)
        except TimeoutError:
            raise GatewayError(
                "api_error", f"{name} did not answer within {TOTAL_S:g} seconds", code="timeout"
            ) from None
        try:
            answer = _decoded(body)
        except (*UNREADABLE, ValueError):
            raise unreadable_reply(name, "it is no JSON") from None
        if not isinstance(answer, dict):
            raise unreadable_reply(name, "it is no object")
        return answer

    async def _post(self, ask: VendorAsk) -> Reply:
        headers = {
            "content-type": ask.content_type,
            "accept": "application/json",
            "accept-encoding": "identity",
            "user-agent": "vai-gateway",
        }
        secrets = {ask.key_header: Secret(ask.key_format.format(self.key.reveal()))} if self.key else {}
        url = self.base_url + ask.path
        return await self.upstream.post(self.facts.name, url, body=ask.body, headers=headers, secrets=secrets)

    def _refusal(self, reply: Reply) -> GatewayError:
        name, status = self.facts.name, reply.status
        if status in (401, 403) and self.facts.key_header:
            message = f"{name} refused the key"
            error = GatewayError(
                "authentication_error", message, param=self.facts.key_header, code="provider_key_invalid"
            )
            return without_key(error, self.key, name)
        kind = kind_of_status(status)
        hint = self.facts.refusals.get(status)
        code = "tool_provider_error"
        if kind in ("rate_limit_error", "overloaded_error"):
            message = f"{name} takes no more requests now" + (f": {hint}" if hint else "")
            return GatewayError(kind, message, code=code, retry_after_s=retry_after(reply.headers))
        return GatewayError("provider_error", f"{name} answered {status}" + (f": {hint}" if hint else ""), code=code)


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except UNREADABLE:
        # A text that was cut between the halves of an emoji is JSON, but holds what no UTF-8 can.
        whole = json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace")
        return msgspec.json.decode(whole)


def texts(value: Any, *names: str) -> str:
    """The first member of `value` under one of the names that is a text with something in it; else an empty one."""
    if isinstance(value, dict):
        for name in names:
            found = value.get(name)
            if isinstance(found, list) and found:
                found = found[0]
            if isinstance(found, str) and found.strip():
                return found.strip()
    return ""


def rows(answer: Mapping[str, Any], name: str, *, vendor: str) -> list[dict[str, Any]]:
    """The objects in the list `name`. Raises GatewayError if there is no such list."""
    found = answer.get(name)
    if not isinstance(found, list):
        raise unreadable_reply(vendor, f"it has no list `{name}`")
    return [row for row in found if isinstance(row, dict)]
