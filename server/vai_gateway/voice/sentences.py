"""Text that arrives in pieces, cut into sentences as soon as each is whole.

The pieces joined are the text, unchanged, and do not depend on how the text arrived.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_SENTENCE = 300
"""Characters. What has no end by then is cut at a clause, else at a space, else anywhere."""

_ABBREVIATIONS = frozenset(
    "dr mr mrs ms mx jr sr prof rev hon st gen col maj capt cmdr lt sgt gov sen inc ltd corp co bros dept univ vs etc "
    "nos vol fig figs pp approx est mt ave blvd rd cf al e.g i.e a.m p.m u.s u.k u.s.a d.c ph.d b.a m.a b.sc m.sc "
    "jan feb apr jun jul aug sep sept oct nov dec".split()
)
_MARKS = ".!?…؟۔।॥።։။។"
_WIDE = "。！？．｡"
_WIDE_CLOSERS = "\"'”’»)]}*_`」』）】》〉"
_CLOSERS = f"{_WIDE_CLOSERS}“‘«›‹"
"""Some languages end quotes with what others begin them with; behind a wide mark that would begin one."""
_END = re.compile(rf"[{_MARKS}]+[{re.escape(_CLOSERS)}]*(?=\s)|[{_WIDE}]+[{re.escape(_WIDE_CLOSERS)}]*|\n")
"""What may end a sentence. A wide mark needs no space behind it."""
_CLAUSE_END = re.compile(r"[,;:–—、，；：]\s*")
_LAST_WORD = re.compile(r"[\w.]*\Z")
_JOINS_ON = frozenset("\u200d\ufe0e\ufe0f")


class SentenceSplitter:
    """Every call returns what is whole by then, in order; `end` returns the rest."""

    def __init__(self, longest: int = LONGEST_SENTENCE) -> None:
        self._longest = longest
        self._waiting = ""
        self._looked_at = 0

    def feed(self, text: str) -> list[str]:
        pieces = []
        # Each cut looks at all that waits: a long text that waited whole would be read once for every piece of it.
        for start in range(0, len(text), self._longest):
            self._waiting += text[start : start + self._longest]
            pieces += self._cut(last=False)
        return pieces

    def end(self) -> list[str]:
        pieces = self._cut(last=True)
        if self._waiting:
            pieces.append(self._waiting)
            self._waiting = ""
        return pieces

    def _cut(self, *, last: bool) -> list[str]:
        pieces = []
        while end := self._end(last):
            pieces.append(self._waiting[:end])
            self._waiting = self._waiting[end:]
            self._looked_at = 0
        return pieces

    def _end(self, last: bool) -> int:
        """How long the first piece is; 0 if that is not known yet."""
        text = self._waiting
        for found in _END.finditer(text, self._looked_at):
            end = found.end() + (0 if found[0] == "\n" else _spaces(text, found.end()))
            if end > self._longest:
                break
            if not last and not _is_settled(text, found.end()):
                return 0
            if _ends_sentence(text, found):
                return end
            self._looked_at = found.end()
        # One character more tells whether the last sentence that fits has an end.
        return _forced_end(text, self._longest) if len(text) > self._longest + 1 else 0


def _spaces(text: str, start: int) -> int:
    """One space behind a sentence belongs to it, so that the next one begins with its first word."""
    return 1 if text[start : start + 1].isspace() else 0


def _is_settled(text: str, end: int) -> bool:
    """Whether what follows the mark is there: a closing mark, a space, and the character behind that."""
    return text[end - 1] == "\n" or len(text) > end + 1


def _ends_sentence(text: str, found: re.Match[str]) -> bool:
    mark = found[0].rstrip(_CLOSERS)
    if mark == "\n" or mark[-1] in _WIDE:
        return True
    follows = text[found.end() + 1 : found.end() + 2]
    trails_off = len(mark) > 1 or mark == "…"
    if follows.islower() and (trails_off or len(mark) < len(found[0])):
        return False  # Well... perhaps. “Really?” he said.
    return mark != "." or not _is_abbreviated(text[: found.start()])


def _is_abbreviated(before: str) -> bool:
    """Whether a full stop behind `before` belongs to its last word: Dr. J. R. R. e.g. and the number of an item."""
    match = _LAST_WORD.search(before)
    word = match[0] if match else ""
    if len(word) == 1 and word.isupper():
        return True
    if word.isdecimal() and not before[: -len(word)].strip():
        return True
    return word.lower() in _ABBREVIATIONS


def _forced_end(text: str, longest: int) -> int:
    clauses = [match.end() for match in _CLAUSE_END.finditer(text, 0, longest)]
    if clauses and clauses[-1] > longest // 3:
        return clauses[-1]
    space = max(text.rfind(" ", 0, longest), text.rfind("\t", 0, longest))
    if space > 0:
        return space + 1
    end = longest
    while end > 1 and (unicodedata.combining(text[end]) or text[end] in _JOINS_ON or text[end - 1] == "\u200d"):
        end -= 1
    return end


def is_speakable(text: str) -> bool:
    """Whether there is a word or a number in it."""
    return any(character.isalnum() for character in text)
