"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class OutputFormat(Record):
    """The answer is JSON of this schema."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("json_schema", "json_schema"),
    )

    type_: Literal["json_schema"] = "json_schema"
    json_schema: dict[str, Any]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            json_schema=_rest.pop("json_schema"),
        )
        _result.additional_properties = _rest
        return _result
