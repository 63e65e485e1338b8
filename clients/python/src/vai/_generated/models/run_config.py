"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset

if TYPE_CHECKING:
    from ..models.run_config_history import RunConfigHistory


@define(kw_only=True, repr=False)
class RunConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("max_turns", "max_turns"),
        ("max_tool_calls", "max_tool_calls"),
        ("max_tokens", "max_tokens"),
        ("timeout_ms", "timeout_ms"),
        ("parallel_tools", "parallel_tools"),
        ("tool_timeout_ms", "tool_timeout_ms"),
        ("history", "history"),
    )

    max_turns: int | Unset = UNSET
    """Turns of the model."""
    max_tool_calls: int | Unset = UNSET
    """A turn that would pass it has none of its calls carried out."""
    max_tokens: int | Unset = UNSET
    """Stop once all turns together used this many tokens; 0 is off."""
    timeout_ms: int | Unset = UNSET
    """Of the whole run; a run whose time is over is no error."""
    parallel_tools: bool | Unset = UNSET
    """Carry the calls of a turn out at the same time."""
    tool_timeout_ms: int | Unset = UNSET
    """A tool that takes longer is stopped, and the model is told."""
    history: RunConfigHistory | Unset = UNSET
    """Which messages the result holds: the whole conversation, what the run added to it, or none."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            max_turns=_rest.pop("max_turns", UNSET),
            max_tool_calls=_rest.pop("max_tool_calls", UNSET),
            max_tokens=_rest.pop("max_tokens", UNSET),
            timeout_ms=_rest.pop("timeout_ms", UNSET),
            parallel_tools=_rest.pop("parallel_tools", UNSET),
            tool_timeout_ms=_rest.pop("tool_timeout_ms", UNSET),
            history=_rest.pop("history", UNSET),
        )
        _result.additional_properties = _rest
        return _result
