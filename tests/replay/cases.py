"""Recorded provider traffic. It lies beside the project and is no part of it; it may be absent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "shared" / "cassettes" / "dev"

_BODIES = ("body", "sse", "text")
"""What can be replayed over HTTP; WebSocket frames and shortened binary bodies cannot."""


@dataclass(frozen=True, slots=True)
class Case:
    """One recorded reply. stream: whether a stream was asked for. body: as it was sent, if that is known.

    id: with `#2` and so on for the further replies of one recording.
    """

    id: str
    api: str
    model: str
    status: int
    headers: Mapping[str, str]
    body: bytes | None
    stream: bool
    notes: tuple[str, ...] = ()

    @property
    def is_event_stream(self) -> bool:
        return self.body is not None and self.stream and not self.body.lstrip().startswith((b"{", b"["))

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"")


def load(api: str, folder: Path = FOLDER) -> list[Case]:
    """In the order of their ids. Empty where `folder` does not hold them."""
    return [_case(json.loads(path.read_text("utf-8"))) for path in sorted((folder / api).glob("*.json"))]


def _case(recorded: dict[str, Any]) -> Case:
    request, response = recorded["request"] or {}, recorded["response"]
    asked = request.get("body")
    return Case(
        id=recorded["id"],
        api=recorded["api"],
        model=recorded["model"] or "unnamed",
        status=response["status"],
        headers={name.lower(): value for name, value in (response["headers"] or {}).items()},
        body=_body(response),
        stream="sse" in response or (isinstance(asked, dict) and asked.get("stream") is True),
        notes=tuple(recorded["notes"]),
    )


def _body(response: dict[str, Any]) -> bytes | None:
    kind = next((kind for kind in _BODIES if kind in response), None)
    if kind is None:
        return None
    said = json.dumps(response["body"], ensure_ascii=False) if kind == "body" else str(response[kind])
    return f"{response.get('body_prefix', '')}{said}".encode()
