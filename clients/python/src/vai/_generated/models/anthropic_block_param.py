"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import Record

if TYPE_CHECKING:
    from ..models.anthropic_block_type import AnthropicBlockType


@define(kw_only=True, repr=False)
class AnthropicBlockParam(Record):
    """One of Anthropic's own block types, sent back to Anthropic only."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (("type_", "type"),)

    type_: AnthropicBlockType

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
        )
        _result.additional_properties = _rest
        return _result
