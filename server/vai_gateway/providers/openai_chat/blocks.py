"""The blocks of a streamed chat completion: from what it says, piece by piece, into the message stream."""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.responses import CitationsDelta, SignatureDelta, TextDelta, ThinkingDelta
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.openai_chat.calls import Calls
from vai_gateway.providers.openai_chat.details import Details, words_of
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.ending import Ending
from vai_gateway.providers.openai_chat.items import Items, image_block
from vai_gateway.providers.openai_chat.speech import Speech
from vai_gateway.providers.openai_chat.wire import Said, ToolCall

Json = dict[str, Any]


class Writer:
    """Turns what chunks add into blocks. One text or thinking block is open at most, beside the calls."""

    def __init__(self, stream: MessageStream, dialect: Dialect, ending: Ending) -> None:
        self._stream = stream
        self._dialect = dialect
        self._ending = ending
        self._speech = Speech(dialect.facts.name)
        self._items = Items(dialect)
        self._open = ""
        self._key = 0
        self._texts = 0
        self._citations: list[Json] = []
        self._reads_details = dialect.said_again.thinking == "reasoning_details"
        self._details = Details()
        self._reasoned = False
        self.calls = Calls(stream, dialect.facts.name)
        self.refused = False

    def add(self, said: Said) -> bool:
        """Whether it said anything that the contract knows."""
        is_known = False
        if said.reasoning_content or said.reasoning or said.reasoning_details:
            is_known = self._think(said)
        if content := said.content:
            if not isinstance(content, str):
                self._add_parts(content)
            else:
                if self._open != "text":
                    self._begin("text")
                self._stream.delta(self._key, TextDelta(text=content))
            is_known = True
        if said.tool_calls:
            self._add_calls(said.tool_calls)
            is_known = True
        if said.refusal or said.annotations or said.audio or said.function_call or said.images or said.executed_tools:
            self._add_rare(said)
            is_known = True
        return is_known

    def text_index(self) -> int | None:
        """The number of the block that the next text goes to, if it is open and going out."""
        return self._stream.text_index(self._key) if self._open == "text" else None

    def finish(self) -> None:
        """Ends every block, the calls' too."""
        self._end()
        self.calls.finish()
        if block := self._speech.block():
            self._add_whole(block)
        for block in self._items.blocks():
            self._add_whole(block)
        if self._citations:
            self._ending.add_more("annotations", self._citations)

    def _think(self, said: Said) -> bool:
        details = said.reasoning_details if self._reads_details else None
        thought = said.reasoning_content or said.reasoning
        if not (thought or details):
            return False
        if self._open != "thinking":
            self._begin("thinking", said.thought_in())
        if thought:
            self._reasoned = True
            self._stream.delta(self._key, ThinkingDelta(thinking=thought))
        if details:
            self._add_details(details)
        return True

    def _add_details(self, details: list[Json]) -> None:
        """Its words are in `reasoning` as well, if that is sent at all."""
        if not self._reasoned and (words := words_of(details)):
            self._stream.delta(self._key, ThinkingDelta(thinking=words))
        self._details.add(details)

    def _add_parts(self, parts: list[Json]) -> None:
        for kind, words, part in parts_said(parts):
            if not kind:
                self._ending.add_more("content", [part])
            elif words:
                self._say(kind, words)

    def _add_calls(self, pieces: list[ToolCall]) -> None:
        for piece in pieces:
            if self._open and not self.calls.knows(piece):
                self._end()
            self.calls.add(piece)

    def _add_rare(self, said: Said) -> None:
        if said.refusal:
            self.refused = True
            self._say("refusal", said.refusal)
        if said.annotations:
            self._annotate(self._items.take_files(said.annotations))
        if said.audio:
            self._speech.add(said.audio)
        if said.function_call:
            self._end()
            self.calls.add_legacy(said.function_call)
        if said.executed_tools:
            self._items.add_executed(said.executed_tools)
        if said.images:
            self._add_images(said.images)

    def _add_images(self, images: list[Json]) -> None:
        for image in images:
            if block := image_block(image, self._dialect):
                self._end()
                self.calls.settle()
                self._add_whole(block)
            else:
                self._ending.add_more("images", [image])

    def _annotate(self, annotations: list[Json]) -> None:
        """Those that come before their text wait for it; those that come after it have no place in it."""
        if self._open != "text" and not self._texts:
            self._citations += annotations
            return
        citations, others = split_annotations(annotations, is_whole=self._texts == 1)
        if self._open != "text":
            others = annotations
        else:
            for citation in citations:
                self._stream.delta(self._key, CitationsDelta(citation=citation))
        if others:
            self._ending.add_more("annotations", others)

    def _say(self, kind: str, words: str) -> None:
        self._begin(kind)
        delta = ThinkingDelta(thinking=words) if kind == "thinking" else TextDelta(text=words)
        self._stream.delta(self._key, delta)

    def _begin(self, kind: str, member: str = "") -> None:
        """member: that thinking was told in."""
        if self._open == kind:
            return
        self._end()
        self.calls.settle()
        self._key += 1
        self._open = kind
        if kind == "thinking":
            self._stream.open(self._key, thinking_block("", self._dialect, member=member))
            return
        self._texts += 1
        self._stream.open(self._key, {"type": "text", "text": ""})
        if self._citations and kind == "text":
            held, self._citations = self._citations, []
            self._annotate(held)

    def _end(self) -> None:
        if not self._open:
            return
        self._open = ""
        if self._details:
            signature = f"{self._dialect.facts.name}:{self._details.literal()}"
            self._stream.delta(self._key, SignatureDelta(signature=signature))
            self._details = Details()
        self._stream.close(self._key)

    def _add_whole(self, block: Json) -> None:
        self._key += 1
        self._stream.open(self._key, block)
        self._stream.close(self._key)


def thinking_block(words: str, dialect: Dialect, *, member: str = "") -> Json:
    """Signed with the member it was told in, where it goes back in that."""
    block: Json = {"type": "thinking", "thinking": words}
    if member and member == dialect.said_again.thinking:
        block["signature"] = f"{dialect.facts.name}:{member}"
    return block


def parts_said(parts: list[Json]) -> list[tuple[str, str, Json]]:
    """Of Mistral's parts, which kind of block each goes to, and its words; no kind for what is neither."""
    found: list[tuple[str, str, Json]] = []
    for part in parts:
        kind = part.get("type")
        words = part.get(kind) if kind in ("text", "thinking") else None
        if isinstance(words, list):
            words = "".join(inner["text"] for inner in words if _has_text(inner))
        found.append((str(kind), words, part) if isinstance(words, str) else ("", "", part))
    return found


def split_annotations(annotations: list[Json], *, is_whole: bool) -> tuple[list[Json], list[Json]]:
    """The citations in the contract's form, and the annotations that are none.

    is_whole: whether the text block is all of the text, so that the vendor's positions are positions in it.
    """
    citations: list[Json] = []
    others: list[Json] = []
    for annotation in annotations:
        told = annotation.get("url_citation")
        if not isinstance(told, dict) or not isinstance(told.get("url"), str):
            others.append(annotation)
            continue
        citation = {name: value for name, value in told.items() if value is not None}
        if not is_whole:
            citation.pop("start_index", None)
            citation.pop("end_index", None)
        citations.append({"type": "url_citation", **citation})
    return citations, others


def _has_text(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("text"), str)
