"""The words by which a language's sentences show what may be done with them when a story is worded.

Pure. They stand in ``config/rules`` under ``[wording]``; a language without rules has none, and then only marks and
lengths speak. What is done with the answers: ``core.usable``, ``core.lengths``, ``core.quoting``, ``core.altered``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import regex

from newsletter.core.rule import Pattern

_NEVER: Pattern = regex.compile(r"(?!)")
#: "LIMA –", "Lima, 3 September (Example News) –": where and when a report was written, before its first words.
_DATELINE = regex.compile(
    r"\(?\p{Lu}[\p{L}’'\-]*"
    r"(?:[ ,/]+(?:\p{Lu}[\p{L}’'.\-]*|\d{1,4}\b\.?|\d{1,2}\.? (?:de )?\p{L}+(?: (?:de )?\d{4})?|d[eu]|le|el))*"
    r"(?:[ ,]*\([^()]{1,40}\))?\)?(?:\s*[–—]\s*|\s+-\s+|:\s+)"
)
_ONLY_DATELINE = regex.compile(
    r"\(?\p{Lu}[\p{L}’'\-]+(?:[ ,/]+\p{Lu}[\p{L}’'\-]*)*[ ,]+(?:l?e[l ]? ?)?"
    r"(?:\d{1,2}\.? (?:de |of )?\p{L}+(?:,? (?:de )?\d{4})?|\d{1,2}, \d{4}|\d{1,2}|\d{4})\)?[.:]?"
)
#: A word that may stand for many, in any of our languages, or two names.
_MANY = regex.compile(r"\p{L}{2,}[sx]\b|\b(?:people|women|men|children|police|gens|and|et|y)\b", regex.I)
#: A name, but no day, and no place somebody or something is in.
_NAMED = regex.compile(
    r"(?<=\s)(?<!\b(?i:in|at|on|from|to|near|of|en|à|au|aux|de|du|a|desde)\s)"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)\p{Lu}\p{L}"
)
_DATELINE_LENGTH = 80
_OPENING = regex.compile(r"[\s“„«‹‘\"'¿¡(\[*•–—-]*")
_SPEECH = "“„«‹‘\"'「『"


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """One language's patterns. Those of ``AT_START`` are looked for where a sentence begins, the others anywhere."""

    calls: Pattern = _NEVER  #: asks its reader to do something
    leads_away: Pattern = _NEVER  #: sends its reader to another page
    leans_back: Pattern = _NEVER  #: begins with a word that stands for something said before
    joins: Pattern = _NEVER  #: begins with a word that ties it to what was said before
    opens: Pattern = _NEVER  #: begins like that, and stands all the same: "This week"
    somebody: Pattern = _NEVER  #: a pronoun that needs a name before it
    several: Pattern = _NEVER  #: one that needs a noun of many before it
    points_back: Pattern = _NEVER  #: holds a word that stands for what was said before: "asked for that"
    suffered: Pattern = _NEVER  #: what was done to people before they won
    earlier: Pattern = _NEVER  #: tells of what came before, and says so itself
    remains: Pattern = _NEVER  #: tells what is still open
    acted: Pattern = _NEVER  #: who wrote, signed, went to court
    glad: Pattern = _NEVER
    grim: Pattern = _NEVER
    urges: Pattern = _NEVER  #: says what others must do
    kin: Pattern = _NEVER  #: a role of the person or the family
    officials: Pattern = _NEVER  #: a role of somebody who speaks for an office
    negations: Pattern = _NEVER
    hedges: Pattern = _NEVER

    @property
    def known(self) -> bool:
        """Whether anything is known of the language at all."""
        return self.glad is not _NEVER

    def sends_away(self, words: str) -> bool:
        """Whether a sentence asks its reader to go or to do, and tells nothing."""
        start = _OPENING.match(words)
        calls = self.calls.match(words, start.end() if start else 0) is not None and len(words.split()) < 40
        return calls or self.leads_away.search(words) is not None

    def leans(self, words: str) -> bool:
        """Whether a sentence stands only beside the one before it: "He was …", "“We are free,” she …"."""
        at = self._first_word(words)
        if words[:1] in _SPEECH or self.points_back.search(words) or self._misses(self.several, _MANY, words, at):
            return True
        if self.joins.match(words, at):
            return _NAMED.search(words, at) is None
        return self.leans_back.match(words, at) is not None and self.opens.match(words, at) is None

    def leans_a_little(self, words: str) -> bool:
        """Whether a sentence leans a little: it means somebody not named by then, "In 2007 she felt …", or joins on."""
        at = self._first_word(words)
        return self._misses(self.somebody, _NAMED, words, at) or self.joins.match(words, at) is not None

    @staticmethod
    def _misses(pronoun: Pattern, noun: Pattern, words: str, at: int) -> bool:
        """Whether a sentence has the pronoun and nothing before it that it could stand for."""
        found = pronoun.search(words, at)
        return found is not None and noun.search(words, at, found.start()) is None

    @staticmethod
    def _first_word(words: str) -> int:
        dateline = _DATELINE.match(words, 0, _DATELINE_LENGTH)
        start = _OPENING.match(words, dateline.end() if dateline else 0)
        return start.end() if start else 0


#: Where a pattern must begin its sentence.
AT_START = frozenset({"calls", "leans_back", "joins", "opens"})
NAMES = tuple(one.name for one in fields(Phrases))


def is_dateline(words: str) -> bool:
    """Whether a sentence says only where and when it was written: "Lima, 3 September 2020."."""
    return _ONLY_DATELINE.fullmatch(words.strip()) is not None
