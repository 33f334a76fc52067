"""Give a story its words: headline, quotation, caveat, and its telling in three lengths.

Pure. Every sentence is a span of the revision, byte for byte, with its origin; nothing is shortened inside, nothing is
written here. Which stories are told is ``core.selection``' matter; parting text is ``core.prose``'.

::

    text ─core.usable─▶ sentences that may be used
         ├─ caveat: the sentence that holds it
         ├─ core.quoting─▶ quotation: the best words with a sure speaker
         └─ core.lengths─▶ line, story, long: the win, what came before, who acted, what remains
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from newsletter.core import lengths
from newsletter.core.phrases import Phrases
from newsletter.core.prose import first_sentence
from newsletter.core.quoting import best_quotation
from newsletter.core.rules import Rules
from newsletter.core.usable import Stand, Unit, count, overlap, parted, sentence_of, usable
from newsletter.model.editions import Lengths, Origin, QuoteUsed, Sentence
from newsletter.model.entries import Completeness, Revision, Span, TitleIs
from newsletter.model.settings import Use
from newsletter.model.stories import Candidate

MOST_OF_EXCERPT = 60  #: words of its text that a source with ``use = "excerpt"`` allows


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one highlight."""

    headline: Sentence
    lengths: Lengths
    quote: QuoteUsed | None
    caveat: Sentence | None


@dataclass(frozen=True, kw_only=True)
class _Source:
    """What a story's words may be taken from."""

    candidate: Candidate
    phrases: Phrases
    units: tuple[Unit, ...]  #: all of them
    usable: tuple[Unit, ...]
    headline: Sentence
    caveat: Sentence | None
    room: int | None  #: words that may be taken of the text; None: no limit

    @property
    def revision(self) -> Revision:
        return self.candidate.revision

    @property
    def headline_tells_the_win(self) -> bool:
        """Whether the headline is a sentence of the text, and the one that tells the win."""
        span = _span(self.headline)
        return self.headline.field == "text" and any(
            one.tells_the_win and overlap(one.span, span) for one in self.units
        )


def word(candidate: Candidate, use: Use, rules: Rules | None) -> Wording:
    """Choose a highlight's words; ``rules`` are those of its language."""
    source = _source(candidate, use, rules)
    if use is Use.LINK:
        line = (source.headline,) if count(source.headline.text) <= lengths.LINE else ()
        return Wording(headline=source.headline, lengths=Lengths(line=line), quote=None, caveat=source.caveat)
    taken = [_span(one) for one in (source.headline, source.caveat) if one is not None and one.field == "text"]
    quote = best_quotation(candidate, source.usable, taken, source.phrases, source.room)
    return Wording(headline=source.headline, lengths=_in_lengths(source, quote), quote=quote, caveat=source.caveat)


def _source(candidate: Candidate, use: Use, rules: Rules | None) -> _Source:
    revision, phrases = candidate.revision, rules.wording if rules else Phrases()
    headline, units = _headline(revision, candidate.headline), parted(candidate, rules)
    caveat = _caveat(candidate, units, headline)
    taken = [_span(one) for one in (headline, caveat) if one is not None and one.field == "text"]
    room = MOST_OF_EXCERPT - sum(count(span.of(revision.text)) for span in taken) if use is Use.EXCERPT else None
    kept = usable(candidate, units, taken, headline.text, phrases)
    if caveat is not None and (not kept or any(one.tells_the_win and one.span == _span(caveat) for one in units)):
        taken.remove(_span(caveat))  # "released on bail": the story is not told without it
        kept = usable(candidate, units, taken, headline.text, phrases)
    return _Source(
        candidate=candidate,
        phrases=phrases,
        units=units,
        usable=kept,
        headline=headline,
        caveat=caveat,
        room=room,
    )


# --- the three lengths --------------------------------------------------------------------------


def _in_lengths(source: _Source, quote: QuoteUsed | None) -> Lengths:
    """The same story longer and shorter; what is quoted beside it is not told in it."""
    said = _span(quote.words) if quote is not None else None
    units = [one for one in source.usable if said is None or not overlap(one.span, said)]
    room = source.room - (count(quote.words.text) if quote else 0) if source.room is not None else lengths.LONG
    if source.headline_tells_the_win:
        units = [replace(one, tells_the_win=False) for one in units]  # it stands above: the rest is told in its order
    whole = source.revision.completeness is not Completeness.CONTAINER
    tell = lengths.told if whole else lengths.beginning
    return Lengths(
        line=_line(source, units, room),
        story=_sentences(source.revision, tell(units, min(room, lengths.STORY))),
        long=_sentences(source.revision, tell(units, min(room, lengths.LONG))),
    )


def _line(source: _Source, units: Sequence[Unit], room: int) -> tuple[Sentence, ...]:
    """One sentence that tells the win: of the text, else the headline; nothing where both are too long."""
    win = lengths.win_of(units)
    if win is not None and win.words <= min(room, lengths.LINE) and win.stand is not Stand.BESIDE:
        return _sentences(source.revision, [win])
    return (source.headline,) if count(source.headline.text) <= lengths.LINE else ()


def _sentences(revision: Revision, told: Sequence[Unit]) -> tuple[Sentence, ...]:
    gaps = [False, *(not lengths.are_neighbours(one, other) for one, other in pairwise(told))]
    return tuple(
        sentence_of(revision, one.span, one.paragraph, after_gap=gap) for one, gap in zip(told, gaps, strict=False)
    )


# --- headline and caveat ------------------------------------------------------------------------


def _headline(revision: Revision, derived: str | None) -> Sentence:
    """The title as given; else one of a fixed form, or the text's first sentence, and shown to be that."""
    if derived is not None:
        return Sentence(
            text=derived, origin=Origin.DERIVED, entry=revision.entry, revision=revision.number, field="title"
        )
    if revision.title_is is TitleIs.DERIVED:
        first = first_sentence(revision.text)
        start = revision.text.find(revision.title) if first is None or first.of(revision.text) != revision.title else -1
        if start >= 0:
            return sentence_of(revision, Span(start=start, end=start + len(revision.title)), 0)
        if first is not None:
            return sentence_of(revision, first, 0)
    title = revision.title.strip()
    start = revision.title.find(title)
    return Sentence(
        text=title,
        origin=Origin.SOURCE,
        entry=revision.entry,
        revision=revision.number,
        field="title",
        start=start,
        end=start + len(title),
    )


def _caveat(candidate: Candidate, units: Sequence[Unit], headline: Sentence) -> Sentence | None:
    """The whole sentence that holds the caveat; None when it is the headline and so told already."""
    span = candidate.judgement.caveat
    if span is None:
        return None
    text = candidate.revision.text
    holding = next((one for one in units if one.span.start <= span.start < one.span.end), None)
    whole = holding.span if holding is not None else span
    if headline.text.strip() == whole.of(text).strip():
        return None
    return sentence_of(candidate.revision, whole, holding.paragraph if holding is not None else 0)


def _span(sentence: Sentence) -> Span:
    return Span(start=sentence.start or 0, end=sentence.end or 0)
