"""From Anthropic's replies to the canonical message stream.

The formats are the same, so this is mostly a check: known blocks keep the members that the contract names, the rest of
what Anthropic sends stands in `metadata.anthropic`, and a block type that the contract does not list becomes a
`provider_block`.

Source: https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec
from msgspec import UNSET

from vai_gateway.contract.requests import AnthropicBlockType
from vai_gateway.contract.responses import (
    CitationsDelta,
    ContentBlockDeltaEvent,
    ContentDelta,
    SignatureDelta,
    Usage,
)
from vai_gateway.core.errors import UNREADABLE, unreadable_reply
from vai_gateway.core.ids import tool_use_id
from vai_gateway.core.message_stream import MessageStream, no_usage
from vai_gateway.providers.anthropic.error import error_from
from vai_gateway.providers.text_runs import PLAIN_STRING, is_utf8
from vai_gateway.providers.usage import count
from vai_gateway.wire.sse_read import Frame

Json = dict[str, Any]

PASSED_BLOCKS = frozenset(get_args(AnthropicBlockType.__value__))

_MEMBERS: dict[str, dict[str, type]] = {
    "text": {"type": str, "text": str, "citations": list},
    "thinking": {"type": str, "thinking": str, "signature": str},
    "redacted_thinking": {"type": str, "data": str},
    "tool_use": {"type": str, "id": str, "name": str, "input": dict, "caller": dict, "toolset_name": str},
}
_OPTIONAL = frozenset({"citations", "signature", "caller", "toolset_name"})
_FILLED_LATER = frozenset({"text", "thinking", "input"})
"""Members that deltas fill. Others who speak this API leave them out of a block's start."""
_COUNTS = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
_SHELL = frozenset({"id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"})

_TEXT_DELTA = (
    rb"event: content_block_delta\ndata: "
    rb'{"type":"content_block_delta","index":%b,"delta":{"type":"text_delta","text":' + PLAIN_STRING + rb"} *} *\n\n"
)
_TEXT_DELTAS = re.compile(_TEXT_DELTA % b"(?P<index>0|[1-9][0-9]{0,3})" + b"(?:" + _TEXT_DELTA % b"(?P=index)" + b")*+")
_decode_delta = msgspec.json.Decoder(ContentBlockDeltaEvent).decode
_decode_json = msgspec.json.Decoder(Json).decode


class AnthropicDecoder:
    """Implements Decoder."""

    relays = b"event: content_block_delta\n"

    def __init__(self, stream: MessageStream) -> None:
        self._stream = stream
        self._unknown: dict[int, Json] = {}
        self._blocks = 0
        self._end = _Ending()

    def relay(self, chunk: bytes, start: int) -> int:
        """A run of text deltas for one block, of plain JSON strings, needs no decoding to be known as legal."""
        run = _TEXT_DELTAS.match(chunk, start)
        if run is None or not is_utf8(run[0]):
            return 0
        index = int(run["index"])
        if index in self._unknown or self._stream.text_index(index) != index:
            return 0
        self._stream.relay(run[0])
        return len(run[0])

    def feed(self, frame: Frame) -> None:
        if self._stream.stopped:
            # What follows in the same read must not change the usage that has been handed over.
            return
        if frame.event == "content_block_delta":
            try:
                event = _decode_delta(frame.data)
            except UNREADABLE:
                self._feed_any(self._json(frame))
            else:
                if event.index in self._unknown:
                    self._feed_any(self._json(frame))
                else:
                    self._extend(event.index, event.delta)
        elif frame.event != "ping":
            self._feed_any(self._json(frame))

    def end(self) -> None:
        self._stream.end()

    def _json(self, frame: Frame) -> Json:
        try:
            return _decode_json(frame.data)
        except UNREADABLE:
            raise unreadable_reply("anthropic", "an event is no JSON object") from None

    def _feed_any(self, event: Json) -> None:
        match event.get("type"):
            case "message_start":
                self._end.start(self._stream, _member(event, "message", dict))
            case "content_block_start":
                self._open(_member(event, "index", int), _member(event, "content_block", dict))
            case "content_block_delta":
                self._delta(event)
            case "content_block_stop":
                self._close(_member(event, "index", int))
            case "message_delta":
                self._end.add(_member(event, "delta", dict))
                self._end.add_usage(event.get("usage"))
                self._end.add_leftovers(event, known={"type", "delta", "usage"})
            case "message_stop":
                self._end.add_leftovers(event, known={"type"})
                self._end.stop(self._stream)
            case "error":
                raise error_from(event)
            case _:
                # Anthropic says that new event types may be added and should be passed over.
                return

    def _open(self, index: int, block: Json) -> None:
        kind = _member(block, "type", str)
        if kind in _MEMBERS or kind in PASSED_BLOCKS:
            self._stream.open(index, self._end.known_block(self._blocks, block))
            self._blocks += 1
        else:
            self._unknown[index] = block

    def _extend(self, index: int, delta: ContentDelta) -> None:
        if type(delta) is SignatureDelta and not delta.signature:
            return
        if type(delta) is CitationsDelta:
            _member(delta.citation, "type", str)
        self._stream.delta(index, delta)

    def _delta(self, event: Json) -> None:
        """A delta with null members, or one that is none of the contract's.

        Only a block type that is not in the contract may have the latter.
        """
        delta, index = _member(event, "delta", dict), _member(event, "index", int)
        block = self._unknown.get(index)
        if block is None:
            self._extend(index, _known_delta(delta))
            return
        for name, value in delta.items():
            if name != "type":
                earlier = block.get(name)
                both = isinstance(earlier, str) and isinstance(value, str)
                block[name] = f"{earlier}{value}" if both else value

    def _close(self, index: int) -> None:
        unknown = self._unknown.pop(index, None)
        if unknown is not None:
            self._stream.open(index, provider_block(unknown))
            self._blocks += 1
        self._stream.close(index)


