"""Part a story into the sentences that may be used in a letter, each with what it tells and how it stands.

Pure. Left out are calls to act, lead-ins, headings, captions, datelines and what is cut off. Which of the others are
told, and in which order, is ``core.lengths``' matter; the words that show it are ``core.phrases``'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import regex

from newsletter.core.phrases import Phrases, is_dateline
from newsletter.core.prose import paragraphs, sentences
from newsletter.core.rules import Rules
from newsletter.core.spans import Spans
from newsletter.core.wins import winning_sentences
from newsletter.model.editions import Origin, Sentence
from newsletter.model.entries import Completeness, Revision, Span
from newsletter.model.stories import Candidate

_ENDED = regex.compile(r"[.!?。！？؟۔।][\"”’»›)\]\s]*$")
_CUT_OFF = regex.compile(r"(?:…|\.\.\.|\[…\]|:|,|;|[-–—])[\"”’»)\]\s]*$")
_AFTER_MARKS = "\"“”„‟«»‹›‘’'「」『』 \u00a0\n"


class Stand(IntEnum):
    """Whether a sentence can be read without the one before it."""

    ALONE = 0
    PERHAPS = 1  #: it means somebody whom it does not name: "In 2007 she felt …"
    BESIDE = 2  #: only beside the one before it: "He was …"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One sentence of the source."""

    number: int  #: its place among all sentences of the text
    span: Span
    text: str
    paragraph: int
    words: int
    stand: Stand
    tells_the_win: bool
    earlier: bool  #: tells what came before, and says so itself
    suffered: bool  #: and what was done to people then
    acted: bool  #: tells who acted
    remains: bool  #: tells what is still open
    names: frozenset[str]  #: people of the story it names, by parts of their names
    names_before: frozenset[str]  #: those that the sentence before it names


def parted(candidate: Candidate, rules: Rules | None) -> tuple[Unit, ...]:
    """Every sentence of a story's text."""
    text, facts = candidate.revision.text, candidate.facts
    phrases = rules.wording if rules else Phrases()
    blocks = paragraphs(text)
    wins = Spans((one.start, one.end) for one in winning_sentences(candidate, rules))
    open_ones = Spans((one.start, one.end) for one in facts.caveats)
    acting = {one.span.start for one in facts.acted}
    parts = frozenset(part for name in facts.people for part in name.split() if len(part) > 2)
    units: list[Unit] = []
    paragraph = 0
    for number, span in enumerate(sentences(text)):
        while paragraph + 1 < len(blocks) and span.start >= blocks[paragraph].end:
            paragraph += 1
        words = span.of(text)
        told = wins.meet(span.start, span.end)
        earlier = not told and phrases.earlier.search(words) is not None
        unit = Unit(
            number=number,
            span=span,
            text=words,
            paragraph=paragraph,
            words=count(words),
            stand=_stand(words, phrases),
            tells_the_win=told,
            earlier=earlier,
            suffered=earlier and phrases.suffered.search(words) is not None,
            acted=span.start in acting or phrases.acted.search(words) is not None,
            remains=not told and (open_ones.meet(span.start, span.end) or phrases.remains.search(words) is not None),
            names=frozenset(part for part in parts if part in words),
            names_before=units[-1].names if units else frozenset(),
        )
        units.append(unit)
    return tuple(units)


def _stand(words: str, phrases: Phrases) -> Stand:
    if phrases.leans(words):
        return Stand.BESIDE
    return Stand.PERHAPS if phrases.leans_a_little(words) else Stand.ALONE


def usable(
    candidate: Candidate, units: Sequence[Unit], taken: Sequence[Span], headline: str, phrases: Phrases
) -> tuple[Unit, ...]:
    """Leave out what is told elsewhere, what sends the reader away, and what does not end."""
    cut_off = candidate.revision.completeness is Completeness.TRUNCATED
    elsewhere = Spans((one.start, one.end) for one in taken)
    kept = []
    for one in units:
        if elsewhere.meet(one.span.start, one.span.end) or one.text.strip() == headline.strip():
            continue
        if phrases.sends_away(one.text) or is_dateline(one.text):
            continue
        if _is_whole(one.text, may_be_cut=cut_off and one is units[-1]):
            kept.append(one)
    return tuple(kept)


def _is_whole(words: str, *, may_be_cut: bool) -> bool:
    if not _ENDED.search(words):
        return False  # a heading, a caption, a signature, or a lead-in whose quotation does not come
    return not ((may_be_cut or words.rstrip(_AFTER_MARKS).endswith(":")) and _CUT_OFF.search(words))


def overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def count(words: str) -> int:
    return len(words.split())


def sentence_of(revision: Revision, span: Span, paragraph: int, *, after_gap: bool = False) -> Sentence:
    """A span of the text as a published sentence, byte for byte."""
    return Sentence(
        text=span.of(revision.text),
        origin=Origin.SOURCE,
        entry=revision.entry,
        revision=revision.number,
        field="text",
        start=span.start,
        end=span.end,
        paragraph=paragraph,
        after_gap=after_gap,
    )
