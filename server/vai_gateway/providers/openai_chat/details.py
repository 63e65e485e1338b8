"""OpenRouter's reasoning details: what the models behind it need back of their thinking, in one list.

Streams tell a detail in pieces; put together it is what a whole reply would have told.

Source: https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from vai_gateway.core.errors import UNREADABLE

Json = dict[str, Any]

_IN_PIECES = ("text", "summary")
_CLAUDE = "anthropic-claude-v1"

_decode = msgspec.json.Decoder(list[Json]).decode
_encode = msgspec.json.Encoder().encode


def words_of(details: Iterable[Json]) -> str:
    """What can be read of it; most details repeat what `reasoning` says, some are all there is."""
    said = (detail.get(name) for detail in details for name in _IN_PIECES)
    return "".join(text for text in said if isinstance(text, str))


class Details:
    """A piece goes on with the last detail of its type and index, unless that is signed, which ends it."""

    def __init__(self) -> None:
        self._details: list[_Detail] = []

    def __bool__(self) -> bool:
        return bool(self._details)

    def add(self, pieces: Iterable[Json]) -> None:
        for piece in pieces:
            if (earlier := self._find(piece)) is None:
                earlier = _Detail()
                self._details.append(earlier)
            earlier.add(piece)

    def whole(self) -> list[Json]:
        return [detail.whole() for detail in self._details]

    def literal(self) -> str:
        return _encode(self.whole()).decode()

    def _find(self, piece: Json) -> _Detail | None:
        """None if `piece` begins a detail."""
        for detail in reversed(self._details):
            told = detail.told
            if told.get("type") == piece.get("type") and told.get("index") == piece.get("index"):
                return None if told.get("signature") or "data" in piece else detail
        return None


class _Detail:
    """told: what is not told in pieces, and the place of what is. words: that, since there may be thousands of them."""

    __slots__ = ("told", "words")

    def __init__(self) -> None:
        self.told: Json = {}
        self.words: dict[str, list[str]] = {}

    def add(self, piece: Json) -> None:
        for name, value in piece.items():
            if name in _IN_PIECES and isinstance(value, str):
                self.told.setdefault(name, "")
                self.words.setdefault(name, []).append(value)
            elif value is not None or name not in self.told:
                self.told[name] = value

    def whole(self) -> Json:
        return {**self.told, **{name: "".join(words) for name, words in self.words.items()}}


def to_send(signatures: list[str]) -> Any:
    """The literals of one message as one list, None if nothing of it can go back.

    Claude takes none of its thinking without its signature. (2026)
    """
    try:
        told = [_decode(each) for each in signatures]
    except UNREADABLE:
        return None
    details = told[0] if len(told) == 1 else _put_together(told)
    sendable = [detail for detail in details if not _is_unsigned_claude(detail)]
    if len(told) == 1 and len(sendable) == len(details):
        return msgspec.Raw(signatures[0].encode())
    return sendable or None


def _put_together(told: Iterable[list[Json]]) -> list[Json]:
    details = Details()
    for pieces in told:
        details.add(pieces)
    return details.whole()


def _is_unsigned_claude(detail: Json) -> bool:
    return detail.get("type") == "reasoning.text" and detail.get("format") == _CLAUDE and not detail.get("signature")
