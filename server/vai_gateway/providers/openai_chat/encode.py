"""From the contract's request to a chat completion's body; the messages are in messages.py.

Source: https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

from typing import Any

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.adapter import Ask, Outgoing, bearer
from vai_gateway.providers.extensions import conflict
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.messages import messages_of
from vai_gateway.providers.openai_chat.parts import with_cache_control
from vai_gateway.providers.openai_chat.reasoning import add_reasoning
from vai_gateway.providers.openai_chat.tools import add_tools
from vai_gateway.providers.strict_schema import takes_strict

Json = dict[str, Any]

PATH = "/chat/completions"
SCHEMA_NAME = "response"
WRITTEN = frozenset(
    {
        "model",
        "messages",
        "stream",
        "stream_options",
        "temperature",
        "top_p",
        "stop",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        "reasoning_effort",
    }
)
"""Members of the body that the adapter writes itself, with those that the dialect names."""

_encode = msgspec.json.Encoder().encode


def encode(ask: Ask, dialect: Dialect) -> Outgoing:
    return Outgoing(PATH, _encode(_body(ask, dialect)), {}, bearer(ask.key))


def _body(ask: Ask, dialect: Dialect) -> Json:
    request = ask.request
    body: Json = {"model": ask.model, "messages": messages_of(ask, dialect)}
    if ask.stream:
        body["stream"] = True
        if dialect.include_usage:
            body["stream_options"] = {"include_usage": True}
    _add_settings(request, dialect, body)
    add_reasoning(ask, dialect, body)
    add_tools(ask, dialect, body)
    if request.output_format is not MISSING:
        body["response_format"] = _response_format(request.output_format.json_schema, ask.model, dialect)
    if request.extensions is not MISSING:
        _add_extensions(request, dialect, body)
    return body


def _add_settings(request: MessageRequest, dialect: Dialect, body: Json) -> None:
    if request.max_tokens is not MISSING:
        body[dialect.max_tokens_field] = request.max_tokens
    if request.temperature is not MISSING:
        body["temperature"] = request.temperature
    if request.top_p is not MISSING:
        body["top_p"] = request.top_p
    if request.top_k is not MISSING:
        body["top_k"] = request.top_k
    if request.stop_sequences is not MISSING and request.stop_sequences:
        body["stop"] = request.stop_sequences
    if request.metadata is not MISSING and request.metadata.user_id is not MISSING:
        body[dialect.user_field] = request.metadata.user_id
    with_cache_control(body, request, dialect)


def _response_format(schema: Json, model: str, dialect: Dialect) -> Json:
    strict = takes_strict(schema, dialect.strict, model=model)
    return {"type": "json_schema", "json_schema": {"name": SCHEMA_NAME, "schema": schema, "strict": strict}}


def _add_extensions(request: MessageRequest, dialect: Dialect, body: Json) -> None:
    namespace = dialect.facts.extension
    if namespace is None or (members := getattr(request.extensions, namespace)) is MISSING:
        return
    for name, value in members.items():
        if _is_written(name, dialect):
            raise conflict(namespace, name)
        body[name] = value
    if "include_reasoning" in members and "reasoning_format" not in members:
        # Groq takes one of the two, never both.
        body.pop("reasoning_format", None)


def _is_written(name: str, dialect: Dialect) -> bool:
    if name in WRITTEN or name in (dialect.max_tokens_field, dialect.user_field, dialect.thinking_field):
        return True
    return (name == "top_k" and dialect.top_k) or (name == "cache_control" and dialect.cache_control)
