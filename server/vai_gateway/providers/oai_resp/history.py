"""What the assistant said, as the items that it came from.

The vendor checks what belongs together. A reasoning item must be followed by the very item that followed it, known by
its id; and an item that has its id must follow its reasoning. So where a caller left one of the two out or wrote a
text anew, the other goes without its reasoning or its id.

Source: https://developers.openai.com/api/docs/guides/reasoning#keeping-reasoning-items-in-context
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any, assert_never

import msgspec

from vai_gateway.contract.requests import (
    AnthropicBlockParam,
    AssistantBlock,
    AudioBlockParam,
    Base64Source,
    DocumentBlockParam,
    ImageBlockParam,
    ProviderBlockParam,
    RedactedThinkingBlockParam,
    TextBlockParam,
    ThinkingBlockParam,
    ToolUseBlockParam,
    VideoBlockParam,
)
from vai_gateway.providers.call_names import call_id, call_name
from vai_gateway.providers.oai_resp.call_item import COMPUTER, COMPUTER_INPUT, CUSTOM
from vai_gateway.providers.oai_resp.facts import NAME
from vai_gateway.providers.oai_resp.marks import OURS, read
from vai_gateway.providers.oai_resp.message_item import REFUSAL
from vai_gateway.providers.oai_resp.native_item import IMAGE
from vai_gateway.providers.oai_resp.reasoning_item import SEPARATOR, SUMMARY

Json = dict[str, Any]

LONGEST_CALL_ID = 64
LONGEST_NAME = 128
CUSTOM_KINDS = frozenset({CUSTOM, "custom"})
"""As marked here, and by OpenAI's other API."""
_encode = msgspec.json.Encoder().encode


def add_assistant(items: list[Json], blocks: Iterable[AssistantBlock], *, worded: Container[str]) -> None:
    """What has no place here is left out: media, and what other vendors signed or made for themselves.

    worded: ids of calls of the computer that were not answered by a screenshot alone.
    """
    turn = _Turn(items, worded)
    for block in blocks:
        turn.add(block)


def without_lone_reasoning(items: Iterable[Json]) -> list[Json]:
    """items: of all messages."""
    kept: list[Json] = []
    is_followed = False
    for item in reversed(list(items)):
        if item.get("type") != "reasoning":
            is_followed = "id" in item
        elif not is_followed:
            continue
        kept.append(item)
    kept.reverse()
    return kept


def not_yet_stored(items: list[Json]) -> list[Json]:
    """What follows the last item that the vendor made: all before it, the vendor has stored."""
    made = [place for place, item in enumerate(items) if "id" in item]
    return items[made[-1] + 1 :] if made else items


