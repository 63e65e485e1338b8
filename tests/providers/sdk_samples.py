"""Values of the official SDKs' types, every member filled, so that whatever a decoder loses can be missed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

Json = dict[str, Any]
DEEPEST = 4
"""Where a value nests further, its optional members are left out, since some types hold themselves."""


def members_of(union: Any) -> list[type[BaseModel]]:
    """The models of a union, however it is wrapped."""
    if isinstance(union, type) and issubclass(union, BaseModel):
        return [union]
    if isinstance(union, TypeAliasType):
        return members_of(union.__value__)
    if get_origin(union) is Annotated:
        return members_of(get_args(union)[0])
    return [model for inner in get_args(union) for model in members_of(inner)]


def kind_of(model: type[BaseModel]) -> str:
    """The one value of its `type`."""
    return str(_choices(model.model_fields["type"].annotation)[0])


def choices_of(model: type[BaseModel], member: str) -> list[str]:
    """The values that a member is declared to have."""
    return [str(choice) for choice in _choices(model.model_fields[member].annotation)]


def sample(model: type[BaseModel], place: str = "", depth: int = 0, /, **given: Any) -> Json:
    """place: where it stands, which every text in it repeats. given: members as they are to be; None is left out."""
    value: Json = {}
    for name, field in model.model_fields.items():
        told = field.serialization_alias or field.alias or name
        if told in given:
            if given[told] is not None:
                value[told] = given[told]
        elif depth < DEEPEST or field.is_required():
            value[told] = _filled(field.annotation, f"{place}/{told}", depth)
    return value


def texts_in(value: Any) -> Iterator[str]:
    """Every text that `sample` made up, wherever it stands."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)
    elif isinstance(value, str) and value.startswith("/"):
        yield value


def missing(sent: Any, got: Any) -> list[str]:
    """The texts of `sent` that are nowhere in `got`."""
    told = json.dumps(got)
    return [text for text in texts_in(sent) if text not in told]


def _choices(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [choice for inner in get_args(annotation) for choice in _choices(inner)]


def _filled(annotation: Any, place: str, depth: int) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, TypeAliasType):
        return _filled(annotation.__value__, place, depth)
    if origin is Annotated:
        return _filled(arguments[0], place, depth)
    if origin is Literal:
        return arguments[0]
    if origin in (list, tuple):
        return [_filled(arguments[0], place, depth)]
    if origin is dict or annotation in (dict, Any, object):
        return {"any": f"{place}."}
    if arguments:
        return _filled(next(inner for inner in arguments if inner is not type(None)), place, depth)
    return _plain(annotation, place, depth)


def _plain(annotation: type, place: str, depth: int) -> Any:
    if issubclass(annotation, BaseModel):
        return sample(annotation, place, depth + 1)
    if issubclass(annotation, Enum):
        return list(annotation)[-1].value
    if annotation is bool:
        return True
    if annotation is datetime:
        return "2026-01-01T00:00:00Z"
    return {int: 1, float: 0.5}.get(annotation, f"{place}.")
