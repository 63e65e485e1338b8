"""How the text of a setting becomes its value."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, get_args
from urllib.parse import urlsplit

from vai_gateway.contract.requests import ServerToolName
from vai_gateway.core.secret import Secret
from vai_gateway.policy.keys import KeyRow, read_rows
from vai_gateway.providers.local.smollm2_weights import WEIGHTS_BYTES, WEIGHTS_FILE

Read: TypeAlias = Callable[[str], Any]
"""Raises ValueError saying what would be right; it shows no secret."""


def duration(text: str) -> float:
    """Seconds."""
    parts = _DURATION_PART.findall(text)
    seconds = sum(float(amount) * _UNIT_S[unit] for amount, unit in parts)
    if "".join(amount + unit for amount, unit in parts) != text or not text:
        raise ValueError(f"must be a duration such as 500ms, 15s, 5m or 2h, got {_quoted(text)}")
    if not 0.001 <= seconds <= _DAY_S:
        raise ValueError(f"must be from 1ms to 24h, got {_quoted(text)}")
    return seconds


def whole(least: int, most: int) -> Read:
    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, got {_quoted(text)}")
        return int(text)

    return read


def rate(text: str) -> float:
    if not _DECIMAL.fullmatch(text) or float(text) > MOST_PER_S:
        raise ValueError(f"must be a number from 0 to {MOST_PER_S}, got {_quoted(text)}")
    return float(text)


def flag(text: str) -> bool:
    word = text.lower()
    if word not in _YES and word not in _NO:
        raise ValueError(f"must be true or false, got {_quoted(text)}")
    return word in _YES


def hops(text: str) -> int:
    """true is one proxy."""
    if re.fullmatch(r"[0-9]", text):
        return int(text)
    try:
        return int(flag(text))
    except ValueError:
        raise ValueError(f"must be true, false or the number of proxies, 0 to 9, got {_quoted(text)}") from None


def one_of(*words: str) -> Read:
    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"must be one of {', '.join(words)}, got {_quoted(text)}")
        return text.lower()

    return read


def each(read_one: Read) -> Read:
    """Of a comma list."""

    def read(text: str) -> tuple[Any, ...]:
        items = [item.strip() for item in text.split(",")]
        if "" in items:
            raise ValueError("has an empty entry; entries are parted by single commas")
        return tuple(read_one(item) for item in items)

    return read


def address(text: str) -> tuple[str, int]:
    """host:port, [ipv6]:port, or :port for every IPv4 address of this machine."""
    host, colon, port = text.rpartition(":")
    if not colon or not _WHOLE.fullmatch(port):
        raise ValueError(f"must be host:port, got {_quoted(text)}")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise ValueError(f"must have an IPv6 address in brackets, as in [::1]:8080, got {_quoted(text)}")
    return listening_host(host or "0.0.0.0"), listening_port(port)


def listening_host(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        if not _HOST_NAME.fullmatch(text) or _ALL_NUMBERS.fullmatch(text):
            raise ValueError(f"must be an IP address or a host name, got {_quoted(text)}") from None
        return text


listening_port = whole(0, 65_535)


def loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def secret(text: str) -> Secret:
    if not _VISIBLE.fullmatch(text):
        raise ValueError("must be visible ASCII without spaces")
    return Secret(text)


def keys_file(text: str) -> tuple[KeyRow, ...]:
    try:
        rows = read_rows(Path(text))
    except OSError as error:
        raise ValueError(f"{_quoted(text)} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"{_quoted(text)} is no keys file: {error}") from None
    if not rows:
        raise ValueError(f"{_quoted(text)} holds no keys; `vai-gateway keys create --file` adds one")
    return rows


def weights_file(text: str) -> Path:
    """Looks at its size alone: reading it through would slow every start."""
    path = Path(text)
    if not path.is_file():
        raise ValueError(f"must be a file, and {_quoted(text)} is none")
    if (size_bytes := path.stat().st_size) != WEIGHTS_BYTES:
        raise ValueError(
            f"must be a copy of {WEIGHTS_FILE}, {WEIGHTS_BYTES} bytes, and {_quoted(text)} has {size_bytes}"
        )
    return path


def base_url(text: str) -> str:
    """Without the slash at its end. The text is never shown: it may hold a password."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError("must be an http or https address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not _VISIBLE.fullmatch(text):
        raise ValueError("must be an http or https address")
    if "@" in parts.netloc or "?" in text or "#" in text:
        raise ValueError("must have no user, password, query or fragment; keys go into the ..._API_KEY variable")
    return text.rstrip("/")


def offered_tools(text: str) -> dict[str, frozenset[str]]:
    """By tool, the tenants that have it; none named means everybody."""
    names = get_args(ServerToolName.__value__)
    offered: dict[str, frozenset[str]] = {}
    for entry in [] if text.lower() == "none" else each(str)(text):
        name, colon, tenant = entry.partition(":")
        if name not in names or bool(colon) != bool(tenant):
            raise ValueError(f"must list {' or '.join(names)}, each alone or as name:tenant, got {_quoted(entry)}")
        if name in offered and not (tenant and offered[name]):
            raise ValueError(f"offers {name} to everybody, so it must name it once")
        offered[name] = offered.get(name, frozenset()) | ({tenant} if tenant else frozenset())
    return offered


def origin(text: str) -> str:
    if not _ORIGIN.fullmatch(text):
        raise ValueError(f"must list origins such as https://chat.example.com, without a path, got {_quoted(text)}")
    return text.lower()


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")


MOST_PER_S = 1_000_000
_DAY_S = 86_400.0
_UNIT_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)")
_WHOLE = re.compile(r"[0-9]{1,15}")
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_VISIBLE = re.compile(r"[!-~]+")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")
_ALL_NUMBERS = re.compile(r"[0-9.]+")
_ORIGIN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[A-Za-z0-9.-]+(:[0-9]{1,5})?|[a-z]+://\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?")
_YES = frozenset({"1", "true", "t", "yes", "y", "on"})
_NO = frozenset({"0", "false", "f", "no", "n", "off"})
