"""The SDK's generated core loses nothing of what it reads, and asks the gateway as the contract says."""

from __future__ import annotations

import asyncio
import copy
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

import lint_examples
import vai
from contract_walk import name_of
from lint_examples import Example
from vai import models, unions

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
EXAMPLES = lint_examples.load(ROOT / "api/examples")
STRANGE = {"type": "hologram", "beam": {"width": 3}, "list": [1, None]}


def example(schema: str, name: str) -> Any:
    return next(found.value for found in EXAMPLES if (found.schema, found.name) == (schema, name))


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda shown: f"{shown.schema}.{shown.name}")
def test_reading_and_writing_an_example_loses_nothing(shown: Example) -> None:
    model = getattr(models, shown.schema)
    assert model.from_dict(shown.value).to_dict() == shown.value


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda shown: f"{shown.schema}.{shown.name}")
def test_reading_changes_nothing_of_what_is_read(shown: Example) -> None:
    value = shown.value
    before = copy.deepcopy(value)
    getattr(models, shown.schema).from_dict(value)
    assert value == before


def event_examples() -> list[tuple[Example, str]]:
    return [
        (shown, union)
        for union in ("MessageStreamEvent", "RunStreamEvent")
        for shown in EXAMPLES
        if shown.schema in [name_of(m["$ref"]) for m in CONTRACT["components"]["schemas"][union]["oneOf"]]
    ]


@pytest.mark.parametrize("shown, union", event_examples())
def test_an_event_is_read_by_its_type(shown: Example, union: str) -> None:
    parse = {
        "MessageStreamEvent": unions.parse_message_stream_event,
        "RunStreamEvent": unions.parse_run_stream_event,
    }
    assert type(parse[union](shown.value)).__name__ == shown.schema


@pytest.mark.parametrize(
    "parse",
    [
        unions.parse_content_block,
        unions.parse_content_delta,
        unions.parse_message_stream_event,
        unions.parse_run_stream_event,
        unions.parse_user_block,
        unions.parse_assistant_block,
        unions.parse_tool,
        unions.parse_tool_choice,
    ],
)
def test_a_member_of_unknown_type_is_kept_as_it_came(parse: Callable[[dict[str, Any]], vai.Record]) -> None:
    read = parse(STRANGE)
    assert isinstance(read, models.UnknownVariant)
    assert read.to_dict() == STRANGE


@pytest.mark.parametrize("tag", [["auto"], {"auto": 1}, 7, True, ""])
@pytest.mark.parametrize("parse", [unions.parse_tool_choice, unions.parse_tool])
def test_a_tag_that_is_no_text_is_kept_as_it_came(parse: Callable[[dict[str, Any]], vai.Record], tag: object) -> None:
    read = parse({"type": tag})
    assert isinstance(read, models.UnknownVariant)
    assert read.to_dict() == {"type": tag}


def test_an_unknown_block_survives_within_a_message() -> None:
    value = example("Message", "text")
    value["content"].append(STRANGE)
    message = models.Message.from_dict(value)
    assert [type(block).__name__ for block in message.content] == ["TextBlock", "UnknownVariant"]
    assert message.to_dict() == value


@pytest.mark.parametrize(
    "schema, name, path",
    [
        ("Message", "text", []),
        ("Message", "text", ["usage"]),
        ("Message", "text", ["content", 0]),
        ("MessageRequest", "tool_round_trip", ["messages", 1, "content", 1]),
        ("ErrorEnvelope", "incompatible_request", ["error", "compat_issues", 0]),
        ("RunCompleteEvent", "run", ["result", "steps", 0]),
    ],
)
def test_an_unknown_field_survives(schema: str, name: str, path: list[str | int]) -> None:
    value = example(schema, name)
    place = value
    for step in path:
        place = place[step]
    place["added_next_year"] = {"deep": [1, 2]}
    assert getattr(models, schema).from_dict(value).to_dict() == value


