"""Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define

from ..types import UNSET, Record, Unset, read

if TYPE_CHECKING:
    from ..models.output_image_config import OutputImageConfig
    from ..models.output_modality import OutputModality


@define(kw_only=True, repr=False)
class OutputConfig(Record):
    """What the answer may be made of, besides text."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("modalities", "modalities"),
        ("image", "image"),
    )

    modalities: list[OutputModality] | Unset = UNSET
    image: OutputImageConfig | Unset = UNSET

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.output_image_config import OutputImageConfig

        _rest = dict(src_dict)
        _result = cls(
            modalities=_rest.pop("modalities", UNSET),
            image=read(_rest.pop("image", UNSET), OutputImageConfig.from_dict),
        )
        _result.additional_properties = _rest
        return _result
