"""Whatever the contract allows, `local/scripted` answers: legally, and the same in both modes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings

import lint_examples
from tests.contract.valid_requests import ANTHROPIC_BLOCKS, NATIVE_TOOLS, requests
from tests.replay.answer import read
from tests.replay.contract import breaches, validator
from tests.servers import Host

Json = dict[str, Any]
Record = Any

EXAMPLES = [
    example
    for example in lint_examples.load(Path(__file__).parents[2] / "api/examples")
    if example.schema == "MessageRequest"
]
NOT_BUILT_YET = {"audio_and_video"}
"""They ask for pictures."""
NEEDS_A_KEY = {"voice"}
KINDS = {
    *"text image audio video document tool_use tool_result thinking redacted_thinking provider_block".split(),
    *"function custom enabled adaptive disabled auto any none tool json_schema base64 url content".split(),
    *ANTHROPIC_BLOCKS,
    *NATIVE_TOOLS,
}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with Host() as host, httpx.Client(base_url=host.gateway({}), trust_env=False) as client:
        yield client


def asked(client: httpx.Client, request: Json, *, stream: bool) -> Json:
    """The message of a legal answer, put together from the events if it was streamed."""
    answer = read(client.post("/v1/messages", json={**request, "stream": stream}))
    assert answer.status == 200, (answer.body, json.dumps(request))
    assert bool(answer.events) is stream
    assert breaches(answer) == []
    return answer.body


def test_a_valid_request_is_answered_legally_and_alike_in_both_modes(
    client: httpx.Client, record_property: Record
) -> None:
    kinds: set[str] = set()
    cases = 0

    @settings(max_examples=4 * settings().max_examples)
    @given(requests())
    def answered(request: Json) -> None:
        nonlocal cases
        cases += 2
        kinds.update(kinds_in(request))
        assert validator("MessageRequest").is_valid(request), request
        assert asked(client, request, stream=True) == asked(client, request, stream=False)

    answered()
    record_property("fuzzed", f"{cases} cases of valid requests (all 200)")
    assert cases >= 8 * settings().max_examples
    assert KINDS - kinds == set()


def kinds_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(kind := value.get("type"), str):
            yield kind
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from kinds_in(item)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_of_a_request_is_answered_alike_in_both_modes(
    client: httpx.Client, example: lint_examples.Example
) -> None:
    request = example.value | {"model": "local/scripted"}
    if example.name in NOT_BUILT_YET:
        answer = read(client.post("/v1/messages", json=request))
        assert (answer.status, answer.body["error"]["code"]) == (400, "incompatible_request")
    elif example.name in NEEDS_A_KEY:
        answer = read(client.post("/v1/messages", json=request))
        assert (answer.status, answer.body["error"]["code"]) == (401, "provider_key_missing")
    else:
        assert asked(client, request, stream=True) == asked(client, request, stream=False)
