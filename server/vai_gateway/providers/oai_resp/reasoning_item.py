"""A reasoning item of the output: one thinking block, signed with what the vendor needs back."""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.responses import SignatureDelta, ThinkingDelta
from vai_gateway.providers.oai_resp.marks import sign, unshown
from vai_gateway.providers.oai_resp.said import Said
from vai_gateway.providers.oai_resp.wire import Event

Json = dict[str, Any]

SEPARATOR = "\n"
SUMMARY = "summary_text"
CONTENT = "reasoning_text"
_SHOWN = frozenset({"type", "status", "summary", "content"})


class ReasoningItem:
    """Implements Item. The texts of the summary, and of the reasoning itself where it is told, joined by SEPARATOR.

    Most often there is no text: the encrypted content alone must go back. It is whole only when the item is.
    """

    def __init__(self, said: Said, index: int, item: Json) -> None:
        self._said = said
        self._key = index
        self._texts: dict[tuple[str, int], int] = {}
        said.stream.open(self._key, {"type": "thinking", "thinking": ""})

    def add(self, event: Event) -> None:
        match event.type:
            case "response.reasoning_summary_text.delta":
                self._say(SUMMARY, event.summary_index, event.piece())
            case "response.reasoning_text.delta":
                self._say(CONTENT, event.content_index, event.piece())

    def finish(self, item: Json) -> None:
        self._complete(SUMMARY, self._said.objects(item.get("summary"), "summary"))
        self._complete(CONTENT, self._said.objects(item.get("content"), "content"))
        mark = unshown(item, _SHOWN)
        if mark and (len(self._texts) > 1 or any(kind == CONTENT for kind, _ in self._texts)):
            mark["parts"] = [[kind, chars] for (kind, _), chars in self._texts.items()]
        if mark:
            self._said.stream.delta(self._key, SignatureDelta(signature=sign(mark)))
        self._said.stream.close(self._key)
        self._said.after = mark.get("id")

    def _complete(self, kind: str, parts: list[Json]) -> None:
        for index, part in enumerate(parts):
            text = self._said.text(part.get("text"), "a reasoning text")
            self._say(kind, index, text[self._texts.get((kind, index), 0) :])

    def _say(self, kind: str, index: int, text: str) -> None:
        if not text:
            return
        chars = self._texts.get((kind, index), 0)
        between = SEPARATOR if self._texts and not chars else ""
        self._texts[kind, index] = chars + len(text)
        self._said.stream.delta(self._key, ThinkingDelta(thinking=between + text))
