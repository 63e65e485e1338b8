"""A tool loop of three turns with every provider, and its history sent on to every other one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.replay.answer import frames
from tests.runs.parts import Json, calls_and_results
from tests.runs.vendor_turns import MODELS, QUERIES, TURNS, Vendors
from tests.servers import Host
from vai_gateway.providers.registry import adapters

PROVIDERS = {adapter.facts.name: adapter.facts for adapter in adapters()}
every_provider = pytest.mark.parametrize("provider", list(PROVIDERS))


class Gateway:
    def __init__(self, url: str, vendors: Vendors) -> None:
        self.url = url
        self.vendors = vendors

    def post(self, path: str, body: Json) -> httpx.Response:
        model = body.get("request", body)["model"]
        key_header = PROVIDERS[model.partition("/")[0]].key_header
        assert key_header is not None
        return httpx.post(self.url + path, json=body, headers={key_header: "AIza-of-a-user"}, timeout=20)

    def run(self, provider: str) -> Json:
        answer = self.post("/v1/runs", asked(provider))
        assert answer.status_code == 200, answer.text
        result: Json = answer.json()["result"]
        return result

    def stream(self, provider: str) -> list[Json]:
        answer = self.post("/v1/runs:stream", asked(provider))
        assert answer.status_code == 200, answer.text
        return list(frames(answer.content))


def asked(provider: str) -> Json:
    message = {"role": "user", "content": "What about cats, dogs and birds?"}
    request = {"model": f"{provider}/{MODELS[provider]}", "messages": [message], "max_tokens": 2000}
    return {"request": request, "server_tools": ["vai_web_search"]}


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    vendors = Vendors()
    with Host() as host:
        upstream = host.serve(vendors)
        # Of two that share a setting the first counts; the paths tell them apart.
        settings = {facts.setting: name for name, facts in reversed(PROVIDERS.items()) if facts.setting}
        environment = {f"VAI_PROXY_{setting}_BASE_URL": f"{upstream}/{name}" for setting, name in settings.items()}
        environment["VAI_PROXY_SEARXNG_BASE_URL"] = f"{upstream}/searxng"
        yield Gateway(host.gateway(environment), vendors)


@pytest.fixture(autouse=True)
def no_complaints(gateway: Gateway) -> Iterator[None]:
    gateway.vendors.complaints.clear()
    yield
    assert gateway.vendors.complaints == []


@every_provider
def test_the_model_looks_twice_and_answers(gateway: Gateway, provider: str) -> None:
    result = gateway.run(provider)
    assert (result["stop_reason"], result["turn_count"], result["tool_call_count"]) == ("end_turn", TURNS, 3)
    assert [[c["input"]["query"] for c in step.get("tool_calls", [])] for step in result["steps"]] == [
        *map(list, QUERIES),
        [],
    ]
    assert result["response"]["content"][-1]["text"] == "Done."
    assert result["usage"]["total_tokens"] == 15 * TURNS


@every_provider
def test_every_call_has_its_result_in_order(gateway: Gateway, provider: str) -> None:
    calls, results = calls_and_results(gateway.run(provider)["messages"])
    assert calls == results
    assert len(set(calls)) == 3


@every_provider
def test_a_stream_tells_the_same(gateway: Gateway, provider: str) -> None:
    whole, events = gateway.run(provider), gateway.stream(provider)
    assert events[0]["type"] == "run_start"
    assert events[-1]["type"] == "run_complete"
    streamed = events[-1]["result"]
    assert comparable(streamed["messages"]) == comparable(whole["messages"])
    assert streamed["usage"] == whole["usage"]


@every_provider
def test_the_deltas_of_a_stream_add_up_to_its_messages(gateway: Gateway, provider: str) -> None:
    events = gateway.stream(provider)
    history: list[Json] = [*asked(provider)["request"]["messages"]]
    for event in events:
        if event["type"] == "history_delta":
            assert event["expected_len"] == len(history)
            history += event["append"]
    assert history == events[-1]["result"]["messages"]


@pytest.mark.parametrize("other", list(PROVIDERS))
@every_provider
def test_the_history_can_be_sent_on_to_any_provider(gateway: Gateway, provider: str, other: str) -> None:
    history = gateway.run(provider)["messages"]
    more = {"role": "user", "content": "And fish?"}
    body = {"model": f"{other}/{MODELS[other]}", "messages": [*history, more], "max_tokens": 2000}
    answer = gateway.post("/v1/messages", body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["content"][-1]["text"] == "Done."


def comparable(messages: Any) -> Any:
    """Without what the gateway makes up anew each time: ids, where the vendor sends none."""
    text = json.dumps(messages)
    calls, _ = calls_and_results(messages)
    for number, id in enumerate(calls):
        text = text.replace(id, f"call {number}")
    return json.loads(text)
