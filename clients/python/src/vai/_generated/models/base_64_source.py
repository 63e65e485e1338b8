"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class Base64Source(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("media_type", "media_type"),
        ("data", "data"),
    )

    type_: Literal["base64"] = "base64"
    media_type: str
    data: str

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            media_type=_rest.pop("media_type"),
            data=_rest.pop("data"),
        )
        _result.additional_properties = _rest
        return _result
