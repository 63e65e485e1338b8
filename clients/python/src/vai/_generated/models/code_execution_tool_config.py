"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class CodeExecutionToolConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("languages", "languages"),
        ("timeout_seconds", "timeout_seconds"),
    )

    languages: list[str] | Unset = UNSET
    timeout_seconds: int | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            languages=_rest.pop("languages", UNSET),
            timeout_seconds=_rest.pop("timeout_seconds", UNSET),
        )
        _result.additional_properties = _rest
        return _result
