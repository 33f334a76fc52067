"""Read a sentence as a row of signs: which kinds of thing its words name.

Pure. A language's vocabulary is a few short lists ("ends": lift, scrap, strike down; "harm": ban, charges, sentence).
A chain is some of their names in order ("ends harm"), so that few words tell very many sentences. What a chain
means, and what doubts it, is written in ``config/rules`` and decided in ``core.events``.

::

    "Court scraps the ban on songs"  ─signs─▶  court · ends(scraps) · harm(ban)  ─chain "ends harm"─▶  "scraps the ban"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

_Phrase: TypeAlias = tuple[str, tuple[str, ...], bool]  #: kind, the words after the first, whether it may be an order
#: What a word begins: alone; by the word after it; and where the word after it may end in any way.
_Begun: TypeAlias = tuple[list[_Phrase], dict[str, list[_Phrase]], list[_Phrase]]

NAME = "name"  #: the kind of a capitalised word that does not begin its sentence
COMMA = "comma"
NUMBER = "number"  #: the kind of a number in figures; a language may list its spelt ones
ASKS = "asks"  #: words before which something is asked for, not told
IS = "is"
TELLS = frozenset({"orders", "promises"})  #: verbs after which it is told all the same: "had to free him"
PARTS = "parts"  #: words over which no chain reaches
MUSTS = "musts"  #: words over which no passive chain reaches: "the ban must be lifted"
RELATIVE = "relative"  #: words over which only a chain reaches that names its verb's "is": "the case … was closed"

_REMEMBERED = 8192
_WORD = re.compile(r"[^\W_]+(?:[-.,]\d+|-[^\W_]+)*|[.,;:!?…()–—“«\"]")  # the plain library's is the quicker here
_STOPS = frozenset(".;!?…()–—")  #: a clause ends; after the other marks a new one may begin


class Sign(NamedTuple):
    """A word, or some words together, that the vocabulary knows."""

    kind: str
    first: int  #: number of its first word
    last: int
    start: int  #: offsets in the sentence
    end: int
    bare: bool = False  #: a stem without any ending: perhaps an order, "free him"


class Row:
    """The signs of one sentence, by kind and in order."""

    def __init__(
        self, signs: dict[str, list[Sign]], stops: Sequence[int], begins: Iterable[int], *, headline: bool
    ) -> None:
        self.signs = signs
        self.headline = headline
        self._kinds = signs.keys()
        self.stops = stops  #: numbers of the words before which a clause ends
        self.begins = frozenset(begins)  #: numbers of the words with which one may begin
        self._of: dict[frozenset[str], list[Sign]] = {}

    def __contains__(self, kind: object) -> bool:
        return kind in self.signs

    def of(self, kinds: frozenset[str]) -> list[Sign]:
        """The signs of any of these kinds, in order."""
        found = self._of.get(kinds)
        if found is None:
            found = self._of[kinds] = sorted(
                (sign for kind in kinds for sign in self.signs.get(kind, ())), key=lambda sign: sign.first
            )
        return found

    def lacks(self, chain: Chain) -> bool:
        """Whether it has no sign of one of the chain's kinds at all."""
        return any(map(self._kinds.isdisjoint, chain.kinds))

    def matches(self, chain: Chain) -> Iterator[tuple[Sign, ...]]:
        """Each place where the chain's kinds stand in order, near each other and in one clause."""
        for sign in self.of(chain.kinds[0]):
            found = () if self.is_asked(sign) and not chain.asked else self._followed((sign,), chain)
            if found:
                yield found

    def is_asked(self, sign: Sign) -> bool:
        """Whether it is an order or a wish: "free him", "must free him"."""
        if not sign.bare:
            return False
        return sign.first in self.begins or any(
            sign.first - 2 <= one.last < sign.first for one in self.signs.get(ASKS, ())
        )

    def _followed(self, found: tuple[Sign, ...], chain: Chain) -> tuple[Sign, ...]:
        if len(found) == len(chain.kinds):
            return found
        before, ordered = found[-1], chain.asked or not TELLS.isdisjoint(chain.kinds[len(found) - 1])
        for sign in self.of(chain.kinds[len(found)]):
            if sign.first > before.last + 1 + chain.reach:
                break
            if sign.first <= before.last or (sign.bare and not ordered and self.is_asked(sign)):
                continue
            again = self.of(chain.kinds[len(found) - 1])
            if chain.passive and not self._is_between(before, sign):
                continue
            if self._parted(before, sign, chain) or any(
                before.last < one.first and one.last < sign.first for one in again
            ):
                break  # another clause, or the nearer one is meant
            whole = self._followed((*found, sign), chain)
            if whole:
                return whole
        return ()

    def _is_between(self, before: Sign, after: Sign) -> bool:
        return self.headline or any(before.last < one.first < after.first for one in self.signs.get(IS, ()))

    def _parted(self, before: Sign, after: Sign, chain: Chain) -> bool:
        if (
            self.headline
            and not chain.asked
            and any(before.last <= comma.first < after.first for comma in self.signs.get(COMMA, ()))
        ):
            return True  # what follows a headline's comma is told beside it
        ends = () if before.kind == COMMA else self.stops  # what follows a comma stands in another clause anyway
        return any(before.last < stop <= after.first for stop in ends) or any(
            before.last < sign.first < after.first for kind in chain.parting for sign in self.signs.get(kind, ())
        )


