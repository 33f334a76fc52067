"""Find the countries a story happens in, from names in a table.

Pure. Only whole names spelt as in the table count, the longest first (South Sudan is not Sudan). Names that
may mean something else (Georgia, Jordan) and names inside an organisation's name are judged by their neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import regex

from newsletter.core.towns import Towns, read_towns

_CAPITAL = regex.compile(r"(?<![\p{L}\p{M}\d])(?P<name>\p{Lu}[\p{L}\p{M}’'.]*)")
#: Any word, for languages that write "iranien" small; an article that clings to it stays outside: "l’Iran".
_ANY = regex.compile(r"(?<![\p{L}\p{M}\d])(?:(?:[LlDdNn]|[Qq]u)[’'])?(?P<name>\p{L}[\p{L}\p{M}’'.]*)")
_CLINGING = re.compile(r"[’'.-]")
_NEIGHBOURS = 60
_SHORT = 4
_DOUBTS = ("never", "origin", "scene", "away", "aside")


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """When a name is not a country, or more than one: by what stands before, after or near it."""

    before: regex.Pattern[str] | None = None
    after: regex.Pattern[str] | None = None
    near: regex.Pattern[str] | None = None
    around: regex.Pattern[str] | None = None  #: the name stands between ⟦ and ⟧

    def holds(self, before: str, name: str, after: str) -> bool:
        """Say whether one of the patterns is there."""
        return bool(
            (self.after and self.after.search(after))
            or (self.before and self.before.search(before))
            or (self.near and self.near.search(before + after))
            or (self.around and self.around.search(f"{before}⟦{name}⟧{after}"))
        )


@dataclass(frozen=True, kw_only=True)
class Place:
    """One mention of a country. What its neighbours say of it is looked up when asked for: most stories name one."""

    code: str
    start: int
    beside: tuple[str, str, str]  #: the words before, the name, the words after
    table: Places = field(repr=False)
    town: bool = False  #: only the name of a town says it

    @cached_property
    def origin(self) -> bool:
        """Where somebody comes from: "a Sudanese poet"."""
        return self.table.origin.holds(*self.beside)

    @cached_property
    def scene(self) -> bool:
        """Where it happens: "in Switzerland"."""
        return self.table.scene.holds(*self.beside)

    @cached_property
    def away(self) -> bool:
        """Where somebody speaks or pleads from: "wrote from Switzerland"."""
        return self.table.away.holds(*self.beside)

    @cached_property
    def aside(self) -> bool:
        """Named in passing: "the Swiss embassy"."""
        return self.table.aside.holds(*self.beside)


@dataclass(frozen=True, kw_only=True, eq=False)  # itself a key, see ``find``
class Places:
    """The table, made ready: aliases by their first word, longest first."""

    by_first_word: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  #: code → name
    doubts: Mapping[str, Doubt] = field(default_factory=dict)  #: by alias
    never: Doubt = field(default_factory=Doubt)  #: whatever the name is
    origin: Doubt = field(default_factory=Doubt)
    scene: Doubt = field(default_factory=Doubt)
    away: Doubt = field(default_factory=Doubt)
    aside: Doubt = field(default_factory=Doubt)
    words: regex.Pattern[str] = _CAPITAL
    towns: Towns = field(default_factory=Towns)

    @lru_cache(maxsize=64)  # noqa: B019 - a handful of tables, made once
    def find(self, text: str) -> tuple[Place, ...]:
        """List every mention, in order; towns of which the table says nothing only where no country is named."""
        return self._named(text) or tuple(
            Place(code=code, start=start, beside=_beside(text, start, name), table=self, town=True)
            for code, start, name in self.towns.find(text)
        )

    def _named(self, text: str) -> tuple[Place, ...]:
        found = []
        end = 0
        for word in self.words.finditer(text):
            start = word.start("name")
            if start < end:
                continue  # inside a longer name found already
            alias, code = self._alias_at(text, start, word["name"])
            if code and not self._is_doubtful(text, start, alias):
                found.append(Place(code=code, start=start, beside=_beside(text, start, alias), table=self))
            end = start + len(alias)
        return tuple(found)

    def _alias_at(self, text: str, start: int, word: str) -> tuple[str, str]:
        for alias, code in self.by_first_word.get(_bare(word), ()):
            after = text[start + len(alias) : start + len(alias) + 1]
            if text.startswith(alias, start) and not after.isalnum():
                return alias, code
        return "", ""

    def _is_doubtful(self, text: str, start: int, alias: str) -> bool:
        at = _beside(text, start, alias)
        doubt = self.doubts.get(alias)
        return (doubt is not None and doubt.holds(*at)) or self.never.holds(*at)


def _beside(text: str, start: int, alias: str) -> tuple[str, str, str]:
    end = start + len(alias)
    return text[max(0, start - _NEIGHBOURS) : start], alias, text[end : end + _NEIGHBOURS]


def ranked(title: Iterable[Place], told: Iterable[Place], rest: Iterable[Place]) -> tuple[str, ...]:
    """Order countries, the main one first: headline, sentences that tell the win, then how often.

    Where somebody only comes from stands behind where it happened: a Sudanese poet is given asylum in Switzerland.
    What is named in passing counts only where nothing else is.
    """
    title, told, rest = list(title), list(told), list(rest)
    if any(not place.town for place in (*title, *rest)):
        title, told, rest = ([place for place in places if not place.town] for places in (title, told, rest))
    if len(codes := {place.code for place in (*title, *rest)}) < 2:
        return tuple(codes)
    if any(not place.aside for place in (*title, *rest)):
        title, told, rest = ([place for place in places if not place.aside] for places in (title, told, rest))
    first = list(dict.fromkeys(place.code for place in _main_first([*title, *told])))
    counts: dict[str, int] = {}
    for place in rest:
        counts[place.code] = counts.get(place.code, 0) + 1
    others = sorted((code for code in counts if code not in first), key=lambda code: -counts[code])
    return (*first, *others)


def _main_first(places: Sequence[Place]) -> Sequence[Place]:
    """Put first where it happened, when the first only tells where somebody comes from or speaks from."""
    places = sorted(places, key=lambda place: place.away)
    if not places or not places[0].origin:
        return places
    scene = next((place for place in places if place.scene and not place.origin), None)
    if scene is None and len({place.code for place in places if place.origin}) > 1:  # a "British-Iranian" one
        scene = next((place for place in places if not place.origin), None)
    return [scene, *places] if scene else places


def joined(shared: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """A language's tables over those that all share; its doubts about names are added to theirs."""
    doubts = {**_table(shared, "countries_unless"), **_table(own, "countries_unless")}
    return {**shared, **own, "countries_unless": doubts}


