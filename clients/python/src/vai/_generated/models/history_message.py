"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import Record

if TYPE_CHECKING:
    from ..models.history_message_role import HistoryMessageRole


@define(kw_only=True, repr=False)
class HistoryMessage(Record):
    """A message of the run's history; it can be sent back unchanged."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("role", "role"),
        ("content", "content"),
    )

    role: HistoryMessageRole
    content: str | list[dict[str, Any]]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            role=_rest.pop("role"),
            content=_rest.pop("content"),
        )
        _result.additional_properties = _rest
        return _result
