"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read, read_list

if TYPE_CHECKING:
    from ..models.message import Message
    from ..models.run_tool_call import RunToolCall
    from ..models.run_tool_result import RunToolResult


@define(kw_only=True, repr=False)
class RunStep(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("index", "index"),
        ("duration_ms", "duration_ms"),
        ("response", "response"),
        ("tool_calls", "tool_calls"),
        ("tool_results", "tool_results"),
    )

    index: int
    duration_ms: int
    """The model's time and the tools' time."""
    response: Message | Unset = UNSET
    tool_calls: list[RunToolCall] | Unset = UNSET
    tool_results: list[RunToolResult] | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.message import Message
        from ..models.run_tool_call import RunToolCall
        from ..models.run_tool_result import RunToolResult

        _rest = dict(src_dict)
        _result = cls(
            index=_rest.pop("index"),
            duration_ms=_rest.pop("duration_ms"),
            response=read(_rest.pop("response", UNSET), Message.from_dict),
            tool_calls=read_list(_rest.pop("tool_calls", UNSET), RunToolCall.from_dict),
            tool_results=read_list(_rest.pop("tool_results", UNSET), RunToolResult.from_dict),
        )
        _result.additional_properties = _rest
        return _result
