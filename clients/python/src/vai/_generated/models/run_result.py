"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read, read_list

if TYPE_CHECKING:
    from ..models.history_message import HistoryMessage
    from ..models.message import Message
    from ..models.run_step import RunStep
    from ..models.usage import Usage


@define(kw_only=True, repr=False)
class RunResult(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("steps", "steps"),
        ("tool_call_count", "tool_call_count"),
        ("turn_count", "turn_count"),
        ("usage", "usage"),
        ("stop_reason", "stop_reason"),
        ("response", "response"),
        ("messages", "messages"),
    )

    steps: list[RunStep]
    tool_call_count: int
    """Calls that were carried out."""
    turn_count: int
    usage: Usage
    stop_reason: str
    response: Message | Unset = UNSET
    messages: list[HistoryMessage] | Unset = UNSET
    """The history, as `run.history` asked for it."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.history_message import HistoryMessage
        from ..models.message import Message
        from ..models.run_step import RunStep
        from ..models.usage import Usage

        _rest = dict(src_dict)
        _result = cls(
            steps=read_list(_rest.pop("steps"), RunStep.from_dict),
            tool_call_count=_rest.pop("tool_call_count"),
            turn_count=_rest.pop("turn_count"),
            usage=read(_rest.pop("usage"), Usage.from_dict),
            stop_reason=_rest.pop("stop_reason"),
            response=read(_rest.pop("response", UNSET), Message.from_dict),
            messages=read_list(_rest.pop("messages", UNSET), HistoryMessage.from_dict),
        )
        _result.additional_properties = _rest
        return _result
