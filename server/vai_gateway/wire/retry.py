"""When an upstream request may be sent again: only while nothing can have been done for it.

That is a connection that was refused, or a refusal that was received before the first event. A request that was
sent and then dropped or timed out may have been carried out, and paid for, so it is never sent twice. Nor is one
tried again whose connection took too long: that has cost its caller all the time that there is for it.
"""

from __future__ import annotations

import errno
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from socket import gaierror
from typing import Literal, TypeAlias

from vai_gateway.core.errors import GatewayError

Missing: TypeAlias = Literal["dns", "refused", "tls", "timeout", "network"]
"""Why there is no connection, in one word."""

_SAID: dict[Missing, str] = {
    "dns": "its name could not be looked up",
    "refused": "it was refused",
    "tls": "TLS failed",
    "timeout": "nobody answered",
    "network": "the network failed",
}


class NothingSent(GatewayError):
    """The connection never stood. why: tells nothing of addresses."""

    def __init__(self, vendor: str, why: Missing) -> None:
        self.why = why
        message = f"no connection to {vendor}: {_SAID[why]}"
        super().__init__("provider_error", message, code="provider_unreachable")


def why_missing(error: OSError) -> Missing:
    if isinstance(error, gaierror):
        return "dns"
    if isinstance(error, ssl.SSLError):
        return "tls"
    # Where several addresses were tried, the error of all holds only what they have in common.
    match error.errno:
        case errno.ECONNREFUSED:
            return "refused"
        case errno.ETIMEDOUT:
            return "timeout"
        case _:
            return "network"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """retries: after the first try; 0 switches them off. first_wait_s doubles with each.

    longest_wait_s: a vendor that asks for more time than this is not asked again; its caller is told instead.
    """

    retries: int = 2
    first_wait_s: float = 0.25
    longest_wait_s: float = 5.0

    def wait_s(self, error: GatewayError, headers: Mapping[str, str], *, tried: int, jitter: float) -> float | None:
        """How long to wait before the next try; None if there is none.

        headers: of the refusal, with lower-case names. tried: how often it was sent. jitter: 0 to 1, at random.
        """
        if tried > self.retries or headers.get("x-should-retry") == "false":
            return None
        backoff_s = self.first_wait_s * 2 ** (tried - 1)
        wait_s = max(error.retry_after_s or 0.0, backoff_s * (0.5 + jitter / 2))
        return None if wait_s > self.longest_wait_s else wait_s


def is_worth_a_retry(status: int) -> bool:
    return status in (408, 429) or status >= 500