@dataclass(frozen=True)
class Chain:
    """Kinds of signs in order; of each, one of several."""

    kinds: tuple[frozenset[str], ...]
    reach: int = 7  #: so many words may stand between two of them
    parting: tuple[str, ...] = (PARTS, RELATIVE)
    passive: bool = False  #: "harm ~ends": "the ban was lifted"; headlines leave out the "was"
    asked: bool = False  #: told even where it is only asked for: bad news

    @classmethod
    def read(cls, text: str, reach: int, *, across: bool = False, asked: bool = False) -> Chain:
        kinds = tuple(frozenset(one.split("|")) for one in text.replace("~", "").split())
        passive = "~" in text
        parting = (PARTS, *(() if across else (RELATIVE,)), *((MUSTS,) if passive else ()))
        return cls(kinds, reach, parting, passive, asked)


class Vocabulary:
    """Lists of words by kind: "scraps", a stem ("quash*"), an end ("*ologist"), or some together ("struck down").

    A list of verbs marks one that may be an order ("free!"); there, a stem without its ending may be one as well.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self.kinds = frozenset(lists)
        self._verbs = {kind for kind, entries in lists.items() if any(entry.endswith("!") for entry in entries)}
        self._phrases: dict[str, list[_Phrase]] = {}  #: by their first words
        for kind, entries in lists.items():
            for entry in entries:
                first, *others = entry.lower().rstrip("!").replace("’", " ").replace("'", " ").split()
                self._phrases.setdefault(first, []).append((kind, tuple(others), entry.endswith("!")))
        self._begun_by = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def row(self, text: str, *, headline: bool = False) -> Row:
        """Find the signs of one sentence."""
        words, stops, begins, commas = _words_of(text)
        signs: dict[str, list[Sign]] = {COMMA: commas} if commas else {}
        beyond = len(words) - 1
        for number, (word, start, end) in enumerate(words):
            first = text[start]
            if number and first.isupper():
                signs.setdefault(NAME, []).append(Sign(NAME, number, number, start, end))
            elif first.isdigit():
                signs.setdefault(NUMBER, []).append(Sign(NUMBER, number, number, start, end))
            begun = self._begun_by(word)
            if begun is None:
                continue
            alone, longer, open_ended = begun
            for kind, _, bare in alone:
                _add(signs, Sign(kind, number, number, start, end, bare))
            if number < beyond and (longer or open_ended):
                for kind, others, bare in (*longer.get(words[number + 1][0], ()), *open_ended):
                    if _follow(others, words, number):
                        last = number + len(others)
                        _add(signs, Sign(kind, number, last, start, words[last][2], bare))
        return Row(signs, stops, (0, *begins), headline=headline)

    def deeds_of(self, word: str) -> Sequence[str]:
        """The kinds of verbs that a word alone is of."""
        begun = self._begun_by(word.lower())
        return [kind for kind, _, _ in begun[0] if kind in self._verbs] if begun else []

    def _look_up(self, word: str) -> _Begun | None:
        """What a word begins: alone, by the word after it, and where that may end in any way; most begin nothing."""
        alone: list[_Phrase] = []
        longer: dict[str, list[_Phrase]] = {}
        open_ended: list[_Phrase] = []
        for phrase in self._phrases_of(word):
            if not phrase[1]:
                alone.append(phrase)
            elif phrase[1][0].endswith("*"):
                open_ended.append(phrase)
            else:
                longer.setdefault(phrase[1][0], []).append(phrase)
        return (alone, longer, open_ended) if alone or longer or open_ended else None

    def _phrases_of(self, word: str) -> Iterator[_Phrase]:
        yield from self._phrases.get(word, ())
        for stem in (word[:length] for length in range(2, len(word) + 1)):
            for kind, others, _ in self._phrases.get(f"{stem}*", ()):
                yield kind, others, word in (stem, f"{stem}e") and kind in self._verbs
        for end in (word[at:] for at in range(2, len(word) - 2)):
            yield from self._phrases.get(f"*{end}", ())


def _words_of(text: str) -> tuple[list[tuple[str, int, int]], list[int], list[int], list[Sign]]:
    words: list[tuple[str, int, int]] = []
    stops: list[int] = []
    begins: list[int] = []
    commas: list[Sign] = []
    for found in _WORD.finditer(text):
        word = found.group()
        if word[0].isalnum():
            words.append((word.lower(), found.start(), found.end()))
        else:
            begins.append(len(words))
            if word in _STOPS:
                stops.append(len(words))
            if word in ",;":
                commas.append(Sign(COMMA, len(words) - 1, len(words) - 1, *found.span()))
    return words, stops, begins, commas


def _follow(others: Sequence[str], words: Sequence[tuple[str, int, int]], number: int) -> bool:
    if number + len(others) >= len(words):
        return False
    for at, wanted in enumerate(others, number + 1):
        word = words[at][0]
        if word != wanted and not (wanted[-1] == "*" and word.startswith(wanted[:-1])):
            return False
    return True


def _add(signs: dict[str, list[Sign]], sign: Sign) -> None:
    """Keep the longest of those that begin with one word, and none that stands within the one before."""
    of_kind = signs.get(sign.kind)
    if of_kind is None:
        signs[sign.kind] = [sign]
    elif of_kind[-1].last < sign.last:
        if of_kind[-1].first == sign.first:
            of_kind.pop()
        of_kind.append(sign)
