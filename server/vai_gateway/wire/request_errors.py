"""From pydantic's errors to the contract's: which field, what was wrong, what would be right."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vai_gateway.core.errors import GatewayError

_CODES = {
    "missing": "missing_field",
    "extra_forbidden": "unknown_field",
    "literal_error": "unsupported_value",
    "string_pattern_mismatch": "unsupported_value",
    "union_tag_invalid": "unsupported_value",
    "union_tag_not_found": "missing_field",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_too_short": "out_of_range",
    "string_too_long": "out_of_range",
    "too_short": "out_of_range",
    "too_long": "out_of_range",
    "finite_number": "out_of_range",
}
_TAG_ERRORS = ("union_tag_invalid", "union_tag_not_found")
_WRONG_TAG = ("literal_error", "string_pattern_mismatch", "string_type")
_LONGEST_MESSAGE = 300


class _Place(NamedTuple):
    path: str
    depth: int
    wrong_member: bool
    """The error says only that another member of an untagged union was meant."""


def request_error(error: ValidationError, value: Any) -> GatewayError:
    """value: the parsed body.

    Reports the deepest error, since it is the one nearest to what was meant, and what is there before what is not.
    """
    details = error.errors(include_url=False, include_context=True, include_input=False)
    wrong_members = {branch for detail in details if (branch := _wrong_branch(detail, value)) is not None}
    candidates = [(detail, _place(detail, value, wrong_members)) for detail in details]
    detail, place = max(candidates, key=_weight)
    if place.wrong_member:
        path = f"{_untagged_path(detail, value)}.type"
        return _error("the type is none of those that are allowed here", path, "unsupported_value")
    return _error(_message(detail), place.path, _CODES.get(detail["type"], "invalid_type"))


def _weight(candidate: tuple[ErrorDetails, _Place]) -> tuple[bool, int, bool]:
    detail, place = candidate
    return not place.wrong_member, place.depth, detail["type"] != "missing"


def _error(message: str, path: str, code: str) -> GatewayError:
    text = f"{path}: {message}" if path else message
    return GatewayError("invalid_request_error", text[:_LONGEST_MESSAGE], param=path or None, code=code)


def _message(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "this field is required"
        case "extra_forbidden":
            return "there is no such field"
        case "union_tag_invalid":
            return f"must be one of {context['expected_tags']}"
        case "union_tag_not_found":
            return f"an object with a {context['discriminator']} is required"
        case _:
            return detail["msg"].replace("Input should", "must", 1)


def _place(detail: ErrorDetails, value: Any, wrong_members: set[tuple[Any, ...]]) -> _Place:
    """Walk the location through the body; steps that name union members are no keys of it and are passed over."""
    path, depth = "", 0
    location = detail["loc"]
    member_named = False
    for position, step in enumerate(location):
        is_last = position == len(location) - 1
        if not is_last and not member_named and isinstance(value, dict) and _is_tag(value, step):
            member_named = True
            continue
        member_named = False
        if isinstance(value, dict) and step in value:
            path, value = f"{path}.{step}" if path else str(step), value[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            path, value = f"{path}[{step}]", value[step]
        elif is_last and detail["type"] == "missing":
            path = f"{path}.{step}" if path else str(step)
        else:
            continue
        depth += 1
    if detail["type"] in _TAG_ERRORS:
        tag = str(detail.get("ctx", {}).get("discriminator", "type")).strip("'")
        path, depth = f"{path}.{tag}" if path else tag, depth + 1
    wrong = any(location[: len(branch)] == branch for branch in wrong_members)
    return _Place(path, depth, wrong)


def _is_tag(value: dict[str, Any], step: Any) -> bool:
    return step in (value.get("type"), value.get("role"))


def _wrong_branch(detail: ErrorDetails, value: Any) -> tuple[Any, ...] | None:
    """The location of an untagged union's member whose `type` does not fit, if that is what `detail` says."""
    location = detail["loc"]
    if len(location) < 2 or location[-1] != "type" or not _names_a_model(location[-2]):
        return None
    if detail["type"] in _WRONG_TAG or detail["type"] == "missing":
        return location[:-1]
    return None


def _names_a_model(step: Any) -> bool:
    return isinstance(step, str) and step[:1].isupper()


def _untagged_path(detail: ErrorDetails, value: Any) -> str:
    position = next(i for i, step in enumerate(detail["loc"]) if _names_a_model(step))
    shortened: ErrorDetails = {**detail, "loc": detail["loc"][:position], "type": "value_error"}
    return _place(shortened, value, set()).path


def integral_floats(error: ValidationError, value: Any) -> bool:
    """JSON has one kind of number, so 60.0 is an integer: turn such floats into ints, in place.

    True if there were any, so that `value` is worth another try: where one stands in an untagged union, every
    other member complains of something else.
    """
    details = error.errors(include_url=False, include_context=False, include_input=False)
    changed = [detail["type"] == "int_type" and _make_integral(detail["loc"], value) for detail in details]
    return any(changed)


def _make_integral(location: tuple[int | str, ...], value: Any) -> bool:
    parent: Any = None
    key: Any = None
    for step in location:
        is_key = isinstance(value, dict) and step in value
        is_index = isinstance(value, list) and isinstance(step, int)
        if is_key or is_index:
            parent, key, value = value, step, value[step]
    if isinstance(value, float) and value.is_integer():
        parent[key] = int(value)
        return True
    return False
