"""A key that cannot be printed by accident."""

from __future__ import annotations


class Secret:
    """Holds a key; only `reveal` shows it, and only the code that sends it calls that.

    is_lent: the operator's, used for a caller who sent none.
    """

    __slots__ = ("_value", "is_lent")

    def __init__(self, value: str, *, is_lent: bool = False) -> None:
        self._value = value
        self.is_lent = is_lent

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __reduce__(self) -> str:
        raise TypeError("a Secret is never serialised")

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)
