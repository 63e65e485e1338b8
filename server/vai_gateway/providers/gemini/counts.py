"""What Gemini counts, frame by frame: of each member, the last that was told.

Source: https://ai.google.dev/api/generate-content#UsageMetadata
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Raw

from vai_gateway.providers.gemini.wire import decode_any

Json = dict[str, Any]

_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_DIGITS_MATTER = re.compile(rb"\\|\d[.eE]")
"""Where other digits may make another letter, or a number that is too large."""
_NOTHING = Raw()


class Counts:
    """Nearly all frames of a stream tell the same members in other digits, so only the last of those is parsed."""

    def __init__(self) -> None:
        self._told: Json = {}
        self._held = _NOTHING
        """The last that nothing but its digits told from the one before it."""
        self._shape = b""
        """What JSON of the same members looks like, each digit as a zero; empty if that is not known."""

    def add(self, told: Any) -> None:
        """told: a frame's usageMetadata, or whatever stands there."""
        self._settle()
        if type(told) is dict:
            self._told |= {n: v for n, v in told.items() if v is not None} if None in told.values() else told

    def add_raw(self, raw: Raw) -> None:
        """raw: the same as JSON, whose syntax is known to be right. Raises what reading JSON can."""
        if raw == self._held:
            return
        written = bytes(raw)
        shape = written.translate(_TO_ZERO)
        if shape == self._shape:
            self._held = raw
            return
        told = decode_any(written)
        self.add(told)
        self._shape = shape if type(told) is dict and _is_known_by_its_shape(told, written) else b""

    def told(self) -> Json:
        """All members so far."""
        self._settle()
        return self._told

    def _settle(self) -> None:
        if self._held:
            held, self._held = self._held, _NOTHING
            self.add(decode_any(held))


def _is_known_by_its_shape(told: Json, written: bytes) -> bool:
    """Whether all JSON of the same shape has the same members, and can be read."""
    return _DIGITS_MATTER.search(written) is None and not any(map(str.isdigit, "".join(told)))
