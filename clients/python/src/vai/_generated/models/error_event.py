"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..models.error import Error


@define(kw_only=True, repr=False)
class ErrorEvent(Record):
    """The terminal event of a stream that failed."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("error", "error"),
    )

    type_: Literal["error"] = "error"
    error: Error

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.error import Error

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            error=read(_rest.pop("error"), Error.from_dict),
        )
        _result.additional_properties = _rest
        return _result
