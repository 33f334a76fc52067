"""What the words of one story tell, made ready for being compared: names, counts, steps, and whether it was won.

Pure. Taken from the lead: title and first sentences say what a story is about. Whether two stories are one is
``core.relating``' matter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import regex

from newsletter.core import counting, likeness
from newsletter.core.facts import facts
from newsletter.core.names import NOT_PEOPLE, are_one
from newsletter.core.rules import Rules
from newsletter.core.sentences import sentences
from newsletter.core.speech import HONORIFICS, NAME, ROLES, words
from newsletter.core.turns import CALL, OPEN, REVERSAL, Turn
from newsletter.core.verdict import judge
from newsletter.model.entries import Trust
from newsletter.model.stories import Facts, Judgement, OutcomeStatus

LEAD = 3  #: sentences that tell what a story is about
TELLING = 20  #: a number from which on it tells one story from another
STEM = 5  #: letters by which two forms of a word are known to be one

Name = tuple[str, ...]  #: the words of a name, without accents and capitals

_WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}’'\-]*")
_RUN = regex.compile(r"(?<![\p{L}\p{M}\d@#/])" + NAME)
_COMMON = words(
    "the and for from with was were are been has have had his her their its who which that this these those after "
    "before over under about into out off not new more than will would can could may says said news story good last "
    "day days week month year years today first people country court government authorities monday tuesday wednesday "
    "thursday friday saturday sunday now they she two three four five again one when while where also being january "
    "february march april june july august september october november december night morning evening father "
    "then here there today yesterday tonight"
)
#: What people are, where they have no names.
_WHO = words(
    "activist journalist reporter editor blogger lawyer teacher student poet singer musician farmer nurse doctor "
    "professor monk nun priest bishop pastor photographer unionist miner fisherman fishermen driver soldier footballer "
    "rapper filmmaker actor senator mayor publisher bookseller translator programmer engineer scientist strikers"
)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One story's words with what was found in them."""

    title: str
    text: str
    published_on: str
    url: str | None
    judgement: Judgement
    facts: Facts
    rules: Rules | None

    @cached_property
    def lead(self) -> str:
        """What the story is about: its title and its first sentences, a line each."""
        spans = sentences(self.text)[:LEAD]
        return "\n".join([self.title, *(span.of(self.text).replace("\n", " ") for span in spans)])

    @cached_property
    def day(self) -> date | None:
        """None where only a month or a year is known, or nothing."""
        try:
            return date.fromisoformat(self.published_on)
        except ValueError:
            return None

    @cached_property
    def main(self) -> tuple[str, ...]:
        """The people it is about: those who stand in the lead, else the first one."""
        named = [name for name in self.facts.people if name in self.lead]
        return tuple(named or self.facts.people[:1])

    @property
    def place_name(self) -> str:
        code = next(iter(self.judgement.countries), "")
        return self.rules.places.names.get(code, code) if self.rules else code

    @property
    def country(self) -> str:
        return next(iter(self.judgement.countries), "")

    @property
    def is_call(self) -> bool:
        """Whether its headline calls on its reader."""
        return CALL.search(self.title) is not None

    @cached_property
    def is_reversal(self) -> bool:
        """Whether title or first sentence tells that somebody lost again what was won."""
        return REVERSAL.search("\n".join(self.lead.split("\n")[:2])) is not None

    @cached_property
    def turn(self) -> Turn:
        """Whether it says that something was won, or only asks, promises or refuses it."""
        if self.is_open:
            return Turn.ASKED
        if any(one.status in (OutcomeStatus.DONE, OutcomeStatus.PARTIAL) for one in self.judgement.outcomes):
            return Turn.WON
        told = [one for one in self.judgement.evidence if one.field == "title" or not self.title]
        return Turn.ASKED if told else Turn.UNKNOWN

    @cached_property
    def is_open(self) -> bool:
        """Whether its headline asks, promises or refuses."""
        return self.is_call or (OPEN.search(self.title) is not None and not self._is_title_won)

    @property
    def _is_title_won(self) -> bool:
        """Whether the headline itself tells of something won: "may stay" is no "may be freed"."""
        return any(one.field == "title" and one.guard is None for one in self.judgement.evidence)

    @cached_property
    def won(self) -> frozenset[str]:
        """The kinds of outcome that were won."""
        if self.turn is not Turn.WON:
            return frozenset()
        return frozenset(one.type.value for one in self.judgement.outcomes) - {"roundup", "feature"}

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words that tell most, by their beginnings, without names of countries."""
        found = (_own(word) for word in _WORD.findall(self._at_home))
        return frozenset(word[:STEM] for word in found if len(word) > 2 and word not in _COMMON)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Names in the lead, of people, places, organisations; no countries, days and roles."""
        lines = self._at_home.split("\n")
        found = [
            name for line in lines[_is_in_capitals(self.title) :] for name, at_start in _names(line) if not at_start
        ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def perhaps_names(self) -> tuple[Name, ...]:
        """Those, and the words that only begin a sentence."""
        return tuple(dict.fromkeys(name for line in self._at_home.split("\n") for name, _ in _names(line)))

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """Every word, as names are compared."""
        found = _WORD.findall(f"{self.title} {self.text}")
        return frozenset(part for word in found for part in plain(word).split())

    @cached_property
    def opening(self) -> tuple[frozenset[str], ...]:
        """The words of the title and of the first sentences, as they stand."""
        return tuple(frozenset(map(str, _WORD.findall(line))) for line in self.lead.split("\n"))

    @cached_property
    def signs(self) -> frozenset[str]:
        """By what tellings of one event are found: a sketch of the words, names, cases, what was won where and when."""
        return frozenset((*self._marks, *self._named, *(f"e:{what}:{week}" for what, week in self._events)))

    @cached_property
    def sought(self) -> frozenset[str]:
        """The signs that tellings of the same event may have: two weeks before and after, too."""
        near = (f"e:{what}:{week + by}" for what, week in self._events for by in (-2, -1, 0, 1, 2))
        return frozenset((*self._marks, *self._named, *near))

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        return tuple(f"m:{mark}" for mark in likeness.sketch(self.text))

    @cached_property
    def _named(self) -> tuple[str, ...]:
        named = [tuple(plain(name).split()) for name in self.main] + [name for name in self.names if len(name) > 1]
        ends = dict.fromkeys(f"n:{name[0]} {name[-1]}"[:80] for name in named if name)
        counts = (f"k:{self.country}:{count}" for count in sorted(self.telling_counts) if self.country)
        return (*ends, *(f"c:{case}" for case in self.facts.references), *counts)

    @cached_property
    def _events(self) -> tuple[tuple[str, int], ...]:
        if self.day is None or not self.country:
            return ()
        return tuple((f"{self.country}:{kind}", self.day.toordinal() // 7) for kind in sorted(self.won))

    @cached_property
    def counts(self) -> frozenset[str]:
        """How many people or things the lead tells of: no years, days, ages or shares."""
        return frozenset(counting.counts(self.lead))

    @cached_property
    def telling_counts(self) -> frozenset[str]:
        """Numbers large enough to tell one story from another."""
        return frozenset(one for one in self.counts if int(one) >= TELLING)

    @cached_property
    def form(self) -> tuple[str, ...]:
        """The headline's words, with the kinds of deed in place of the verbs: "frees" and "releases" are one."""
        found = (_own(word) for word in _WORD.findall(self.title))
        return tuple(self._deed(word) for word in found if word not in _COMMON and len(word) > 2)

    @cached_property
    def wrongs(self) -> frozenset[str]:
        """The wrongs that the headline tells of: torture, child marriage."""
        signs = self.rules.vocabulary.row(self.title).signs.get("wrong", ()) if self.rules else ()
        return frozenset(self.title[one.start : one.end].casefold()[:STEM] for one in signs)

    def _deed(self, word: str) -> str:
        kinds = self.rules.vocabulary.deeds_of(word) if self.rules else ()
        return min(kinds, default=word[:STEM])

    @cached_property
    def counts_of_title(self) -> frozenset[str]:
        return frozenset(counting.counts(self.title))

    @cached_property
    def spans_of_time(self) -> frozenset[str]:
        """How long, as in "9 year" for "after nine years"."""
        return frozenset(counting.spans_of_time(self.lead))

    @cached_property
    def steps(self) -> frozenset[str]:
        return frozenset(one.casefold() for one in counting.STEP.findall(self.lead))

    @cached_property
    def roles(self) -> frozenset[str]:
        """What the people of the lead are, where they are not named."""
        found = (_own(word) for word in _WORD.findall(self.lead))
        return frozenset(role for word in found if (role := word.removesuffix("s")) in _WHO)

    @cached_property
    def _at_home(self) -> str:
        """The lead without names of countries and of who lives there."""
        told = self.lead
        for place in reversed(self.rules.places.find(told) if self.rules else ()):
            found = _WORD.match(told, place.start)
            end = found.end() if found else place.start
            told = f"{told[: place.start]}{' ' * (end - place.start)}{told[end:]}"
        return told


def read(
    title: str, text: str, language: str, published_on: str, url: str | None, rules: Mapping[str, Rules]
) -> Telling:
    """Read a story's words for being compared; what was found in them before is handed to ``Telling`` itself."""
    judged = judge(title=title, text=text, language=language, trust=Trust.PARTNER, rules=rules)
    found = facts(title, text, language, rules, published_on=published_on, events=judged.evidence)
    known = rules.get(language.lower().split("-")[0])
    return Telling(
        title=title, text=text, published_on=published_on, url=url, judgement=judged, facts=found, rules=known
    )


def is_one(one: str, other: str) -> bool:
    """Whether two names may be one person's: the shorter leaves out words of the longer."""
    return are_one(plain(one), plain(other))


def plain(name: str) -> str:
    """A name without accents, capitals and hyphens, as two newsrooms may write it."""
    parts = unicodedata.normalize("NFKD", _own(name))
    return "".join(sign if sign.isalnum() or sign == " " else " " if sign in "-‑" else "" for sign in parts)


def _names(line: str) -> Iterator[tuple[Name, bool]]:
    """Each name of a line, and whether it may be but the first word of a sentence."""
    start = len(line) - len(line.lstrip(" “\"'‘"))
    for run in _RUN.finditer(line):
        if name := _trimmed(run.group()):
            yield name, run.start() <= start and len(name) == 1


def _trimmed(run: str) -> Name:
    """A run of words with capitals as a name, without what only stands before or beside it."""
    parts = [part for word in run.split() if (part := plain(word))]
    while parts and (parts[0] in _COMMON or parts[0] in ROLES or parts[0] in HONORIFICS or parts[0] in NOT_PEOPLE):
        parts.pop(0)
    if not parts or any(part in NOT_PEOPLE for part in parts) or (len(parts) == 1 and len(parts[0]) < 3):
        return ()
    return tuple(word for part in parts for word in part.split())


def _is_in_capitals(title: str) -> bool:
    """Whether a headline writes most of its words with a capital."""
    found = [word for word in _WORD.findall(title) if len(word) > 3]
    return len(found) > 2 and sum(word[0].isupper() for word in found) > len(found) * 0.7


def _own(word: str) -> str:
    return word.casefold().removesuffix("’s").removesuffix("'s")
