"""A service account's key file, made up for a test, and what proves that its key has signed."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

Json = dict[str, Any]

EMAIL = "robot@project-1.iam.example"
OTHER_KEY = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
"""One that cannot sign as Google asks: Ed25519, from RFC 8410."""


@cache
def private_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def key_file(**members: str) -> str:
    pem = private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    file = {
        "type": "service_account",
        "project_id": "project-1",
        "private_key_id": "k1",
        "private_key": pem,
        "client_email": EMAIL,
        "token_uri": "https://elsewhere.example/token",
    }
    return json.dumps({**file, **members})


def in_base64(file: str) -> str:
    return base64.b64encode(file.encode()).decode()


def claims_signed_in(assertion: str) -> tuple[Json, Json]:
    """Head and claims. Raises InvalidSignature if the key has not signed them."""
    head, claims, signature = assertion.split(".")
    private_key().public_key().verify(_bytes(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
    return json.loads(_bytes(head)), json.loads(_bytes(claims))


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
