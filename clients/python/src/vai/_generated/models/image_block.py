"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class ImageBlock(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("source", "source"),
        ("signature", "signature"),
    )

    type_: Literal["image"] = "image"
    source: dict[str, Any]
    signature: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            source=_rest.pop("source"),
            signature=_rest.pop("signature", UNSET),
        )
        _result.additional_properties = _rest
        return _result
