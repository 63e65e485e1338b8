"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class RequestMetadata(Record):
    """`user_id` goes to the vendor's field for the end user; other members stay in the gateway."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (("user_id", "user_id"),)

    user_id: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            user_id=_rest.pop("user_id", UNSET),
        )
        _result.additional_properties = _rest
        return _result
