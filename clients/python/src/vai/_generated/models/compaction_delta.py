"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class CompactionDelta(Record):
    """The whole content of Anthropic's `compaction` block."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("content", "content"),
        ("encrypted_content", "encrypted_content"),
    )

    type_: Literal["compaction_delta"] = "compaction_delta"
    content: str | Unset = UNSET
    encrypted_content: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            content=_rest.pop("content", UNSET),
            encrypted_content=_rest.pop("encrypted_content", UNSET),
        )
        _result.additional_properties = _rest
        return _result
