"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset

if TYPE_CHECKING:
    from ..models.cache_control_ttl import CacheControlTtl


@define(kw_only=True, repr=False)
class CacheControl(Record):
    """Passed to vendors with explicit caching; elsewhere a hint that changes nothing."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("ttl", "ttl"),
    )

    type_: Literal["ephemeral"] = "ephemeral"
    ttl: CacheControlTtl | Unset = UNSET
    """How long the vendor keeps it."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            ttl=_rest.pop("ttl", UNSET),
        )
        _result.additional_properties = _rest
        return _result
