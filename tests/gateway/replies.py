"""What providers say, as bytes: each dialect's answer in one piece and as the frames of a stream."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.sdk import vendors
from tests.sdk.vendors import Reply


@dataclass(frozen=True, slots=True)
class Dialect:
    """base_path: what the base URL ends in. first: how many frames it takes until the gateway sends an event."""

    provider: str
    model: str
    key_header: str
    setting: str
    base_path: str
    first: int
    whole: Callable[[Reply], vendors.Json]
    stream: Callable[[Reply], str]

    def message(self, *words: str) -> bytes:
        return json.dumps(self.whole(Reply(self.model, list(words)))).encode()

    def frames(self, *words: str) -> list[bytes]:
        stream = self.stream(Reply(self.model, list(words)))
        return [f"{frame}\n\n".encode() for frame in stream.removesuffix("\n\n").split("\n\n")]

    @property
    def asked_as(self) -> str:
        return f"{self.provider}/{self.model}"


DIALECTS = {
    dialect.provider: dialect
    for dialect in (
        Dialect(
            provider="anthropic",
            model="claude-sonnet-4-5",
            key_header="X-Provider-Key-Anthropic",
            setting="ANTHROPIC",
            base_path="",
            first=1,
            whole=vendors.anthropic_message,
            stream=vendors.anthropic_stream,
        ),
        Dialect(
            provider="openai",
            model="gpt-4o",
            key_header="X-Provider-Key-OpenAI",
            setting="OPENAI",
            base_path="/v1",
            first=1,
            whole=vendors.openai_completion,
            stream=vendors.openai_stream,
        ),
    )
}
