"""Know a story again in a letter that was sent before: by its link, its headline, or a sentence of its own.

Pure. Only what stands there word for word counts; a letter can tell only what was published by its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from newsletter.core.identity import canonical_url, folded
from newsletter.core.sentences import sentences
from newsletter.model.entries import Precision, Revision
from newsletter.model.letters import SentLetter

HEADLINE_WORDS = 4  #: fewer may head two stories
SENTENCE_WORDS = 8
FIRST_SENTENCES = 5
TWO = 2  #: of those after the first: one alone may be a thanks that ends every story
LONG_BEFORE = timedelta(days=200)  #: a headline of last year's story may come again
A_DAY = timedelta(days=1)  #: the letter's day and the story's may lie in two zones


@dataclass(frozen=True)
class Told:
    """A letter that was sent, made ready for looking things up in it."""

    letter: SentLetter

    @cached_property
    def links(self) -> frozenset[str]:
        return frozenset(self.letter.links)

    @cached_property
    def lines(self) -> frozenset[str]:
        return frozenset(folded(line) for line in self.letter.lines)

    @cached_property
    def words(self) -> str:
        return " ".join(folded(line) for line in self.letter.lines)

    def why(self, sought: Sought) -> str | None:
        """Say in plain words why this letter told the entry's story; None where it did not."""
        if sought.link in self.links:
            return "its link stands in the letter"
        if not _in_time(sought.one, self.letter.sent_on):
            return None
        if sought.headline in self.lines:
            return "its headline stands in the letter"
        told = [words in self.words for words in sought.sentences]
        if told[:1] == [True] or sum(told) >= TWO:
            return "its words stand in the letter"
        return None


@dataclass(frozen=True)
class Sought:
    """An entry made ready for being looked up in many letters."""

    one: Revision

    @cached_property
    def link(self) -> str | None:
        return canonical_url(self.one.url) if self.one.url else None

    @cached_property
    def headline(self) -> str | None:
        title = folded(self.one.title)
        return title if len(title.split()) >= HEADLINE_WORDS else None

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        found = (folded(span.of(self.one.text)) for span in sentences(self.one.text)[:FIRST_SENTENCES])
        return tuple(words for words in found if len(words.split()) >= SENTENCE_WORDS)


def _in_time(one: Revision, sent_on: str) -> bool:
    if not sent_on or one.precision is not Precision.DAY:
        return True
    days = date.fromisoformat(sent_on) - date.fromisoformat(one.published_on)
    return -A_DAY <= days <= LONG_BEFORE
