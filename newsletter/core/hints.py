"""Rule out most rules at once: a rule may only match where one of its hints stands.

Pure. A hint is a plain piece of text: "releas", "set free", " ban ". Words come again and again, so what each of them
hints at is looked up once and remembered.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

_REMEMBERED = 8192  #: words; a language's commonest make nearly all of every text
_DOT = "\N{COMBINING DOT ABOVE}"  #: İ lowers to an i with this, and patterns take it for an i


class Hints:
    """The hints of many rules, ready for asking which of the rules a sentence or clause may hold."""

    def __init__(self, rules: Sequence[Collection[str]]) -> None:
        self._everywhere = [number for number, hints in enumerate(rules) if not hints]
        self._rules_of: dict[str, set[int]] = {}  #: by hint
        self._hints_of: dict[str, set[str]] = {}  #: by a hint's longest word, or part of a word
        for number, hints in enumerate(rules):
            for hint in hints:
                self._rules_of.setdefault(hint, set()).add(number)
                self._hints_of.setdefault(max(hint.split(), key=len, default=""), set()).add(hint)
        self._lengths = sorted({len(part) for part in self._hints_of})
        self._hints_at = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def rules_in(self, text: str) -> list[int]:
        """Which rules may match in ``text``, by their numbers; a hint's outer space asks for a word's edge."""
        low = f" {text.lower()} ".replace(_DOT, "")
        rules = set(self._everywhere)
        for word in low.split():
            for hint in self._hints_at(word):
                if " " not in hint or hint in low:
                    rules |= self._rules_of[hint]
        return sorted(rules)

    def _look_up(self, word: str) -> frozenset[str]:
        parts = (word[at : at + length] for length in self._lengths for at in range(len(word) - length + 1))
        return frozenset(hint for part in parts for hint in self._hints_of.get(part, ()))
