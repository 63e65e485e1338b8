"""From pydantic's errors to the contract's: which field, what was wrong, what would be right."""

from __future__ import annotations

import re
from itertools import accumulate
from types import NoneType
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vai_gateway.contract.forms import FORMS
from vai_gateway.contract.requests import MessageRequest, RunRequest
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
}
"""What is not here is `invalid_type`."""
_WANTED = {
    "string_type": "a string",
    "int_type": "an integer",
    "float_type": "a number",
    "bool_type": "a boolean",
    "list_type": "an array",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}
_SENT = {
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    list: "an array",
    dict: "an object",
    NoneType: "null",
}
_TAG_ERRORS = ("union_tag_invalid", "union_tag_not_found")
_LONGEST_KEY = 64
_QUOTED = re.compile("'([^']*)'")


class _Fault(NamedTuple):
    detail: ErrorDetails
    path: str
    depth: int
    wrong_member: bool
    """It says only that another member of an untagged union was meant."""

    @property
    def code(self) -> str:
        return _CODES.get(self.detail["type"], "invalid_type")

    @property
    def weight(self) -> tuple[bool, int, bool]:
        return not self.wrong_member, self.depth, self.detail["type"] != "missing"


def request_error(error: ValidationError, value: Any) -> GatewayError:
    """value: the parsed body, as it was validated.

    Reports the deepest error, since it is the one nearest to what was meant, and what is there before what is not.
    """
    details = error.errors(include_url=False)
    wrong_members = {detail["loc"][:-1] for detail in details if _is_wrong_member(detail)}
    faults = [
        _fault(detail, value)
        for detail in details
        if _is_wrong_member(detail) or wrong_members.isdisjoint(accumulate((step,) for step in detail["loc"]))
    ]
    chosen = max(faults, key=lambda fault: fault.weight)
    alike = [fault for fault in faults if (fault.path, fault.code) == (chosen.path, chosen.code)]
    allowed = dict.fromkeys(each for fault in alike for each in _allowed(fault))
    hint = _run_hint(chosen) if error.title == RunRequest.__name__ else ""
    return GatewayError(
        "invalid_request_error",
        f"{chosen.path or 'the body'}: {_message(chosen, allowed)}{hint}",
        param=chosen.path or None,
        code=chosen.code,
    )


def _message(fault: _Fault, allowed: dict[str, None]) -> str:
    """allowed: what would be right, by all members where this is a union."""
    sent, context = fault.detail["input"], fault.detail.get("ctx", {})
    match fault.detail["type"]:
        case "missing" | "union_tag_not_found":
            return "this field is required"
        case "extra_forbidden":
            return "there is no such field"
        case "greater_than_equal":
            return f"must be at least {_number(context['ge'])}"
        case "less_than_equal":
            return f"must be at most {_number(context['le'])}"
        case "string_too_short":
            return f"must have at least {_count(context['min_length'], 'character')}"
        case "string_too_long":
            return f"must have at most {_count(context['max_length'], 'character')}, has {len(sent)}"
        case "too_short":
            return f"must have at least {_count(context['min_length'], 'item')}"
    text = f"must be {_any_of(*allowed)}"
    is_number = type(sent) in (int, float) and bool(allowed.keys() & {"an integer", "a number"})
    return text if fault.code != "invalid_type" or is_number else f"{text}, not {_SENT[type(sent)]}"


def _run_hint(fault: _Fault) -> str:
    """For those who send a run what belongs into its message, or asks for another operation."""
    if fault.code != "unknown_field" or fault.path not in MessageRequest.model_fields:
        return ""
    if fault.path == "stream":
        return "; POST /v1/runs:stream streams the whole run"
    return "; a run holds the message as `request`"


def _allowed(fault: _Fault) -> list[str]:
    """The values, the form or the type that would be right."""
    context = fault.detail.get("ctx", {})
    match fault.detail["type"]:
        case "literal_error":
            return _QUOTED.findall(context["expected"])
        case "union_tag_invalid":
            return _QUOTED.findall(context["expected_tags"])
        case "string_pattern_mismatch":
            return [FORMS[context["pattern"]]]
        case kind:
            return [_WANTED.get(kind, "another value")]


def _any_of(*words: str) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _number(bound: float) -> str:
    return str(bound).removesuffix(".0")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _fault(detail: ErrorDetails, value: Any) -> _Fault:
    """Walk the location through the body; steps that name union members are no keys of it and are passed over."""
    path, depth = "", 0
    location = detail["loc"]
    member_named = False
    for position, step in enumerate(location):
        if value is detail["input"]:
            break
        is_last = position == len(location) - 1
        if not is_last and not member_named and isinstance(value, dict) and _names_a_member(value, step):
            member_named = True
            continue
        member_named = False
        is_key = isinstance(value, dict) and step in value
        is_index = isinstance(value, list) and isinstance(step, int)
        if is_key or is_index:
            path, depth, value = _below(path, step), depth + 1, value[step]
    if detail["type"] == "missing":
        path, depth = _below(path, location[-1]), depth + 1
    elif detail["type"] in _TAG_ERRORS:
        path, depth = _below(path, detail["ctx"]["discriminator"].strip("'")), depth + 1
    return _Fault(detail, path, depth, _is_wrong_member(detail))


def _below(path: str, step: int | str) -> str:
    if isinstance(step, int):
        return f"{path}[{step}]"
    key = step[:_LONGEST_KEY]
    return f"{path}.{key}" if path else key


def _names_a_member(value: dict[str, Any], step: int | str) -> bool:
    """Of a tagged union by its tag, of an untagged one by its model."""
    return step in (value.get("type"), value.get("role")) or _names_a_model(step)


def _is_wrong_member(detail: ErrorDetails) -> bool:
    """Whether it says that the `type` does not fit this member of an untagged union."""
    location = detail["loc"]
    return len(location) > 1 and location[-1] == "type" and _names_a_model(location[-2])


def _names_a_model(step: int | str) -> bool:
    return isinstance(step, str) and step[:1].isupper()
