"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class UserLocation(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("city", "city"),
        ("region", "region"),
        ("country", "country"),
        ("timezone", "timezone"),
    )

    city: str | Unset = UNSET
    region: str | Unset = UNSET
    country: str | Unset = UNSET
    timezone: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            city=_rest.pop("city", UNSET),
            region=_rest.pop("region", UNSET),
            country=_rest.pop("country", UNSET),
            timezone=_rest.pop("timezone", UNSET),
        )
        _result.additional_properties = _rest
        return _result
