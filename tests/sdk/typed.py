"""Whether JSON fits the types that an official SDK declares for requests; unknown members do not."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from typing import IO, Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType, get_type_hints, is_typeddict

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
    if isinstance(alias := get_origin(hint) or hint, TypeAliasType):
        return _misfits(value, alias.__value__[get_args(hint)] if get_args(hint) else alias.__value__, path)
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
    declared = get_type_hints(hint, include_extras=True)
    members = {_on_the_wire(name): member for name, member in declared.items()}
    required = {_on_the_wire(name) for name, member in declared.items() if _is_required(hint, name, member)}
    found = [f"{path}.{name}: {hint.__name__} has no such member" for name in value.keys() - members.keys()]
    found += [f"{path}.{name}: missing in {hint.__name__}" for name in required - value.keys()]
    for name in value.keys() & members.keys():
        found += _misfits(value[name], members[name], f"{path}.{name}")
    return found


def _on_the_wire(name: str) -> str:
    """An underscore at the end keeps a member apart from a name of Python's, such as `format`."""
    return name.removesuffix("_")


def _is_required(hint: Any, name: str, member: Any) -> bool:
    """Where annotations are strings, the class has not seen what they say."""
    origin: Any = get_origin(member)
    return origin is Required or (origin is not NotRequired and name in hint.__required_keys__)


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
    """Of members that do not fit, the one that fits best tells why: rather one of the same kind than another kind."""
    tried = [_misfits(value, member, path) for member in members if not _stands_for_no_json(member)]
    nothing = [f"{path}: {value!r} fits nothing that can be sent"]
    kinds = tuple(f"{path}{member}: " for member in ("", ".type", ".role"))
    return min(tried, key=lambda found: (any(one.startswith(kinds) for one in found), len(found)), default=nothing)


def _stands_for_no_json(hint: Any) -> bool:
    """What the SDK once returned, files that it reads, and the strings that it does not know the meaning of."""
    if (get_origin(hint) or hint) in (IO, PathLike):
        return True
    return isinstance(hint, type) and issubclass(hint, BaseModel | str) and hint is not str


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
