"""Signatures say which vendor family made them: `<family>:<vendor value>`; no family means Anthropic."""

from __future__ import annotations

import re

# Anthropic's own are base64, which has no colon.
_OF_A_FAMILY = re.compile(r"[a-z][a-z0-9_-]*:")


def anthropic_value(signature: str) -> str | None:
    """Anthropic's own value, or None if another family made it."""
    return None if _OF_A_FAMILY.match(signature) else signature


def family_value(signature: str, family: str) -> str | None:
    """The vendor value if `family` made it, else None."""
    made_by, separator, value = signature.partition(":")
    return value if separator and made_by == family else None
