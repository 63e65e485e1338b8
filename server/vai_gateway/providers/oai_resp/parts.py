"""What users and tools show: the parts of a message or of a tool's output.

Source: https://developers.openai.com/api/docs/guides/file-inputs and .../guides/images-vision
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from pydantic import MISSING

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

Json = dict[str, Any]

_UNNAMED = "document"
_ENDINGS = {
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xml": ".xml",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/xml": ".xml",
}
"""The vendor takes a file by the ending of its name, too."""


def parts_of(blocks: Iterable[UserBlock]) -> list[Json]:
    return [part for block in blocks for part in _parts(block)]


def image_url(block: ImageBlockParam) -> str:
    return block.source.url if isinstance(block.source, UrlSource) else _data_url(block.source)


def text_part(text: str) -> Json:
    return {"type": "input_text", "text": text}


def _parts(block: UserBlock) -> list[Json]:
    match block:
        case TextBlockParam():
            return [text_part(block.text)] if block.text else []
        case ImageBlockParam():
            return [{"type": "input_image", "image_url": image_url(block), "detail": "auto"}]
        case DocumentBlockParam():
            return _document(block)
        case AudioBlockParam() | VideoBlockParam() | AudioSttBlockParam() | ToolResultBlockParam():
            raise AssertionError(f"no {type(block).__name__} comes this far")
        case _:
            assert_never(block)


def _document(block: DocumentBlockParam) -> list[Json]:
    source = block.source
    title = "" if block.title is MISSING else block.title
    context = [] if block.context is MISSING else [text_part(block.context)]
    if isinstance(source, Base64Source):
        file: Json = {"type": "input_file", "filename": _name(block), "file_data": _data_url(source)}
        return [*context, file]
    if not title and block.filename is not MISSING:
        title = block.filename
    heading = [text_part(title)] if title else []
    if isinstance(source, UrlSource):
        return [*heading, *context, {"type": "input_file", "file_url": source.url}]
    if isinstance(source, TextSource):
        said = [text_part(source.data)]
    elif isinstance(source.content, str):
        said = [text_part(source.content)] if source.content else []
    else:
        said = parts_of(source.content)
    return _joined([*heading, *context, *said])


def _joined(parts: list[Json]) -> list[Json]:
    """A document's title and text are one part, so that they stay together beside other parts."""
    if any(part["type"] != "input_text" for part in parts):
        return parts
    return [text_part("\n".join(part["text"] for part in parts))] if parts else []


def _name(block: DocumentBlockParam) -> str:
    if block.filename is not MISSING:
        return block.filename
    assert isinstance(block.source, Base64Source)
    ending = _ENDINGS.get(block.source.media_type.partition(";")[0].strip().lower(), "")
    title = _UNNAMED if block.title is MISSING or not block.title else block.title
    return title if title.lower().endswith(ending) else title + ending


def _data_url(source: Base64Source) -> str:
    return f"data:{source.media_type};base64,{source.data}"
