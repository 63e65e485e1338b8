"""Reading generateContent's replies: JSON of any shape in, plain values out; and the chunk that nearly every one is.

Source: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct

Json = dict[str, Any]


class _PlainPart(Struct, forbid_unknown_fields=True, gc=False):
    text: str
    thought: bool = False


class _PlainContent(Struct, forbid_unknown_fields=True, gc=False):
    parts: list[_PlainPart]
    role: str = ""


class _PlainCandidate(Struct, forbid_unknown_fields=True, gc=False):
    content: _PlainContent
    index: int = 0


class _PlainChunk(Struct, forbid_unknown_fields=True, gc=False):
    """Some more text, and nothing that has to be kept but the counts.

    The members that chunks only repeat are read as what they have to be, lest something else pass unseen.
    """

    candidates: list[_PlainCandidate]
    usageMetadata: Raw = Raw()
    modelVersion: str = ""
    createTime: str = ""
    responseId: str = ""


decode_plain = msgspec.json.Decoder(_PlainChunk).decode
decode_any = msgspec.json.Decoder().decode
decode_object = msgspec.json.Decoder(Json).decode


def objects(value: Any) -> list[Json]:
    """The objects of a list; empty if it is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def a_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def an_object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def a_text(value: Any) -> str:
    return value if isinstance(value, str) else ""
