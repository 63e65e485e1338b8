"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..models.run_result import RunResult


@define(kw_only=True, repr=False)
class RunCompleteEvent(Record):
    """The terminal event of a run that ended by itself."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("result", "result"),
    )

    type_: Literal["run_complete"] = "run_complete"
    result: RunResult

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.run_result import RunResult

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            result=read(_rest.pop("result"), RunResult.from_dict),
        )
        _result.additional_properties = _rest
        return _result
