"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record


@define(kw_only=True, repr=False)
class CompatIssue(Record):
    """One thing that the request asks and the model cannot do."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("severity", "severity"),
        ("param", "param"),
        ("code", "code"),
        ("message", "message"),
    )

    severity: Literal["error"] = "error"
    param: str
    code: str
    message: str

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            severity=_rest.pop("severity"),
            param=_rest.pop("param"),
            code=_rest.pop("code"),
            message=_rest.pop("message"),
        )
        _result.additional_properties = _rest
        return _result
