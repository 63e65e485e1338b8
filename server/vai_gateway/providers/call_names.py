"""Ids and names of calls that other vendors made, as one with narrower rules takes them."""

from __future__ import annotations

import hashlib
import re

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


def call_id(id: str, longest: int) -> str:
    """Other vendors' ids may be longer than this one takes; call and result are changed alike."""
    if len(id) <= longest:
        return id
    return "call_" + hashlib.sha256(id.encode()).hexdigest()[:32]


def call_name(name: str, longest: int) -> str:
    return _NOT_IN_NAMES.sub("_", name)[:longest]
