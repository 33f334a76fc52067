"""Read the tables of a rule file into rules.

Pure; every complaint names its rule. What is read: ``core.rule``; what it makes: ``core.rules``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

import regex

from newsletter.core.phrases import AT_START, NAMES, Phrases
from newsletter.core.rule import Blow, CaveatRule, Effect, Event, Guard, LastWord, Pattern, Shape, Weight, Where
from newsletter.core.vocabulary import COMMA, NAME, NUMBER, Chain, Vocabulary
from newsletter.model.stories import OutcomeStatus, OutcomeType

_E = TypeVar("_E", bound=StrEnum)
_FRAGMENT = regex.compile(r"%([a-z]+)%")
_EVENT_KEYS = {
    *("name", "type", "status", "weight", "tells", "reach", "across", "headline"),
    *("beside", "without", "about", "hints", "any", "unless"),
}
_BLOW_KEYS = {"name", "says", "tells", "reach", "across", "lead", "turn", "unless", "firm", "mild"}
_GUARD_KEYS = {"name", "says", "where", "effect", "grave", "headline", "reach", "types", "any", "unless"}


class Reader:
    """Reads tables; every complaint names its rule."""

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        self.mapping = mapping
        self.fragments: dict[str, str] = {}
        for name, text in self._table("words").items():
            self.fragments[name] = self._expand(f"[words] {name}", text)
        lists = self._table("vocabulary")
        self.vocabulary = Vocabulary({kind: self._strings(f"[vocabulary] {kind}", lists[kind]) for kind in lists})

    def tables(self, name: str) -> list[Mapping[str, Any]]:
        found = self.mapping.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            raise ValueError(f"[[{name}]] must be a list of tables")
        return found

    def words(self, table: str, key: str) -> tuple[str, ...]:
        return self._strings(f"[{table}] {key}", self._table(table).get(key, []))

    def event(self, one: Mapping[str, Any]) -> Event:
        where = self._where("events", one, _EVENT_KEYS)
        unless = one.get("unless", {})
        if not isinstance(unless, Mapping):
            raise ValueError(f"{where}: unless must name its guards, as in unless.object")
        if "tells" not in one and "any" not in one:
            raise ValueError(f"{where}: it needs tells or any")
        return Event(
            name=str(one["name"]),
            type=_one_of(where, "type", one.get("type"), OutcomeType),
            status=_one_of(where, "status", one.get("status", "done"), OutcomeStatus),
            chains=tuple(self._chain(where, text, one) for text in self._strings(where, one.get("tells", []))),
            headline=one.get("headline") is True,
            beside=self._kinds(where, one.get("beside", [])),
            without=self._kinds(where, one.get("without", [])),
            about=self._kinds(where, one.get("about", [])),
            # "extended the ban" has not "ended the ban"
            pattern=self._any(where, one, begins=r"\b") if "any" in one else None,
            hints=self._strings(f"{where}: hints", one.get("hints", [])),
            unless={str(name): self._pattern(where, text) for name, text in unless.items()},
            weight=_one_of(where, "weight", one.get("weight", "full"), Weight),
        )

    def _chain(self, where: str, text: str, one: Mapping[str, Any], *, asked: bool = False) -> Chain:
        chain = Chain.read(text, int(one.get("reach", 7)), across=one.get("across") is True, asked=asked)
        self._kinds(where, [kind for kinds in chain.kinds for kind in kinds])
        return chain

    def _kinds(self, where: str, found: object) -> frozenset[str]:
        kinds = self._strings(where, found)
        for kind in kinds:
            if kind not in (NAME, COMMA, NUMBER) and kind not in self.vocabulary.kinds:
                raise ValueError(f"{where}: {kind} is not in [vocabulary]")
        return frozenset(kinds)

    def blow(self, one: Mapping[str, Any]) -> Blow:
        where = self._where("blows", one, _BLOW_KEYS)
        return Blow(
            name=str(one["name"]),
            says=str(one.get("says", one["name"])),
            chains=tuple(
                self._chain(where, text, one, asked=True) for text in self._strings(where, one.get("tells", []))
            ),
            lead=one.get("lead") is True,
            turn=one.get("turn") is True,
            unless=self._kinds(where, one.get("unless", [])),
            firm=one.get("firm") is True,
            mild=one.get("mild") is True,
        )

    def guard(self, one: Mapping[str, Any]) -> Guard:
        where = self._where("guards", one, _GUARD_KEYS)
        return Guard(
            name=str(one["name"]),
            says=str(one.get("says", one["name"])),
            where=_one_of(where, "where", one.get("where", "before"), Where),
            effect=_one_of(where, "effect", one.get("effect", "doubt"), Effect),
            headline=one.get("headline") is True,
            grave=one.get("grave") is True,
            reach=int(one.get("reach", 60)),
            types=frozenset(_one_of(where, "types", name, OutcomeType) for name in one.get("types", [])),
            pattern=self._any(where, one),
            unless=self._pattern(where, one["unless"]) if "unless" in one else None,
        )

    def caveat(self, one: Mapping[str, Any]) -> CaveatRule:
        where = self._where("caveats", one, {"name", "effect", "hints", "any"})
        return CaveatRule(
            name=str(one["name"]),
            effect=_one_of(where, "effect", one.get("effect", "doubt"), Effect),
            hints=self._strings(f"{where}: hints", one.get("hints", [])),
            pattern=self._any(where, one),
        )

    def last_word(self) -> LastWord | None:
        table = self._table("lastword")
        if not table:
            return None
        made = {name: self._strings(f"[lastword] {name}", table.get(name, [])) for name in ("now", "wanting", "unless")}
        return LastWord(**{name: self._any(f"[lastword] {name}", {"any": found}) for name, found in made.items()})

    def shape(self, one: Mapping[str, Any]) -> Shape:
        where = f'[[shapes]] "{one.get("says", one.get("type", "?"))}"'
        return Shape(
            type=_one_of(where, "type", one.get("type"), OutcomeType),
            says=str(one.get("says", "")),
            in_title=one.get("title") is True,
            always=one.get("always") is True,
            hints=self._strings(f"{where}: hints", one.get("hints", [])),
            pattern=self._any(where, one),
        )

    def says(self) -> Mapping[str, str]:
        return {name: str(words) for name, words in self._table("says").items()}

    def wording(self) -> Phrases:
        table = self._table("wording")
        unknown = sorted(set(table) - set(NAMES))
        if unknown:
            raise ValueError(f"[wording] {unknown[0]} is not known; allowed are {', '.join(NAMES)}")
        return Phrases(**{name: self._phrases(name, table) for name in table})

    def _phrases(self, name: str, table: Mapping[str, Any]) -> Pattern:
        where, begins = f"[wording] {name}", "" if name in AT_START else r"\b"
        return self._any(where, {"any": table[name]}, begins=begins, ends=r"(?!\w)")

    def setbacks(self) -> Pattern | None:
        table = self._table("setbacks")
        return self._any("[setbacks]", table) if table else None

    def campaigns(self) -> Mapping[str, Pattern]:
        named = {name: self._strings(f"[campaigns] {name}", found) for name, found in self._table("campaigns").items()}
        return {
            name: regex.compile(rf"\b(?:{'|'.join(regex.escape(one) for one in (name, *others))})\b")
            for name, others in named.items()
        }

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self.mapping.get(name, {})
        if not isinstance(table, Mapping):
            raise ValueError(f"[{name}] must be a table")
        return table

    def _where(self, table: str, one: Mapping[str, Any], allowed: set[str]) -> str:
        where = f'[[{table}]] "{one.get("name", "?")}"'
        if not isinstance(one.get("name"), str):
            raise ValueError(f"{where}: it needs a name")
        for key in one:
            if key not in allowed:
                raise ValueError(f"{where}: {key} is not known; allowed are {', '.join(sorted(allowed))}")
        return where

    def _any(self, where: str, one: Mapping[str, Any], begins: str = "", ends: str = "") -> Pattern:
        patterns = self._strings(f"{where}: any", one.get("any", []))
        if not patterns:
            raise ValueError(f"{where}: it needs at least one pattern in any")
        try:
            either = "|".join(f"(?:{pattern})" for pattern in patterns)
            return self._pattern(where, f"{begins}(?:{either}){ends}")
        except ValueError:
            for pattern in patterns:
                self._pattern(where, pattern)  # tells which one
            raise

    def _pattern(self, where: str, text: str) -> Pattern:
        spaced = self._expand(where, text).replace(" ", r"\s+").replace(r"\s+{0,}", r"\s*").replace(r"\s+?", r"\s*")
        try:
            compiled: Pattern = regex.compile(spaced, regex.IGNORECASE)
        except regex.error as error:
            raise ValueError(f"{where}: {error} in {text!r}") from error
        return compiled

    def _expand(self, where: str, text: object) -> str:
        if not isinstance(text, str):
            raise ValueError(f"{where}: must be text")

        def fragment(found: regex.Match[str]) -> str:
            if found[1] not in self.fragments:
                raise ValueError(f"{where}: %{found[1]}% is not in [words]")
            return self.fragments[found[1]]

        return str(_FRAGMENT.sub(fragment, text))

    @staticmethod
    def _strings(where: str, found: object) -> tuple[str, ...]:
        if not isinstance(found, Iterable) or isinstance(found, str) or not all(isinstance(one, str) for one in found):
            raise ValueError(f"{where}: must be a list of texts")
        return tuple(found)


def _one_of(where: str, key: str, value: Any, choices: type[_E]) -> _E:
    try:
        return choices(value)
    except ValueError:
        raise ValueError(f"{where}: {key} is {value!r}; allowed are {', '.join(choices)}") from None
