"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read, read_list

if TYPE_CHECKING:
    from ..models.response_metadata import ResponseMetadata
    from ..models.usage import Usage
    from ..unions import ContentBlock


@define(kw_only=True, repr=False)
class Message(Record):
    """The model's answer."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("id", "id"),
        ("type_", "type"),
        ("role", "role"),
        ("model", "model"),
        ("content", "content"),
        ("stop_reason", "stop_reason"),
        ("usage", "usage"),
        ("stop_sequence", "stop_sequence"),
        ("metadata", "metadata"),
    )

    id: str
    type_: Literal["message"] = "message"
    role: Literal["assistant"] = "assistant"
    model: str
    content: list[ContentBlock]
    """The answer's blocks, in order."""
    stop_reason: str
    usage: Usage
    stop_sequence: str | Unset = UNSET
    metadata: ResponseMetadata | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.response_metadata import ResponseMetadata
        from ..models.usage import Usage
        from ..unions import parse_content_block

        _rest = dict(src_dict)
        _result = cls(
            id=_rest.pop("id"),
            type_=_rest.pop("type"),
            role=_rest.pop("role"),
            model=_rest.pop("model"),
            content=read_list(_rest.pop("content"), parse_content_block),
            stop_reason=_rest.pop("stop_reason"),
            usage=read(_rest.pop("usage"), Usage.from_dict),
            stop_sequence=_rest.pop("stop_sequence", UNSET),
            metadata=read(_rest.pop("metadata", UNSET), ResponseMetadata.from_dict),
        )
        _result.additional_properties = _rest
        return _result
