"""How a reply ends: its stop reason, its usage, and what else Gemini said.

Source: https://ai.google.dev/api/generate-content#FinishReason and .../#UsageMetadata
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from vai_gateway.contract.responses import Usage
from vai_gateway.core.message_stream import MessageStream, no_usage, total
from vai_gateway.providers.gemini.counts import Counts
from vai_gateway.providers.gemini.wire import an_object, objects
from vai_gateway.providers.usage import count

Json = dict[str, Any]

_REFUSALS = frozenset(
    {
        "SAFETY",
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "MODEL_ARMOR",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
        "ESCALATION",
        "PUP_LIMITED_DISABLED",
    }
)
_STOP_REASONS = {"STOP": "end_turn", "MAX_TOKENS": "max_tokens"} | dict.fromkeys(_REFUSALS, "refusal")
_NO_LEFTOVERS = frozenset(
    {"candidates", "usageMetadata", "modelVersion", "responseId", "createTime", "error", "sdkHttpResponse"}
)
_NO_CANDIDATE_LEFTOVERS = frozenset({"content", "index", "finishReason", "groundingMetadata"})
_NOTHING_TO_KEEP = frozenset({"content", "index"})
_COUNTS = frozenset(
    {
        "promptTokenCount",
        "candidatesTokenCount",
        "thoughtsTokenCount",
        "toolUsePromptTokenCount",
        "cachedContentTokenCount",
        "totalTokenCount",
    }
)


class Ending:
    """finish_reason: Gemini's, once it is known. candidate: what stands beside the content, of the whole reply.

    counts: of the whole reply so far.
    """

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self.candidate: Json = {}
        self.counts = Counts()
        self._leftovers: Json = {}
        self._others: dict[int, Json] = {}

    @property
    def is_blocked(self) -> bool:
        """The prompt was, so there is no answer."""
        return bool(an_object(self._leftovers.get("promptFeedback")).get("blockReason"))

    def add(self, chunk: Json) -> None:
        """chunk: of a stream, or a whole reply. Its candidates are added one by one."""
        self.counts.add(chunk.get("usageMetadata"))
        if more := chunk.keys() - _NO_LEFTOVERS:
            _update(self._leftovers, {name: chunk[name] for name in more})

    def add_candidate(self, candidate: Json) -> None:
        if candidate.keys() <= _NOTHING_TO_KEEP:
            return
        _update(self.candidate, {name: value for name, value in candidate.items() if name != "content"})
        reason = candidate.get("finishReason")
        if isinstance(reason, str) and reason != "FINISH_REASON_UNSPECIFIED":
            self.finish_reason = reason

    def add_other(self, index: int, candidate: Json) -> None:
        """One of several answers: the first is the message, the others stay what Gemini made them."""
        other = self._others.setdefault(index, {"index": index})
        parts = objects(an_object(candidate.get("content")).get("parts"))
        _update(other, {name: value for name, value in candidate.items() if name != "content"})
        if parts:
            other.setdefault("content", {"role": "model", "parts": []})["parts"] += parts

    def add_part_leftovers(self, block: int, more: Json) -> None:
        """What the contract has no member for, by the block's number."""
        self._leftovers.setdefault("content", {}).setdefault(str(block), {}).update(more)

    def usage(self) -> Usage:
        """The counts known so far."""
        told = self.counts.told()
        prompt, read = count(told, "promptTokenCount"), count(told, "cachedContentTokenCount")
        thoughts = count(told, "thoughtsTokenCount")
        usage = no_usage()
        usage.cache_read_input_tokens = read
        usage.input_tokens = max(0, prompt - read) + count(told, "toolUsePromptTokenCount")
        usage.output_tokens = count(told, "candidatesTokenCount") + thoughts
        if "thoughtsTokenCount" in told:
            usage.reasoning_tokens = thoughts
        return usage

    def stop(self, stream: MessageStream, *, called: bool) -> None:
        reason = self.finish_reason or "STOP"
        stop_reason = _STOP_REASONS.get(reason, reason)
        if self.is_blocked:
            stop_reason = "refusal"
        elif called and reason == "STOP":
            # Gemini has no reason of its own for calls.
            stop_reason = "tool_use"
        usage = self.usage()
        metadata = self._metadata(stream.provider, reason, usage)
        stream.stop(stop_reason, usage, metadata=metadata or UNSET)

    def _metadata(self, provider: str, reason: str, usage: Usage) -> Json:
        leftovers = self._leftovers
        _update(leftovers, {n: v for n, v in self.candidate.items() if n not in _NO_CANDIDATE_LEFTOVERS})
        if grounding := self.candidate.get("groundingMetadata"):
            leftovers["grounding"] = grounding
        if reason in _REFUSALS:
            leftovers["finishReason"] = reason
        if self._others:
            leftovers["candidates"] = [self._others[index] for index in sorted(self._others)]
        ours, told = total(usage), self.counts.told()
        if told.keys() - _COUNTS or ours != told.get("totalTokenCount", ours):
            leftovers["usage"] = told
        metadata: Json = {provider: leftovers} if leftovers else {}
        if "promptTokenCount" not in told:
            metadata["usage_missing"] = True
        return metadata


def _update(into: Json, more: Json) -> None:
    """Later values replace earlier ones, but nothing becomes null or empty."""
    for name, value in more.items():
        if value is not None and value not in ("", [], {}):
            into[name] = value
