"""Signatures say which vendor family made them: `<family>:<vendor value>`; no family means Anthropic."""

from __future__ import annotations

FAMILIES = ("openai", "gemini", "openrouter", "groq", "cerebras", "local")


def anthropic_value(signature: str) -> str | None:
    """Anthropic's own value, or None if another family made it."""
    family, separator, _ = signature.partition(":")
    return None if separator and family in FAMILIES else signature


def family_value(signature: str, family: str) -> str | None:
    """The vendor value if `family` made it, else None."""
    made_by, separator, value = signature.partition(":")
    return value if separator and made_by == family else None
