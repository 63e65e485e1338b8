"""RS256, the one thing here that needs a library for cryptography."""

from __future__ import annotations


def rs256(private_key: str, message: bytes) -> bytes:
    """private_key: in PEM form. Raises ValueError if it is no RSA key. Takes some 40 ms, so not on the event loop."""
    # Only callers with a service account need it, and it takes 70 ms to load.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (TypeError, UnsupportedAlgorithm):
        raise ValueError("a key of an unknown kind, or with a password") from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key.sign(message, PKCS1v15(), SHA256())
