"""What the items of one response have in common while they become blocks."""

from __future__ import annotations

from typing import Any, Protocol

from vai_gateway.core.errors import unreadable_reply
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.oai_resp.wire import Event

Json = dict[str, Any]


class Said:
    """after: the id of the reasoning item that ended just before. leftovers: what fits in no block."""

    def __init__(self, stream: MessageStream) -> None:
        self.stream = stream
        self.after: str | None = None
        self.called = False
        self.refused = False
        self.leftovers: dict[str, list[Any]] = {}

    def keep(self, name: str, values: list[Any]) -> None:
        self.leftovers.setdefault(name, []).extend(values)

    def mark(self, unshown: Json) -> Json:
        """An item's mark, with the reasoning item that has to stand before it."""
        if unshown and self.after is not None:
            unshown["after"] = self.after
        return unshown

    def text(self, value: Any, what: str) -> str:
        """value: a member of an item. Null says nothing."""
        if value is None:
            return ""
        if not isinstance(value, str):
            raise unreadable_reply(self.stream.provider, f"{what} is no text")
        return value

    def objects(self, value: Any, what: str) -> list[Json]:
        """value: a member that should be a list of objects. Null is an empty one."""
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise unreadable_reply(self.stream.provider, f"{what} is no list of objects")
        return value


class Item(Protocol):
    """One item of the output, as it is being said. The stream's keys of its blocks begin with its output_index."""

    def add(self, event: Event) -> None: ...

    def finish(self, item: Json) -> None:
        """item: as it is in the end, or as far as it is known. What of it has not been said yet is said now."""