@pytest.mark.parametrize(
    "tool, expected",
    [
        ({"name": "a", "input_schema": {}}, models.FunctionTool),
        ({"type": "function", "name": "a", "input_schema": {}}, models.FunctionTool),
        ({"type": "custom", "name": "a", "input_schema": {}}, models.FunctionTool),
        ({"type": "web_search"}, models.WebSearchTool),
        ({"type": "web_search_20250305", "name": "web_search"}, models.AnthropicTool),
        ({"type": "hologram"}, models.UnknownVariant),
    ],
)
def test_a_tool_is_told_by_its_type_or_the_lack_of_it(tool: dict[str, Any], expected: type) -> None:
    read = unions.parse_tool(tool)
    assert type(read) is expected
    assert read.to_dict() == tool


def test_open_values_that_are_unknown_are_kept() -> None:
    value = example("Message", "text") | {"stop_reason": "tired", "stop_sequence": None}
    assert models.Message.from_dict(value).to_dict() == value


def test_a_request_is_built_from_models_and_says_only_what_was_set() -> None:
    request = models.MessageRequest(
        model="local/smollm2-135m",
        max_tokens=64,
        messages=[models.UserMessage(content=[models.TextBlockParam(text="Hello.")])],
        tools=[models.FunctionTool(name="now", input_schema={"type": "object"})],
        tool_choice=models.ToolChoiceAuto(),
    )
    assert request.to_dict() == {
        "model": "local/smollm2-135m",
        "max_tokens": 64,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello."}]}],
        "tools": [{"name": "now", "input_schema": {"type": "object"}}],
        "tool_choice": {"type": "auto"},
    }


REQUEST = models.MessageRequest.from_dict(example("MessageRequest", "text"))


def client(status: int, body: Any, seen: list[httpx.Request], **options: Any) -> vai.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, json=body)

    return vai.Client(httpx_options={"transport": httpx.MockTransport(answer)}, **options)


def test_messages_create_answers_the_message() -> None:
    seen: list[httpx.Request] = []
    with client(200, example("Message", "text"), seen) as caller:
        answer = vai.messages_create.sync(client=caller, body=REQUEST)
    assert isinstance(answer, models.Message)
    assert isinstance(answer.content[0], models.TextBlock)
    assert answer.content[0].text == "The capital of France is Paris."
    assert (seen[0].method, seen[0].url.path, json.loads(seen[0].content)) == (
        "POST",
        "/v1/messages",
        example("MessageRequest", "text"),
    )


def test_messages_create_answers_the_message_to_async_callers() -> None:
    async def ask() -> models.Message | models.ErrorEnvelope | None:
        async with client(200, example("Message", "text"), []) as caller:
            return await vai.messages_create.asyncio(client=caller, body=REQUEST)

    assert isinstance(asyncio.run(ask()), models.Message)


def test_async_callers_have_the_whole_answer_too() -> None:
    async def ask() -> vai.Response[models.Message | models.ErrorEnvelope]:
        async with client(529, example("ErrorEnvelope", "draining"), []) as caller:
            return await vai.messages_create.asyncio_detailed(client=caller, body=REQUEST)

    response = asyncio.run(ask())
    assert response.status_code == 529
    assert isinstance(response.parsed, models.ErrorEnvelope)


def test_only_the_parameters_that_were_given_are_sent() -> None:
    seen: list[httpx.Request] = []
    caller = client(200, example("Message", "text"), seen)
    vai.messages_create.sync(client=caller, body=REQUEST, beta="true", idempotency_key="once")
    assert seen[0].url.query == b"beta=true"
    assert seen[0].headers["Idempotency-Key"] == "once"
    assert "X-VAI-Version" not in seen[0].headers


