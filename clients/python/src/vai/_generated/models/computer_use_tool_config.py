"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class ComputerUseToolConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("display_width", "display_width"),
        ("display_height", "display_height"),
    )

    display_width: int
    display_height: int

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            display_width=_rest.pop("display_width"),
            display_height=_rest.pop("display_height"),
        )
        _result.additional_properties = _rest
        return _result
