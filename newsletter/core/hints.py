"""Rule out most rules of a text at once: a rule may only match where one of its hints stands.

Pure. The three-letter pieces of a text are collected once; a hint whose first piece is not among them is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


class Hinted:
    """A text in lower case, sign for sign, ready for asking which hints stand in it."""

    def __init__(self, text: str) -> None:
        low = text.lower()
        # A letter may lower to two, as İ does; places must stay where they are.
        self.low = low if len(low) == len(text) else "".join(letter.lower()[0] for letter in text)
        self._pieces = {self.low[at : at + 3] for at in range(len(self.low) - 2)}

    def has(self, hint: str) -> bool:
        """Whether a hint stands anywhere in the text."""
        return (len(hint) < 3 or hint[:3] in self._pieces) and hint in self.low

    def has_any(self, hints: Iterable[str]) -> bool:
        """Whether one of them does. Their outer spaces ask for whole words, and for nothing here."""
        return any(self.has(hint.strip()) for hint in hints)


@lru_cache(maxsize=32)
def hinted(text: str) -> Hinted:
    """The same for the same text, which several questions are asked of."""
    return Hinted(text)
