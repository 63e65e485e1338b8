"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class UrlSource(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("url", "url"),
        ("media_type", "media_type"),
    )

    type_: Literal["url"] = "url"
    url: str
    media_type: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            url=_rest.pop("url"),
            media_type=_rest.pop("media_type", UNSET),
        )
        _result.additional_properties = _rest
        return _result
