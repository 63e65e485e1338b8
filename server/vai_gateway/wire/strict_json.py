"""JSON as the contract takes it: no duplicate keys, no NaN, no lone surrogates, no deep nesting, no huge objects."""

from __future__ import annotations

import json
import re
from json.decoder import JSONDecodeError
from typing import Any

from vai_gateway.core.errors import GatewayError

MAX_DEPTH = 128
MAX_MEMBERS = 10_000
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(body: bytes) -> Any:
    """Raises GatewayError with code invalid_json or duplicate_key."""
    if not body.strip():
        raise GatewayError("invalid_request_error", "the body is empty; it must be a JSON object", code="invalid_json")
    try:
        value = _DECODER.decode(body.decode())
    except UnicodeDecodeError as error:
        raise _invalid(f"byte {error.start} is not UTF-8") from None
    except JSONDecodeError as error:
        raise _invalid(f"{error.msg} at line {error.lineno} column {error.colno}") from None
    except RecursionError:
        raise _invalid(f"it nests deeper than {MAX_DEPTH} levels") from None
    except ValueError as error:
        raise _invalid(str(error)) from None
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _depth_exceeds(value, MAX_DEPTH):
        raise _invalid(f"it nests deeper than {MAX_DEPTH} levels")
    if _ESCAPED_SURROGATE.search(body) and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise _invalid("it holds half of a surrogate pair")
    return value


def _invalid(why: str) -> GatewayError:
    return GatewayError("invalid_request_error", f"the body is not valid JSON: {why}", code="invalid_json")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_MEMBERS:
        raise ValueError(f"an object has more than {MAX_MEMBERS} members")
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            break
        seen.add(key)
    raise GatewayError(
        "invalid_request_error", f"the key {key[:64]!r} stands twice in one object", code="duplicate_key"
    )


def _constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


def _depth_exceeds(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) in (dict, list)
        ]
        if not level:
            return False
    return True
