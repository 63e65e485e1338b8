"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.cache_control import CacheControl
    from ..models.citations_config import CitationsConfig
    from ..unions import DocumentSource


@define(kw_only=True, repr=False)
class DocumentBlockParam(Record):
    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("type_", "type"),
        ("source", "source"),
        ("title", "title"),
        ("context", "context"),
        ("citations", "citations"),
        ("filename", "filename"),
        ("cache_control", "cache_control"),
    )

    type_: Literal["document"] = "document"
    source: DocumentSource
    title: str | Unset = UNSET
    context: str | Unset = UNSET
    citations: CitationsConfig | Unset = UNSET
    filename: str | Unset = UNSET
    cache_control: CacheControl | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.cache_control import CacheControl
        from ..models.citations_config import CitationsConfig
        from ..unions import parse_document_source

        _rest = dict(src_dict)
        _result = cls(
            type_=_rest.pop("type"),
            source=read(_rest.pop("source"), parse_document_source),
            title=_rest.pop("title", UNSET),
            context=_rest.pop("context", UNSET),
            citations=read(_rest.pop("citations", UNSET), CitationsConfig.from_dict),
            filename=_rest.pop("filename", UNSET),
            cache_control=read(_rest.pop("cache_control", UNSET), CacheControl.from_dict),
        )
        _result.additional_properties = _rest
        return _result
