"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset

if TYPE_CHECKING:
    from ..models.web_fetch_server_tool_config_format import WebFetchServerToolConfigFormat
    from ..models.web_fetch_server_tool_config_provider import WebFetchServerToolConfigProvider


@define(kw_only=True, repr=False)
class WebFetchServerToolConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("provider", "provider"),
        ("format_", "format"),
        ("allowed_domains", "allowed_domains"),
        ("blocked_domains", "blocked_domains"),
    )

    provider: WebFetchServerToolConfigProvider | Unset = UNSET
    format_: WebFetchServerToolConfigFormat | Unset = UNSET
    allowed_domains: list[str] | Unset = UNSET
    blocked_domains: list[str] | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            provider=_rest.pop("provider", UNSET),
            format_=_rest.pop("format", UNSET),
            allowed_domains=_rest.pop("allowed_domains", UNSET),
            blocked_domains=_rest.pop("blocked_domains", UNSET),
        )
        _result.additional_properties = _rest
        return _result
