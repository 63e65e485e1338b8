"""The other items of the output: a picture is an image block, all else goes to the caller as the vendor made it."""

from __future__ import annotations

from typing import Any

from vai_gateway.core.message_stream import Block
from vai_gateway.providers.oai_resp.marks import sign, unshown
from vai_gateway.providers.oai_resp.said import Said
from vai_gateway.providers.oai_resp.wire import Event

Json = dict[str, Any]

IMAGE = "image_generation_call"
_MEDIA_TYPES = {"svg": "image/svg+xml"}
_DEFAULT_FORMAT = "png"


class NativeItem:
    """Implements Item. Web searches, code, files, mcp, shells, compaction and whatever is new: whole at its end."""

    def __init__(self, said: Said, index: int, item: Json) -> None:
        self._said = said
        self._key = index

    def add(self, event: Event) -> None:
        """What is streamed of it stands in the whole item, too."""

    def finish(self, item: Json) -> None:
        if not item:
            return
        block = self._block(item)
        self._said.stream.open(self._key, block)
        self._said.stream.close(self._key)
        self._said.after = None

    def _block(self, item: Json) -> Block:
        data = item.get("result")
        if item.get("type") != IMAGE or not isinstance(data, str) or not data:
            return {"type": "provider_block", "provider": self._said.stream.provider, "data": item}
        made = item.get("output_format")
        kind = made if isinstance(made, str) and made.isascii() and made.isalnum() else _DEFAULT_FORMAT
        media_type = _MEDIA_TYPES.get(kind, f"image/{kind}")
        mark = self._said.mark({"type": IMAGE, **unshown(item, {"type", "status", "result"})})
        return {
            "type": "image",
            "source": {"type": "base64", "media_type": media_type, "data": data},
            "signature": sign(mark),
        }