@pytest.mark.parametrize("form", ["sync", "sync_detailed", "asyncio", "asyncio_detailed"])
def test_help_tells_what_an_operation_takes_and_is_for(form: str) -> None:
    ask = getattr(vai.models_get, form)
    assert list(inspect.signature(ask).parameters)[:2] == ["id", "client"]
    assert ask.__doc__ == "Get one model."


@pytest.mark.parametrize("status", sorted(map(int, CONTRACT["paths"]["/v1/messages"]["post"]["responses"])))
def test_every_status_of_the_contract_is_read(status: int) -> None:
    body = example("Message", "text") if status == 200 else example("ErrorEnvelope", "draining")
    response = vai.messages_create.sync_detailed(client=client(status, body, []), body=REQUEST)
    assert response.status_code == status
    assert response.parsed is not None
    assert response.parsed.to_dict() == body


def test_another_status_is_an_error_where_the_caller_says_so() -> None:
    strict = client(418, {}, [], raise_on_unexpected_status=True)
    with pytest.raises(vai.UnexpectedStatus, match="unexpected status 418"):
        vai.messages_create.sync(client=strict, body=REQUEST)
    assert vai.messages_create.sync(client=client(418, {}, []), body=REQUEST) is None


def test_keys_travel_in_their_headers_and_show_nowhere_else() -> None:
    seen: list[httpx.Request] = []
    caller = client(200, {}, seen, api_key="vai_sk_canary", provider_keys={"openai": "sk-canary"})
    vai.contract_openapi.sync(client=caller)
    assert seen[0].headers["Authorization"] == "Bearer vai_sk_canary"
    assert seen[0].headers["X-Provider-Key-OpenAI"] == "sk-canary"
    assert "canary" not in repr(caller)


def test_a_key_for_a_vendor_that_is_not_known_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="provider_keys: antropic is none of anthropic, openai, "):
        vai.Client(provider_keys={"antropic": "sk-canary"})


def test_a_body_may_be_a_plain_dict() -> None:
    seen: list[httpx.Request] = []
    caller = client(200, example("Message", "text"), seen)
    vai.messages_create.sync(client=caller, body=example("MessageRequest", "text"))
    assert json.loads(seen[0].content) == example("MessageRequest", "text")


def test_a_body_that_is_no_object_is_refused() -> None:
    wrong: Any = "Hello."
    with pytest.raises(TypeError, match="body must be a model or a dict, got str"):
        vai.messages_create.sync(client=client(200, {}, []), body=wrong)


@pytest.mark.parametrize("form", [models.MessageRequest.from_dict, dict])
def test_a_stream_that_nobody_would_read_is_refused(form: Callable[[dict[str, Any]], Any]) -> None:
    body = form(example("MessageRequest", "text") | {"stream": True})
    with pytest.raises(ValueError, match="stream must be false or absent"):
        vai.messages_create.sync(client=client(200, {}, []), body=body)


def test_what_only_streams_says_that_it_gives_the_text() -> None:
    assert "the text of all server-sent events" in str(vai.runs_stream.sync.__doc__)
    assert "server-sent events, once" not in str(vai.messages_create.sync.__doc__)


def test_a_model_s_slash_is_escaped_in_its_path() -> None:
    seen: list[httpx.Request] = []
    caller = client(200, example("Model", "local"), seen)
    found = vai.models_get.sync("local/smollm2-135m", client=caller)
    assert isinstance(found, models.Model)
    assert seen[0].url.raw_path == b"/v1/models/local%2Fsmollm2-135m"


def test_every_operation_of_the_contract_can_be_called() -> None:
    operations = [
        operation["operationId"].replace(".", "_")
        for methods in CONTRACT["paths"].values()
        for operation in methods.values()
    ]
    assert [name for name in operations if not callable(getattr(getattr(vai, name), "sync", None))] == []


def test_a_model_shows_what_it_holds() -> None:
    block = models.TextBlock.from_dict({"type": "text", "text": "Hello.", "added": 1})
    assert repr(block) == "TextBlock(type_='text', text='Hello.', added=1)"
