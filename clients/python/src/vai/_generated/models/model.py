"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import Record, read

if TYPE_CHECKING:
    from ..models.model_auth import ModelAuth
    from ..models.model_capabilities import ModelCapabilities
    from ..models.model_limits import ModelLimits


@define(kw_only=True, repr=False)
class Model(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("id", "id"),
        ("type_", "type"),
        ("object_", "object"),
        ("display_name", "display_name"),
        ("created_at", "created_at"),
        ("provider", "provider"),
        ("auth", "auth"),
        ("capabilities", "capabilities"),
        ("limits", "limits"),
    )

    id: str
    type_: Literal["model"] = "model"
    object_: Literal["model"] = "model"
    display_name: str
    created_at: str
    provider: str
    auth: ModelAuth
    capabilities: ModelCapabilities
    limits: ModelLimits

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.model_auth import ModelAuth
        from ..models.model_capabilities import ModelCapabilities
        from ..models.model_limits import ModelLimits

        _rest = dict(src_dict)
        _result = cls(
            id=_rest.pop("id"),
            type_=_rest.pop("type"),
            object_=_rest.pop("object"),
            display_name=_rest.pop("display_name"),
            created_at=_rest.pop("created_at"),
            provider=_rest.pop("provider"),
            auth=read(_rest.pop("auth"), ModelAuth.from_dict),
            capabilities=read(_rest.pop("capabilities"), ModelCapabilities.from_dict),
            limits=read(_rest.pop("limits"), ModelLimits.from_dict),
        )
        _result.additional_properties = _rest
        return _result
