"""What every request passes: who asks, is new work taken, and is there room for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType

import msgspec

from vai_gateway.core.call import Call
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.core.vendor_keys import Keyed, key_for
from vai_gateway.policy.auth import AuthRules, authenticate
from vai_gateway.policy.draining import Draining
from vai_gateway.policy.keys import KeyRow
from vai_gateway.stores.limiter import Kind, Limiter, RateLimits


@dataclass(frozen=True, slots=True)
class ProviderKeys:
    """The operator's keys, by ProviderFacts.setting. use: whether callers are served with them.

    changed_base_urls: the settings of vendors that are called elsewhere; there a missing key is no error.
    """

    by_setting: Mapping[str, Secret]
    use: bool
    changed_base_urls: frozenset[str] = frozenset()


class Gate:
    """model_allowlist: None is all. limits: None switches rate and concurrency limits off."""

    def __init__(
        self,
        rules: AuthRules,
        provider_keys: ProviderKeys,
        *,
        model_allowlist: frozenset[str] | None,
        limiter: Limiter,
        limits: RateLimits | None,
        draining: Draining,
        clock: Clock,
    ) -> None:
        self._rules = rules
        self._provider_keys = provider_keys
        self._model_allowlist = model_allowlist
        self._limiter = limiter
        self._limits = limits
        self._tenant_limits = {} if limits is None else _tenant_limits(rules.keys.rows, limits)
        self._draining = draining
        self._clock = clock
        self.active_streams = 0

    def admit(self, call: Call) -> Admission:
        """Use as `async with`, around all work for the request. Fills in who asks.

        Raises GatewayError: 401, 529 `draining` for a POST, 429 `rate_limited`, 429 `too_many_requests`.
        """
        return Admission(self, call)

    def stream_slot(self, call: Call) -> StreamSlot:
        """Use as `async with`, inside admit(). Raises GatewayError 429 `too_many_streams`."""
        return StreamSlot(self, call)

    def check_model(self, call: Call, model: str, *, param: str = "model") -> None:
        """param: the request's field that names it. Raises GatewayError 403 `model_not_allowed`."""
        if call.models_allowed is not None and model not in call.models_allowed:
            by_gateway = self._model_allowlist is not None and model not in self._model_allowlist
            who = "this gateway does" if by_gateway else "this key may"
            message = f"{who} not {'serve' if by_gateway else 'use'} {model}"
            raise GatewayError("permission_error", message, param=param, code="model_not_allowed")

    def provider_key(self, call: Call, facts: Keyed) -> Secret | None:
        """The caller's, else the operator's. None where none is needed, or the operator chose the address.

        Raises GatewayError 401 `provider_key_missing`.
        """
        keys = self._provider_keys
        return key_for(facts, call, operator_keys=keys.by_setting, changed_base_urls=keys.changed_base_urls)

    async def _begin(self, call: Call) -> bool:
        """Whether a place was taken."""
        principal = authenticate(call, self._rules, clock=self._clock)
        call.principal = name = principal.name
        call.models_allowed = _both(self._model_allowlist, principal.models)
        call.uses_operator_keys = self._provider_keys.use
        if self._draining.active and call.method == "POST":
            raise GatewayError("overloaded_error", "the gateway is shutting down", code="draining")
        held = False
        if self._limits is not None:
            held = await self._take(name, self._tenant_limits.get(name, self._limits))
        self._draining.enter()
        return held

    async def _end(self, call: Call, held: bool) -> None:
        try:
            if held:
                await self._limiter.leave(call.principal, "requests")
        finally:
            self._draining.leave()

    async def _hold_stream(self, call: Call) -> bool:
        """Whether a place was taken."""
        if self._limits is None:
            return False
        limit = self._tenant_limits.get(call.principal, self._limits).concurrent_streams
        if not limit:
            return False
        if not await self._limiter.enter(call.principal, "streams", limit=limit):
            raise _too_many("streams", limit)
        return True

    async def _free_stream(self, call: Call) -> None:
        await self._limiter.leave(call.principal, "streams")

    async def _take(self, principal: str, limits: RateLimits) -> bool:
        limiter = self._limiter
        wait_s = await limiter.take(principal, limits, now=self._clock.now())
        if wait_s > 0:
            raise GatewayError(
                "rate_limit_error",
                f"too many requests: at most {limits.requests_per_s:g} per second, {limits.burst} at a time",
                code="rate_limited",
                retry_after_s=wait_s,
            )
        limit = limits.concurrent_requests
        if not limit:
            return False
        if not await limiter.enter(principal, "requests", limit=limit):
            await limiter.put_back(principal, limits)
            raise _too_many("requests", limit)
        return True


class Admission:
    """A request that was let in, until it ends in whatever way."""

    __slots__ = ("_call", "_gate", "_held")

    def __init__(self, gate: Gate, call: Call) -> None:
        self._gate = gate
        self._call = call

    async def __aenter__(self) -> None:
        self._held = await self._gate._begin(self._call)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._gate._end(self._call, self._held)


class StreamSlot:
    """A place among the principal's streams."""

    __slots__ = ("_call", "_gate", "_held")

    def __init__(self, gate: Gate, call: Call) -> None:
        self._gate = gate
        self._call = call

    async def __aenter__(self) -> None:
        self._held = await self._gate._hold_stream(self._call)
        self._gate.active_streams += 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gate.active_streams -= 1
        if self._held:
            await self._gate._free_stream(self._call)


def _tenant_limits(rows: Iterable[KeyRow], limits: RateLimits) -> dict[str, RateLimits]:
    """By tenant: the gateway's limits with what its keys say otherwise."""
    return {
        row.tenant: replace(
            limits, **{n: v for n, v in msgspec.structs.asdict(row.limits).items() if v is not msgspec.UNSET}
        )
        for row in rows
        if row.limits is not None
    }


def _both(left: frozenset[str] | None, right: frozenset[str] | None) -> frozenset[str] | None:
    if left is None or right is None:
        return right if left is None else left
    return left & right


def _too_many(kind: Kind, limit: int) -> GatewayError:
    message = f"too many {kind} at once: at most {limit}"
    return GatewayError("rate_limit_error", message, code=f"too_many_{kind}", retry_after_s=1)
