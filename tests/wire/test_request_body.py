"""A body that breaks the contract is refused by the name of the field at fault."""

from __future__ import annotations

import ast
import asyncio
import copy
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tests.fake_clock import FakeClock
from vai_gateway.contract import requests
from vai_gateway.contract.requests import MessageRequest, RunRequest
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.request_body import MOST_MEMBERS, UPLOAD_S, RequestReader

READER = RequestReader(FakeClock(), max_body_bytes=1000)
GOOD: dict[str, Any] = {"model": "a/b", "messages": [{"role": "user", "content": "hi"}]}


def refused(change: dict[str, Any], model: type[Any] = MessageRequest) -> GatewayError:
    body = {**copy.deepcopy(GOOD), **change}
    body = {name: value for name, value in body.items() if value is not ...}
    if model is RunRequest:
        body = change
    with pytest.raises(GatewayError) as caught:
        READER.decoder(model)(json.dumps(body).encode())
    return caught.value


def user(*blocks: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(blocks)}]}


def assistant(*blocks: Any) -> dict[str, Any]:
    return {"messages": [{"role": "assistant", "content": list(blocks)}]}


TEXT = {"type": "text", "text": "hi"}
PNG = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
CALL = {"type": "tool_use", "id": "t1", "name": "f", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "t1"}
TOOL = {"name": "f", "input_schema": {"type": "object"}}

CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"nope": 1}, "nope", "unknown_field"),
    ({"model": ...}, "model", "missing_field"),
    ({"model": ""}, "model", "unsupported_value"),
    ({"model": "no-slash"}, "model", "unsupported_value"),
    ({"model": "a/../b"}, "model", "unsupported_value"),
    ({"model": "a/b//c"}, "model", "unsupported_value"),
    ({"model": 5}, "model", "invalid_type"),
    ({"messages": ...}, "messages", "missing_field"),
    ({"messages": []}, "messages", "out_of_range"),
    ({"messages": None}, "messages", "invalid_type"),
    ({"messages": ["hi"]}, "messages[0]", "invalid_type"),
    ({"messages": [{"content": "hi"}]}, "messages[0].role", "missing_field"),
    ({"messages": [{"role": "system", "content": "hi"}]}, "messages[0].role", "unsupported_value"),
    ({"messages": [{"role": "user"}]}, "messages[0].content", "missing_field"),
    ({"messages": [{"role": "user", "content": None}]}, "messages[0].content", "invalid_type"),
    ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content", "invalid_type"),
    ({"messages": [{"role": "user", "content": "hi", "name": "x"}]}, "messages[0].name", "unknown_field"),
    (user({"type": "nope"}), "messages[0].content[0].type", "unsupported_value"),
    (user({"text": "hi"}), "messages[0].content[0].type", "missing_field"),
    (user("hi"), "messages[0].content[0]", "invalid_type"),
    (user({**TEXT, "zzz": 1}), "messages[0].content[0].zzz", "unknown_field"),
    (user({"type": "text"}), "messages[0].content[0].text", "missing_field"),
    (user({"type": "text", "text": None}), "messages[0].content[0].text", "invalid_type"),
    (
        user(TEXT, {"type": "image", "source": {**PNG, "type": "ftp"}}),
        "messages[0].content[1].source.type",
        "unsupported_value",
    ),
    (
        user({"type": "image", "source": {"type": "base64", "data": "AA"}}),
        "messages[0].content[0].source.media_type",
        "missing_field",
    ),
    (user(CALL), "messages[0].content[0].type", "unsupported_value"),
    (user({"type": "thinking", "thinking": "x"}), "messages[0].content[0].type", "unsupported_value"),
    (user({"type": "server_tool_use", "id": "x"}), "messages[0].content[0].type", "unsupported_value"),
    (assistant(RESULT), "messages[0].content[0].type", "unsupported_value"),
    (assistant({"type": "audio_stt", "source": PNG}), "messages[0].content[0].type", "unsupported_value"),
    (assistant({**CALL, "input": []}), "messages[0].content[0].input", "invalid_type"),
    (assistant({"type": "tool_use", "name": "f", "input": {}}), "messages[0].content[0].id", "missing_field"),
    (
        user({**RESULT, "content": [{"type": "tool_use"}]}),
        "messages[0].content[0].content[0].type",
        "unsupported_value",
    ),
    (user({**RESULT, "is_error": "yes"}), "messages[0].content[0].is_error", "invalid_type"),
    ({"max_tokens": 0}, "max_tokens", "out_of_range"),
    ({"max_tokens": "5"}, "max_tokens", "invalid_type"),
    ({"max_tokens": 5.5}, "max_tokens", "invalid_type"),
    ({"max_tokens": True}, "max_tokens", "invalid_type"),
    ({"max_tokens": 10**30}, "max_tokens", "out_of_range"),
    ({"temperature": -5}, "temperature", "out_of_range"),
    ({"temperature": 2.1}, "temperature", "out_of_range"),
    ({"temperature": "1"}, "temperature", "invalid_type"),
    ({"top_p": 1.5}, "top_p", "out_of_range"),
    ({"top_k": 0}, "top_k", "out_of_range"),
    ({"stream": "true"}, "stream", "invalid_type"),
    ({"stream": None}, "stream", "invalid_type"),
    ({"system": 5}, "system", "invalid_type"),
    ({"system": [CALL]}, "system[0].type", "unsupported_value"),
    ({"tools": [{**TOOL, "type": "nope"}]}, "tools[0].type", "unsupported_value"),
    ({"tools": [{"input_schema": {}}]}, "tools[0].name", "missing_field"),
    ({"tools": [TOOL, {"type": "function", "name": "g"}]}, "tools[1].input_schema", "missing_field"),
    ({"tools": [{**TOOL, "config": {}}]}, "tools[0].config", "unknown_field"),
    ({"tools": [{**TOOL, "type": "function", "config": {}}]}, "tools[0].config", "unknown_field"),
    (
        {"tools": [{"type": "web_search", "config": {"max_uses": -1}}]},
        "tools[0].config.max_uses",
        "out_of_range",
    ),
    ({"tools": [{"type": "web_search", "name": "x"}]}, "tools[0].name", "unknown_field"),
    (
        {"tools": [{"type": "computer_use", "config": {"display_width": 5}}]},
        "tools[0].config.display_height",
        "missing_field",
    ),
    ({"tool_choice": {"type": "nope"}}, "tool_choice.type", "unsupported_value"),
    ({"tool_choice": {"type": "tool"}}, "tool_choice.name", "missing_field"),
    ({"tool_choice": {"type": "auto", "name": "f"}}, "tool_choice.name", "unknown_field"),
    ({"output_format": {"json_schema": {}}}, "output_format.type", "missing_field"),
    ({"output_format": {"type": "xml", "json_schema": {}}}, "output_format.type", "unsupported_value"),
    ({"output_format": {"type": "json_schema"}}, "output_format.json_schema", "missing_field"),
    ({"voice": {"input": {}}}, "voice.input", "unknown_field"),
    ({"stt_model": "nova"}, "stt_model", "unsupported_value"),
    ({"tts_model": "cartesia/"}, "tts_model", "unsupported_value"),
    ({"thinking": {"type": "enabled", "budget_tokens": 5}}, "thinking.budget_tokens", "out_of_range"),
    ({"extensions": {"acme": {}}}, "extensions.acme", "unknown_field"),
    ({"metadata": {"user_id": 5}}, "metadata.user_id", "invalid_type"),
    ({"cache_control": {"type": "ephemeral", "ttl": "2h"}}, "cache_control.ttl", "unsupported_value"),
]


@pytest.mark.parametrize("change, param, code", CASES)
def test_a_breach_names_its_field(change: dict[str, Any], param: str, code: str) -> None:
    error = refused(change)
    assert (error.status, error.param, error.code) == (400, param, code), error.message


@pytest.mark.parametrize("change, param, code", CASES)
def test_the_message_says_which_field_it_speaks_of(change: dict[str, Any], param: str, code: str) -> None:
    assert refused(change).message.startswith(f"{param}: ")


def test_a_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(GatewayError) as caught:
        READER.decoder(MessageRequest)(b"[]")
    assert (caught.value.param, caught.value.code) == (None, "invalid_type")


def test_a_nested_breach_of_a_run_names_the_whole_path() -> None:
    error = refused({"request": {**GOOD, "max_tokens": 0}}, RunRequest)
    assert error.param == "request.max_tokens"


UNKNOWN = {f"k{n}": 0 for n in range(9_000)}
FULL_OF_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"tools": [{}] * 20_000}, "tools[0].name"),
    ({"messages": [{}] * 20_000}, "messages[0].role"),
    (user(*[{}] * 20_000), "messages[0].content[0].type"),
    ({"stop_sequences": [0] * 20_000}, "stop_sequences[0]"),
    (UNKNOWN, "k0"),
    ({"tools": [TOOL, {"type": "web_search", "config": UNKNOWN}]}, "tools[1].config.k0"),
]


