"""The gateway's own keys. Only their SHA-256 is kept; a key is shown once, when it is made."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import string
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from pydantic import TypeAdapter, ValidationError

from vai_gateway.contract.requests import ModelId
from vai_gateway.core.secret import Secret

PREFIX = "vai_sk_"
_STRONG = re.compile(PREFIX + r"[A-Za-z0-9_-]{16,}", re.ASCII)
_ALPHABET = string.ascii_letters + string.digits
_SECRET_LENGTH = 43
"""256 bits."""
_SHELF_BYTES = 4
_MODEL_ID: TypeAdapter[str] = TypeAdapter(ModelId)

_NAME = re.compile(r"^[A-Za-z0-9._-]{1,64}\Z")
_NAME_IS = "1 to 64 of A-Za-z0-9._-"

Name = Annotated[str, Meta(pattern=_NAME.pattern)]
Count = Annotated[int, Meta(ge=0)]


class KeyLimits(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What differs from the gateway's rate limits."""

    requests_per_s: Annotated[float, Meta(ge=0)] | UnsetType = UNSET
    burst: Count | UnsetType = UNSET
    concurrent_requests: Count | UnsetType = UNSET
    concurrent_streams: Count | UnsetType = UNSET
    live_sessions: Count | UnsetType = UNSET


class KeyRow(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """tenant: whose usage it counts as; keys of one tenant share its limits. models: absent means all."""

    id: Name
    tenant: Name
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
    models: Annotated[frozenset[str], Meta(min_length=1)] | None = None
    limits: KeyLimits | None = None


@dataclass(frozen=True, slots=True)
class Minted:
    key: Secret
    row: KeyRow


class KeyRing:
    """Finds the row of a key that somebody sent."""

    def __init__(self, rows: Iterable[KeyRow]) -> None:
        self.rows = tuple(rows)
        self._shelves: dict[bytes, list[tuple[bytes, KeyRow | None]]] = {}
        for row in self.rows:
            digest = bytes.fromhex(row.sha256)
            self._shelves.setdefault(digest[:_SHELF_BYTES], []).append((digest, row))
        self._empty_shelf: list[tuple[bytes, KeyRow | None]] = [(bytes(32), None)]

    def __bool__(self) -> bool:
        return bool(self.rows)

    def find(self, key: bytes) -> KeyRow | None:
        """The time it takes tells nothing of the keys: only a few bytes of a hash choose what is compared."""
        digest = hashlib.sha256(key).digest()
        found = None
        for kept, row in self._shelves.get(digest[:_SHELF_BYTES], self._empty_shelf):
            if hmac.compare_digest(kept, digest):
                found = row
        return found


def mint(
    *, tenant: str | None = None, models: Iterable[str] | None = None, expires_at: datetime | None = None
) -> Minted:
    """tenant: else the key is a tenant of its own. Raises ValueError for what no keys file may hold."""
    key = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_LENGTH))
    row = row_of(key)
    row = KeyRow(
        id=row.id,
        tenant=row.id if tenant is None else tenant,
        sha256=row.sha256,
        expires_at=expires_at,
        models=None if models is None else frozenset(models),
    )
    if not _NAME.fullmatch(row.tenant):
        raise ValueError(f"tenant must be {_NAME_IS}, got {row.tenant[:80]!r}")
    rows = _decode(encode_rows([row]))
    check_rows(rows)
    return Minted(Secret(key), rows[0])


