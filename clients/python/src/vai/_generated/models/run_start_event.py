"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class RunStartEvent(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("request_id", "request_id"),
        ("model", "model"),
        ("protocol_version", "protocol_version"),
    )

    type_: Literal["run_start"] = "run_start"
    request_id: str
    model: str
    protocol_version: str

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            request_id=_rest.pop("request_id"),
            model=_rest.pop("model"),
            protocol_version=_rest.pop("protocol_version"),
        )
        _result.additional_properties = _rest
        return _result
