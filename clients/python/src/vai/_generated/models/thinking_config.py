"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset

if TYPE_CHECKING:
    from ..models.thinking_config_effort import ThinkingConfigEffort
    from ..models.thinking_config_type import ThinkingConfigType


@define(kw_only=True, repr=False)
class ThinkingConfig(Record):
    """One switch for every vendor. Effort as a budget: minimal 1024, low 4096, medium 10240, high 24576, xhigh
    32768, max 65536.
    `enabled` with neither member means effort medium."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("budget_tokens", "budget_tokens"),
        ("effort", "effort"),
    )

    type_: ThinkingConfigType
    """`adaptive` lets the model decide how much."""
    budget_tokens: int | Unset = UNSET
    """The most tokens to think; less than `max_tokens`."""
    effort: ThinkingConfigEffort | Unset = UNSET
    """How much to think, where a vendor counts in words or where you do not count."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            budget_tokens=_rest.pop("budget_tokens", UNSET),
            effort=_rest.pop("effort", UNSET),
        )
        _result.additional_properties = _rest
        return _result
