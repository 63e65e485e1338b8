"""What a user reads of a body that breaks the contract: the contract's words, and no validator's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from tests.wire.test_request_body import CASES, GOOD, PNG, READER, TEXT, TOOL, assistant, refused, user
from vai_gateway.contract.forms import FORMS
from vai_gateway.contract.requests import MessageRequest, RunRequest
from vai_gateway.core.errors import GatewayError

Change = dict[str, Any]

TOOL_TYPES = "function, custom, web_search, web_fetch, code_execution, file_search, computer_use"
READ: list[tuple[str, Change, str]] = [
    ("missing", {"model": ...}, "model: this field is required"),
    ("union_tag_not_found", user({"text": "hi"}), "messages[0].content[0].type: this field is required"),
    ("extra_forbidden", {"nope": 1}, "nope: there is no such field"),
    ("string_type", {"model": None}, "model: must be a string, not null"),
    ("string_type", {"system": {"str": 1}}, "system: must be a string or an array, not an object"),
    ("string_type", user({**TEXT, "text": 5}), "messages[0].content[0].text: must be a string, not a number"),
    ("int_type", {"max_tokens": "5"}, "max_tokens: must be an integer, not a string"),
    ("int_type", {"max_tokens": True}, "max_tokens: must be an integer, not a boolean"),
    ("int_type", {"max_tokens": 5.5}, "max_tokens: must be an integer"),
    ("float_type", {"temperature": "1"}, "temperature: must be a number, not a string"),
    ("float_type", {"temperature": 10**400}, "temperature: must be a number"),
    ("bool_type", {"stream": 1}, "stream: must be a boolean, not a number"),
    ("list_type", {"tools": {}}, "tools: must be an array, not an object"),
    ("dict_type", {"tools": [{**TOOL, "input_schema": []}]}, "tools[0].input_schema: must be an object, not an array"),
    ("model_type", {"thinking": True}, "thinking: must be an object, not a boolean"),
    ("model_type", {"tools": ["f"]}, "tools[0]: must be an object, not a string"),
    ("model_attributes_type", {"messages": ["hi"]}, "messages[0]: must be an object, not a string"),
    ("literal_error", {"cache_control": {"type": "x"}}, "cache_control.type: must be ephemeral"),
    ("literal_error", {"thinking": {"type": 5}}, "thinking.type: must be enabled, adaptive or disabled"),
    (
        "literal_error",
        {"tools": [{**TOOL, "type": "x"}]},
        f"tools[0].type: must be {TOOL_TYPES}, text_editor or a type with a date suffix, as in web_search_20250305",
    ),
    ("union_tag_invalid", {"messages": [{"role": "x"}]}, "messages[0].role: must be user or assistant"),
    (
        "string_pattern_mismatch",
        {"model": "no-slash"},
        "model: must be provider/name, the provider in lower case, as in anthropic/claude-sonnet-4-5",
    ),
    (
        "string_pattern_mismatch",
        {"model": "Local/Scripted"},
        "model: must be provider/name, the provider in lower case, as in anthropic/claude-sonnet-4-5",
    ),
    (
        "string_pattern_mismatch",
        user({"type": "image", "source": {"type": "url", "url": "ftp://x"}}),
        "messages[0].content[0].source.url: must be an http or https URL, as in https://example.com/cat.png",
    ),
    (
        "string_pattern_mismatch",
        user({"type": "image", "source": {**PNG, "media_type": "png"}}),
        "messages[0].content[0].source.media_type: must be a media type, as in image/png",
    ),
    (
        "string_pattern_mismatch",
        {"tools": [{**TOOL, "name": "a b"}]},
        "tools[0].name: must be 1 to 128 letters, digits, underscores, dots or dashes, as in get_weather",
    ),
    ("greater_than_equal", {"max_tokens": 0}, "max_tokens: must be at least 1"),
    ("greater_than_equal", {"temperature": -1}, "temperature: must be at least 0"),
    (
        "greater_than_equal",
        {"voice": {"output": {"voice": "v", "speed": 0.5}}},
        "voice.output.speed: must be at least 0.6",
    ),
    ("less_than_equal", {"top_k": 10**400}, "top_k: must be at most 2147483647"),
    ("string_too_short", {"stop_sequences": [""]}, "stop_sequences[0]: must have at least 1 character"),
    (
        "string_too_short",
        user({"type": "audio_stt", "source": PNG, "language": "e"}),
        "messages[0].content[0].language: must have at least 2 characters",
    ),
    ("string_too_long", {"model": f"a/{'b' * 298}"}, "model: must have at most 211 characters, has 300"),
    ("too_short", {"messages": []}, "messages: must have at least 1 item"),
]


@pytest.mark.parametrize("kind, change, message", READ)
def test_a_user_reads_what_would_be_right(kind: str, change: Change, message: str) -> None:
    body = {name: value for name, value in {**GOOD, **change}.items() if value is not ...}
    with pytest.raises(ValidationError) as caught:
        MessageRequest.model_validate(body, strict=True)
    assert kind in {detail["type"] for detail in caught.value.errors()}
    assert refused(change).message == message


ARISING = {
    "any": (),
    "bool": ("bool_type",),
    "default": (),
    "definition-ref": (),
    "definitions": (),
    "dict": ("dict_type",),
    "float": ("float_type",),
    "function-after": ("greater_than_equal", "less_than_equal"),
    "function-before": (),
    "int": ("int_type",),
    "list": ("list_type",),
    "literal": ("literal_error",),
    "missing-sentinel": (),
    "model": ("model_type", "extra_forbidden"),
    "model-field": ("missing",),
    "model-fields": (),
    "str": ("string_type",),
    "tagged-union": ("model_attributes_type", "union_tag_invalid", "union_tag_not_found"),
    "union": (),
}
"""By the kind of a pydantic schema. Functions are those of contract/json_types.py, and then the bounds."""
_NO_SCHEMAS = ("metadata", "serialization", "config", "function")
BOUNDED = {
    ("str", "pattern"): "string_pattern_mismatch",
    ("str", "min_length"): "string_too_short",
    ("str", "max_length"): "string_too_long",
    ("list", "min_length"): "too_short",
    ("list", "max_length"): "too_long",
    ("float", "ge"): "greater_than_equal",
    ("float", "le"): "less_than_equal",
}


def arising(schema: Any) -> Iterator[str]:
    """The errors of a pydantic schema and of all within it. Raises KeyError for a kind that is new."""
    if isinstance(schema, dict):
        if isinstance(kind := schema.get("type"), str):
            yield from ARISING[kind]
            yield from (error for (owner, bound), error in BOUNDED.items() if owner == kind and bound in schema)
        schema = [child for name, child in schema.items() if name not in _NO_SCHEMAS]
    if isinstance(schema, list | tuple):
        for child in schema:
            yield from arising(child)


def test_every_error_that_the_models_can_raise_has_its_words() -> None:
    assert set(arising(RunRequest.__pydantic_core_schema__)) == {kind for kind, _, _ in READ}


@pytest.mark.parametrize("change, param, code", CASES)
def test_no_message_speaks_the_validator_s_language(change: Change, param: str, code: str) -> None:
    foreign = ("Input", "String", "List", "valid", "dictionary", "instance", "'", *FORMS)
    assert [word for word in foreign if word in refused(change).message] == []


def test_a_message_lists_all_that_is_allowed() -> None:
    assert refused(assistant({"type": "x"})).message.endswith(" compaction, fallback or provider_block")


def test_the_message_for_a_body_that_is_no_object_speaks_of_the_body() -> None:
    with pytest.raises(GatewayError, match=r"^the body: must be an object, not an array$"):
        READER.decoder(RunRequest)(b"[]")


def test_a_long_name_is_cut_before_it_is_told() -> None:
    error = refused({"x" * 10_000: 1})
    assert (error.param, error.message) == ("x" * 64, f"{'x' * 64}: there is no such field")


@pytest.mark.parametrize(
    "body, message",
    [
        (GOOD, "model: there is no such field; a run holds the message as `request`"),
        (
            {"request": GOOD, "stream": True},
            "stream: there is no such field; POST /v1/runs:stream streams the whole run",
        ),
        ({"request": GOOD, "foo": 1}, "foo: there is no such field"),
        ({"request": {**GOOD, "foo": 1}}, "request.foo: there is no such field"),
    ],
)
def test_a_run_says_where_the_fields_of_a_message_belong(body: Change, message: str) -> None:
    assert refused(body, RunRequest).message == message


@pytest.mark.parametrize("name", ["str", "TextBlockParamList", "FunctionTool", "user"])
def test_a_field_called_like_a_member_of_a_union_is_told_by_its_own_path(name: str) -> None:
    assert refused({"system": {name: 1}}).param == "system"
    assert refused({"tools": [{**TOOL, name: 1}]}).param == f"tools[0].{name}"
    assert refused({"messages": [{"role": "user", "content": "hi", name: 1}]}).param == f"messages[0].{name}"
