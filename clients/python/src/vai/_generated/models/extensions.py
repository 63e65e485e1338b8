"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.gem_extensions import GemExtensions
    from ..models.oai_resp_extensions import OaiRespExtensions


@define(kw_only=True, repr=False)
class Extensions(Record):
    """Settings that only one provider knows, under its name; another provider's namespace is ignored.
    Members of a namespace that this contract does not list go out as top-level members of the vendor's body."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("anthropic", "anthropic"),
        ("openai", "openai"),
        ("oai_resp", "oai_resp"),
        ("gem", "gem"),
        ("groq", "groq"),
        ("cerebras", "cerebras"),
        ("openrouter", "openrouter"),
    )

    anthropic: dict[str, Any] | Unset = UNSET
    openai: dict[str, Any] | Unset = UNSET
    oai_resp: OaiRespExtensions | Unset = UNSET
    gem: GemExtensions | Unset = UNSET
    groq: dict[str, Any] | Unset = UNSET
    cerebras: dict[str, Any] | Unset = UNSET
    openrouter: dict[str, Any] | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.gem_extensions import GemExtensions
        from ..models.oai_resp_extensions import OaiRespExtensions

        _rest = dict(src_dict)
        _result = cls(
            anthropic=_rest.pop("anthropic", UNSET),
            openai=_rest.pop("openai", UNSET),
            oai_resp=read(_rest.pop("oai_resp", UNSET), OaiRespExtensions.from_dict),
            gem=read(_rest.pop("gem", UNSET), GemExtensions.from_dict),
            groq=_rest.pop("groq", UNSET),
            cerebras=_rest.pop("cerebras", UNSET),
            openrouter=_rest.pop("openrouter", UNSET),
        )
        _result.additional_properties = _rest
        return _result
