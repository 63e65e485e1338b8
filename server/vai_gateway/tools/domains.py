"""Which sites a tool may show or read: a domain stands for itself and all below it, and a blocked one wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import MISSING

from vai_gateway.core.errors import GatewayError
from vai_gateway.tools.tool import bad_config
from vai_gateway.wire.egress import ascii_name


@dataclass(frozen=True, slots=True)
class Domains:
    """Lower-case ASCII. allowed: empty means all."""

    allowed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()

    @property
    def narrow(self) -> bool:
        return bool(self.allowed or self.blocked)

    def allow(self, host: str) -> bool:
        if any(_covers(domain, host) for domain in self.blocked):
            return False
        return not self.allowed or any(_covers(domain, host) for domain in self.allowed)

    def check(self, host: str) -> None:
        """Raises GatewayError `url_not_allowed`."""
        if not self.allow(host):
            message = f"the url is not called: this run may not read {host}"
            raise GatewayError("invalid_request_error", message, param="url", code="url_not_allowed")


def read_domains(allowed: Sequence[str] | MISSING, blocked: Sequence[str] | MISSING, *, tool: str) -> Domains:
    """Raises GatewayError 400 naming the entry that is no domain."""
    return Domains(_read(allowed, f"{tool}.allowed_domains"), _read(blocked, f"{tool}.blocked_domains"))


def _read(domains: Sequence[str] | MISSING, path: str) -> tuple[str, ...]:
    return () if domains is MISSING else tuple(_domain(text, f"{path}[{at}]") for at, text in enumerate(domains))


def _domain(text: str, path: str) -> str:
    try:
        return ascii_name(text.removeprefix("*."))
    except (ValueError, UnicodeError):
        raise bad_config(path, "must be a domain such as example.com, without a scheme or a path") from None


def _covers(domain: str, host: str) -> bool:
    return host == domain or host.endswith("." + domain)
