"""The official `anthropic` package plays a tool loop of three turns with every provider, sending back what it got."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import anthropic
import pytest
from anthropic.types import Message, MessageParam, ThinkingConfigParam, ToolParam, ToolResultBlockParam, ToolUseBlock

from tests.runs.vendor_turns import MODELS, WIRES, Vendors
from tests.sdk.turns import ANSWER, QUERIES, TURNS, Json, said
from tests.servers import Host
from vai_gateway.providers.registry import adapters

FACTS = {adapter.facts.name: adapter.facts for adapter in adapters()}
THINKING: ThinkingConfigParam = {"type": "enabled", "budget_tokens": 1024}
DO_NOT_THINK = {"openai"}
"""Those whose model here has no thoughts to send back."""
LOOK_UP: ToolParam = {
    "name": "look_up",
    "description": "All about an animal.",
    "input_schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
}
QUESTION: MessageParam = {"role": "user", "content": "What about cats, dogs and birds?"}

every_provider = pytest.mark.parametrize("provider", list(FACTS))
both_ways = pytest.mark.parametrize("streamed", [False, True], ids=["create", "stream"])


@pytest.fixture(scope="module")
def vendors() -> Vendors:
    return Vendors()


@pytest.fixture(scope="module")
def client(vendors: Vendors) -> Iterator[anthropic.Anthropic]:
    with Host() as host:
        upstream = host.serve(vendors)
        settings = {facts.setting: name for name, facts in reversed(FACTS.items()) if facts.setting}
        url = host.gateway({f"VAI_PROXY_{of}_BASE_URL": f"{upstream}/{name}" for of, name in settings.items()})
        keys = {facts.key_header: "AIza-of-a-user" for facts in FACTS.values() if facts.key_header}
        with anthropic.Anthropic(api_key="unused", base_url=url, default_headers=keys, max_retries=0) as client:
            yield client


@pytest.fixture(autouse=True)
def nothing_is_wrong(vendors: Vendors) -> Iterator[None]:
    vendors.received.clear()
    vendors.complaints.clear()
    yield
    assert vendors.complaints == []


def turn_of(client: anthropic.Anthropic, provider: str, messages: list[MessageParam], *, streamed: bool) -> Message:
    asked: dict[str, Any] = {
        "model": f"{provider}/{MODELS[provider]}",
        "max_tokens": 4096,
        "messages": messages,
        "tools": [LOOK_UP],
        "thinking": {"type": "disabled"} if provider in DO_NOT_THINK else THINKING,
    }
    if not streamed:
        created: Message = client.messages.create(**asked)
        return created
    with client.messages.stream(**asked) as stream:
        return stream.get_final_message()


def conversation(client: anthropic.Anthropic, provider: str, *, streamed: bool) -> list[Message]:
    """What the model says until it calls nothing."""
    history, told = [QUESTION], list[Message]()
    while not told or told[-1].stop_reason == "tool_use":
        told.append(turn_of(client, provider, history, streamed=streamed))
        history.append({"role": "assistant", "content": told[-1].content})
        results: list[ToolResultBlockParam] = [
            {"type": "tool_result", "tool_use_id": call.id, "content": f"All about {call.input}"}
            for call in calls_of(told[-1])
        ]
        history.append({"role": "user", "content": results})
    return told


def calls_of(message: Message) -> list[ToolUseBlock]:
    return [block for block in message.content if isinstance(block, ToolUseBlock)]


@both_ways
@every_provider
def test_the_sdk_calls_tools_twice_and_gets_an_answer(
    provider: str, streamed: bool, client: anthropic.Anthropic
) -> None:
    told = conversation(client, provider, streamed=streamed)
    assert [message.stop_reason for message in told] == ["tool_use", "tool_use", "end_turn"]
    calls = [[(call.name, call.input) for call in calls_of(message)] for message in told]
    assert calls == [*([("look_up", {"query": query}) for query in queries] for queries in QUERIES), []]
    assert [block.text for block in told[-1].content if block.type == "text"] == [ANSWER]


@both_ways
@every_provider
def test_a_model_that_thinks_is_heard_thinking(provider: str, streamed: bool, client: anthropic.Anthropic) -> None:
    told = conversation(client, provider, streamed=streamed)
    thoughts = [[block.thinking for block in message.content if block.type == "thinking"] for message in told]
    expected = [[] if provider in DO_NOT_THINK else [said(turn, "", tool="").thought] for turn in range(TURNS - 1)]
    assert thoughts == [*expected, []]


@both_ways
@every_provider
def test_what_each_turn_said_arrives_upstream_unharmed_in_every_later_one(
    provider: str, streamed: bool, client: anthropic.Anthropic, vendors: Vendors
) -> None:
    conversation(client, provider, streamed=streamed)
    wire = WIRES[provider]
    kept = [wire.kept(said(turn, "", tool="look_up")) for turn in range(TURNS - 1)]
    assert [name for name, _ in vendors.received] == [provider] * TURNS
    assert [wire.replayed(request) for _, request in vendors.received] == [kept[:turn] for turn in range(TURNS)]


@both_ways
@every_provider
def test_every_result_arrives_with_its_call(
    provider: str, streamed: bool, client: anthropic.Anthropic, vendors: Vendors
) -> None:
    conversation(client, provider, streamed=streamed)
    _, last = vendors.received[-1]
    assert WIRES[provider].loose_ends(last) == ""
    places = [json.dumps(last).index(f"All about {{'query': '{query}'}}") for query in sum(QUERIES, ())]
    assert places == sorted(places)


@every_provider
def test_the_two_ways_say_the_same(provider: str, client: anthropic.Anthropic) -> None:
    created, streamed = (conversation(client, provider, streamed=way) for way in (False, True))
    assert [plain(message) for message in streamed] == [plain(message) for message in created]


def plain(message: Message) -> list[Json]:
    """Without the ids that the gateway makes up, where the vendor has none."""
    blocks = [block.to_dict() for block in message.content]
    return [{name: value for name, value in block.items() if name != "id" and value is not None} for block in blocks]


def renamed(request: Json, **words: str) -> Json:
    """Each word for another, wherever it stands."""
    text = json.dumps(request)
    for old, new in words.items():
        text = text.replace(old, new)
    renamed: Json = json.loads(text)
    return renamed


def without_thoughts(value: Any) -> Any:
    own = ("reasoning", "reasoning_details", "thoughtSignature")
    if isinstance(value, dict):
        return {name: without_thoughts(member) for name, member in value.items() if name not in own}
    if isinstance(value, list):
        kept = [item for item in value if not isinstance(item, dict) or item.get("type") not in ("thinking", *own)]
        return [without_thoughts(item) for item in kept]
    return value


HARM: dict[str, Callable[[Json], Json]] = {
    "a thought is lost": without_thoughts,
    "a signature or a thought is another": lambda request: renamed(
        request, **{said(0, "", tool="").signature: "Zm9yZ2Vk", said(0, "", tool="").thought: "Never mind."}
    ),
    "a call is another": lambda request: renamed(request, cats="mice"),
    "there is a member that nobody declares": lambda request: {**request, "surprise": 1},
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
@every_provider
def test_the_vendors_complain_of_what_was_harmed(
    provider: str, harm: Callable[[Json], Json], client: anthropic.Anthropic, vendors: Vendors
) -> None:
    conversation(client, provider, streamed=False)
    request = vendors.received[-1][1]
    harmed = harm(copy.deepcopy(request))
    assert bool(WIRES[provider].wrong(harmed, stream=False)) is (harmed != request)
    assert harmed != request or provider in DO_NOT_THINK
