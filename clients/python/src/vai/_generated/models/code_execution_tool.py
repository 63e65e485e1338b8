"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl
    from ..models.code_execution_tool_config import CodeExecutionToolConfig


@define(kw_only=True, repr=False)
class CodeExecutionTool(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("config", "config"),
        ("cache_control", "cache_control"),
    )

    type_: Literal["code_execution"] = "code_execution"
    config: CodeExecutionToolConfig | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl
        from ..models.code_execution_tool_config import CodeExecutionToolConfig

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            config=read(_rest.pop("config", UNSET), CodeExecutionToolConfig.from_dict),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
