"""What Gemini cannot take of a user's blocks: media without a type, citations, more media than the caller allows."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import MISSING, BaseModel

from vai_gateway.contract.requests import (
    AudioBlockParam,
    Base64Source,
    ContentSource,
    DocumentBlockParam,
    GemExtensions,
    ImageBlockParam,
    InputMessage,
    ToolResultBlockParam,
    UrlSource,
    VideoBlockParam,
)
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.providers.gemini.media import MediaBlock, media_type_of
from vai_gateway.providers.issues import issue

BLOCK = "unsupported_content_block"


def block_issues(messages: Iterable[InputMessage], provider: str, own: GemExtensions | None) -> list[CompatIssue]:
    found: list[CompatIssue] = []
    media_bytes = 0
    for index, message in enumerate(messages):
        if message.role == "assistant" or isinstance(message.content, str):
            continue
        for place, block in _media(message.content, f"messages[{index}].content"):
            found += _issues_with(block, place, provider, own)
            size = _bytes(block)
            media_bytes += size
            if own is not None and own.inline_media_max_bytes is not MISSING and size > own.inline_media_max_bytes:
                message_ = f"{size} bytes; extensions.gem.inline_media_max_bytes is {own.inline_media_max_bytes}"
                found.append(issue(f"{place}.source.data", message_, code=BLOCK))
    most = MISSING if own is None else own.inline_media_total_max_bytes
    if most is not MISSING and media_bytes > most:
        message_ = f"{media_bytes} bytes of media; extensions.gem.inline_media_total_max_bytes is {most}"
        found.append(issue("messages", message_, code=BLOCK))
    return found


def _media(blocks: Iterable[BaseModel], path: str) -> Iterable[tuple[str, MediaBlock]]:
    """Every block with media in it, in tool results and documents too."""
    for index, block in enumerate(blocks):
        place = f"{path}[{index}]"
        if isinstance(block, ToolResultBlockParam):
            if block.content is not MISSING and not isinstance(block.content, str):
                yield from _media(block.content, f"{place}.content")
        elif isinstance(block, ImageBlockParam | AudioBlockParam | VideoBlockParam | DocumentBlockParam):
            yield place, block
            source = block.source
            if isinstance(source, ContentSource) and not isinstance(source.content, str):
                yield from _media(source.content, f"{place}.source.content")


def _issues_with(block: MediaBlock, place: str, provider: str, own: GemExtensions | None) -> Iterable[CompatIssue]:
    if isinstance(block.source, UrlSource) and media_type_of(block.source, own) is None:
        message = f"{provider} must be told what the address leads to"
        yield issue(f"{place}.source.media_type", message, code="missing_field")
    if isinstance(block, DocumentBlockParam) and block.citations is not MISSING and block.citations.enabled is True:
        yield issue(f"{place}.citations", f"{provider} cites no documents", code=BLOCK)


def _bytes(block: MediaBlock) -> int:
    """What its base64 decodes to, told from its length and padding."""
    if not isinstance(block.source, Base64Source):
        return 0
    data = block.source.data
    return len(data) * 3 // 4 - (len(data) - len(data.rstrip("=")))
