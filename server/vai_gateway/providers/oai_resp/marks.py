"""What the vendor needs back of an item, as the signature of the block that shows it.

The value is a JSON object: the item's members that the block itself does not show, among them `id` and
`encrypted_content` as they came. Three members are ours: `type` for an item that is not the block's usual one,
`after` for the reasoning item that the vendor wants to stand before it, `parts` for texts joined in one block.
A fourth, `extra_content`, stands in signatures of the other API alone.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import msgspec

from vai_gateway.core.errors import UNREADABLE
from vai_gateway.providers.signatures import family_value

Json = dict[str, Any]

FAMILY = "openai"
OURS = frozenset({"type", "after", "parts", "extra_content"})

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Json).decode


def sign(mark: Json) -> str:
    return f"{FAMILY}:{_encode(mark).decode()}"


def read(signature: Any) -> Json:
    """Empty where there is none, or none of this family. A caller may have sent anything."""
    value = family_value(signature, FAMILY) if isinstance(signature, str) else None
    if value is None:
        return {}
    try:
        return _decode(value)
    except UNREADABLE:
        return {}


def unshown(item: Json, shown: Container[str]) -> Json:
    """The members of an item that its block does not show; what is null says nothing."""
    return {name: value for name, value in item.items() if value is not None and name not in shown}