def read_places(mapping: Mapping[str, object]) -> Places:
    """Make the table ready; raises ValueError naming the line at fault."""
    table = mapping.get("countries", {})
    if not isinstance(table, Mapping):
        raise ValueError("[countries] must be a table of lists of names")
    by_first: dict[str, list[tuple[str, str]]] = {}
    for name, rows in (("countries", table), ("cities", _table(mapping, "cities"))):
        for code, aliases in rows.items():
            if not (isinstance(aliases, list) and aliases and all(isinstance(one, str) and one for one in aliases)):
                raise ValueError(f"[{name}] {code}: must be a list of names, the country's own first")
            for alias in {spelt for one in aliases for spelt in (one, _in_capitals(one))}:
                by_first.setdefault(_bare(alias.split()[0]), []).append((alias, code))
    return Places(
        by_first_word={word: tuple(sorted(found, key=lambda one: -len(one[0]))) for word, found in by_first.items()},
        names={code: aliases[0] for code, aliases in table.items()},
        doubts={
            spelt: _doubt(alias, given)
            for alias, given in _table(mapping, "countries_unless").items()
            for spelt in (_in_capitals(alias), alias)
        },
        towns=read_towns(_table(mapping, "towns"), _table(mapping, "town_names")),  # type: ignore[arg-type]  # strings
        words=_ANY if any(word[:1].islower() for word in by_first) else _CAPITAL,
        **{name: _doubt(name, _table(mapping, f"countries_{name}")) for name in _DOUBTS},
    )


def _in_capitals(alias: str) -> str:
    """How a line's head writes it: "SRI LANKA: …"; short names are too easily something else."""
    return alias.upper() if len(alias) >= _SHORT and alias[:1].isupper() else alias


def _bare(word: str) -> str:
    """The first word without what may cling to it: ``Iran's``, ``U.S.``, ``Bosnia-Herzegovina``."""
    return str(_CLINGING.split(word, maxsplit=1)[0])


def _table(mapping: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = mapping.get(name, {})
    if not isinstance(table, Mapping):
        raise ValueError(f"[{name}] must be a table")
    return table


def _doubt(alias: str, given: object) -> Doubt:
    if not isinstance(given, Mapping) or not set(given) <= {"before", "after", "near", "around"}:
        raise ValueError(f"[countries_unless] {alias}: allowed are before, after, near and around")
    return Doubt(**{side: _compile(alias, pattern) for side, pattern in given.items()})


def _compile(alias: str, given: object) -> regex.Pattern[str]:
    """One pattern, or several of which one must be there; ⟦⟧ is any name."""
    patterns = given if isinstance(given, list) else [given]
    try:
        return regex.compile("|".join(str(one).replace("⟦⟧", "⟦[^⟧]*⟧") for one in patterns))
    except regex.error as error:
        raise ValueError(f"[countries_unless] {alias}: {error}") from error
