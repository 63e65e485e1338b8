"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read_list

if TYPE_CHECKING:
    from ..models.compat_issue import CompatIssue
    from ..models.error_type import ErrorType


@define(kw_only=True, repr=False)
class Error(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("message", "message"),
        ("request_id", "request_id"),
        ("param", "param"),
        ("code", "code"),
        ("retry_after", "retry_after"),
        ("provider_error", "provider_error"),
        ("compat_issues", "compat_issues"),
    )

    type_: ErrorType
    message: str
    request_id: str
    param: str | Unset = UNSET
    code: str | Unset = UNSET
    retry_after: int | Unset = UNSET
    """Seconds."""
    provider_error: Any | Unset = UNSET
    compat_issues: list[CompatIssue] | Unset = UNSET
    """Everything that the model cannot do, at once."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.compat_issue import CompatIssue

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            message=_rest.pop("message"),
            request_id=_rest.pop("request_id"),
            param=_rest.pop("param", UNSET),
            code=_rest.pop("code", UNSET),
            retry_after=_rest.pop("retry_after", UNSET),
            provider_error=_rest.pop("provider_error", UNSET),
            compat_issues=read_list(_rest.pop("compat_issues", UNSET), CompatIssue.from_dict),
        )
        _result.additional_properties = _rest
        return _result
