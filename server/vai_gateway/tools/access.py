"""Which vendor does the work of a tool, and with whose key.

The one that `provider` names; else the first, in the tool's own order, for which the caller sent a key; else the
first that the operator provides, by a key, by an address, or because it needs neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import MISSING

from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.vendor_keys import key_for, operator_key
from vai_gateway.tools.vendor import VendorFacts, VendorLine
from vai_gateway.wire.upstream import Upstream


class Vendor(Protocol):
    @property
    def facts(self) -> VendorFacts: ...


_V = TypeVar("_V", bound=Vendor)


@dataclass(frozen=True, slots=True)
class Access:
    """operator_keys, base_urls: by VendorFacts.setting. base_urls: only those that the operator changed.

    switched_off: vendors that this gateway does not have.
    """

    upstream: Upstream
    ticker: Ticker
    operator_keys: Mapping[str, Secret]
    base_urls: Mapping[str, str]
    switched_off: frozenset[str] = frozenset()

    def choose(self, vendors: Sequence[_V], asked: str | MISSING, *, tool: str, call: Call) -> _V:
        """vendors: in the order of preference. Raises GatewayError 400, `param` the tool's `provider`."""
        param = f"server_tool_config.{tool}.provider"
        here = [vendor for vendor in vendors if self._is_here(vendor.facts)]
        if asked is not MISSING:
            named = next((vendor for vendor in here if vendor.facts.name == asked), None)
            if named is None:
                names = ", ".join(vendor.facts.name for vendor in here) or "none"
                message = f"{param}: {asked} is not set up at this gateway; it has {names}"
                raise GatewayError("invalid_request_error", message, param=param, code="unsupported_tool_provider")
            return named
        for is_provided in (self._key_sent, self._operator_provides):
            for vendor in here:
                if is_provided(vendor.facts, call):
                    return vendor
        headers = " or ".join(vendor.facts.key_header for vendor in here if vendor.facts.key_header)
        settings = " or ".join(_setting(vendor.facts) for vendor in vendors if vendor not in here)
        operator = f"ask the operator to set {settings}" if settings else "ask the operator to set one up"
        advice = f"send a key in {headers}, or {operator}" if headers else operator
        message = f"{param}: there is no provider for {tool}; {advice}"
        raise GatewayError("invalid_request_error", message, param=param, code="tool_provider_missing")

    def line(self, facts: VendorFacts, call: Call) -> VendorLine:
        """Raises GatewayError 401 `provider_key_missing`."""
        key = key_for(facts, call, operator_keys=self.operator_keys, changed_base_urls=self.base_urls)
        return VendorLine(self.upstream, self.ticker, facts, self._base_url(facts), key)

    def _base_url(self, facts: VendorFacts) -> str:
        return self.base_urls.get(facts.setting or "", facts.base_url)

    def _is_here(self, facts: VendorFacts) -> bool:
        return facts.name not in self.switched_off and (facts.setting is None or bool(self._base_url(facts)))

    def _key_sent(self, facts: VendorFacts, call: Call) -> bool:
        return facts.key_header is not None and call.secret(facts.key_header) is not None

    def _operator_provides(self, facts: VendorFacts, call: Call) -> bool:
        return (
            facts.key_header is None
            or facts.setting in self.base_urls
            or operator_key(facts, call, self.operator_keys) is not None
        )


def _setting(facts: VendorFacts) -> str:
    """What an operator sets to have a vendor that is not here."""
    return facts.switch or f"VAI_PROXY_{facts.setting}_BASE_URL"
