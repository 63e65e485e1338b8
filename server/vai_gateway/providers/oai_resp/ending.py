"""How a response ends: its stop reason, its usage, and what else the vendor said."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from vai_gateway.contract.responses import Usage
from vai_gateway.core.message_stream import MessageStream, no_usage
from vai_gateway.providers.oai_resp.said import Said

Json = dict[str, Any]

_INCOMPLETE = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
_USAGE = frozenset({"input_tokens", "output_tokens", "total_tokens"})
_USAGE_DETAILS = {
    "input_tokens_details": frozenset({"cached_tokens", "cache_write_tokens"}),
    "output_tokens_details": frozenset({"reasoning_tokens"}),
}
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
    told = response.get("usage")
    usage = _counted(told if isinstance(told, dict) else {})
    if isinstance(told, dict) and _tells_more(told, usage):
        leftovers["usage"] = told
    metadata: Json = {stream.provider: leftovers} if leftovers else {}
    if not isinstance(told, dict) or not {"input_tokens", "output_tokens"} <= told.keys():
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


def _counted(told: Json) -> Usage:
    of_input, of_output = told.get("input_tokens_details"), told.get("output_tokens_details")
    usage = no_usage()
    usage.cache_read_input_tokens = _count(of_input, "cached_tokens")
    usage.cache_creation_input_tokens = _count(of_input, "cache_write_tokens")
    cached = usage.cache_read_input_tokens + usage.cache_creation_input_tokens
    usage.input_tokens = max(0, _count(told, "input_tokens") - cached)
    usage.output_tokens = _count(told, "output_tokens")
    if isinstance(of_output, dict) and "reasoning_tokens" in of_output:
        usage.reasoning_tokens = _count(of_output, "reasoning_tokens")
    return usage


def _count(source: Any, name: str) -> int:
    value = source.get(name) if isinstance(source, dict) else None
    return value if type(value) is int and value > 0 else 0


def _tells_more(told: Json, usage: Usage) -> bool:
    """Whether the vendor's object says anything that ours does not, or another sum."""
    ours = usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens
    if told.get("total_tokens", ours + usage.output_tokens) != ours + usage.output_tokens:
        return True
    for name, value in told.items():
        if (known := _USAGE_DETAILS.get(name)) and isinstance(value, dict):
            if any(value[inner] for inner in value.keys() - known):
                return True
        elif name not in _USAGE and value:
            return True
    return False
