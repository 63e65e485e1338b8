"""The contract's messages as a chat completion's messages.

Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import TextBlockParam, ToolResultBlockParam, UserBlock, UserMessage
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.call_names import call_id
from vai_gateway.providers.openai_chat.assistant import said_again
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.parts import content_of, parts_of, text_part, with_cache_control

Json = dict[str, Any]

_encode = msgspec.json.Encoder().encode


def messages_of(ask: Ask, dialect: Dialect) -> list[Json]:
    request = ask.request
    messages: list[Json] = []
    if request.system is not MISSING and (system := _system(request.system, dialect)):
        messages.append({"role": "system", "content": system})
    for message in request.messages:
        if isinstance(message.content, str):
            if message.content:
                messages.append({"role": message.role, "content": message.content})
        elif isinstance(message, UserMessage):
            _add_user(messages, message.content, dialect)
        elif said := said_again(message.content, dialect, model=ask.model):
            messages.append(said)
    return messages


def _system(system: str | list[TextBlockParam], dialect: Dialect) -> str | list[Json]:
    if isinstance(system, str):
        return system
    parts = [text_part(block, dialect) for block in system if block.text]
    if any("cache_control" in part for part in parts):
        return parts
    return "\n".join(part["text"] for part in parts)


def _add_user(messages: list[Json], blocks: Iterable[UserBlock], dialect: Dialect) -> None:
    parts: list[Json] = []
    for block in blocks:
        if isinstance(block, ToolResultBlockParam):
            answer, media = _tool_result(block, dialect)
            _insert_answer(messages, answer)
            parts += media
        else:
            parts += parts_of(block, dialect)
    if parts:
        messages.append({"role": "user", "content": content_of(parts)})


def _insert_answer(messages: list[Json], answer: Json) -> None:
    """Answers must follow their calls at once, so one goes before what users said in between."""
    place = len(messages)
    while place and messages[place - 1]["role"] == "user":
        place -= 1
    if not place or messages[place - 1]["role"] == "system":
        place = len(messages)
    messages.insert(place, answer)


def _tool_result(block: ToolResultBlockParam, dialect: Dialect) -> tuple[Json, list[Json]]:
    """The tool message, which holds text only, and the parts that must follow in a user message."""
    content = "" if block.content is MISSING else block.content
    if isinstance(content, str):
        texts, media = [content], []
    else:
        parts = [part for inner in content for part in parts_of(inner, dialect)]
        texts = [part["text"] for part in parts if part["type"] == "text"]
        media = [part for part in parts if part["type"] != "text"]
    text = "\n".join(texts)
    if block.is_error is True:
        text = _encode({"error": text}).decode()
    said = content_of([with_cache_control({"type": "text", "text": text}, block, dialect)])
    return {"role": "tool", "tool_call_id": call_id(block.tool_use_id, dialect.longest_call_id), "content": said}, media
