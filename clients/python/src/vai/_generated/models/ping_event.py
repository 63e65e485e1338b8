"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class PingEvent(Record):
    """Sent after quiet only."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (("type_", "type"),)

    type_: Literal["ping"] = "ping"

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
        )
        _result.additional_properties = _rest
        return _result
