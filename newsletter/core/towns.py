"""Find the towns of a text that names no country: "a court in Lille".

Pure. A town's name may be anybody's, so it counts only whole, behind a word that leads to a place ("in", "the mayor
of"), and only where nothing surer tells the country. The names stand in ``config/rules/towns.txt``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import regex

from newsletter.core.naming import fold

#: A capitalised name of up to five words, with the small ones between them.
_NAME = (
    r"(?P<name>\p{Lu}[\p{L}\p{M}’'-]+"
    r"(?:[ -](?:(?:de|del|do|da|dos|das|la|las|los|el|al|an|on|of|le|les|sur|en|upon|bin|ben)[ -]){0,2}"
    r"\p{Lu}[\p{L}\p{M}’'-]+){0,4})"
)
_POSSESSIVE = regex.compile(r"[’']s$")


@dataclass(frozen=True, kw_only=True)
class Towns:
    """Which town stands for which country, and the words before a town's name."""

    countries: Mapping[str, str] = field(default_factory=dict)  #: folded name → code
    behind: regex.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[tuple[str, int, str]]:
        """List every town with its country's code, where its name starts, and the name."""
        for found in self.behind.finditer(text) if self.behind and self.countries else ():
            name = _POSSESSIVE.sub("", found["name"])
            if code := self.countries.get(fold(name)):
                yield code, found.start("name"), name


def read_towns(table: Mapping[str, object], countries: Mapping[str, str]) -> Towns:
    """Make the table ready: ``[towns]`` with its words ``before``; raises ValueError for a pattern that is none."""
    before = table.get("before", [])
    if not (isinstance(before, list) and all(isinstance(one, str) for one in before)):
        raise ValueError("[towns] before must be a list of patterns")
    if not before or not countries:
        return Towns()
    try:
        behind = regex.compile(rf"\b(?i:{'|'.join(before)})\s?\b{_NAME}".replace(" ", r"\s"))
    except regex.error as error:
        raise ValueError(f"[towns] before: {error}") from error
    return Towns(countries=countries, behind=behind)


def read_names(text: str) -> dict[str, str]:
    """Read ``towns.txt``: a code, a tab, names parted by "|"; raises ValueError for another line."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        code, tab, names = line.partition("\t")
        if not tab or len(code) != 2:
            raise ValueError(f"line {number}: must be a country's code, a tab, and names parted by |")
        found.update(dict.fromkeys((fold(name) for name in names.split("|")), code))
    return found
