"""A message of the output: its texts and refusals as text blocks, its annotations as citations."""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.responses import CitationsDelta, SignatureDelta, TextDelta
from vai_gateway.providers.oai_resp.marks import sign, unshown
from vai_gateway.providers.oai_resp.said import Said
from vai_gateway.providers.oai_resp.wire import Event, kind_of

Json = dict[str, Any]

REFUSAL = "refusal"
_TEXT_OF = {"output_text": "text", "text": "text", REFUSAL: "refusal"}
_SHOWN = frozenset({"type", "role", "status", "content"})
_KINDS = {
    "url_citation": ("url_citation", "url"),
    "file_citation": ("file_citation", "file_id"),
    "container_file_citation": ("file_citation", "file_id"),
    "file_path": ("file_citation", "file_id"),
}
"""By the annotation's type: the citation's, and the member it must have."""


class _Part:
    """chars, annotations: how many have been said."""

    __slots__ = ("annotations", "chars", "is_signed", "key", "kind", "open")

    def __init__(self, kind: str, key: tuple[int, int]) -> None:
        self.kind = kind
        self.key = key
        self.chars = 0
        self.annotations = 0
        self.is_signed = False
        self.open = True


class MessageItem:
    """Implements Item. Each part is a block; all carry the message's id and phase."""

    def __init__(self, said: Said, index: int, item: Json) -> None:
        self._said = said
        self._index = index
        self._mark = said.mark(unshown(item, _SHOWN))
        self._parts: dict[int, _Part] = {}

    def add(self, event: Event) -> None:
        match event.type:
            case "response.output_text.delta":
                self._say(self._part(event.content_index, "output_text"), event.piece())
            case "response.refusal.delta":
                self._say(self._part(event.content_index, REFUSAL), event.piece())
            case "response.output_text.annotation.added":
                if event.annotation is not None:
                    self._annotate(self._part(event.content_index, "output_text"), [event.annotation])
            case "response.content_part.added":
                if event.part is not None and kind_of(event.part) in _TEXT_OF:
                    self._part(event.content_index, event.part["type"])
            case "response.content_part.done":
                if event.part is not None and kind_of(event.part) in _TEXT_OF:
                    self._complete(event.content_index, event.part)

    def finish(self, item: Json) -> None:
        self._mark = self._mark or self._said.mark(unshown(item, _SHOWN))
        content = item.get("content")
        if isinstance(content, str):
            content = [{"type": "output_text", "text": content}]
        for index, part in enumerate(self._said.objects(content, "content")):
            if kind_of(part) in _TEXT_OF:
                self._complete(index, part)
            else:
                self._said.keep("content", [part])
        for begun in self._parts.values():
            self._close(begun)
        self._said.after = None

    def _part(self, index: int, kind: str) -> _Part:
        part = self._parts.get(index)
        if part is None:
            part = self._parts[index] = _Part(kind, (self._index, index))
            block: Json = {"type": "text", "text": ""}
            if self._mark:
                part.is_signed = True
                block["signature"] = sign(self._mark_of(part))
            self._said.stream.open(part.key, block)
            self._said.refused |= kind == REFUSAL
        return part

    def _mark_of(self, part: _Part) -> Json:
        return {**self._mark, "type": REFUSAL} if part.kind == REFUSAL else self._mark

    def _say(self, part: _Part, text: str) -> None:
        if text:
            part.chars += len(text)
            self._said.stream.delta(part.key, TextDelta(text=text))

    def _annotate(self, part: _Part, annotations: list[Json]) -> None:
        part.annotations += len(annotations)
        for annotation in annotations:
            if (citation := citation_of(annotation)) is None:
                self._said.keep("annotations", [annotation])
            else:
                self._said.stream.delta(part.key, CitationsDelta(citation=citation))

    def _complete(self, index: int, whole: Json) -> None:
        """whole: the part at its end, which is told twice or three times."""
        part = self._part(index, whole["type"])
        if not part.open:
            return
        text = self._said.text(whole.get(_TEXT_OF[whole["type"]]), "a part's text")
        self._say(part, text[part.chars :])
        annotations = self._said.objects(whole.get("annotations"), "annotations")
        self._annotate(part, annotations[part.annotations :])
        if logprobs := whole.get("logprobs"):
            self._said.keep("logprobs", self._said.objects(logprobs, "logprobs"))
        if part.is_signed:
            self._close(part)

    def _close(self, part: _Part) -> None:
        if not part.open:
            return
        part.open = False
        if self._mark and not part.is_signed:
            self._said.stream.delta(part.key, SignatureDelta(signature=sign(self._mark_of(part))))
        self._said.stream.close(part.key)


def citation_of(annotation: Json) -> Json | None:
    """None for a kind that is none of the contract's. What else the vendor tells of it stays beside it."""
    kind, needed = _KINDS.get(kind_of(annotation), ("", ""))
    if not kind or not isinstance(annotation.get(needed), str):
        return None
    return {**{name: value for name, value in annotation.items() if value is not None}, "type": kind}
