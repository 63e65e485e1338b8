"""The counts of OpenAI's wires, whose two APIs name the same things differently, as the contract's usage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vai_gateway.contract.responses import Usage
from vai_gateway.core.message_stream import no_usage, total

Json = dict[str, Any]

_OF_INPUT = frozenset({"cached_tokens", "cache_write_tokens"})
_OF_OUTPUT = frozenset({"reasoning_tokens"})


@dataclass(frozen=True, slots=True)
class CountNames:
    """The members for what went in and came out; `<member>_details` tells more of each."""

    input: str
    output: str

    def both_in(self, told: Json) -> bool:
        return self.input in told and self.output in told


def counted(told: Json, names: CountNames) -> Usage:
    """Input is what no cache knew."""
    of_input, of_output = told.get(f"{names.input}_details"), told.get(f"{names.output}_details")
    usage = no_usage()
    usage.cache_read_input_tokens = count(of_input, "cached_tokens")
    usage.cache_creation_input_tokens = count(of_input, "cache_write_tokens")
    cached = usage.cache_read_input_tokens + usage.cache_creation_input_tokens
    usage.input_tokens = max(0, count(told, names.input) - cached)
    usage.output_tokens = count(told, names.output)
    if isinstance(of_output, dict) and "reasoning_tokens" in of_output:
        usage.reasoning_tokens = count(of_output, "reasoning_tokens")
    return usage


def tells_more(told: Json, names: CountNames, usage: Usage) -> bool:
    """Whether the vendor's object states anything that ours has no member for, or another sum."""
    ours = total(usage)
    if told.get("total_tokens", ours) != ours:
        return True
    details = {f"{names.input}_details": _OF_INPUT, f"{names.output}_details": _OF_OUTPUT}
    for name, value in told.items():
        if (known := details.get(name)) and isinstance(value, dict):
            if any(value[inner] for inner in value.keys() - known):
                return True
        elif name not in (names.input, names.output, "total_tokens") and value:
            return True
    return False


def count(source: Any, name: str) -> int:
    """0 where it is not stated, or is no count."""
    value = source.get(name) if isinstance(source, dict) else None
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and value > 0 else 0
