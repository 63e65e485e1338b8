"""How a chat completion ends: its stop reason, its usage, and what else the vendor said."""

from __future__ import annotations

import math
from typing import Any

from msgspec import UNSET

from vai_gateway.contract.responses import Usage
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.wire import Said
from vai_gateway.providers.usage import CountNames, counted, tells_more

Json = dict[str, Any]

_STOP_REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    # Mistral's, where the model can hold no more.
    "model_length": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
}
_NO_LEFTOVERS = frozenset({"id", "object", "created", "model", "choices", "usage", "error", "obfuscation", "p"})
_NO_CHOICE_LEFTOVERS = frozenset({"index", "delta", "message", "finish_reason", "finish_details"})
_NO_MESSAGE_LEFTOVERS = frozenset({"role", *Said.__struct_fields__})
_NO_MESSAGE_LEFTOVERS_BUT_DETAILS = _NO_MESSAGE_LEFTOVERS - {"reasoning_details"}
_NEVER_IN_PIECES = frozenset({"id", "name", "role", "type"})
_COUNTS = CountNames("prompt_tokens", "completion_tokens")


class Ending:
    """finish_reason: the vendor's, once it is known."""

    def __init__(self, dialect: Dialect) -> None:
        self.finish_reason: str | None = None
        self._dialect = dialect
        self._usage: Json = {}
        self._leftovers: Json = {}
        self._choices: dict[int, Json] = {}
        reads_details = dialect.said_again.thinking == "reasoning_details"
        self._of_message = _NO_MESSAGE_LEFTOVERS if reads_details else _NO_MESSAGE_LEFTOVERS_BUT_DETAILS

    def add_usage(self, usage: Any) -> None:
        """Later counts replace earlier ones; members that are absent or null keep what they were."""
        if isinstance(usage, dict):
            _update(self._usage, usage)

    def add_leftovers(self, reply: Json) -> None:
        """reply: a chunk or a whole reply, as it came. What stands beside the choices is told anew, never continued."""
        if self._dialect.beside in reply:
            reply = self._without_usage_beside(reply)
        if more := _more(reply, _NO_LEFTOVERS):
            _update(self._leftovers, more, grows=False)
        for choice in reply.get("choices") or ():
            if not choice.get("index"):
                if more := _more(choice, _NO_CHOICE_LEFTOVERS):
                    _update(self._leftovers, more)
                said = choice.get("delta") or choice.get("message") or {}
                if more := _more(said, self._of_message):
                    _update(self._leftovers, more)
            else:
                self._add_choice(choice)

    def add_more(self, member: str, items: list[Json]) -> None:
        """What of a message's member has no place among its blocks."""
        self._leftovers.setdefault(member, []).extend(items)

    def stop(self, stream: MessageStream, *, refused: bool, called: bool) -> None:
        finish = self.finish_reason or "stop"
        reason = _STOP_REASONS.get(finish, finish)
        if refused:
            reason = "refusal"
        elif called and finish == "stop":
            # What OpenAI says when the caller forced the call.
            reason = "tool_use"
        usage = self._counted()
        if self._choices:
            self._leftovers["choices"] = [self._choices[index] for index in sorted(self._choices)]
        metadata: Json = {stream.provider: self._leftovers} if self._leftovers else {}
        if not _COUNTS.both_in(self._usage):
            metadata["usage_missing"] = True
        stream.stop(reason, usage, metadata=metadata or UNSET)

    def _counted(self) -> Usage:
        told = self._usage
        usage = counted(told, _COUNTS)
        cost = told.get(self._dialect.cost)
        if isinstance(cost, int | float) and type(cost) is not bool and 0 <= cost < math.inf:
            usage.cost_usd = float(cost)
        if tells_more(told, _COUNTS, usage):
            self._leftovers["usage"] = told
        return usage

    def _without_usage_beside(self, reply: Json) -> Json:
        """The usage of a stream that may stand in the vendor's own member; other usage in there is no counts."""
        beside = reply[self._dialect.beside]
        usage = beside.get("usage") if isinstance(beside, dict) else None
        if not isinstance(usage, dict) or "prompt_tokens" not in usage:
            return reply
        self.add_usage(usage)
        rest = {name: value for name, value in beside.items() if name != "usage"}
        return {**reply, self._dialect.beside: rest}

    def _add_choice(self, choice: Json) -> None:
        """One of several answers: the first is the message, the others stay what the vendor made them."""
        whole = self._choices.setdefault(choice["index"], {"index": choice["index"], "message": {}})
        _append(whole["message"], choice.get("message") or choice.get("delta") or {})
        for name in ("finish_reason", "logprobs"):
            if choice.get(name) is not None:
                _update(whole, {name: choice[name]})


def _more(source: Json, known: frozenset[str]) -> Json:
    return {name: source[name] for name in source.keys() - known}


def _update(into: Json, more: Json, *, grows: bool = True) -> None:
    """Objects are merged, lists grow, other values are replaced; nothing becomes null or empty."""
    for name, value in more.items():
        if value is None or value in ("", [], {}):
            continue
        earlier = into.get(name)
        if isinstance(value, dict):
            merged = earlier if isinstance(earlier, dict) else {}
            _update(merged, value, grows=grows)
            if merged:
                into[name] = merged
        elif grows and isinstance(value, list) and isinstance(earlier, list):
            earlier.extend(value)
        else:
            into[name] = value


def _append(into: Json, delta: Json) -> None:
    """What a delta adds to a message: text grows, list items go by their index."""
    for name, value in delta.items():
        earlier = into.get(name)
        if isinstance(value, dict) and isinstance(earlier, dict):
            _append(earlier, value)
        elif isinstance(value, list) and isinstance(earlier, list):
            _append_items(earlier, value)
        elif isinstance(value, str) and isinstance(earlier, str) and name not in _NEVER_IN_PIECES:
            into[name] = earlier + value
        elif value is not None:
            into[name] = value


def _append_items(into: list[Any], items: list[Any]) -> None:
    for item in items:
        index = item.get("index") if isinstance(item, dict) else None
        same = [old for old in into if isinstance(old, dict) and old.get("index") == index]
        if index is None or not same:
            into.append(item)
        else:
            _append(same[0], item)
