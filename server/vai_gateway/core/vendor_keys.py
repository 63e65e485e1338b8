"""The key that a vendor is called with: the caller's own, else the operator's."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Protocol

from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret


class Keyed(Protocol):
    """Whoever is called with a key: of a model, a voice or a tool. See ProviderFacts."""

    @property
    def name(self) -> str: ...

    @property
    def key_header(self) -> str | None: ...

    @property
    def setting(self) -> str | None: ...


def operator_key(facts: Keyed, call: Call, operator_keys: Mapping[str, Secret]) -> Secret | None:
    """operator_keys: by `setting`. None for callers who are not served with them."""
    return operator_keys.get(facts.setting or "") if call.uses_operator_keys else None


def key_for(
    facts: Keyed, call: Call, *, operator_keys: Mapping[str, Secret], changed_base_urls: Container[str]
) -> Secret | None:
    """None where none is needed, or the operator chose the address. changed_base_urls: the settings of those.

    Raises GatewayError 401 `provider_key_missing`.
    """
    if facts.key_header is None:
        return None
    if (key := call.secret(facts.key_header) or operator_key(facts, call, operator_keys)) is not None:
        return key
    if facts.setting in changed_base_urls:
        return None
    raise GatewayError(
        "authentication_error",
        f"no provider key available for {facts.name}: send yours in {facts.key_header}",
        param=facts.key_header,
        code="provider_key_missing",
    )
