"""The ASGI types that this package speaks."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
ASGIFunction: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
HeaderList: TypeAlias = list[tuple[bytes, bytes]]

_UNPRINTABLE = re.compile(r"[^ -~]")


def header(name: str, value: str) -> tuple[bytes, bytes]:
    """Whatever is not printable ASCII becomes `_`: values may quote a vendor."""
    if not (value.isascii() and value.isprintable()):
        value = _UNPRINTABLE.sub("_", value)
    return name.lower().encode("ascii"), value.encode("ascii")
