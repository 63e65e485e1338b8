"""Whether a body is what Google's SDK declares for it; unknown members are not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

Json = dict[str, Any]

_DECLARED = {
    "contents": "Content",
    "systemInstruction": "Content",
    "tools": "Tool",
    "toolConfig": "ToolConfig",
    "generationConfig": "GenerationConfig",
    "imageConfig": "ImageConfig",
    "safetySettings": "SafetySetting",
}
_PLAIN = {"cachedContent": str, "labels": dict}


def misfits(sent: Json) -> list[str]:
    """Where `sent` does not fit the SDK's types."""
    types: Any = pytest.importorskip("google.genai.types", reason="google-genai is not installed")
    body = dict(sent)
    # The SDK declares this one apart from the object that it goes into.
    if "imageConfig" in body.get("generationConfig", {}):
        body["generationConfig"] = dict(body["generationConfig"])
        body["imageConfig"] = body["generationConfig"].pop("imageConfig")
    found: list[str] = []
    for name, value in body.items():
        if name in _DECLARED:
            declared = getattr(types, _DECLARED[name])
            for item in value if isinstance(value, list) else [value]:
                found += _misfits(item, declared)
        elif not isinstance(value, _PLAIN.get(name, ())):
            found.append(f"{name}: there is no such member")
    return found


def _misfits(value: Any, declared: Any) -> list[str]:
    try:
        declared.model_validate(value)
    except ValidationError as error:
        return [f"{declared.__name__}{fault['loc']}: {fault['msg']}" for fault in error.errors(include_url=False)]
    return []
