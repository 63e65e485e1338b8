"""The tool calls of a streamed chat completion, put together from pieces.

OpenAI sends one call after the other, each piece with the call's index. Others leave out the index, send
several calls in one chunk, give two calls the same index, or send the id late.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import msgspec

from vai_gateway.contract.responses import InputJsonDelta
from vai_gateway.core.errors import unreadable_reply
from vai_gateway.core.ids import tool_use_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.openai_chat.call_mark import signature_of
from vai_gateway.providers.openai_chat.wire import Function, ToolCall

Json = dict[str, Any]

_encode = msgspec.json.Encoder().encode


class _Call:
    """pieces: the arguments so far. key: of its block, once it is open. extra: what stood beside it by then."""

    __slots__ = ("closed", "custom", "extra", "id", "index", "key", "name", "pieces")

    def __init__(self, index: int | None) -> None:
        self.index = index
        self.id: str | None = None
        self.name = ""
        self.custom = False
        self.extra: Json | None = None
        self.key: Hashable = None
        self.pieces: list[str] = []
        self.closed = False

    def is_complete(self) -> bool:
        """Whether the arguments are a whole JSON value. Free text may always go on."""
        if self.custom or not self.pieces:
            return False
        try:
            msgspec.json.decode("".join(self.pieces))
        except (msgspec.DecodeError, RecursionError):
            return False
        return True


class Calls:
    def __init__(self, stream: MessageStream, family: str) -> None:
        self._stream = stream
        self._family = family
        self._calls: list[_Call] = []
        self._last: _Call | None = None

    def __bool__(self) -> bool:
        return any(call.name for call in self._calls)

    def knows(self, piece: ToolCall) -> bool:
        """Whether `piece` goes on with a call that has begun."""
        return self._find(piece) is not None

    def add(self, piece: ToolCall) -> None:
        call = self._find(piece)
        if call is None:
            self.settle()
            call = _Call(piece.index)
            self._calls.append(call)
        self._last = call
        if piece.id is not None and not call.id:
            call.id = piece.id
        text = self._read(call, piece)
        if call.key is not None:
            if text:
                self._extend(call, text)
        else:
            if text:
                call.pieces.append(text)
            if call.name and call.id is not None:
                self._open(call)

    def add_legacy(self, function: Function) -> None:
        """`function_call`: the one call of a message, without an id."""
        self.add(ToolCall(index=-1, id="", function=function))

    def settle(self) -> None:
        """Something else begins: a call whose arguments are whole is over, others may go on."""
        for call in self._calls:
            if call.key is not None and not call.closed and call.is_complete():
                call.closed = True
                self._stream.close(call.key)

    def finish(self) -> None:
        """The message is over."""
        for call in self._calls:
            if call.key is None:
                if not call.name:
                    if call.id or call.pieces:
                        raise unreadable_reply(self._stream.provider, "a tool call without a name")
                    continue
                self._open(call)
            if not call.closed:
                if call.custom:
                    self._send(call, '"}' if call.pieces else '{"input":""}')
                call.closed = True
                self._stream.close(call.key)

    def _find(self, piece: ToolCall) -> _Call | None:
        """None if `piece` begins a call."""
        if piece.index is None:
            if piece.id:
                return next((call for call in self._calls if call.id == piece.id), None)
            return None if piece.function is not None and piece.function.name else self._last
        for call in reversed(self._calls):
            if call.index == piece.index:
                return None if piece.id and call.id and piece.id != call.id else call
        return None

    def _read(self, call: _Call, piece: ToolCall) -> str:
        """Takes the name and what is beside it, and returns the piece of the arguments."""
        call.extra = call.extra or piece.extra_content
        if piece.custom is not None:
            call.custom = True
            call.name = call.name or piece.custom.name or ""
            return piece.custom.input or ""
        if piece.function is None:
            return ""
        call.name = call.name or piece.function.name or ""
        return arguments_text(piece.function)

    def _open(self, call: _Call) -> None:
        block: Json = {"type": "tool_use", "id": call.id or tool_use_id(), "name": call.name, "input": {}}
        if signature := signature_of(self._family, call.extra, is_custom=call.custom):
            block["signature"] = signature
        call.key = call
        self._stream.open(call.key, block)
        held, call.pieces = call.pieces, []
        for text in held:
            self._extend(call, text)

    def _extend(self, call: _Call, text: str) -> None:
        if call.closed:
            if text.strip():
                raise unreadable_reply(self._stream.provider, "a tool call goes on after it was whole")
            return
        if call.custom:
            escaped = _encode(text).decode()[1:-1]
            self._send(call, escaped if call.pieces else f'{{"input":"{escaped}')
        else:
            self._send(call, text)
        call.pieces.append(text)

    def _send(self, call: _Call, partial_json: str) -> None:
        self._stream.delta(call.key, InputJsonDelta(partial_json=partial_json))


def arguments_text(function: Function) -> str:
    """The arguments as JSON text; some vendors send an object."""
    arguments = function.arguments
    return arguments or "" if not isinstance(arguments, dict) else _encode(arguments).decode()
