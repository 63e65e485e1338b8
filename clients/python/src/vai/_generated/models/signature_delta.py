"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class SignatureDelta(Record):
    """The whole signature of the block, once, before the block's stop."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("signature", "signature"),
    )

    type_: Literal["signature_delta"] = "signature_delta"
    signature: str

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            signature=_rest.pop("signature"),
        )
        _result.additional_properties = _rest
        return _result
