"""What a caller of Vertex AI may send as its key: an API key, an access token, or a service account's key file.

Source: https://cloud.google.com/vertex-ai/generative-ai/docs/start/api-keys
and https://developers.google.com/identity/protocols/oauth2/service-account
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from vai_gateway.core.errors import UNREADABLE, GatewayError
from vai_gateway.core.secret import Secret

KEY_HEADER = "X-Provider-Key-VertexAI"
_BEARER = "Bearer "
_SIGNED_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


@dataclass(frozen=True, slots=True)
class ApiKey:
    value: Secret


@dataclass(frozen=True, slots=True)
class AccessToken:
    value: Secret


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """private_key: in PEM form. The file's own `token_uri` is left out, since it is the caller's to choose."""

    email: str
    project: str
    private_key: Secret
    private_key_id: str


Credential: TypeAlias = ApiKey | AccessToken | ServiceAccount


def read_credential(key: Secret) -> Credential:
    """Raises GatewayError 401 where the key file is none of a service account."""
    value = key.reveal().strip()
    if value.startswith(_BEARER):
        return AccessToken(Secret(value.removeprefix(_BEARER).strip()))
    if value.startswith("ya29.") or _SIGNED_TOKEN.fullmatch(value):
        return AccessToken(Secret(value))
    if value.startswith("{"):
        return _service_account(value.encode())
    if (decoded := _decoded(value)) is not None:
        return _service_account(decoded)
    return ApiKey(Secret(value))


def _decoded(value: str) -> bytes | None:
    """A JSON object in base64, of either alphabet, with or without its padding; else None."""
    if not value.startswith(("eyJ", "ewo", "ew0", "eyA")):
        return None
    plain = "".join(value.split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        decoded = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return None
    return decoded if decoded.lstrip().startswith(b"{") else None


def _service_account(text: bytes) -> ServiceAccount:
    try:
        file = msgspec.json.decode(text, type=dict[str, Any])
    except UNREADABLE:
        raise _refused("it is no JSON object") from None
    if file.get("type") != "service_account":
        raise _refused("its type is not service_account")
    members = {name: file.get(name) or "" for name in ("client_email", "private_key")}
    for name, value in members.items():
        if not value or not isinstance(value, str):
            raise _refused(f"it has no {name}")
    return ServiceAccount(
        email=members["client_email"],
        project=str(file.get("project_id") or ""),
        private_key=Secret(members["private_key"]),
        private_key_id=str(file.get("private_key_id") or ""),
    )


def _refused(why: str) -> GatewayError:
    return GatewayError(
        "authentication_error",
        f"{KEY_HEADER} must be an API key, an access token or a service account's key file in JSON or base64; {why}",
        param=KEY_HEADER,
        code="provider_key_invalid",
    )
