"""Ask of many stretches of a text whether one of them is met, without looking at each.

A hostile entry may have ten thousand sentences; looking at each for each would take minutes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """Half-open stretches, sorted once."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))  #: of all that begin so far

    def meet(self, start: int, end: int) -> bool:
        """Whether any of them shares a place with ``start`` to ``end``."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._furthest[before - 1] > start