def row_of(key: str) -> KeyRow:
    """For a key that comes without one. Its tenant is itself."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    name = f"key_{digest[:16]}"
    return KeyRow(id=name, tenant=name, sha256=digest)


def is_strong(key: str) -> bool:
    """Whether it is written like a minted key, and long enough that nobody guesses it."""
    return _STRONG.fullmatch(key) is not None


def check_rows(rows: Sequence[KeyRow]) -> None:
    """Raises ValueError naming the first rows that cannot stand together."""
    ids: set[str] = set()
    digests: dict[str, str] = {}
    limits: dict[str, KeyLimits | None] = {}
    for row in rows:
        if row.sha256 in digests:
            raise ValueError(f"{row.id} and {digests[row.sha256]} are the same key")
        if row.id in ids:
            raise ValueError(f"two keys have the id {row.id}")
        if limits.setdefault(row.tenant, row.limits) != row.limits:
            raise ValueError(f"the keys of tenant {row.tenant} have different limits; a tenant has one set of them")
        if _is_address(row.tenant):
            raise ValueError(f"tenant {row.tenant} is an address, which is what callers without a key are known by")
        for model in row.models or ():
            model_id(model)
        ids.add(row.id)
        digests[row.sha256] = row.id


def model_id(text: str) -> str:
    """Raises ValueError unless it is one by the contract."""
    try:
        return _MODEL_ID.validate_python(text)
    except ValidationError:
        raise ValueError(f"{text[:80]!r} is no model id; they read `provider/name`") from None


def read_rows(path: Path) -> tuple[KeyRow, ...]:
    """Raises ValueError, whose message holds nothing of the file but names; OSError if it cannot be read."""
    rows = _decode(path.read_bytes())
    check_rows(rows)
    return rows


def encode_rows(rows: Sequence[KeyRow]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(rows, order="deterministic"), indent=2) + b"\n"


def append_row(path: Path, row: KeyRow) -> None:
    """Whoever reads the file meanwhile sees it without the row or with it. Writers wait for each other.

    Raises ValueError, naming the file, if it does not hold key rows, or not beside this one.
    """
    path = path.resolve()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        rows = (*_present(path), row)
        check_rows(rows)
        _replace(path, encode_rows(rows))
        os.fsync(folder)
    finally:
        os.close(folder)


def _present(path: Path) -> tuple[KeyRow, ...]:
    try:
        return read_rows(path) if path.exists() else ()
    except ValueError as error:
        raise ValueError(f"{path} is no keys file: {error}") from None


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _decode(content: bytes) -> tuple[KeyRow, ...]:
    try:
        return msgspec.json.decode(content, type=tuple[KeyRow, ...])
    except msgspec.ValidationError as error:
        raise ValueError(_plain(str(error))) from None
    except UnicodeDecodeError:
        raise ValueError("it is no JSON: it is not written in UTF-8") from None
    except msgspec.DecodeError as error:
        said = str(error).removeprefix("JSON is malformed: ")
        raise ValueError("it is no JSON: " + ("it ends too early" if "truncated" in said else said)) from None


def _plain(said: str) -> str:
    """What msgspec says of rows that are wrong, in words that say what would be right."""
    said, _, place = said.partition(" - at ")
    row = re.match(r"`\$\[(\d+)\]", place)
    if row is None:
        return "it must be a list of rows, as `vai-gateway keys create` writes them"
    path = re.findall(r"\.(\w+)", place)
    which = ": ".join([f"row {int(row[1]) + 1}", *path[-1:]])
    if member := re.search("missing required field `(.*)`", said):
        return f"{which} lacks {member[1]}"
    if member := re.search("unknown field `(.*)`", said):
        return f"{which} has {member[1][:80]}, which does not exist"
    return f"{which} must be {_RIGHT[path[-1]] if path else 'an object'}"


_LIMIT = "a whole number of at least 0"
_RIGHT = {
    "id": _NAME_IS,
    "tenant": _NAME_IS,
    "sha256": "64 digits of 0-9a-f",
    "expires_at": "a time with its zone, as in 2027-12-31T12:00:00Z",
    "models": "a list of at least one model id",
    "limits": "an object",
    "requests_per_s": "a number of at least 0",
} | dict.fromkeys(("burst", "concurrent_requests", "concurrent_streams", "live_sessions"), _LIMIT)


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        ipaddress.ip_address(name)
        return True
    return False
