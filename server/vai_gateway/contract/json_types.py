"""JSON's arrays and integers, as the requests' models take them. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator, GetCoreSchemaHandler

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _ToTheFirstFault:
    """As pydantic's FailFast, which no union may hold, since it has no hash."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return {**handler(source), "fail_fast": True}


def _integral(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Array: TypeAlias = Annotated[list[_Item], _ToTheFirstFault()]
"""Judged up to its first item that is wrong, so that a body full of faults costs no more than one."""
Integer: TypeAlias = Annotated[int, BeforeValidator(_integral)]
"""JSON has one kind of number, so 60.0 is one."""
