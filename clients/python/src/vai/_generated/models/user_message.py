"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read_list

if TYPE_CHECKING:
    from ..unions import UserBlock


@define(kw_only=True, repr=False)
class UserMessage(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("role", "role"),
        ("content", "content"),
    )

    role: Literal["user"] = "user"
    content: str | list[UserBlock]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..unions import parse_user_block

        _rest = dict(src_dict)
        _result = cls(
            role=_rest.pop("role"),
            content=read_list(_rest.pop("content"), parse_user_block),
        )
        _result.additional_properties = _rest
        return _result
