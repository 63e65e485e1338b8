"""The speech of a chat completion, put together from base64 pieces into one audio block."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from vai_gateway.providers.openai_chat.wire import Audio

Json = dict[str, Any]

_BEGINNINGS = (
    (b"RIFF", "audio/wav"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
)
_HEADERLESS = "audio/pcm"


class Speech:
    def __init__(self, family: str) -> None:
        self._family = family
        self._id = ""
        self._data: list[str] = []
        self._transcript: list[str] = []

    def add(self, audio: Audio) -> None:
        self._id = self._id or audio.id or ""
        if audio.data:
            self._data.append(audio.data)
        if audio.transcript:
            self._transcript.append(audio.transcript)

    def block(self) -> Json | None:
        """The audio block, or the transcript alone as text; None if nothing was said.

        Its signature holds the vendor's id, by which the vendor knows its own speech again.
        """
        transcript = "".join(self._transcript)
        if not self._data:
            return {"type": "text", "text": transcript} if transcript else None
        data = _joined(self._data)
        block: Json = {
            "type": "audio",
            "source": {"type": "base64", "media_type": _media_type(data), "data": data},
        }
        if transcript:
            block["transcript"] = transcript
        if self._id:
            block["signature"] = f"{self._family}:{self._id}"
        return block


def _joined(pieces: list[str]) -> str:
    """Pieces that are whole base64 each may end in padding, which must not stand in the middle."""
    if len(pieces) == 1 or any(len(piece) % 4 for piece in pieces):
        return "".join(pieces)
    try:
        return base64.b64encode(b"".join(base64.b64decode(piece) for piece in pieces)).decode()
    except binascii.Error:
        return "".join(pieces)


def _media_type(data: str) -> str:
    """The reply does not say; the bytes do, except for bare samples."""
    try:
        head = base64.b64decode(data[:16])
    except binascii.Error:
        return _HEADERLESS
    return next((kind for start, kind in _BEGINNINGS if head.startswith(start)), _HEADERLESS)
