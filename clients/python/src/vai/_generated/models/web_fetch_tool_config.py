"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class WebFetchToolConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("max_uses", "max_uses"),
        ("allowed_domains", "allowed_domains"),
        ("blocked_domains", "blocked_domains"),
    )

    max_uses: int | Unset = UNSET
    allowed_domains: list[str] | Unset = UNSET
    blocked_domains: list[str] | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            max_uses=_rest.pop("max_uses", UNSET),
            allowed_domains=_rest.pop("allowed_domains", UNSET),
            blocked_domains=_rest.pop("blocked_domains", UNSET),
        )
        _result.additional_properties = _rest
        return _result
