"""Ids that the gateway makes up: random, never reused, and no secrets."""

from __future__ import annotations

import random
import string

# Seeded from the system once; asking it for each id would cost a system call per request.
_bits = random.Random(random.SystemRandom().getrandbits(256)).getrandbits
_ALPHABET = string.ascii_letters + string.digits


def request_id() -> str:
    return f"req_{_bits(80):020x}"


def message_id() -> str:
    return f"msg_{_bits(96):024x}"


def tool_use_id() -> str:
    """For vendors that send none: 24 random letters and digits."""
    number = _bits(192)
    letters = []
    for _ in range(24):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "toolu_" + "".join(letters)
