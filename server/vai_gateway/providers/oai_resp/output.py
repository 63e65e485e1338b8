"""The output of one response: its items become blocks in the order in which they began.

Items can overlap: tools are listed side by side, and a call may run while the model goes on. What is said of an item
waits until all items before it are over, so that a reasoning item stays before the item that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vai_gateway.core.errors import unreadable_reply
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.oai_resp.call_item import COMPUTER, CUSTOM, ComputerItem, CustomItem, FunctionItem
from vai_gateway.providers.oai_resp.message_item import MessageItem
from vai_gateway.providers.oai_resp.native_item import NativeItem
from vai_gateway.providers.oai_resp.reasoning_item import ReasoningItem
from vai_gateway.providers.oai_resp.said import Item, Said
from vai_gateway.providers.oai_resp.wire import Event, kind_of

Json = dict[str, Any]

_ITEMS: dict[str, Callable[[Said, int, Json], Item]] = {
    "message": MessageItem,
    "reasoning": ReasoningItem,
    "function_call": FunctionItem,
    CUSTOM: CustomItem,
    COMPUTER: ComputerItem,
}
_KIND_OF_EVENT = (
    ("response.reasoning", "reasoning"),
    ("response.output_text.", "message"),
    ("response.refusal.", "message"),
    ("response.content_part.", "message"),
    ("response.function_call_arguments.", "function_call"),
    ("response.custom_tool_call_input.", CUSTOM),
)
"""What an item is whose beginning was not told, by how its first event begins."""


class Output:
    def __init__(self, stream: MessageStream) -> None:
        self.said = Said(stream)
        self._live_index = -1
        self._live: Item | None = None
        self._begun: dict[int, Json] = {}
        self._held: dict[int, list[Event]] = {}

    def feed(self, event: Event) -> None:
        """event: about an item."""
        index = event.output_index
        if index == self._live_index and self._live is not None:
            if self._give(self._live, event):
                self._go_on()
        elif index in self._held:
            self._held[index].append(event)
        elif index not in self._begun:
            self._begun[index] = _beginning(event)
            self._held[index] = [event]
            if self._live is None:
                self._go_on()

    def settle(self, output: list[Json]) -> None:
        """The response is over. output: all of its items, as far as the vendor tells them again."""
        while self._live is not None or self._held:
            if self._live is not None:
                self._finish(self._live, _told_again(self._begun[self._live_index], output[self._live_index :]))
            self._go_on()
        if len(output) > len(self._begun):
            for index, item in enumerate(output):
                if index not in self._begun:
                    self._begun[index] = item
                    self._live_index = index
                    self._finish(_make(self.said, index, item), item)

    def _go_on(self) -> None:
        """Bring out the items that waited, up to the first that is not over."""
        while self._live is None and self._held:
            index = next(iter(self._held))
            self._live_index = index
            self._live = _make(self.said, index, self._begun[index])
            for event in self._held.pop(index):
                if self._give(self._live, event):
                    break

    def _give(self, item: Item, event: Event) -> bool:
        """Whether the item is over now."""
        if event.type == "response.output_item.done" and event.item is not None:
            self._finish(item, event.item)
            return True
        if event.type != "response.output_item.added":
            item.add(event)
        return False

    def _finish(self, item: Item, whole: Json) -> None:
        index = self._live_index
        begun_as, ended_as = kind_of(self._begun[index]), kind_of(whole)
        if not begun_as:
            item = _make(self.said, index, whole)
        elif begun_as != ended_as:
            provider = self.said.stream.provider
            raise unreadable_reply(provider, f"item {index} begins as {begun_as} and ends as {ended_as}")
        item.finish(whole)
        self._live = None


def _make(said: Said, index: int, item: Json) -> Item:
    return _ITEMS.get(kind_of(item), NativeItem)(said, index, item)


def _beginning(event: Event) -> Json:
    """The item as its first event shows it."""
    if event.item is not None:
        return event.item
    kind = next((kind for start, kind in _KIND_OF_EVENT if event.type.startswith(start)), None)
    return {} if kind is None else {"type": kind}


def _told_again(begun: Json, output: list[Json]) -> Json:
    """output: from the item's place on. Where that holds something else, the item is as it began."""
    kind = kind_of(begun)
    return output[0] if output and kind in ("", kind_of(output[0])) else begun
