"""Images, sounds and videos that Gemini makes, as blocks.

Source: https://ai.google.dev/gemini-api/docs/image-generation and .../docs/speech-generation
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from vai_gateway.providers.gemini.wire import a_text, an_object

Json = dict[str, Any]

_MEDIA_TYPE = re.compile(r"(image|audio|video)/[A-Za-z0-9.+-]+(;.*)?")
_BARE_SAMPLES = ("audio/l16", "audio/pcm")


def media_block(part: Json) -> Json | None:
    """None for what is no medium that the contract has. What was thought in pictures is no part of the answer."""
    if part.get("thought") is True:
        return None
    inline, file = an_object(part.get("inlineData")), an_object(part.get("fileData"))
    media_type, data = a_text(inline.get("mimeType")), a_text(inline.get("data"))
    source: Json = {"type": "base64", "media_type": media_type, "data": data}
    if not data:
        media_type, url = a_text(file.get("mimeType")), a_text(file.get("fileUri"))
        source = {"type": "url", "url": url, "media_type": media_type}
        if not url.startswith(("http://", "https://")) or media_type.startswith("audio/"):
            return None
    found = _MEDIA_TYPE.fullmatch(media_type)
    if found is None:
        return None
    block: Json = {"type": found[1], "source": source}
    if said := a_text(an_object(part.get("audioTranscription")).get("text")):
        block["transcript"] = said
    return block


class Samples:
    """Bare samples of sound, which a stream brings in pieces, put together into one block."""

    def __init__(self) -> None:
        self._media_type = ""
        self._pieces: list[bytes] = []

    def take(self, block: Json) -> bool:
        """Whether `block` goes on with what is held, or begins it. If not, nothing has changed."""
        source = block["source"]
        media_type = source["media_type"]
        if not media_type.lower().startswith(_BARE_SAMPLES) or block.keys() - {"type", "source"}:
            return False
        if self._pieces and media_type != self._media_type:
            return False
        try:
            piece = base64.b64decode(source["data"], validate=True)
        except binascii.Error:
            return False
        self._media_type = media_type
        self._pieces.append(piece)
        return True

    @property
    def held(self) -> bool:
        return bool(self._pieces)

    def block(self) -> Json:
        """What is held, which is then gone."""
        data = base64.b64encode(b"".join(self._pieces)).decode()
        self._pieces = []
        source = {"type": "base64", "media_type": self._media_type, "data": data}
        return {"type": "audio", "source": source}
