"""The calls of the output that the caller answers: of functions, of custom tools, and of the computer."""

from __future__ import annotations

from typing import Any

import msgspec

from vai_gateway.contract.responses import InputJsonDelta
from vai_gateway.core.errors import unreadable_reply
from vai_gateway.core.ids import tool_use_id
from vai_gateway.core.message_stream import Block
from vai_gateway.providers.oai_resp.marks import sign, unshown
from vai_gateway.providers.oai_resp.said import Said
from vai_gateway.providers.oai_resp.wire import Event

Json = dict[str, Any]

CUSTOM = "custom_tool_call"
COMPUTER = "computer_call"
COMPUTER_NAME = "computer"
COMPUTER_INPUT = ("action", "actions", "pending_safety_checks")
"""The members of a computer call that are the input of its block."""
_SHOWN = frozenset({"type", "status", "call_id", "name", "arguments", "input"})

_encode = msgspec.json.Encoder().encode


class FunctionItem:
    """Implements Item. The block starts when name and call_id are known, most often at once."""

    def __init__(self, said: Said, index: int, item: Json) -> None:
        self._said = said
        self._key = index
        self._chars = 0
        self._is_open = False
        if item.get("name") and item.get("call_id"):
            self._open(item)

    def add(self, event: Event) -> None:
        match event.type:
            case "response.function_call_arguments.delta" | "response.custom_tool_call_input.delta":
                if self._is_open:
                    self._say(event.piece())

    def finish(self, item: Json) -> None:
        if not self._is_open:
            self._open(item)
        self._say(self._whole(item)[self._chars :])
        if ending := self._ending():
            self._send(ending)
        self._said.stream.close(self._key)
        self._said.called = True
        self._said.after = None

    def _whole(self, item: Json) -> str:
        arguments = item.get("arguments")
        if isinstance(arguments, dict):
            return _encode(arguments).decode()
        return self._said.text(arguments, "arguments")

    def _mark(self, item: Json) -> Json:
        return unshown(item, _SHOWN)

    def _escaped(self, text: str) -> str:
        return text

    def _ending(self) -> str:
        return ""

    def _open(self, item: Json) -> None:
        name = self._said.text(item.get("name"), "name")
        if not name:
            raise unreadable_reply(self._said.stream.provider, "a tool call without a name")
        call_id = self._said.text(item.get("call_id"), "call_id") or tool_use_id()
        block: Block = {"type": "tool_use", "id": call_id, "name": name, "input": {}}
        if mark := self._said.mark(self._mark(item)):
            block["signature"] = sign(mark)
        self._said.stream.open(self._key, block)
        self._is_open = True

    def _say(self, text: str) -> None:
        if text:
            self._send(self._escaped(text))
            self._chars += len(text)

    def _send(self, partial_json: str) -> None:
        self._said.stream.delta(self._key, InputJsonDelta(partial_json=partial_json))


class CustomItem(FunctionItem):
    """Implements Item. Free text, as `{"input": <text>}`."""

    def _whole(self, item: Json) -> str:
        return self._said.text(item.get("input"), "input")

    def _mark(self, item: Json) -> Json:
        return {"type": CUSTOM, **unshown(item, _SHOWN)}

    def _escaped(self, text: str) -> str:
        escaped = _encode(text).decode()[1:-1]
        return escaped if self._chars else f'{{"input":"{escaped}'

    def _ending(self) -> str:
        return '"}' if self._chars else '{"input":""}'


class ComputerItem:
    """Implements Item. What to do, and the checks that an answer acknowledges, are the input."""

    def __init__(self, said: Said, index: int, item: Json) -> None:
        self._said = said
        self._key = index

    def add(self, event: Event) -> None:
        """Nothing of it is streamed."""

    def finish(self, item: Json) -> None:
        call_id = self._said.text(item.get("call_id"), "call_id") or tool_use_id()
        mark = {"type": COMPUTER, **unshown(item, {"type", "status", "call_id", *COMPUTER_INPUT})}
        block: Block = {
            "type": "tool_use",
            "id": call_id,
            "name": COMPUTER_NAME,
            "input": {name: item[name] for name in COMPUTER_INPUT if item.get(name)},
            "signature": sign(self._said.mark(mark)),
        }
        self._said.stream.open(self._key, block)
        self._said.stream.close(self._key)
        self._said.called = True
        self._said.after = None
