"""The blocks of a chat completion: from what it says, piece by piece or whole, into the message stream."""

from __future__ import annotations

from typing import Any

from vai_gateway.contract.responses import CitationsDelta, InputJsonDelta, TextDelta, ThinkingDelta
from vai_gateway.core.errors import UNREADABLE, unreadable_reply
from vai_gateway.core.ids import tool_use_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.openai_chat.calls import Calls, arguments_text
from vai_gateway.providers.openai_chat.ending import Ending
from vai_gateway.providers.openai_chat.messages import CUSTOM_CALL
from vai_gateway.providers.openai_chat.speech import Speech
from vai_gateway.providers.openai_chat.wire import Said, ToolCall, decode_object

Json = dict[str, Any]


class Writer:
    """Turns what chunks add into blocks. One text or thinking block is open at most, beside the calls."""

    def __init__(self, stream: MessageStream, family: str, ending: Ending) -> None:
        self._stream = stream
        self._ending = ending
        self._speech = Speech(family)
        self._open = ""
        self._key = 0
        self._texts = 0
        self.calls = Calls(stream, family)
        self.refused = False

    def add(self, said: Said) -> bool:
        """Whether it said anything that the contract knows."""
        is_known = False
        if thought := said.reasoning_content or said.reasoning:
            self._begin("thinking")
            self._stream.delta(self._key, ThinkingDelta(thinking=thought))
            is_known = True
        if said.content:
            self._begin("text")
            self._stream.delta(self._key, TextDelta(text=said.content))
            is_known = True
        if said.tool_calls:
            self._add_calls(said.tool_calls)
            is_known = True
        if said.refusal or said.annotations or said.audio or said.function_call:
            self._add_rare(said)
            is_known = True
        return is_known

    def finish(self) -> None:
        """Ends every block, the calls' too."""
        self._end()
        self.calls.finish()
        if block := self._speech.block():
            self._key += 1
            self._stream.open(self._key, block)
            self._stream.close(self._key)

    def _add_calls(self, pieces: list[ToolCall]) -> None:
        for piece in pieces:
            if self._open and not self.calls.knows(piece):
                self._end()
            self.calls.add(piece)

    def _add_rare(self, said: Said) -> None:
        if said.refusal:
            self.refused = True
            self._begin("refusal")
            self._stream.delta(self._key, TextDelta(text=said.refusal))
        if said.annotations:
            self._cite(said.annotations)
        if said.audio:
            self._speech.add(said.audio)
        if said.function_call:
            self._end()
            self.calls.add_legacy(said.function_call)

    def _cite(self, annotations: list[Json]) -> None:
        citations, others = split_annotations(annotations, is_whole=self._texts == 1)
        if self._open == "text":
            for citation in citations:
                self._stream.delta(self._key, CitationsDelta(citation=citation))
        else:
            others = annotations
        if others:
            self._ending.add_annotations(others)

    def _begin(self, kind: str) -> None:
        if self._open == kind:
            return
        self._end()
        self.calls.settle()
        self._key += 1
        self._open = kind
        if kind == "thinking":
            self._stream.open(self._key, {"type": "thinking", "thinking": ""})
        else:
            self._texts += 1
            self._stream.open(self._key, {"type": "text", "text": ""})

    def _end(self) -> None:
        if self._open:
            self._open = ""
            self._stream.close(self._key)


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


def write_whole(message: Said, stream: MessageStream, family: str, ending: Ending) -> None:
    blocks: list[Json] = []
    if thought := message.reasoning_content or message.reasoning:
        blocks.append({"type": "thinking", "thinking": thought})
    citations, others = split_annotations(message.annotations or [], is_whole=True)
    if message.content:
        blocks.append({"type": "text", "text": message.content})
        if citations:
            blocks[-1]["citations"] = citations
    elif citations:
        others = message.annotations or []
    if others:
        ending.add_annotations(others)
    if message.refusal:
        blocks.append({"type": "text", "text": message.refusal})
    for index, block in enumerate(blocks):
        stream.open(index, block)
        stream.close(index)
    _write_calls(message, stream, family)
    speech = Speech(family)
    if message.audio is not None:
        speech.add(message.audio)
    if spoken := speech.block():
        stream.open("audio", spoken)
        stream.close("audio")


def _write_calls(message: Said, stream: MessageStream, family: str) -> None:
    calls = list(message.tool_calls or ())
    if message.function_call is not None:
        calls.append(ToolCall(function=message.function_call))
    for index, call in enumerate(calls):
        block, invalid = _whole_call(call, stream.provider, family)
        key = ("call", index)
        stream.open(key, block)
        if invalid:
            stream.delta(key, InputJsonDelta(partial_json=invalid))
        stream.close(key)


def _whole_call(call: ToolCall, provider: str, family: str) -> tuple[Json, str]:
    """The block, and the arguments' text where it is no JSON object."""
    named = call.custom or call.function
    if named is None or not named.name:
        raise unreadable_reply(provider, "a tool call without a name")
    block: Json = {"type": "tool_use", "id": call.id or tool_use_id(), "name": named.name, "input": {}}
    if call.custom is not None:
        block["input"] = {"input": call.custom.input or ""}
        block["signature"] = f"{family}:{CUSTOM_CALL}"
        return block, ""
    text = arguments_text(call.function) if call.function else ""
    if not text.strip():
        return block, ""
    try:
        block["input"] = decode_object(text)
    except UNREADABLE:
        return block, text
    return block, ""
