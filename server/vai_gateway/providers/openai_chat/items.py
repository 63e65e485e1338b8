"""What a chat completion holds beside text, thinking and calls: pictures, and items that stay the vendor's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from vai_gateway.providers.openai_chat.assistant import FILE
from vai_gateway.providers.openai_chat.dialect import Dialect

Json = dict[str, Any]

_DATA_URL = re.compile(r"data:([a-z]+/[A-Za-z0-9.+-]+)(?:;[^,]*)?;base64,(.+)", re.DOTALL)
_LONGEST_URL = 8192


def image_block(image: Json, dialect: Dialect) -> Json | None:
    """None if it holds no picture. The signature says who takes it back."""
    told = image.get("image_url")
    url = told.get("url") if isinstance(told, dict) else told
    if not isinstance(url, str):
        return None
    if data := _DATA_URL.fullmatch(url):
        source = {"type": "base64", "media_type": data[1], "data": data[2]}
    elif url.startswith(("https://", "http://")) and len(url) <= _LONGEST_URL:
        source = {"type": "url", "url": url}
    else:
        return None
    block: Json = {"type": "image", "source": source}
    if dialect.said_again.images:
        block["signature"] = f"{dialect.facts.name}:images"
    return block


class Items:
    """The vendor's own items, which come after all that was said, since some are told again with more in them."""

    def __init__(self, dialect: Dialect) -> None:
        self._provider = dialect.facts.name
        self._reads_files = dialect.said_again.files
        self._executed: dict[int, Json] = {}
        self._files: list[Json] = []

    def add_executed(self, tools: Iterable[Json]) -> None:
        """The tools that the vendor ran. A later one replaces that with the same index."""
        for tool in tools:
            index = tool.get("index")
            self._executed[index if type(index) is int else len(self._executed)] = tool

    def take_files(self, annotations: list[Json]) -> list[Json]:
        """What the vendor read of the user's files, so that it need not again. Returns the other annotations."""
        if not self._reads_files:
            return annotations
        self._files += [annotation for annotation in annotations if annotation.get("type") == FILE]
        return [annotation for annotation in annotations if annotation.get("type") != FILE]

    def blocks(self) -> list[Json]:
        items = [*self._executed.values(), *self._files]
        return [{"type": "provider_block", "provider": self._provider, "data": item} for item in items]
