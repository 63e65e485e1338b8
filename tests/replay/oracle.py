"""What a recorded reply says, in the contract's terms, told by code that shares nothing with the server.

An oracle is one file here, `oracle_<api>.py`, that holds an `ORACLE`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

import tests.replay
from tests.replay.cases import Case

Json = dict[str, Any]
Call = tuple[str, str, Json]


@dataclass(frozen=True, slots=True)
class Facts:
    """status, error: the HTTP status and the error's type. Of an error nothing else is told.

    text, thinking: of all blocks, joined. calls: id, name and arguments; an empty id is any.
    audio: the transcripts. model: as the vendor reports it.
    blocks: the whole content, where the vendor's format is the contract's.
    """

    status: int = 200
    error: str = ""
    model: str = ""
    text: str = ""
    thinking: str = ""
    calls: tuple[Call, ...] = ()
    audio: tuple[str, ...] = ()
    stop_reason: str = ""
    stop_sequence: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    usage_missing: bool = False
    blocks: list[Json] | None = None


@dataclass(frozen=True, slots=True)
class Oracle:
    """One API. api: the folder of its cases. setting: the middle of `VAI_PROXY_<setting>_BASE_URL`.

    base_path: the end of that URL. ending: where a stream begins to be whole. split: the replies in one case.
    unusable: why a case holds no reply that can be judged; empty where it can.
    said_again: of a request to this provider, what its assistant messages hold: text, calls, blocks.
    """

    api: str
    provider: str
    setting: str
    key_header: str
    facts: Callable[[Case], Facts]
    ending: re.Pattern[bytes]
    base_path: str = ""
    split: Callable[[Case], list[Case]] = lambda case: [case]
    unusable: Callable[[Case], str] = lambda case: ""
    said_again: Callable[[Json], Facts] | None = None


@cache
def oracles() -> tuple[Oracle, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(tests.replay.__path__))
    found = (name for name in names if name.startswith("oracle_"))
    return tuple(importlib.import_module(f"tests.replay.{name}").ORACLE for name in found)


def why_unusable(oracle: Oracle, case: Case) -> str:
    if case.body is None:
        return "its body was not recorded whole"
    return oracle.unusable(case)


def counted(*, prompt: int, read: int = 0, written: int = 0, output: int) -> dict[str, int]:
    """The contract's usage. prompt: what was neither read from nor written to a cache."""
    return {
        "input_tokens": prompt,
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": written,
        "output_tokens": output,
        "total_tokens": prompt + read + written + output,
    }


ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "invalid_request_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
    503: "overloaded_error",
    529: "overloaded_error",
}
"""By the vendor's status, which decides first."""
STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "provider_error": 502,
}


def error_facts(status: int) -> Facts:
    kind = ERRORS.get(status, "provider_error")
    return Facts(STATUSES[kind], kind)


def differences(expected: Facts, got: Facts) -> list[str]:
    """One line per fact that is not what it should be. Blocks are judged only where the oracle tells them."""
    found = []
    for name in (member.name for member in fields(Facts)):
        wanted, seen = getattr(expected, name), getattr(got, name)
        if name == "calls":
            seen = _without_ids(wanted, seen)
        if wanted != seen and not (name == "blocks" and wanted is None):
            found.append(f"{name}: expected {_short(wanted)}, got {_short(seen)}")
    return found


def to_say_again(said: Facts) -> Facts:
    """What of a reply belongs into the next request to the one who said it. Empty texts say nothing."""
    kept = None if said.blocks is None else [block for block in said.blocks if block.get("text") != ""]
    return Facts(text=said.text, calls=said.calls, blocks=kept)


def _without_ids(wanted: Sequence[Call], seen: Sequence[Call]) -> tuple[Call, ...]:
    """What was seen, without the ids that are not judged."""
    judged = [bool(id) for id, _, _ in wanted] + [True] * len(seen)
    pairs = zip(judged, seen, strict=False)
    return tuple((id if told else "", name, arguments) for told, (id, name, arguments) in pairs)


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 600 else f"{shown[:300]} ... {shown[-280:]}"
