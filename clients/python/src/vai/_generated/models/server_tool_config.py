"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.web_fetch_server_tool_config import WebFetchServerToolConfig
    from ..models.web_search_server_tool_config import WebSearchServerToolConfig


@define(kw_only=True, repr=False)
class ServerToolConfig(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("vai_web_search", "vai_web_search"),
        ("vai_web_fetch", "vai_web_fetch"),
    )

    vai_web_search: WebSearchServerToolConfig | Unset = UNSET
    vai_web_fetch: WebFetchServerToolConfig | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.web_fetch_server_tool_config import WebFetchServerToolConfig
        from ..models.web_search_server_tool_config import WebSearchServerToolConfig

        _rest = dict(src_dict)
        _result = cls(
            vai_web_search=read(_rest.pop("vai_web_search", UNSET), WebSearchServerToolConfig.from_dict),
            vai_web_fetch=read(_rest.pop("vai_web_fetch", UNSET), WebFetchServerToolConfig.from_dict),
        )
        _result.additional_properties = _rest
        return _result
