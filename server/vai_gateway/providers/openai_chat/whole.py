"""The blocks of a chat completion that came in one piece."""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.responses import InputJsonDelta
from vai_gateway.core.errors import UNREADABLE, unreadable_reply
from vai_gateway.core.ids import tool_use_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.openai_chat.blocks import parts_said, split_annotations, thinking_block
from vai_gateway.providers.openai_chat.call_mark import signature_of
from vai_gateway.providers.openai_chat.calls import arguments_text
from vai_gateway.providers.openai_chat.details import words_of
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.ending import Ending
from vai_gateway.providers.openai_chat.items import Items, image_block
from vai_gateway.providers.openai_chat.speech import Speech
from vai_gateway.providers.openai_chat.wire import Audio, Said, ToolCall, decode_object

Json = dict[str, Any]


def write_whole(message: Said, stream: MessageStream, *, dialect: Dialect, ending: Ending, details: str = "") -> None:
    """details: the reasoning details as they stand in the body, if they go back."""
    blocks: list[Json] = []
    if details or message.reasoning_content or message.reasoning:
        blocks.append(_thought(message, dialect, details))
    if isinstance(message.content, list):
        blocks += _parts(message.content, dialect, ending)
    elif message.content:
        blocks.append({"type": "text", "text": message.content})
    items = Items(dialect)
    if message.annotations:
        _annotate(blocks, items.take_files(message.annotations), ending)
    if message.refusal:
        blocks.append({"type": "text", "text": message.refusal})
    if message.images:
        blocks += _pictures(message.images, dialect, ending)
    _write(blocks, stream, "said")
    if message.tool_calls or message.function_call is not None:
        _write_calls(message, stream, dialect.facts.name)
    if message.audio is not None:
        _write(_spoken(message.audio, dialect), stream, "audio")
    if message.executed_tools:
        items.add_executed(message.executed_tools)
    _write(items.blocks(), stream, "item")


def _thought(message: Said, dialect: Dialect, details: str) -> Json:
    words = message.reasoning_content or message.reasoning or words_of(message.reasoning_details or ())
    block = thinking_block(words, dialect, member=message.thought_in())
    if details:
        block["signature"] = f"{dialect.facts.name}:{details}"
    return block


def _parts(content: list[Json], dialect: Dialect, ending: Ending) -> list[Json]:
    """Mistral's. Those of one kind that follow one another make one block."""
    blocks: list[Json] = []
    for kind, words, part in parts_said(content):
        if not kind:
            ending.add_more("content", [part])
        elif words and blocks and blocks[-1]["type"] == kind:
            blocks[-1][kind] += words
        elif words:
            blocks.append(thinking_block(words, dialect) if kind == "thinking" else {"type": kind, "text": words})
    return blocks


def _pictures(images: list[Json], dialect: Dialect, ending: Ending) -> list[Json]:
    blocks = []
    for image in images:
        if block := image_block(image, dialect):
            blocks.append(block)
        else:
            ending.add_more("images", [image])
    return blocks


def _spoken(audio: Audio, dialect: Dialect) -> list[Json]:
    speech = Speech(dialect.facts.name)
    speech.add(audio)
    block = speech.block()
    return [block] if block else []


def _annotate(blocks: list[Json], annotations: list[Json], ending: Ending) -> None:
    texts = [block for block in blocks if block["type"] == "text"]
    citations, others = split_annotations(annotations, is_whole=len(texts) == 1)
    if not texts:
        others = annotations
    elif citations:
        texts[-1]["citations"] = citations
    if others:
        ending.add_more("annotations", others)


def _write(blocks: list[Json], stream: MessageStream, name: str) -> None:
    for index, block in enumerate(blocks):
        stream.open((name, index), block)
        stream.close((name, index))


def _write_calls(message: Said, stream: MessageStream, family: str) -> None:
    calls = list(message.tool_calls or ())
    if message.function_call is not None:
        calls.append(ToolCall(function=message.function_call))
    for index, call in enumerate(calls):
        block, invalid = _whole_call(call, stream.provider, family)
        key = ("call", index)
        stream.open(key, block)
        if invalid:
            stream.delta(key, InputJsonDelta(partial_json=invalid))
        stream.close(key)


def _whole_call(call: ToolCall, provider: str, family: str) -> tuple[Json, str]:
    """The block, and the arguments' text where it is no JSON object."""
    named = call.custom or call.function
    if named is None or not named.name:
        raise unreadable_reply(provider, "a tool call without a name")
    block: Json = {"type": "tool_use", "id": call.id or tool_use_id(), "name": named.name, "input": {}}
    if signature := signature_of(family, call.extra_content, is_custom=call.custom is not None):
        block["signature"] = signature
    if call.custom is not None:
        block["input"] = {"input": call.custom.input or ""}
        return block, ""
    text = arguments_text(call.function) if call.function else ""
    if not text.strip():
        return block, ""
    try:
        block["input"] = decode_object(text)
    except UNREADABLE:
        return block, text
    return block, ""
