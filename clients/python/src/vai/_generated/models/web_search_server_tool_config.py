"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset

if TYPE_CHECKING:
    from ..models.web_search_server_tool_config_provider import WebSearchServerToolConfigProvider


@define(kw_only=True, repr=False)
class WebSearchServerToolConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("provider", "provider"),
        ("max_results", "max_results"),
        ("allowed_domains", "allowed_domains"),
        ("blocked_domains", "blocked_domains"),
        ("country", "country"),
        ("language", "language"),
    )

    provider: WebSearchServerToolConfigProvider | Unset = UNSET
    max_results: int | Unset = UNSET
    allowed_domains: list[str] | Unset = UNSET
    blocked_domains: list[str] | Unset = UNSET
    country: str | Unset = UNSET
    language: str | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            provider=_rest.pop("provider", UNSET),
            max_results=_rest.pop("max_results", UNSET),
            allowed_domains=_rest.pop("allowed_domains", UNSET),
            blocked_domains=_rest.pop("blocked_domains", UNSET),
            country=_rest.pop("country", UNSET),
            language=_rest.pop("language", UNSET),
        )
        _result.additional_properties = _rest
        return _result
