"""Whether JSON fits the types that an official SDK declares for requests; unknown members do not."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import get_type_hints, is_typeddict

_WRAPPERS = (Required, NotRequired, Annotated)
_PLAIN: dict[Any, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    float: (int, float),
    type(None): (type(None),),
}


def misfits(value: Any, hint: Any) -> list[str]:
    """Where `value` does not fit `hint`, a TypedDict or what its members may be."""
    return _misfits(value, hint, "")


def _misfits(value: Any, hint: Any, path: str) -> list[str]:
    if hint is Any or hint is object:
        return []
    if get_origin(hint) in _WRAPPERS:
        return _misfits(value, get_args(hint)[0], path)
    if is_typeddict(hint):
        return _of_object(value, hint, path)
    if hint in _PLAIN:
        fits = isinstance(value, _PLAIN[hint]) and (hint is bool or not isinstance(value, bool))
        return [] if fits else [f"{path}: {value!r} is no {hint.__name__}"]
    return _of_generic(value, hint, path)


def _of_object(value: Any, hint: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no {hint.__name__}"]
    members = get_type_hints(hint, include_extras=True)
    required = {name for name, member in members.items() if _is_required(member)} | hint.__required_keys__
    found = [f"{path}.{name}: {hint.__name__} has no such member" for name in value.keys() - members.keys()]
    found += [f"{path}.{name}: missing in {hint.__name__}" for name in required - value.keys()]
    for name in value.keys() & members.keys():
        found += _misfits(value[name], members[name], f"{path}.{name}")
    return found


def _is_required(member: Any) -> bool:
    origin: Any = get_origin(member)
    return origin is Required


def _of_generic(value: Any, hint: Any, path: str) -> list[str]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return [] if value in arguments else [f"{path}: {value!r} is none of {arguments}"]
    if origin in (Union, types.UnionType):
        return _of_union(value, arguments, path)
    if origin in _CONTAINERS:
        return _CONTAINERS[origin](value, arguments, path)
    raise TypeError(f"{path}: cannot judge {hint}")


def _of_union(value: Any, members: tuple[Any, ...], path: str) -> list[str]:
    """Of members that do not fit, the one that fits best tells why. What the SDK once returned is no JSON."""
    tried = [_misfits(value, member, path) for member in members if not _is_returned(member)]
    return min(tried, key=len, default=[f"{path}: {value!r} fits nothing that can be sent"])


def _is_returned(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _of_list(value: Any, arguments: tuple[Any, ...], path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path}: {value!r} is no list"]
    return [found for index, item in enumerate(value) for found in _misfits(item, arguments[0], f"{path}[{index}]")]


def _of_mapping(value: Any, arguments: tuple[Any, ...], path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no object"]
    return [found for name, item in value.items() for found in _misfits(item, arguments[1], f"{path}.{name}")]


_CONTAINERS: dict[Any, Callable[[Any, tuple[Any, ...], str], list[str]]] = {
    list: _of_list,
    Iterable: _of_list,
    Sequence: _of_list,
    dict: _of_mapping,
    Mapping: _of_mapping,
}
