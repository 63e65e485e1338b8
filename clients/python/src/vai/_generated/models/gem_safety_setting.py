"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class GemSafetySetting(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("category", "category"),
        ("threshold", "threshold"),
        ("method", "method"),
    )

    category: str
    threshold: str
    method: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            category=_rest.pop("category"),
            threshold=_rest.pop("threshold"),
            method=_rest.pop("method", UNSET),
        )
        _result.additional_properties = _rest
        return _result
