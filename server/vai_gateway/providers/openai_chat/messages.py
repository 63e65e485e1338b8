"""The contract's messages as a chat completion's messages.

Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from pydantic import MISSING, BaseModel

from vai_gateway.contract.requests import (
    AudioBlockParam,
    Base64Source,
    ContentSource,
    DocumentBlockParam,
    ImageBlockParam,
    MessageRequest,
    TextBlockParam,
    TextSource,
    ToolResultBlockParam,
    ToolUseBlockParam,
)
from vai_gateway.providers.signatures import family_value

Json = dict[str, Any]

CUSTOM_CALL = '{"type":"custom"}'
"""The signature's value of a call to a custom tool, whose input is free text."""
LONGEST_CALL_ID = 40
PDF = "application/pdf"
_UNNAMED = "document.pdf"
_AUDIO_FORMATS = {
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")
_encode = msgspec.json.Encoder().encode


def messages_of(request: MessageRequest, family: str) -> list[Json]:
    """family: of the signatures that may go back to this vendor."""
    messages: list[Json] = []
    if request.system is not MISSING and (system := _system(request.system)):
        messages.append({"role": "system", "content": system})
    for message in request.messages:
        content = message.content
        if isinstance(content, str):
            if content:
                messages.append({"role": message.role, "content": content})
        elif message.role == "user":
            _add_user(messages, content)
        elif said := _assistant(content, family):
            messages.append(said)
    return messages


def audio_format(media_type: str) -> str | None:
    """None for what the vendor does not hear."""
    return _AUDIO_FORMATS.get(media_type.partition(";")[0].strip().lower())


def call_id(id: str) -> str:
    """Other vendors' ids may be longer than this one takes; call and result are changed alike."""
    if len(id) <= LONGEST_CALL_ID:
        return id
    return "call_" + hashlib.sha256(id.encode()).hexdigest()[:32]


def _system(system: str | list[TextBlockParam]) -> str:
    return system if isinstance(system, str) else "\n".join(block.text for block in system if block.text)


def _add_user(messages: list[Json], blocks: Iterable[BaseModel]) -> None:
    parts: list[Json] = []
    for block in blocks:
        if isinstance(block, ToolResultBlockParam):
            answer, media = _tool_result(block)
            _insert_answer(messages, answer)
            parts += media
        else:
            parts += _parts(block)
    if parts:
        messages.append({"role": "user", "content": _content(parts)})


def _insert_answer(messages: list[Json], answer: Json) -> None:
    """Answers must follow their calls at once, so one goes before what users said in between."""
    place = len(messages)
    while place and messages[place - 1]["role"] == "user":
        place -= 1
    if not place or messages[place - 1]["role"] == "system":
        place = len(messages)
    messages.insert(place, answer)


def _tool_result(block: ToolResultBlockParam) -> tuple[Json, list[Json]]:
    """The tool message, which holds text only, and the parts that must follow in a user message."""
    texts: list[str] = []
    media: list[Json] = []
    content = "" if block.content is MISSING else block.content
    if isinstance(content, str):
        texts.append(content)
    else:
        for part in (part for inner in content for part in _parts(inner)):
            if part["type"] == "text":
                texts.append(part["text"])
            else:
                media.append(part)
    text = "\n".join(texts)
    if block.is_error is True:
        text = _encode({"error": text}).decode()
    return {"role": "tool", "tool_call_id": call_id(block.tool_use_id), "content": text}, media


def _content(parts: list[Json]) -> str | list[Json]:
    return parts[0]["text"] if len(parts) == 1 and parts[0]["type"] == "text" else parts


def _parts(block: BaseModel) -> list[Json]:
    match block:
        case TextBlockParam():
            return [_text(block.text)] if block.text else []
        case ImageBlockParam():
            source = block.source
            url = _data_url(source) if isinstance(source, Base64Source) else source.url
            return [{"type": "image_url", "image_url": {"url": url}}]
        case AudioBlockParam():
            audio = {"data": block.source.data, "format": audio_format(block.source.media_type)}
            return [{"type": "input_audio", "input_audio": audio}]
        case DocumentBlockParam():
            return _document(block)
        case _:
            raise AssertionError(f"compatibility lets no {type(block).__name__} through")


def _document(block: DocumentBlockParam) -> list[Json]:
    source = block.source
    context = [] if block.context is MISSING else [_text(block.context)]
    title = "" if block.title is MISSING else block.title
    if isinstance(source, Base64Source):
        name = block.filename if block.filename is not MISSING else title or _UNNAMED
        return [*context, {"type": "file", "file": {"filename": name, "file_data": _data_url(source)}}]
    heading = [_text(title)] if title else []
    if isinstance(source, TextSource):
        said = [_text(source.data)]
    elif not isinstance(source, ContentSource):
        raise AssertionError("compatibility lets no document by URL through")
    elif isinstance(source.content, str):
        said = [_text(source.content)] if source.content else []
    else:
        said = [part for inner in source.content for part in _parts(inner)]
    return _joined([*heading, *context, *said])


def _joined(parts: list[Json]) -> list[Json]:
    """A document's title and text are one part, so that they stay together beside other parts."""
    if any(part["type"] != "text" for part in parts):
        return parts
    return [_text("\n".join(part["text"] for part in parts))] if parts else []


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def _data_url(source: Base64Source) -> str:
    return f"data:{source.media_type};base64,{source.data}"


def _assistant(blocks: Iterable[BaseModel], family: str) -> Json | None:
    """None if nothing of it has a place here: media, thinking and other vendors' items have none."""
    text = ""
    calls: list[Json] = []
    audio_id: str | None = None
    for block in blocks:
        if isinstance(block, TextBlockParam):
            text += block.text
        elif isinstance(block, ToolUseBlockParam):
            calls.append(_call(block, family))
        elif isinstance(block, AudioBlockParam) and block.signature is not MISSING:
            audio_id = family_value(block.signature, family)
    if not (text or calls or audio_id):
        return None
    message: Json = {"role": "assistant", "content": text or None}
    if calls:
        message["tool_calls"] = calls
    if audio_id:
        message["audio"] = {"id": audio_id}
    return message


def _call(block: ToolUseBlockParam, family: str) -> Json:
    id, name = call_id(block.id), _NOT_IN_NAMES.sub("_", block.name)[:64]
    free_text = block.input.get("input")
    if (
        block.signature is not MISSING
        and family_value(block.signature, family) == CUSTOM_CALL
        and isinstance(free_text, str)
    ):
        return {"id": id, "type": "custom", "custom": {"name": name, "input": free_text}}
    arguments = _encode(block.input).decode()
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}
