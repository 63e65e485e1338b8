"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..models.citation import Citation


@define(kw_only=True, repr=False)
class CitationsDelta(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("citation", "citation"),
    )

    type_: Literal["citations_delta"] = "citations_delta"
    citation: Citation

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.citation import Citation

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            citation=read(_rest.pop("citation"), Citation.from_dict),
        )
        _result.additional_properties = _rest
        return _result
