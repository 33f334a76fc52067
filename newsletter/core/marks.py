"""Pair the quotation marks of a paragraph: curly, straight, guillemets, corner brackets.

Pure. Says only where marks open and close; what stands between them is ``core.quotations``' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Opening mark → the marks that may close it. „ is closed by “ in German and by ” elsewhere.
_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"', "‘": "’"}
_OPENING = re.compile(f"[{''.join(_PAIRS)}]")


@dataclass(frozen=True)
class Marked:
    """Words between marks: ``start``/``end`` include the marks; an unclosed one ends with its paragraph."""

    start: int
    end: int
    closed: bool


def marked(text: str, start: int, end: int) -> tuple[Marked, ...]:
    """Find the outermost pairs in ``text[start:end]``, which is one paragraph."""
    return tuple(_walk(text, start, end))


def _walk(text: str, start: int, end: int) -> Iterator[Marked]:
    closed = start
    for at in (found.start() for found in _OPENING.finditer(text, start, end)):
        if at < closed or not _opens(text, at, start, end):
            continue
        close = _close(text, at, end)
        if close is not None:
            yield Marked(at, close + 1, True)
            closed = close + 1
        elif text[at] not in "‘»":  # these two also stand alone, as an apostrophe or as an arrow
            yield Marked(at, end, False)
            return


def _opens(text: str, at: int, start: int, end: int) -> bool:
    if at + 1 >= end or (text[at + 1].isspace() and text[at] not in "«„"):
        return False
    if text[at] in "«„“「『":
        return True
    before = text[at - 1] if at > start else " "
    return not (before.isalnum() or before in ".,!?")


def _close(text: str, at: int, end: int) -> int | None:
    wanted = _PAIRS[text[at]]
    depth = 0
    for i in range(at + 1, end):
        if text[i] == text[at] and text[at] in "“«「『":
            depth += 1
        elif text[i] in wanted and _closes(text, at, i, end):
            if depth == 0:
                return i
            depth -= 1
    return None


def _closes(text: str, at: int, i: int, end: int) -> bool:
    following = text[i + 1] if i + 1 < end else " "
    if text[at] == "‘":
        # ’ is an apostrophe inside a word, and after "prisoners" in "prisoners’ rights".
        return not following.isalnum() and (
            text[i - 1] in ".,!?…" or (following in " \n.,;:!?)" and text[i - 1] != "s")
        )
    if text[at] == '"':
        return not (following.isalnum() and text[i - 1].isspace())
    return True
