"""The running gateway keeps its contract, whatever it is sent; and a breach of the contract is seen.

`make test` runs one seed and few cases; `make test-contract` runs them all and prints how many there were.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.conftest import is_thorough
from tests.contract.document import for_the_scripted_model, with_a_key_required, with_frames
from tests.contract.fuzz import Fuzzed, Plan, fuzz, run_breaches
from tests.gateway.client import ask
from tests.gateway.stage import environment, upstream_on
from tests.servers import Host

Json = dict[str, Any]
Record = Callable[[str, object], None]

KEY = "vai_sk_" + "0123456789abcdef" * 3
SEEDS = (1, 2, 3)
NO_LIMITS = {f"VAI_PROXY_{name}": "0" for name in ("RATE_LIMIT_RPS", "RATE_LIMIT_BURST", "MAX_STREAMS_PER_PRINCIPAL")}


@dataclass(frozen=True, slots=True)
class Running:
    """Two gateways before the same stand-in for every provider. contract: as they serve it."""

    open: str
    locked: str
    contract: Json


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with Host() as host, upstream_on(host) as upstream:
        urls = environment(upstream.url)
        open_ = host.gateway(urls)
        locked = host.gateway({**urls, **NO_LIMITS, "VAI_PROXY_API_KEYS": KEY})
        contract = host.run(ask(open_, "GET /openapi.json")).json()
        yield Running(open_, locked, contract)


def seeds() -> tuple[int, ...]:
    return SEEDS if is_thorough() else SEEDS[:1]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", seeds())


def report(fuzzed: Fuzzed, record_property: Record) -> None:
    record_property("fuzzed", str(fuzzed))
    assert not fuzzed.failures, "\n\n".join(fuzzed.failures[:20])


def test_an_open_gateway_keeps_its_contract(running: Running, seed: int, record_property: Record) -> None:
    """What the coverage phase makes hardly depends on the seed, so that phase runs once."""
    plan = Plan(seed, examples=60, phases=("examples", "fuzzing"))
    if is_thorough():
        plan = Plan(seed, examples=200) if seed == SEEDS[0] else Plan(seed, examples=400, phases=plan.phases)
    fuzzed = fuzz(with_frames(running.contract), running.open, plan)
    report(fuzzed, record_property)
    assert fuzzed.answered(200) > fuzzed.cases / 50
    assert fuzzed.streams > 0
    for path in ("/v1/messages", "/v1/runs", "/v1/runs:stream"):
        assert fuzzed.answers[f"POST {path}", 200] > 5, path


def test_a_gateway_that_requires_keys_keeps_its_contract(running: Running, seed: int, record_property: Record) -> None:
    """With a key it answers as an open one does, so there the examples are enough."""
    plan = Plan(seed, examples=30, phases=("fuzzing",), key=KEY)
    if is_thorough():
        plan = Plan(seed, examples=100, phases=("examples", "fuzzing"), key=KEY)
    fuzzed = fuzz(with_frames(with_a_key_required(running.contract)), running.locked, plan)
    report(fuzzed, record_property)
    assert fuzzed.answered(401) > 0


@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_the_scripted_model_answers_whatever_fits_it(
    running: Running, seed: int, stream: bool, record_property: Record
) -> None:
    plan = Plan(seed, examples=200 if is_thorough() else 30, valid=True)
    fuzzed = fuzz(with_frames(for_the_scripted_model(running.contract, stream=stream)), running.open, plan)
    report(fuzzed, record_property)
    assert fuzzed.answers["POST /v1/messages", 200] > 500
    assert (fuzzed.streams > 500) is stream


Change = Callable[[Json], Json]
Breach = Callable[[Json], None]


def small(contract: Json) -> Json:
    """The contract with so few fields that a few cases say much."""
    document = copy.deepcopy(contract)
    schemas = document["components"]["schemas"]
    request = schemas["MessageRequest"]
    kept = ("model", "messages", "stream", "temperature")
    request["properties"] = {name: request["properties"][name] for name in kept}
    schemas["UserContent"] = schemas["AssistantContent"] = {"type": "string"}
    # The embedded model, which the contract's own examples name, takes a second for each answer.
    schemas["ModelId"]["examples"] = ["local/scripted"]
    return document


def json_alone(contract: Json) -> Json:
    return for_the_scripted_model(contract, stream=False)


def streams_alone(contract: Json) -> Json:
    return for_the_scripted_model(contract, stream=True)


def a_member_is_renamed(contract: Json) -> None:
    message = contract["components"]["schemas"]["Message"]
    message["required"][message["required"].index("stop_reason")] = "reason_to_stop"


def an_event_promises_a_member(contract: Json) -> None:
    contract["components"]["schemas"]["MessageStopEvent"]["required"].append("never_sent")


def an_event_is_not_told(contract: Json) -> None:
    del contract["components"]["schemas"]["MessageStreamEvent"]["discriminator"]["mapping"]["message_delta"]


def an_error_promises_a_member(contract: Json) -> None:
    contract["components"]["schemas"]["Error"]["required"].append("never_sent")


def an_answer_promises_a_header(contract: Json) -> None:
    headers = contract["paths"]["/v1/messages"]["post"]["responses"]["200"]["headers"]
    headers["X-Never-Sent"] = {"required": True, "schema": {"type": "string"}}


def a_status_is_not_told(contract: Json) -> None:
    del contract["paths"]["/v1/messages"]["post"]["responses"]["400"]


def a_field_is_not_taken(contract: Json) -> None:
    request = contract["components"]["schemas"]["MessageRequest"]
    request["properties"]["never_taken"] = {"type": "string"}
    request["required"].append("never_taken")


def a_range_is_wider_than_told(contract: Json) -> None:
    contract["components"]["schemas"]["MessageRequest"]["properties"]["temperature"]["maximum"] = 1


def a_header_may_be_anything(contract: Json) -> None:
    contract["components"]["parameters"]["RequestId"]["schema"]["pattern"] = "^req_[a-z]+$"


def a_key_is_needed(contract: Json) -> None:
    contract["paths"]["/v1/models"]["get"]["security"] = [{"GatewayBearer": []}]


BREACHES: list[tuple[Change, Breach, str]] = [
    (json_alone, a_member_is_renamed, "response_schema_conformance"),
    (streams_alone, an_event_promises_a_member, "response_schema_conformance"),
    (streams_alone, an_event_is_not_told, "response_schema_conformance"),
    (small, an_error_promises_a_member, "response_schema_conformance"),
    (streams_alone, an_answer_promises_a_header, "response_headers_conformance"),
    (small, a_status_is_not_told, "status_code_conformance"),
    (json_alone, a_field_is_not_taken, "positive_data_acceptance"),
    (small, a_field_is_not_taken, "agreement"),
    (small, a_range_is_wider_than_told, "agreement"),
    (small, a_header_may_be_anything, "negative_data_rejection"),
    (small, a_key_is_needed, "ignored_auth"),
]


def failed(running: Running, contract: Json) -> Counter[str]:
    """On the paths that the breaches are about."""
    contract["paths"] = {path: contract["paths"][path] for path in ("/v1/messages", "/v1/models", "/healthz")}
    fields = contract["components"]["schemas"]["MessageRequest"]["properties"]
    phases = ("coverage", "fuzzing") if len(fields) < 6 else ("fuzzing",)
    return fuzz(with_frames(contract), running.open, Plan(seed=1, examples=20, phases=phases)).failed


@pytest.mark.parametrize("change, breach, check", BREACHES, ids=lambda part: getattr(part, "__name__", part))
def test_a_planted_breach_of_the_contract_is_seen(running: Running, change: Change, breach: Breach, check: str) -> None:
    contract = change(running.contract)
    breach(contract)
    assert check in failed(running, contract)


def test_nothing_is_seen_where_no_breach_was_planted(running: Running) -> None:
    assert failed(running, small(running.contract)) == {}


@pytest.mark.parametrize(
    "kinds, is_right",
    [
        ("run_start step_start run_complete", True),
        ("run_start error", True),
        ("", False),
        ("run_start step_start", False),
        ("step_start run_start run_complete", False),
        ("run_start run_start run_complete", False),
        ("run_start error run_complete", False),
        ("run_start run_complete ping", False),
    ],
)
def test_a_run_has_one_beginning_and_one_end_or_it_is_a_breach(kinds: str, is_right: bool) -> None:
    assert (run_breaches(kinds.split()) == []) is is_right
