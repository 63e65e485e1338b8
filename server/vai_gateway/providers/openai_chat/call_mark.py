"""What a vendor needs back of a call, as the signature of its block: of a custom tool, and what stood beside it.

Source: https://platform.openai.com/docs/guides/function-calling#custom-tools
and https://ai.google.dev/gemini-api/docs/thought-signatures#openai
"""

from __future__ import annotations

from typing import Any

import msgspec

from vai_gateway.core.errors import UNREADABLE
from vai_gateway.providers.signatures import family_value

Json = dict[str, Any]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Json).decode


def signature_of(family: str, extra: Json | None, *, is_custom: bool) -> str:
    """Empty if there is nothing to sign. extra: the call's `extra_content`."""
    mark: Json = {"type": "custom"} if is_custom else {}
    if extra:
        mark["extra_content"] = extra
    return f"{family}:{_encode(mark).decode()}" if mark else ""


def mark_in(signature: str, family: str) -> Json:
    """Empty where it is none of this family. A caller may have sent anything."""
    try:
        return _decode(family_value(signature, family) or "{}")
    except UNREADABLE:
        return {}