class _Turn:
    """One message of the assistant, block by block, onto the items of those before."""

    def __init__(self, items: list[Json], worded: Container[str]) -> None:
        self._items = items
        self._worded = worded
        self._open: Json = {}
        """The item of the text just before, which more text may join."""

    def add(self, block: AssistantBlock) -> None:
        match block:
            case TextBlockParam():
                self._add_text(block.text, read(block.signature))
            case ToolUseBlockParam():
                self._add(self._call(block))
            case ThinkingBlockParam():
                mark = read(block.signature)
                self._add(_reasoning(block.thinking, mark) if mark.get("id") else None)
            case ImageBlockParam():
                self._add(self._image(block))
            case ProviderBlockParam():
                self._add(block.data if block.provider == NAME else None)
            case AudioBlockParam() | VideoBlockParam() | DocumentBlockParam():
                pass
            case RedactedThinkingBlockParam() | AnthropicBlockParam():
                pass
            case _:
                assert_never(block)

    def _add(self, item: Json | None) -> None:
        """None: it has no place here."""
        if item is not None:
            self._open = {}
            self._items.append(item)

    def _add_text(self, text: str, mark: Json) -> None:
        if mark.get("id"):
            if self._open.get("id") == mark["id"]:
                self._open["content"].append(_part(text, mark))
                return
            members = self._members(mark)
            if "id" in members:
                shell = {"type": "message", "role": "assistant", "status": "completed"}
                self._begin({**members, **shell, "content": [_part(text, mark)]})
                return
        if text:
            self._add_plain(text, mark.get("phase"))

    def _add_plain(self, text: str, phase: Any) -> None:
        if self._open and "id" not in self._open and self._open.get("phase") == phase:
            self._open["content"] += text
            return
        self._drop_thoughts()
        said = {"role": "assistant", "content": text}
        self._begin({**said, "phase": phase} if phase else said)

    def _begin(self, item: Json) -> None:
        self._open = item
        self._items.append(item)

    def _members(self, mark: Json) -> Json:
        """The marked members. Without the id if the reasoning before the item is not its own, which goes, too."""
        members = {name: value for name, value in mark.items() if name not in OURS}
        after = mark.get("after")
        if after is None or not self._items or self._items[-1].get("id") != after:
            self._drop_thoughts()
            if after is not None:
                members.pop("id", None)
        return members

    def _drop_thoughts(self) -> None:
        """Those at the end belong to something that does not follow."""
        while self._items and self._items[-1].get("type") == "reasoning":
            self._items.pop()

    def _call(self, block: ToolUseBlockParam) -> Json:
        mark = read(block.signature)
        if mark.get("type") == COMPUTER and block.id not in self._worded:
            return self._computer_call(block, mark)
        if mark.get("type") == COMPUTER:
            mark = {}
        name, free_text = call_name(block.name, LONGEST_NAME), block.input.get("input")
        call: Json = {**self._members(mark), "call_id": call_id(block.id, LONGEST_CALL_ID), "name": name}
        if mark.get("type") in CUSTOM_KINDS and isinstance(free_text, str):
            return {**call, "type": CUSTOM, "input": free_text}
        return {**call, "type": "function_call", "arguments": _encode(block.input).decode()}

    def _computer_call(self, block: ToolUseBlockParam, mark: Json) -> Json:
        """Unlike other calls it must have its id."""
        shown = {
            "type": COMPUTER,
            "call_id": call_id(block.id, LONGEST_CALL_ID),
            "status": "completed",
            "pending_safety_checks": [],
        }
        done = {name: block.input[name] for name in COMPUTER_INPUT if name in block.input}
        named = {"id": mark["id"]} if "id" in mark else {}
        return {**self._members(mark), **named, **shown, **done}

    def _image(self, block: ImageBlockParam) -> Json | None:
        mark = read(block.signature)
        if mark.get("type") != IMAGE or not mark.get("id") or not isinstance(block.source, Base64Source):
            return None
        members = self._members(mark)
        made = {"type": IMAGE, "status": "completed", "result": block.source.data}
        return {**members, **made} if "id" in members else None


def _part(text: str, mark: Json) -> Json:
    if mark.get("type") == REFUSAL:
        return {"type": "refusal", "refusal": text}
    return {"type": "output_text", "text": text, "annotations": []}


def _reasoning(text: str, mark: Json) -> Json:
    members = {name: value for name, value in mark.items() if name not in OURS}
    item: Json = {**members, "type": "reasoning", "summary": []}
    for kind, said in _texts(text, mark.get("parts")):
        item.setdefault("summary" if kind == SUMMARY else "content", []).append({"type": kind, "text": said})
    return item


def _texts(text: str, parts: Any) -> list[tuple[str, str]]:
    """The texts that were joined. One, if they are not what they were."""
    found: list[tuple[str, str]] = []
    start = 0
    for part in parts if isinstance(parts, list) else ():
        match part:
            case [str(kind), int(chars)] if chars > 0:
                found.append((kind, text[start : start + chars]))
                start += chars + len(SEPARATOR)
    if found and start - len(SEPARATOR) == len(text):
        return found
    return [(SUMMARY, text)] if text else []
