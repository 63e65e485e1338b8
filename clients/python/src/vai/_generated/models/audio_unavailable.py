"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class AudioUnavailable(Record):
    """Why a blocking answer that should be spoken has no audio block; a stream has an event of that name."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("reason", "reason"),
        ("message", "message"),
    )

    reason: str
    message: str

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            reason=_rest.pop("reason"),
            message=_rest.pop("message"),
        )
        _result.additional_properties = _rest
        return _result
