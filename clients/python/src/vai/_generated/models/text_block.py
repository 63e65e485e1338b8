"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read_list

if TYPE_CHECKING:
    from ..models.citation import Citation


@define(kw_only=True, repr=False)
class TextBlock(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("text", "text"),
        ("citations", "citations"),
        ("signature", "signature"),
    )

    type_: Literal["text"] = "text"
    text: str
    citations: list[Citation] | Unset = UNSET
    """Where the text comes from."""
    signature: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.citation import Citation

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            text=_rest.pop("text"),
            citations=read_list(_rest.pop("citations", UNSET), Citation.from_dict),
            signature=_rest.pop("signature", UNSET),
        )
        _result.additional_properties = _rest
        return _result