@pytest.mark.parametrize("change, param", FULL_OF_FAULTS)
def test_a_body_full_of_faults_takes_little_to_refuse(change: dict[str, Any], param: str) -> None:
    body = json.dumps({**GOOD, **change}).encode()
    tracemalloc.start()
    try:
        with pytest.raises(GatewayError) as caught:
            READER.decoder(MessageRequest)(body)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (caught.value.param, peak_bytes < 8 << 20) == (param, True)


def test_an_object_that_is_judged_by_its_first_members_still_has_one_too_many() -> None:
    models = [model for model in vars(requests).values() if isinstance(model, type) and issubclass(model, BaseModel)]
    assert max(len(model.model_fields) for model in models) < MOST_MEMBERS


def test_an_integral_float_is_an_integer() -> None:
    request = READER.decoder(MessageRequest)(json.dumps({**GOOD, "max_tokens": 60.0, "top_k": 5.0}).encode())
    assert (request.max_tokens, request.top_k) == (60, 5)


def test_an_integral_float_is_an_integer_in_any_kind_of_tool() -> None:
    body = {**GOOD, "tools": [TOOL, {"type": "file_search", "config": {"max_results": 5.0}}]}
    tools: Any = READER.decoder(MessageRequest)(json.dumps(body).encode()).tools
    assert repr(tools[1].config.max_results) == "5"


def test_every_array_and_integer_of_the_contract_is_taken_as_json_s() -> None:
    tree = ast.parse(Path(requests.__file__).read_text())
    assert [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in ("int", "list")] == []


def test_free_objects_keep_their_floats() -> None:
    body = {**GOOD, "max_tokens": 60.0, "metadata": {"x": 60.0}}
    request = READER.decoder(MessageRequest)(json.dumps(body).encode())
    assert repr(request.metadata.model_extra) == "{'x': 60.0}"  # type: ignore[union-attr]  # it was given


def a_call(**headers: str) -> Call:
    raw = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return Call(id="r", method="POST", path="/", headers=raw, client="", began_at=0.0)


def read(call: Call, *messages: dict[str, Any]) -> bytes:
    queue = list(messages)

    async def receive() -> dict[str, Any]:
        return queue.pop(0)

    return asyncio.run(READER.read(call, receive))


JSON = {"content_type": "application/json"}


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_content_types_are_taken(content_type: str) -> None:
    assert read(a_call(content_type=content_type), {"type": "http.request", "body": b"{}"}) == b"{}"


@pytest.mark.parametrize("headers", [{}, {"content_type": "text/plain"}, {"content_type": "application/jsonx"}])
def test_another_content_type_is_415(headers: dict[str, str]) -> None:
    with pytest.raises(GatewayError) as caught:
        read(a_call(**headers))
    assert caught.value.status == 415


def test_a_body_in_pieces_is_joined() -> None:
    pieces: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.request", "body": b"}"},
    ]
    assert read(a_call(**JSON), *pieces) == b"{}"


@pytest.mark.parametrize(
    "headers, messages",
    [
        ({"content_length": "1001"}, []),
        ({}, [{"type": "http.request", "body": b"x" * 1001}]),
        ({}, [{"type": "http.request", "body": b"x" * 600, "more_body": True}] * 2),
    ],
)
def test_a_body_over_the_cap_is_413(headers: dict[str, str], messages: list[dict[str, Any]]) -> None:
    with pytest.raises(GatewayError) as caught:
        read(a_call(**JSON, **headers), *messages)
    assert (caught.value.status, caught.value.code) == (413, "request_too_large")


def test_a_client_that_leaves_while_sending_is_cancelled() -> None:
    with pytest.raises(GatewayError) as caught:
        read(a_call(**JSON), {"type": "http.request", "more_body": True}, {"type": "http.disconnect"})
    assert caught.value.status == 408


def test_a_body_that_does_not_come_is_504() -> None:
    async def scenario() -> GatewayError:
        clock = FakeClock()
        first = iter([{"type": "http.request", "more_body": True}])

        async def receive() -> Any:
            if message := next(first, None):
                return message
            return await asyncio.get_running_loop().create_future()

        reading = asyncio.create_task(RequestReader(clock, 1000).read(a_call(**JSON), receive))
        await clock.advance(UPLOAD_S)
        with pytest.raises(GatewayError) as caught:
            await reading
        return caught.value

    assert asyncio.run(scenario()).status == 504
