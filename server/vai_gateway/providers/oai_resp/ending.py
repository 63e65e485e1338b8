"""How a response ends: its stop reason, its usage, and what else the vendor said."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.oai_resp.said import Said
from vai_gateway.providers.usage import CountNames, counted, tells_more

Json = dict[str, Any]

_INCOMPLETE = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
_COUNTS = CountNames("input_tokens", "output_tokens")
_TOLD = frozenset({"id", "object", "model", "status", "output", "output_text", "usage", "error"})
_TIMES = frozenset({"created_at", "completed_at"})
_ECHO = frozenset(
    {
        "background", "frequency_penalty", "include", "input", "instructions", "max_output_tokens", "max_tool_calls",
        "metadata", "parallel_tool_calls", "presence_penalty", "previous_response_id", "prompt", "prompt_cache_key",
        "prompt_cache_options", "prompt_cache_retention", "reasoning", "safety_identifier", "store", "stream",
        "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "user",
    }
)  # fmt: skip
"""Members of a response that repeat the request, its defaults filled in."""
_NO_LEFTOVERS = _TOLD | _TIMES | _ECHO


def stop(stream: MessageStream, response: Json, said: Said) -> None:
    leftovers = {
        name: value for name, value in response.items() if name not in _NO_LEFTOVERS and not _says_nothing(value)
    }
    leftovers |= said.leftovers
    stated = response.get("usage")
    told: Json = stated if isinstance(stated, dict) else {}
    usage = counted(told, _COUNTS)
    if tells_more(told, _COUNTS, usage):
        leftovers["usage"] = told
    metadata: Json = {stream.provider: leftovers} if leftovers else {}
    if not _COUNTS.both_in(told):
        metadata["usage_missing"] = True
    stream.stop(_stop_reason(response, said), usage, metadata=metadata or UNSET)


def _says_nothing(value: Any) -> bool:
    """Null, empty, or counts of nothing, however deep."""
    return all(map(_says_nothing, value.values())) if isinstance(value, dict) else not value


def _stop_reason(response: Json, said: Said) -> str:
    if said.refused:
        return "refusal"
    status = response.get("status")
    if status == "incomplete":
        details = response.get("incomplete_details")
        reason = details.get("reason") if isinstance(details, dict) else None
        return _INCOMPLETE.get(reason, reason) if isinstance(reason, str) and reason else "max_tokens"
    if isinstance(status, str) and status and status != "completed":
        return status
    return "tool_use" if said.called else "end_turn"
