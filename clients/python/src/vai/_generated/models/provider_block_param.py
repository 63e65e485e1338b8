"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class ProviderBlockParam(Record):
    """A vendor's item that is no canonical block, sent back to that vendor only."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("provider", "provider"),
        ("data", "data"),
    )

    type_: Literal["provider_block"] = "provider_block"
    provider: str
    data: dict[str, Any]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            provider=_rest.pop("provider"),
            data=_rest.pop("data"),
        )
        _result.additional_properties = _rest
        return _result
