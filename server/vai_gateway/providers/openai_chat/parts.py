"""The content blocks of users and tool results as parts of a chat completion's messages.

Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
"""

from __future__ import annotations

from typing import Any, assert_never

from pydantic import MISSING, BaseModel

from vai_gateway.contract.requests import (
    AudioBlockParam,
    AudioSttBlockParam,
    Base64Source,
    DocumentBlockParam,
    ImageBlockParam,
    TextBlockParam,
    TextSource,
    ToolResultBlockParam,
    UrlSource,
    UserBlock,
    VideoBlockParam,
)
from vai_gateway.providers.openai_chat.dialect import Dialect

Json = dict[str, Any]

PDF = "application/pdf"
_UNNAMED = "document.pdf"


def parts_of(block: UserBlock, dialect: Dialect) -> list[Json]:
    match block:
        case TextBlockParam():
            return [text_part(block, dialect)] if block.text else []
        case ImageBlockParam():
            return [{"type": "image_url", "image_url": {"url": url_of(block.source)}}]
        case AudioBlockParam():
            audio = {"data": block.source.data, "format": dialect.media.audio_format(block.source.media_type)}
            return [{"type": "input_audio", "input_audio": audio}]
        case VideoBlockParam():
            return [{"type": "video_url", "video_url": {"url": url_of(block.source)}}]
        case DocumentBlockParam():
            return _document(block, dialect)
        case AudioSttBlockParam() | ToolResultBlockParam():
            raise AssertionError(f"no {type(block).__name__} comes this far")
        case _:
            assert_never(block)


def text_part(block: TextBlockParam, dialect: Dialect) -> Json:
    return with_cache_control(_text(block.text), block, dialect)


def content_of(parts: list[Json]) -> str | list[Json]:
    """A text alone may stand as it is."""
    if len(parts) == 1 and len(parts[0]) == 2 and parts[0]["type"] == "text":
        text: str = parts[0]["text"]
        return text
    return parts


def with_cache_control(sent: Json, block: BaseModel, dialect: Dialect) -> Json:
    """block: what asks for a cache of all up to here. Elsewhere than with an explicit cache that changes nothing."""
    if dialect.cache_control and (wanted := getattr(block, "cache_control", MISSING)) is not MISSING:
        sent["cache_control"] = wanted.model_dump()
    return sent


def url_of(source: Base64Source | UrlSource) -> str:
    return source.url if isinstance(source, UrlSource) else f"data:{source.media_type};base64,{source.data}"


def _document(block: DocumentBlockParam, dialect: Dialect) -> list[Json]:
    source = block.source
    context = [] if block.context is MISSING else [_text(block.context)]
    title = "" if block.title is MISSING else block.title
    if isinstance(source, Base64Source | UrlSource):
        name = block.filename if block.filename is not MISSING else title or _UNNAMED
        return [*context, {"type": "file", "file": {"filename": name, "file_data": url_of(source)}}]
    heading = [_text(title)] if title else []
    if isinstance(source, TextSource):
        said = [_text(source.data)]
    elif isinstance(source.content, str):
        said = [_text(source.content)] if source.content else []
    else:
        said = [part for inner in source.content for part in parts_of(inner, dialect)]
    parts = _joined([*heading, *context, *said])
    if parts and parts[-1]["type"] == "text":
        with_cache_control(parts[-1], block, dialect)
    return parts


def _joined(parts: list[Json]) -> list[Json]:
    """A document's title and text are one part, so that they stay together beside other parts."""
    if any(part["type"] != "text" for part in parts):
        return parts
    return [_text("\n".join(part["text"] for part in parts))] if parts else []


def _text(text: str) -> Json:
    return {"type": "text", "text": text}
