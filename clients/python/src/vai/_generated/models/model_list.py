"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read_list

if TYPE_CHECKING:
    from ..models.model import Model


@define(kw_only=True, repr=False)
class ModelList(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("object_", "object"),
        ("data", "data"),
        ("has_more", "has_more"),
        ("first_id", "first_id"),
        ("last_id", "last_id"),
    )

    object_: Literal["list"] = "list"
    data: list[Model]
    has_more: bool
    first_id: str | Unset = UNSET
    last_id: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.model import Model

        _rest = dict(src_dict)
        _result = cls(
            object_=_rest.pop("object"),
            data=read_list(_rest.pop("data"), Model.from_dict),
            has_more=_rest.pop("has_more"),
            first_id=_rest.pop("first_id", UNSET),
            last_id=_rest.pop("last_id", UNSET),
        )
        _result.additional_properties = _rest
        return _result
