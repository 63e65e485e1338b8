"""Reading generateContent's replies: JSON of any shape in, plain values out.

Source: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
"""

from __future__ import annotations

from typing import Any

import msgspec

Json = dict[str, Any]

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
