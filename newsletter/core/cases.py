"""Find case numbers and named campaigns, each in one form.

Pure. ``UA 58/20``, ``uaa 077/13`` and ``Action urgente 58/2020`` are the same kind of number; years have two digits
and numbers no leading noughts. Names of campaigns and their translations stand in ``config/rules/countries.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex

from newsletter.model.entries import Span

_KINDS = {"uaa": "UA", "ua": "UA", "uas": "UA", "au": "UA", "extra": "EX", "ex": "EX", "ma": "MA"}
_NUMBER = r"\d{1,4}\s?/\s?(?:19|20)?\d{2}(?![\d/])"
_CASE = regex.compile(
    r"(?<![\p{L}\d])(?P<kind>(?i:UAA?s?|urgent\s+actions?|actions?\s+urgentes?|acci(?:ón|ones)\s+urgentes?)|"
    r"AU|EX(?:TRA)?|MA|RAN|HIL|WRO|UAW|CAN)"
    rf"(?:\s*(?:no\.?|n[°º]|number|:|-|–)\s*|\s*)\s?(?P<numbers>{_NUMBER}(?:\s*(?:,|and|&|et|y)\s*{_NUMBER})*)"
)
_ONE = regex.compile(r"(?P<number>\d{1,4})\s?/\s?(?:19|20)?(?P<year>\d{2})(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A case number in its one form, and where it stands."""

    value: str
    span: Span


def references(text: str) -> Iterator[Reference]:
    """Find case numbers in the order of the text."""
    for found in _CASE.finditer(text):
        kind = found["kind"].lower()
        name = _KINDS.get(kind, "UA" if " " in " ".join(kind.split()) else kind.upper())
        for one in _ONE.finditer(text, found.start("numbers"), found.end("numbers")):
            yield Reference(
                value=f"{name} {int(one['number'])}/{one['year']}", span=Span(start=found.start(), end=one.end())
            )


def campaigns(text: str, table: Mapping[str, regex.Pattern[str]]) -> Iterator[Reference]:
    """Find named campaigns, each under the first of its names."""
    for name, pattern in table.items():
        if found := pattern.search(text):
            yield Reference(value=name, span=Span(start=found.start(), end=found.end()))
