"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class ThinkingBlockParam(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("thinking", "thinking"),
        ("summary", "summary"),
        ("signature", "signature"),
    )

    type_: Literal["thinking"] = "thinking"
    thinking: str
    summary: str | Unset = UNSET
    signature: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            thinking=_rest.pop("thinking"),
            summary=_rest.pop("summary", UNSET),
            signature=_rest.pop("signature", UNSET),
        )
        _result.additional_properties = _rest
        return _result
