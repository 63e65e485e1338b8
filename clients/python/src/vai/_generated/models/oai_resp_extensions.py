"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset


@define(kw_only=True, repr=False)
class OaiRespExtensions(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("previous_response_id", "previous_response_id"),
        ("store", "store"),
        ("reasoning", "reasoning"),
        ("vector_store_ids", "vector_store_ids"),
        ("tools", "tools"),
        ("include", "include"),
        ("text", "text"),
    )

    previous_response_id: str | Unset = UNSET
    store: bool | Unset = UNSET
    reasoning: dict[str, Any] | Unset = UNSET
    vector_store_ids: list[str] | Unset = UNSET
    """Where `file_search` looks."""
    tools: list[dict[str, Any]] | Unset = UNSET
    """The vendor's own tools in its own form, beside the request's."""
    include: list[str] | Unset = UNSET
    text: dict[str, Any] | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:

        _rest = dict(src_dict)
        _result = cls(
            previous_response_id=_rest.pop("previous_response_id", UNSET),
            store=_rest.pop("store", UNSET),
            reasoning=_rest.pop("reasoning", UNSET),
            vector_store_ids=_rest.pop("vector_store_ids", UNSET),
            tools=_rest.pop("tools", UNSET),
            include=_rest.pop("include", UNSET),
            text=_rest.pop("text", UNSET),
        )
        _result.additional_properties = _rest
        return _result
