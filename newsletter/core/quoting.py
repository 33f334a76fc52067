"""Choose the words somebody said that stand beside a story: gratitude and hope of the person or the family.

Pure. What was suffered is never quoted, nor what others must do; where a language's words are not known, nobody is. Who
said what is ``core.prose``' matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter.core.phrases import Phrases
from newsletter.core.prose import paragraphs
from newsletter.core.usable import Unit, count, overlap, sentence_of
from newsletter.model.editions import QuoteUsed
from newsletter.model.entries import Quote, Span
from newsletter.model.stories import Candidate

WORDS = range(4, 56)
#: What a plain sentence of some length is worth; the abuse itself, scraps, and what an office says are worth less.
WORTH_QUOTING = 0.5

_MARKS = "\"“”„‟«»‹›‘’'「」『』 \u00a0\n"


def best_quotation(
    candidate: Candidate, units: Sequence[Unit], taken: Sequence[Span], phrases: Phrases, room: int | None
) -> QuoteUsed | None:
    """The best words of somebody who is surely known; ``room`` is how many words may be taken in all."""
    if not phrases.known:
        return None  # who cannot tell gratitude from pain quotes neither
    text = candidate.revision.text
    ranked = []
    for quote, span in _sure(candidate):
        words = count(span.of(text))
        if any(overlap(span, one) for one in taken) or words not in WORDS or (room is not None and words > room // 2):
            continue
        if _is_needed(span, units) or span.of(text)[0].islower():
            continue  # the middle of what was said, or the win itself, which is told in its place
        worth = _worth(candidate, quote, span.of(text), phrases)
        if worth >= WORTH_QUOTING:
            ranked.append((-worth, span.start, span, quote))
    if not ranked:
        return None
    _, _, span, best = min(ranked, key=lambda one: one[:2])
    said = sentence_of(candidate.revision, span, _paragraph_of(text, span))
    return QuoteUsed(words=said, speaker=best.speaker or "", role=best.role)


def _sure(candidate: Candidate) -> Iterator[tuple[Quote, Span]]:
    """Each quotation of a known speaker that stands where it is said to stand, without its outer marks."""
    text = candidate.revision.text
    for quote in candidate.revision.quotes:
        span = _bare(text, quote)
        if span is not None and quote.speaker:
            yield quote, span


def _bare(text: str, quote: Quote) -> Span | None:
    if quote.end <= quote.start or text[quote.start : quote.end] != quote.text:
        return None
    start, end = quote.start, quote.end
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return Span(start=start, end=end) if start < end else None


def _worth(candidate: Candidate, quote: Quote, words: str, phrases: Phrases) -> float:
    glad, grim = len(phrases.glad.findall(words)), len(phrases.grim.findall(words))
    worth = 2.0 * min(glad, 2) - 3.0 * grim - 2.0 * (phrases.urges.search(words) is not None)
    role = quote.role or ""
    worth += 1.5 * (phrases.kin.search(role) is not None) - 1.0 * (phrases.officials.search(role) is not None)
    worth += 1.0 * _is_of_the_story(quote.speaker or "", candidate)
    return worth + 0.5 * (8 <= count(words) <= 40)


def _is_of_the_story(speaker: str, candidate: Candidate) -> bool:
    """Whether the headline names the speaker, or a relative by the same name."""
    title = candidate.revision.title.split()
    return any(part in word for part in speaker.split() if len(part) > 2 for word in title)


def _is_needed(span: Span, units: Sequence[Unit]) -> bool:
    """A sentence that alone tells the win is told, not quoted out of its place."""
    wins = [one for one in units if one.tells_the_win]
    return bool(wins) and all(overlap(one.span, span) for one in wins)


def _paragraph_of(text: str, span: Span) -> int:
    return next((number for number, block in enumerate(paragraphs(text)) if span.start < block.end), 0)
