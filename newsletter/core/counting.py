"""Read the numbers of a story: how many people or things, how long, and which of several steps.

Pure, and English only so far; figures are read in every language. What other numbers mean for two stories is decided
in ``core.relating``.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

_WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}’'\-]*")
_NUMBER = regex.compile(r"(?<![\d/.,])(?:\d{1,3}(?:[,.\u00a0]\d{3})+|\d+)(?![\d/])")
_SPELT = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
]
#: Which of several: the second reading of a law is not its first.
STEP = regex.compile(
    r"\b(first|second|third|fourth|final|last|lower|upper) (?:and (?:final|last) )?"
    r"(?:reading|vote|round|chamber|house|trial|appeal|batch|group)\b",
    regex.I,
)
#: What a number is of when it counts no people and no things that were won.
_TIME = regex.compile(r"\s?-?(?P<unit>year|month|week|day|hour|minute)s?\b", regex.I)
_SHARE = regex.compile(r"\s?-?(?:per ?cent\b|%|[ap]\.?m\b|st\b|nd\b|rd\b|th\b|years?-old)", regex.I)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = regex.compile(
    rf"\b\d{{1,2}} {_MONTH}\b(?: \d{{4}})?|\b{_MONTH} \d{{1,2}}\b(?:, \d{{4}})?|\b(?:19|20)\d\d\b|"
    r",? aged \d+|, \d\d(?=,)"
)


def counts(told: str) -> Iterator[str]:
    """How many people or things: no years, days, ages or shares."""
    told = _DATE.sub(" ", told)
    for value, end in _numbers(told):
        if not _TIME.match(told, end) and not _SHARE.match(told, end):
            yield value


def _numbers(told: str) -> Iterator[tuple[str, int]]:
    """Each number in figures, with where it ends; spelt ones from two on."""
    for one in _NUMBER.finditer(told):
        yield "".join(sign for sign in one.group() if sign.isdigit()), one.end()
    for word in _WORD.finditer(told):
        spelt = word.group().casefold()
        if spelt in _SPELT[2:]:
            yield str(_SPELT.index(spelt)), word.end()


def spans_of_time(told: str) -> Iterator[str]:
    """How long, as in "9 year" for "after nine years"."""
    told = _DATE.sub(" ", told)
    timed = ((value, _TIME.match(told, end)) for value, end in _numbers(told))
    return (f"{value} {unit['unit'].lower()}" for value, unit in timed if unit)