def decode_reply(body: bytes, stream: MessageStream) -> None:
    """A whole reply."""
    try:
        message = _decode_json(body)
    except UNREADABLE:
        raise unreadable_reply("anthropic", "the body is no JSON object") from None
    if message.get("type") == "error" or "error" in message:
        raise error_from(message)
    end = _Ending()
    end.start(stream, message)
    for index, block in enumerate(_member(message, "content", list)):
        if not isinstance(block, dict):
            raise unreadable_reply("anthropic", f"content[{index}] is no object")
        kind = _member(block, "type", str)
        known = kind in _MEMBERS or kind in PASSED_BLOCKS
        stream.open(index, end.known_block(index, block) if known else provider_block(block))
        stream.close(index)
    end.add(message)
    end.stop(stream)


def provider_block(block: Json) -> Json:
    return {"type": "provider_block", "provider": "anthropic", "data": block}


def _known_delta(delta: Json) -> ContentDelta:
    """Raises GatewayError if it is none of the contract's."""
    told = {name: value for name, value in delta.items() if value is not None}
    try:
        known: ContentDelta = msgspec.convert(told, ContentDelta)
    except msgspec.ValidationError:
        raise unreadable_reply("anthropic", f"an unknown delta type {str(delta.get('type'))[:64]!r}") from None
    return known


def _member(value: Json, name: str, kind: type) -> Any:
    member = value.get(name)
    if type(member) is not kind:
        raise unreadable_reply("anthropic", f"{name} is missing or no {kind.__name__}")
    return member


def _kept(block: Json, members: dict[str, type]) -> Json:
    """The members of a block. Raises GatewayError where the block could not be sent back."""
    kept: Json = {}
    for name, kind in members.items():
        value = block.get(name)
        if isinstance(value, kind):
            kept[name] = value
        elif value is None and name in _FILLED_LATER:
            kept[name] = kind()
        elif value is not None or name not in _OPTIONAL:
            raise unreadable_reply("anthropic", f"{name} of a {block['type']} block is no {kind.__name__}")
    # Announced empty; the value follows as a delta.
    if not kept.get("signature", True):
        del kept["signature"]
    if block["type"] == "tool_use":
        kept["id"] = kept["id"] or tool_use_id()
        _named(kept)
    for citation in kept.get("citations", ()):
        _member(citation if isinstance(citation, dict) else {}, "type", str)
    return kept


def _named(call: Json) -> None:
    """Raises GatewayError unless the call has an id and a name."""
    for name in ("id", "name"):
        if not _member(call, name, str):
            raise unreadable_reply("anthropic", f"{name} of a {call['type']} block is empty")


class _Ending:
    """What is known so far of how the message ends."""

    def __init__(self) -> None:
        self.usage: Usage = no_usage()
        self._counts: Json = {}
        self._stop_reason: str | None = None
        self._stop_sequence: str | None = None
        self._leftovers: Json = {}

    def start(self, stream: MessageStream, message: Json) -> None:
        """message: of a message_start event, or a whole message."""
        self.add_usage(message.get("usage"))
        self.add_leftovers(message, known=_SHELL)
        usage = msgspec.structs.replace(self.usage)
        stream.start(id=_member(message, "id", str), model=message.get("model"), usage=usage)

    def add(self, delta: Json) -> None:
        """delta: of a message_delta event, or a whole message."""
        for name in ("stop_reason", "stop_sequence"):
            if (value := delta.get(name)) is not None and not isinstance(value, str):
                raise unreadable_reply("anthropic", f"{name} is no text")
        self._stop_reason = delta.get("stop_reason") or self._stop_reason
        self._stop_sequence = delta.get("stop_sequence") or self._stop_sequence
        self.add_leftovers(delta, known=_SHELL)

    def add_usage(self, counts: Any) -> None:
        """Later counts replace earlier ones; members that are absent or null keep what they were."""
        if not isinstance(counts, dict):
            return
        self._counts.update({name: value for name, value in counts.items() if value is not None})
        for name in _COUNTS:
            setattr(self.usage, name, count(self._counts, name))
        details = self._counts.get("output_tokens_details")
        if isinstance(details, dict) and "thinking_tokens" in details:
            self.usage.reasoning_tokens = count(details, "thinking_tokens")

    def add_leftovers(self, source: Json, *, known: set[str] | frozenset[str]) -> None:
        """Keep what the contract has no field for."""
        for name in source.keys() - known:
            if source[name] is not None:
                self._leftovers[name] = source[name]

    def known_block(self, index: int, block: Json) -> Json:
        """The members that the contract names; others are kept as leftovers of `content.<index>`."""
        members = _MEMBERS.get(block["type"])
        if members is None:
            if "input" in block:
                _named(block)
            return block
        kept = _kept(block, members)
        if more := {name: block[name] for name in block.keys() - members if block[name] is not None}:
            self._leftovers.setdefault("content", {})[str(index)] = more
        return kept

    def stop(self, stream: MessageStream) -> None:
        if self._stop_reason is None:
            raise unreadable_reply("anthropic", "the message stops without a stop reason")
        if self._counts.keys() - _COUNTS:
            self._leftovers["usage"] = self._counts
        metadata: Json = {"anthropic": self._leftovers} if self._leftovers else {}
        if not self._counts:
            metadata["usage_missing"] = True
        stream.stop(
            self._stop_reason,
            self.usage,
            stop_sequence=self._stop_sequence or UNSET,
            metadata=metadata or UNSET,
        )
