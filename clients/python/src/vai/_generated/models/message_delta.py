"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.response_metadata import ResponseMetadata


@define(kw_only=True, repr=False)
class MessageDelta(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("stop_reason", "stop_reason"),
        ("stop_sequence", "stop_sequence"),
        ("metadata", "metadata"),
    )

    stop_reason: str
    stop_sequence: str | Unset = UNSET
    metadata: ResponseMetadata | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.response_metadata import ResponseMetadata

        _rest = dict(src_dict)
        _result = cls(
            stop_reason=_rest.pop("stop_reason"),
            stop_sequence=_rest.pop("stop_sequence", UNSET),
            metadata=read(_rest.pop("metadata", UNSET), ResponseMetadata.from_dict),
        )
        _result.additional_properties = _rest
        return _result
