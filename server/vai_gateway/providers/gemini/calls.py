"""Function calls, whole or as Vertex streams them: a name first, then arguments, then an empty piece.

Pieces tell no call apart: what has no name goes on with the last one, and its end may be missing.

Source: https://ai.google.dev/api/caching#FunctionCall
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from vai_gateway.contract.responses import InputJsonDelta, SignatureDelta
from vai_gateway.core.errors import unreadable_reply
from vai_gateway.core.ids import tool_use_id
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.gemini.arguments import Arguments
from vai_gateway.providers.gemini.wire import a_text, objects

Json = dict[str, Any]

_encode = msgspec.json.Encoder().encode


class _Streamed:
    """A call that goes on. whole: arguments that came as an object beside the pieces."""

    __slots__ = ("arguments", "id", "is_signed", "key", "whole")

    def __init__(self, key: Hashable, id: str, *, is_signed: bool) -> None:
        self.key = key
        self.id = id
        self.is_signed = is_signed
        self.arguments = Arguments()
        self.whole: Json = {}


class Calls:
    """open_block: opens a block and returns its key."""

    def __init__(self, stream: MessageStream, open_block: Callable[[Json], Hashable]) -> None:
        self._stream = stream
        self._open_block = open_block
        self._streamed: _Streamed | None = None
        self.any = False

    def goes_on(self, piece: Json) -> bool:
        """Whether `piece` belongs to the call that is open, or to none: an end may come twice."""
        name, id = a_text(piece.get("name")), a_text(piece.get("id"))
        if self._streamed is None:
            return not piece
        return not name or bool(id and id == self._streamed.id)

    def begin(self, piece: Json, signature: str) -> None:
        """signature: the contract's; empty if there is none."""
        name = a_text(piece.get("name"))
        if not name:
            raise unreadable_reply(self._stream.provider, "a function call without a name")
        id = a_text(piece.get("id")) or tool_use_id()
        block: Json = {"type": "tool_use", "id": id, "name": name, "input": {}}
        if signature:
            block["signature"] = signature
        key = self._open_block(block)
        self.any = True
        if piece.get("willContinue") is True or "partialArgs" in piece:
            self._streamed = _Streamed(key, id, is_signed=bool(signature))
            self.go_on(piece, "")
            return
        # A vendor's arguments that are no object stay visible as text.
        if arguments := piece.get("args"):
            self._send(key, _encode(arguments).decode())
        self._stream.close(key)

    def go_on(self, piece: Json, signature: str) -> None:
        call = self._streamed
        if call is None:
            return
        if signature and not call.is_signed:
            call.is_signed = True
            self._stream.delta(call.key, SignatureDelta(signature=signature))
        if isinstance(arguments := piece.get("args"), dict):
            call.whole |= arguments
        for partial in objects(piece.get("partialArgs")):
            try:
                text = call.arguments.add(partial)
            except ValueError as error:
                raise unreadable_reply(self._stream.provider, f"arguments of a call: {error}") from None
            if text:
                self._send(call.key, text)
        if piece.get("willContinue") is not True:
            self.settle()

    def settle(self, *, truncated: bool = False) -> None:
        """The call that is open is over. truncated: it was not finished, so its arguments stay as they are."""
        call, self._streamed = self._streamed, None
        if call is None:
            return
        if not truncated:
            self._send(call.key, call.arguments.add_members(call.whole) + call.arguments.end())
        self._stream.close(call.key)

    def _send(self, key: Hashable, partial_json: str) -> None:
        self._stream.delta(key, InputJsonDelta(partial_json=partial_json))
