"""The blocks of a reply: from Gemini's parts, piece by piece or whole, into the message stream.

Source: https://ai.google.dev/api/caching#Part
"""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.responses import CitationsDelta, TextDelta, ThinkingDelta
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.gemini.calls import Calls
from vai_gateway.providers.gemini.citations import citations_of
from vai_gateway.providers.gemini.dialect import FAMILY
from vai_gateway.providers.gemini.ending import Ending
from vai_gateway.providers.gemini.reply_media import Samples, media_block
from vai_gateway.providers.gemini.wire import a_text, an_object

Json = dict[str, Any]

_PLAIN = frozenset({"text", "thought"})
_KNOWN = {
    "text": frozenset({"text", "thought", "thoughtSignature"}),
    "functionCall": frozenset({"functionCall", "thoughtSignature"}),
    "media": frozenset({"inlineData", "fileData", "thoughtSignature", "audioTranscription"}),
}
_KNOWN_WITHIN = {
    "functionCall": frozenset({"id", "name", "args", "partialArgs", "willContinue"}),
    "inlineData": frozenset({"mimeType", "data"}),
    "fileData": frozenset({"mimeType", "fileUri"}),
}
_SEALED = "sealed"


class _Text:
    """A text block that can still be cited."""

    __slots__ = ("key", "pieces")

    def __init__(self, key: int) -> None:
        self.key = key
        self.pieces: list[str] = []


class Writer:
    """whole: the reply came in one piece, so its texts stay open until what cites them is known.

    Of a stream, only the text that is open at its end can be cited.
    """

    def __init__(self, stream: MessageStream, ending: Ending, *, whole: bool) -> None:
        self._stream = stream
        self._ending = ending
        self._whole = whole
        self._open = ""
        self._key = 0
        self._texts: list[_Text] = []
        self._held_signature = ""
        self._samples = Samples()
        self.calls = Calls(stream, self._open_block)

    def add(self, part: Json) -> None:
        text = part.get("text")
        if type(text) is str and part.keys() <= _PLAIN:
            if text:
                self.say(text, "thinking" if part.get("thought") is True else "text")
            return
        kind = "text"
        if type(text) is str or part.keys() == {"thoughtSignature"} or part.keys() == {"thoughtSignature", "thought"}:
            self._add_text(a_text(text), part)
        elif type(part.get("functionCall")) is dict:
            kind = "functionCall"
            self._add_call(part)
        elif (block := media_block(part)) is not None:
            kind = "media"
            self._add_media(block, _signature(part))
        else:
            self._add_item(part)
            return
        if more := _leftovers(part, _KNOWN[kind]):
            self._ending.add_part_leftovers(self._number(), more)

    def say(self, text: str, kind: str) -> None:
        """text: some. kind: `text` or `thinking`."""
        if self._open != kind:
            self._begin(kind, {"type": kind, kind: ""})
        if kind == "text":
            self._texts[-1].pieces.append(text)
            self._stream.delta(self._key, TextDelta(text=text))
        else:
            self._stream.delta(self._key, ThinkingDelta(thinking=text))

    def finish(self, *, truncated: bool) -> None:
        """Ends every block. truncated: a call that is still open is left unfinished."""
        texts = ["".join(text.pieces) for text in self._texts]
        for number, citation in citations_of(self._ending.candidate, texts):
            self._stream.delta(self._texts[number].key, CitationsDelta(citation=citation))
        self._settle(truncated=truncated)
        for text in self._texts:
            self._stream.close(text.key)

    def _add_text(self, text: str, part: Json) -> None:
        """A signed part is a block of its own, so that it can be sent back as it was."""
        kind, signature = "thinking" if part.get("thought") is True else "text", _signature(part)
        if not signature:
            if text:
                self.say(text, kind)
            return
        if not text and kind == "text" and self._open == "text":
            # What cites the text before it may still come.
            self._held_signature, self._open = signature, _SEALED
            return
        self._begin(kind, {"type": kind, kind: "", "signature": signature})
        if text:
            self.say(text, kind)
        self._open = _SEALED if kind == "text" else kind
        if kind == "thinking":
            self._end()

    def _add_item(self, part: Json) -> None:
        """An item of Gemini's own tools, or something new: kept and sent back as it came."""
        if part:
            self._settle()
            self._close(self._open_block({"type": "provider_block", "provider": self._stream.provider, "data": part}))

    def _add_call(self, part: Json) -> None:
        piece: Json = part["functionCall"]
        signature = _signature(part)
        if self.calls.goes_on(piece):
            self.calls.go_on(piece, signature)
            return
        self._settle()
        self.calls.begin(piece, signature)

    def _add_media(self, block: Json, signature: str) -> None:
        if signature:
            block["signature"] = signature
        if self._samples.held and self._samples.take(block):
            return
        self._settle()
        if not self._samples.take(block):
            self._close(self._open_block(block))

    def _number(self) -> int:
        """Of the block that the last part went to, or will go to."""
        waits = self._samples.held or bool(self._held_signature)
        return self._key if waits else max(0, self._key - 1)

    def _begin(self, kind: str, block: Json) -> None:
        self._settle()
        key = self._open_block(block)
        self._open = kind
        if kind == "text":
            self._texts.append(_Text(key))

    def _settle(self, *, truncated: bool = False) -> None:
        """Whatever was going on is over."""
        self._end()
        if self._held_signature:
            signature, self._held_signature = self._held_signature, ""
            self._close(self._open_block({"type": "text", "text": "", "signature": signature}))
        if self._samples.held:
            self._close(self._open_block(self._samples.block()))
        self.calls.settle(truncated=truncated)

    def _end(self) -> None:
        kind, self._open = self._open, ""
        if not kind or (self._whole and kind != "thinking"):
            return
        if kind != "thinking":
            self._texts.pop()
        self._close(self._key)

    def _open_block(self, block: Json) -> int:
        self._key += 1
        self._stream.open(self._key, block)
        return self._key

    def _close(self, key: int) -> None:
        self._stream.close(key)


def _leftovers(part: Json, known: frozenset[str]) -> Json:
    """What of a part its block has no member for."""
    more = {name: part[name] for name in part.keys() - known}
    for name in part.keys() & known & _KNOWN_WITHIN.keys():
        inner = an_object(part[name])
        if rest := {member: inner[member] for member in inner.keys() - _KNOWN_WITHIN[name]}:
            more[name] = rest
    return more


def _signature(part: Json) -> str:
    """As the contract has it; empty if there is none."""
    value = a_text(part.get("thoughtSignature"))
    return f"{FAMILY}:{value}" if value else ""
