"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class ModelLimits(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("context_tokens", "context_tokens"),
        ("output_tokens", "output_tokens"),
    )

    context_tokens: int | Unset = UNSET
    """Input and output together."""
    output_tokens: int | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            context_tokens=_rest.pop("context_tokens", UNSET),
            output_tokens=_rest.pop("output_tokens", UNSET),
        )
        _result.additional_properties = _rest
        return _result
