"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read_list

if TYPE_CHECKING:
    from ..models.history_message import HistoryMessage


@define(kw_only=True, repr=False)
class HistoryDeltaEvent(Record):
    """Append these messages, if the history so far is `expected_len` long."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("expected_len", "expected_len"),
        ("append", "append"),
    )

    type_: Literal["history_delta"] = "history_delta"
    expected_len: int
    append: list[HistoryMessage]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.history_message import HistoryMessage

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            expected_len=_rest.pop("expected_len"),
            append=read_list(_rest.pop("append"), HistoryMessage.from_dict),
        )
        _result.additional_properties = _rest
        return _result
