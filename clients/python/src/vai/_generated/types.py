"""What all models have in common. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, Literal, TypeVar

from attrs import define, field

T = TypeVar("T")


class Unset:
    """The type of a field that is absent."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


@define(kw_only=True, repr=False)
class Record:
    """A JSON object. Members that this version does not know are kept, and sent back."""

    _NAMES: ClassVar[tuple[tuple[str, str], ...]] = ()
    additional_properties: dict[str, Any] = field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result = {
            name: to_json(value) for attribute, name in self._NAMES if (value := getattr(self, attribute)) is not UNSET
        }
        return result | self.additional_properties

    def __getitem__(self, name: str) -> Any:
        return self.additional_properties[name]

    def __contains__(self, name: str) -> bool:
        return name in self.additional_properties

    def __repr__(self) -> str:
        known = {name: value for name, _ in self._NAMES if (value := getattr(self, name)) is not UNSET}
        fields = known | self.additional_properties
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in fields.items())})"


def to_json(value: Any) -> Any:
    """Models within `value` become plain objects."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {name: to_json(item) for name, item in value.items()}
    return value


def read(value: Any, function: Callable[[Any], Any]) -> Any:
    """An object, read; whatever else stands there, as it came."""
    return function(value) if isinstance(value, dict) else value


def read_list(value: Any, function: Callable[[Any], Any]) -> Any:
    """A list of objects, read; whatever else stands there, as it came."""
    return [read(item, function) for item in value] if isinstance(value, list) else value


@define
class Response(Generic[T]):
    """An answer: `parsed` is None if its status is none of the operation's."""

    status_code: int
    content: bytes
    headers: Mapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "Record", "Response", "Unset", "read", "read_list", "to_json"]
