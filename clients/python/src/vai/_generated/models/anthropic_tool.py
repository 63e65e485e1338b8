"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class AnthropicTool(Record):
    """One of Anthropic's own tools by its dated type, passed on as it is. Only for `anthropic/*`."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("name", "name"),
    )

    type_: str
    name: str

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            name=_rest.pop("name"),
        )
        _result.additional_properties = _rest
        return _result
