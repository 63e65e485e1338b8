"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class Usage(Record):
    """Disjoint counts that add up."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("input_tokens", "input_tokens"),
        ("cache_read_input_tokens", "cache_read_input_tokens"),
        ("cache_creation_input_tokens", "cache_creation_input_tokens"),
        ("output_tokens", "output_tokens"),
        ("reasoning_tokens", "reasoning_tokens"),
        ("total_tokens", "total_tokens"),
        ("cost_usd", "cost_usd"),
    )

    input_tokens: int
    """Prompt tokens neither read from nor written to a cache."""
    cache_read_input_tokens: int
    """Prompt tokens read from a cache."""
    cache_creation_input_tokens: int
    """Prompt tokens written to a cache."""
    output_tokens: int
    """All generated tokens, thinking included."""
    reasoning_tokens: int | Unset = UNSET
    """The part of the output that was thinking, when told."""
    total_tokens: int | Unset = UNSET
    """The sum of input, cache read, cache creation and output. Absent in `message_start`."""
    cost_usd: float | Unset = UNSET
    """Only when the vendor states it."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            input_tokens=_rest.pop("input_tokens"),
            cache_read_input_tokens=_rest.pop("cache_read_input_tokens"),
            cache_creation_input_tokens=_rest.pop("cache_creation_input_tokens"),
            output_tokens=_rest.pop("output_tokens"),
            reasoning_tokens=_rest.pop("reasoning_tokens", UNSET),
            total_tokens=_rest.pop("total_tokens", UNSET),
            cost_usd=_rest.pop("cost_usd", UNSET),
        )
        _result.additional_properties = _rest
        return _result
