"""The gate: who is let in, what is counted while they are in, and that every way out frees it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import pytest
from msgspec.structs import replace

from tests.fake_clock import FakeClock
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.policy.auth import AuthMode, AuthRules
from vai_gateway.policy.draining import Draining
from vai_gateway.policy.gate import Gate, ProviderKeys
from vai_gateway.policy.keys import KeyLimits, KeyRing, KeyRow, row_of
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.stores.limiter import RateLimits
from vai_gateway.stores.memory import MemoryLimiter

KEY = "vai_sk_right"
LIMITS = RateLimits(requests_per_s=2, burst=4, concurrent_requests=2, concurrent_streams=1)
NO_PROVIDER_KEYS = ProviderKeys({}, use=False)


class House:
    """A gate and what stands around it."""

    def __init__(
        self,
        *,
        mode: AuthMode = "optional",
        row: KeyRow | None = None,
        allowlist: frozenset[str] | None = None,
        limits: RateLimits | None = LIMITS,
        provider_keys: ProviderKeys = NO_PROVIDER_KEYS,
    ) -> None:
        self.clock = FakeClock()
        self.draining = Draining(self.clock)
        self.limiter = MemoryLimiter()
        self.gate = Gate(
            AuthRules(mode, KeyRing([row] if row else [])),
            provider_keys,
            model_allowlist=allowlist,
            limiter=self.limiter,
            limits=limits,
            draining=self.draining,
            clock=self.clock,
        )

    async def pass_through(self, call: Call) -> Call:
        async with self.gate.admit(call):
            return call

    def refusal(self, call: Call) -> GatewayError:
        with pytest.raises(GatewayError) as caught:
            asyncio.run(self.pass_through(call))
        return caught.value


def call(headers: Mapping[str, str] | None = None, *, method: str = "POST", client: str = "a") -> Call:
    sent = {name.lower().encode(): value.encode() for name, value in (headers or {}).items()}
    return Call("req_1", method, "/v1/messages", sent, client, 0.0)


def keyed() -> Call:
    return call({"x-api-key": KEY})


def row(*, models: frozenset[str] | None = None, limits: KeyLimits | None = None) -> KeyRow:
    return replace(row_of(KEY), tenant="acme", models=models, limits=limits)


def facts(*, key_header: str | None = "X-Provider-Key-Acme", setting: str | None = "ACME") -> ProviderFacts:
    return ProviderFacts(
        name="acme",
        display_name="Acme",
        key_header=key_header,
        setting=setting,
        base_url="",
        docs_url="",
        blocks=frozenset(),
        tools=frozenset(),
        models=(),
    )


def test_who_is_let_in_is_written_on_the_call() -> None:
    keys = ProviderKeys({}, use=True)
    house = House(row=row(models=frozenset({"a/b"})), provider_keys=keys)
    passed = asyncio.run(house.pass_through(keyed()))
    assert (passed.principal, passed.models_allowed, passed.uses_operator_keys) == (
        "acme",
        frozenset({"a/b"}),
        True,
    )


def test_without_a_key_the_principal_is_the_address_and_may_use_every_model() -> None:
    passed = asyncio.run(House().pass_through(call(client="203.0.113.9")))
    assert (passed.principal, passed.models_allowed) == ("203.0.113.9", None)


def test_requests_over_the_rate_are_told_when_to_come_again() -> None:
    house = House()
    for _ in range(4):
        asyncio.run(house.pass_through(call()))
    error = house.refusal(call())
    assert (error.kind, error.status, error.code) == ("rate_limit_error", 429, "rate_limited")
    assert (error.retry_after_s, error.retry_after) == (0.5, 1)


def test_waiting_as_told_lets_the_next_request_in() -> None:
    async def steps(house: House) -> None:
        for _ in range(4):
            await house.pass_through(call())
        await house.clock.advance(0.5)
        await house.pass_through(call())

    asyncio.run(steps(House()))


def test_principals_do_not_use_up_each_others_rate() -> None:
    house = House()
    for _ in range(4):
        asyncio.run(house.pass_through(call(client="a")))
    assert asyncio.run(house.pass_through(call(client="b")))


def test_more_requests_at_once_than_allowed_are_refused_and_cost_no_token() -> None:
    async def steps(house: House) -> None:
        async with house.gate.admit(call()), house.gate.admit(call()):
            for _ in range(10):
                with pytest.raises(GatewayError) as caught:
                    await house.pass_through(call())
                error = caught.value
                assert (error.status, error.code, error.retry_after) == (429, "too_many_requests", 1)
        for _ in range(2):
            await house.pass_through(call())
        with pytest.raises(GatewayError, match="per second"):
            await house.pass_through(call())

    asyncio.run(steps(House()))


def test_more_streams_than_allowed_are_refused_within_their_request() -> None:
    async def steps(house: House) -> None:
        one, two = call(), call()
        async with house.gate.admit(one), house.gate.stream_slot(one):
            async with house.gate.admit(two):
                with pytest.raises(GatewayError) as caught:
                    async with house.gate.stream_slot(two):
                        pass
                error = caught.value
                assert (error.status, error.code, error.retry_after) == (429, "too_many_streams", 1)
        async with house.gate.admit(two), house.gate.stream_slot(two):
            pass

    asyncio.run(steps(House()))


async def raise_an_error(house: House) -> None:
    asked = call()
    async with house.gate.admit(asked), house.gate.stream_slot(asked):
        raise GatewayError("api_error", "planted")


async def be_cancelled(house: House) -> None:
    async def wait_inside() -> None:
        asked = call()
        async with house.gate.admit(asked), house.gate.stream_slot(asked):
            entered.set()
            await asyncio.Event().wait()

    entered = asyncio.Event()
    task = asyncio.create_task(wait_inside())
    await entered.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def return_early(house: House) -> None:
    asked = call()
    async with house.gate.admit(asked), house.gate.stream_slot(asked):
        return


@pytest.mark.parametrize("leave", [raise_an_error, be_cancelled, return_early])
def test_every_way_out_frees_what_was_held(leave: Callable[[House], Awaitable[None]]) -> None:
    async def steps(house: House) -> None:
        for _ in range(5):
            await asyncio.gather(leave(house), return_exceptions=True)
        assert house.draining.in_flight == 0
        assert await house.limiter.enter("a", "requests", limit=1)
        assert await house.limiter.enter("a", "streams", limit=1)

    asyncio.run(steps(House(limits=RateLimits(requests_per_s=0, concurrent_requests=1, concurrent_streams=1))))


def test_a_refused_request_holds_nothing() -> None:
    async def steps(house: House) -> None:
        asked = call()
        async with house.gate.admit(asked), house.gate.admit(asked):
            with pytest.raises(GatewayError):
                await house.pass_through(asked)
            assert house.draining.in_flight == 2
        assert house.draining.in_flight == 0

    asyncio.run(steps(House()))


def test_while_draining_a_post_is_refused_and_the_rest_answers() -> None:
    house = House()
    house.draining.begin()
    error = house.refusal(call())
    assert (error.kind, error.status, error.code) == ("overloaded_error", 529, "draining")
    assert asyncio.run(house.pass_through(call(method="GET")))


def test_a_wrong_key_is_told_before_that_the_gateway_is_draining() -> None:
    house = House(mode="required", row=row())
    house.draining.begin()
    assert house.refusal(call({"x-api-key": "wrong"})).code == "invalid_api_key"


def test_a_refusal_while_draining_costs_no_token() -> None:
    house = House()
    house.draining.begin()
    for _ in range(10):
        house.refusal(call())
    assert house.limiter.known() == 0


def test_no_limits_means_none_of_them() -> None:
    async def steps(house: House) -> None:
        calls = [call() for _ in range(50)]
        slots = [slot for asked in calls for slot in (house.gate.admit(asked), house.gate.stream_slot(asked))]
        for slot in slots:
            await slot.__aenter__()
        assert house.draining.in_flight == 50
        for slot in slots:
            await slot.__aexit__(None, None, None)
        assert (house.draining.in_flight, house.limiter.known()) == (0, 0)

    asyncio.run(steps(House(limits=None)))


def test_each_limit_of_zero_is_off_by_itself() -> None:
    async def steps(house: House) -> None:
        one, two = call(), call()
        async with house.gate.admit(one), house.gate.stream_slot(one):
            async with house.gate.admit(two), house.gate.stream_slot(two):
                assert house.draining.in_flight == 2

    asyncio.run(steps(House(limits=RateLimits(concurrent_requests=0, concurrent_streams=0))))


def test_the_limits_of_a_key_stand_in_for_the_gateways() -> None:
    async def steps(house: House) -> None:
        async with house.gate.admit(asked := keyed()), house.gate.stream_slot(asked):
            with pytest.raises(GatewayError, match="at once: at most 1"):
                await house.pass_through(keyed())
            async with house.gate.stream_slot(asked):
                pass

    limits = KeyLimits(concurrent_requests=1, concurrent_streams=2)
    asyncio.run(steps(House(row=row(limits=limits))))


def test_what_a_key_does_not_say_holds_as_for_everybody() -> None:
    house = House(row=row(limits=KeyLimits(concurrent_requests=9)))
    for _ in range(4):
        asyncio.run(house.pass_through(keyed()))
    assert house.refusal(keyed()).code == "rate_limited"


def test_limits_that_are_off_are_off_for_keys_with_their_own() -> None:
    house = House(row=row(limits=KeyLimits(burst=1)), limits=None)
    for _ in range(5):
        asyncio.run(house.pass_through(keyed()))


A, B = "acme/a", "acme/b"


@pytest.mark.parametrize(
    "gateway, key, model, said",
    [
        (None, None, A, None),
        ({A}, None, A, None),
        (None, {A}, A, None),
        ({A, B}, {A}, A, None),
        ({A}, None, B, "this gateway does not serve acme/b"),
        (None, {A}, B, "this key may not use acme/b"),
        ({A, B}, {A}, B, "this key may not use acme/b"),
        ({A}, {B}, B, "this gateway does not serve acme/b"),
        ({A}, {B}, A, "this key may not use acme/a"),
    ],
)
def test_a_model_must_be_allowed_by_the_gateway_and_by_the_key(
    gateway: set[str] | None, key: set[str] | None, model: str, said: str | None
) -> None:
    house = House(
        row=row(models=None if key is None else frozenset(key)),
        allowlist=None if gateway is None else frozenset(gateway),
    )
    passed = asyncio.run(house.pass_through(keyed()))
    if said is None:
        house.gate.check_model(passed, model)
        return
    with pytest.raises(GatewayError, match=said) as caught:
        house.gate.check_model(passed, model)
    error = caught.value
    assert (error.kind, error.status, error.code, error.param) == (
        "permission_error",
        403,
        "model_not_allowed",
        "model",
    )


OWN, OPERATORS = Secret("callers"), Secret("operators")


@pytest.mark.parametrize("own", [None, OWN])
@pytest.mark.parametrize("operators", [None, OPERATORS])
@pytest.mark.parametrize("use", [True, False])
@pytest.mark.parametrize("changed", [True, False])
def test_a_provider_is_called_with_the_callers_key_else_the_operators_else_none_where_it_is_the_operators(
    own: Secret | None, operators: Secret | None, use: bool, changed: bool
) -> None:
    kept = ProviderKeys({"ACME": operators} if operators else {}, use, frozenset({"ACME"} if changed else set()))
    house = House(provider_keys=kept)
    headers = {"X-Provider-Key-Acme": own.reveal()} if own else {}
    passed = asyncio.run(house.pass_through(call(headers)))
    if own or (operators and use) or changed:
        assert house.gate.provider_key(passed, facts()) == (own or (operators if use else None))
        return
    with pytest.raises(GatewayError, match="no provider key available") as caught:
        house.gate.provider_key(passed, facts())
    error = caught.value
    assert (error.kind, error.status, error.code, error.param) == (
        "authentication_error",
        401,
        "provider_key_missing",
        "X-Provider-Key-Acme",
    )


def test_an_embedded_model_needs_no_key() -> None:
    house = House()
    passed = asyncio.run(house.pass_through(call()))
    assert house.gate.provider_key(passed, facts(key_header=None, setting=None)) is None


def test_an_empty_key_header_counts_as_none() -> None:
    house = House(provider_keys=ProviderKeys({"ACME": OPERATORS}, use=True))
    passed = asyncio.run(house.pass_through(call({"X-Provider-Key-Acme": " "})))
    assert house.gate.provider_key(passed, facts()) == OPERATORS


def test_keys_are_kept_by_provider() -> None:
    house = House(provider_keys=ProviderKeys({"OTHER": OPERATORS}, True, frozenset({"OTHER"})))
    passed = asyncio.run(house.pass_through(call()))
    with pytest.raises(GatewayError, match="no provider key available for acme"):
        house.gate.provider_key(passed, facts())


@pytest.mark.parametrize("limits", [LIMITS, None])
def test_streams_are_counted_while_they_last(limits: RateLimits | None) -> None:
    async def scenario() -> tuple[int, int]:
        gate = House(limits=limits).gate
        call = Call("r", "POST", "/", {}, "127.0.0.1", 0.0)
        async with gate.admit(call), gate.stream_slot(call):
            during = gate.active_streams
        return during, gate.active_streams

    assert asyncio.run(scenario()) == (1, 0)
