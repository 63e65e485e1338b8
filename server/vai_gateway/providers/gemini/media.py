"""Media as parts of a request, and what kind of media an address leads to.

Source: https://ai.google.dev/gemini-api/docs/file-input-methods
"""

from __future__ import annotations

from typing import Any, TypeAlias
from urllib.parse import urlsplit

from pydantic import MISSING

from vai_gateway.contract.requests import (
    AudioBlockParam,
    Base64Source,
    DocumentBlockParam,
    GemExtensions,
    ImageBlockParam,
    UrlSource,
    VideoBlockParam,
)

Json = dict[str, Any]
MediaBlock: TypeAlias = ImageBlockParam | AudioBlockParam | VideoBlockParam | DocumentBlockParam

_BY_ENDING = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heif",
    "mp4": "video/mp4",
    "mpeg": "video/mpeg",
    "mpg": "video/mpeg",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "flv": "video/x-flv",
    "webm": "video/webm",
    "wmv": "video/x-ms-wmv",
    "3gp": "video/3gpp",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "md": "text/markdown",
    "html": "text/html",
    "csv": "text/csv",
}
_YOUTUBE = frozenset({"youtu.be", "youtube.com", "www.youtube.com", "m.youtube.com"})


def base64_part(source: Base64Source) -> Json:
    return {"inlineData": {"mimeType": source.media_type, "data": source.data}}


def url_part(source: UrlSource, own: GemExtensions | None) -> Json:
    """Without a media type if none is known; compatibility lets no such block of a user through."""
    part: Json = {"fileUri": source.url}
    if kind := media_type_of(source, own):
        part["mimeType"] = kind
    return {"fileData": part}


def media_type_of(source: UrlSource, own: GemExtensions | None) -> str | None:
    """As the caller says, else of a video that Gemini fetches itself, else by the address if that is wished."""
    if source.media_type is not MISSING:
        return source.media_type
    address = urlsplit(source.url)
    if address.hostname in _YOUTUBE:
        return "video/mp4"
    if own is None or own.infer_media_type is not True:
        return None
    return _BY_ENDING.get(address.path.rpartition(".")[2].lower())
