"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset

if TYPE_CHECKING:
    from ..models.readiness_auth_mode import ReadinessAuthMode


@define(kw_only=True, repr=False)
class Readiness(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("ok", "ok"),
        ("auth_mode", "auth_mode"),
        ("allowlist_enabled", "allowlist_enabled"),
        ("limits_enabled", "limits_enabled"),
        ("issues", "issues"),
        ("local_models", "local_models"),
    )

    ok: bool
    auth_mode: ReadinessAuthMode
    allowlist_enabled: bool
    limits_enabled: bool
    issues: list[str] | Unset = UNSET
    local_models: list[str] | Unset = UNSET
    """The embedded models that are installed."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            ok=_rest.pop("ok"),
            auth_mode=_rest.pop("auth_mode"),
            allowlist_enabled=_rest.pop("allowlist_enabled"),
            limits_enabled=_rest.pop("limits_enabled"),
            issues=_rest.pop("issues", UNSET),
            local_models=_rest.pop("local_models", UNSET),
        )
        _result.additional_properties = _rest
        return _result
