"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class OaiRespExtensions(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("previous_response_id", "previous_response_id"),
        ("store", "store"),
        ("reasoning", "reasoning"),
    )

    previous_response_id: str | Unset = UNSET
    store: bool | Unset = UNSET
    reasoning: dict[str, Any] | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            previous_response_id=_rest.pop("previous_response_id", UNSET),
            store=_rest.pop("store", UNSET),
            reasoning=_rest.pop("reasoning", UNSET),
        )
        _result.additional_properties = _rest
        return _result
