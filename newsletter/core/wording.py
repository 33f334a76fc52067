"""Give a story its words: headline, teaser, quotation and caveat, all whole sentences of its source.

Pure. Every sentence is a span of the revision, byte for byte, with its origin; nothing is shortened inside, nothing
is written here. Which stories are told is ``core.selection``' matter; parting text is ``core.prose``'.

::

    text ─sentences─▶ usable (no call to act, no lead-in, nothing cut off)
         ├─ caveat: the sentence that holds it, once
         ├─ quote: the best words with a sure speaker
         └─ teaser: a run of sentences, in order, that holds the win
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from newsletter.core.prose import first_sentence, paragraphs, sentences
from newsletter.core.spans import Spans
from newsletter.model.editions import Origin, QuoteUsed, Sentence
from newsletter.model.entries import Completeness, Quote, Revision, Span, TitleIs
from newsletter.model.settings import Use
from newsletter.model.stories import Candidate

FEWEST, MOST, MOST_OF_LEAD, MOST_OF_EXCERPT = 40, 90, 150, 60
QUOTE_WORDS = range(4, 56)
#: What a plain sentence of some length is worth; the abuse itself, and scraps, are worth less.
WORTH_QUOTING = 0.5

_CALL = regex.compile(
    r"^\W*(?:(?:please |you can |now |so )?(?:learn|read|find out|discover|click|sign|take action|act now|join|donate|"
    r"follow us|share|watch|listen|visit|subscribe|check out|enjoy|see|stay tuned|get involved|support|write to|send|"
    r"tweet|email)\b|to (?:learn|find out|read|join|sign|help|see|support|take|get|donate|know)\b[^.]{0,120}\b(?:click|"
    r"visit|check|go to|read|see|sign|join|here|website|page|link)\b|for more (?:information|on|details)\b|"
    r"here (?:is|are|’s|'s)\b)",
    regex.I,
)
_POINTS_AWAY = regex.compile(
    r"\b(?:click|read|learn more|sign up|check out|visit)\b.{0,60}\bhere\b\W*$|https?://\S+\W*$", regex.I
)
_ENDED = regex.compile(r"[.!?。！？؟۔।][\"”’»›)\]\s]*$")
_CUT_OFF = regex.compile(r"(?:…|\.\.\.|\[…\]|:|,|;|[-–—])[\"”’»)\]\s]*$")
_LEANS_BACK = regex.compile(
    r"^\W*(?:he|she|they|it|his|her|hers|their|its|him|them|this|that|these|those|such|but|and|or|so|yet|however|also|"
    r"then|meanwhile|instead|both|there|here|although|though)\b",
    regex.I,
)
_MARKS = "\"“”„‟«»‹›‘’'「」『』 \u00a0\n"
_GLAD = regex.compile(
    r"\b(?:thank\w*|grateful|gratitude|happ(?:y|ier|iest|iness)|hope\w*|joy\w*|free\w*|dream\w*|relie\w+|love|proud|"
    r"smile\w*|tears of|home|together|strength|solidarity|support\w*|believe\w*|future|alive|victory|justice|light)\b",
    regex.I,
)
_GRIM = regex.compile(
    r"\b(?:tortur\w+|beat\w*|rap(?:e|ed|ing)|kill\w*|d(?:ie|ied|ying)|death|hang\w*|electr\w+|blood\w*|murder\w*|"
    r"execut\w+|suffer\w*|deplorable|overcrowded|abus\w+|blind\w*|starv\w+|not (?:good|happy|free|safe)|afraid|fear\w*|"
    r"harass\w*|sham|disappear\w*|threat\w*|worst?|pain\w*|hell)\b",
    regex.I,
)
_FAMILY = regex.compile(
    r"\b(?:mother|father|wife|husband|partner|son|daughter|brother|sister|family|cousin|uncle|aunt|parents?|survivor|"
    r"former prisoner|prisoner of conscience|activist|defender|student)\b",
    regex.I,
)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one highlight."""

    headline: Sentence
    teaser: tuple[Sentence, ...]
    quote: QuoteUsed | None
    caveat: Sentence | None


@dataclass(frozen=True, kw_only=True)
class _Unit:
    span: Span
    paragraph: int
    words: int
    tells_the_win: bool


def word(candidate: Candidate, use: Use, position: int) -> Wording:
    """Choose a highlight's words; ``position`` 1 is the lead and may be longer."""
    revision = candidate.revision
    headline = _headline(revision, candidate.headline)
    units = _units(candidate)
    caveat = _caveat(candidate, units, headline)
    taken = [_span(one) for one in (headline, caveat) if one is not None and one.field == "text"]
    if use is Use.LINK:
        return Wording(headline=headline, teaser=(), quote=None, caveat=caveat)
    room = _room(use, position, revision, taken)
    usable = _usable(revision, units, taken, headline.text)
    quote = _quote(revision, usable, taken, room if use is Use.EXCERPT else None)
    if quote is not None:
        usable = [one for one in usable if one.tells_the_win or not _overlap(one.span, _span(quote.words))]
        room -= _count(quote.words.text) if use is Use.EXCERPT else 0
    teaser = _run(usable, room, revision.text)
    return Wording(
        headline=headline,
        teaser=tuple(_sentence(revision, one.span, one.paragraph) for one in teaser),
        quote=None if quote and any(_overlap(one.span, _span(quote.words)) for one in teaser) else quote,
        caveat=caveat,
    )


# --- the parts ----------------------------------------------------------------------------------


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
            return _sentence(revision, Span(start=start, end=start + len(revision.title)), 0)
        if first is not None:
            return _sentence(revision, first, 0)
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


def _caveat(candidate: Candidate, units: Sequence[_Unit], headline: Sentence) -> Sentence | None:
    """The whole sentence that holds the caveat; None when it is the headline and so told already."""
    span = candidate.judgement.caveat
    if span is None:
        return None
    text = candidate.revision.text
    holding = next((one for one in units if one.span.start <= span.start < one.span.end), None)
    whole = holding.span if holding is not None else span
    if headline.text.strip() == whole.of(text).strip():
        return None
    return _sentence(candidate.revision, whole, holding.paragraph if holding is not None else 0)


def _quote(revision: Revision, usable: Sequence[_Unit], taken: Sequence[Span], room: int | None) -> QuoteUsed | None:
    """The best words somebody said who is surely known: gladness first, what was suffered never."""
    ranked = []
    for quote in revision.quotes:
        span = _bare(revision.text, quote)
        if span is None or not quote.speaker or any(_overlap(span, other) for other in taken):
            continue
        words = _count(span.of(revision.text))
        if words not in QUOTE_WORDS or (room is not None and words > room // 2) or _is_needed(span, usable):
            continue
        if span.of(revision.text)[0].islower():
            continue  # the middle of what was said
        worth = _worth(quote, span.of(revision.text), revision.title)
        if worth >= WORTH_QUOTING:
            ranked.append((-worth, span.start, span, quote))
    if not ranked:
        return None
    _, _, span, best = min(ranked, key=lambda one: one[:2])
    words_said = _sentence(revision, span, _paragraph_of(revision.text, span))
    return QuoteUsed(words=words_said, speaker=best.speaker or "", role=best.role)


def _worth(quote: Quote, words: str, title: str) -> float:
    worth = 2.0 * min(len(_GLAD.findall(words)), 2) - 3.0 * len(_GRIM.findall(words))
    worth += 1.5 * (_FAMILY.search(quote.role or "") is not None)
    worth += 1.0 * any(part in title for part in (quote.speaker or "").split() if len(part) > 2)
    return worth + 0.5 * (8 <= _count(words) <= 40)


def _is_needed(span: Span, usable: Sequence[_Unit]) -> bool:
    """A sentence that alone tells the win is told, not quoted out of its place."""
    return any(one.tells_the_win and _overlap(one.span, span) for one in usable)


def _bare(text: str, quote: Quote) -> Span | None:
    """The words without their outer marks, if they stand where they are said to stand."""
    if quote.end <= quote.start or text[quote.start : quote.end] != quote.text:
        return None
    start, end = quote.start, quote.end
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return Span(start=start, end=end) if start < end else None


# --- the teaser ---------------------------------------------------------------------------------


def _units(candidate: Candidate) -> list[_Unit]:
    text = candidate.revision.text
    blocks = paragraphs(text)
    evidence = [one for one in candidate.judgement.evidence if one.field == "text" and one.guard is None]
    wins = Spans((one.span.start, one.span.end) for one in evidence)
    units = []
    paragraph = 0
    for span in sentences(text):
        while paragraph + 1 < len(blocks) and span.start >= blocks[paragraph].end:
            paragraph += 1
        told = wins.meet(span.start, span.end)
        units.append(_Unit(span=span, paragraph=paragraph, words=_count(span.of(text)), tells_the_win=told))
    return units


def _usable(revision: Revision, units: Sequence[_Unit], taken: Sequence[Span], headline: str) -> list[_Unit]:
    """Leave out what is told elsewhere, what sends the reader away, and what does not end."""
    text = revision.text
    kept = []
    for number, one in enumerate(units):
        words = one.span.of(text)
        is_last = number == len(units) - 1
        if any(_overlap(one.span, other) for other in taken) or words.strip() == headline.strip():
            continue
        if _sends_away(words) or not _is_whole(words, is_last and revision.completeness is Completeness.TRUNCATED):
            continue
        kept.append(one)
    return kept


def _sends_away(words: str) -> bool:
    return _POINTS_AWAY.search(words) is not None or (_count(words) < 40 and _CALL.search(words) is not None)


def _is_whole(words: str, may_be_cut: bool) -> bool:
    if not _ENDED.search(words):
        return False  # a heading, a caption, a signature, or a lead-in whose quotation does not come
    return not ((may_be_cut or words.rstrip(_MARKS).endswith(":")) and _CUT_OFF.search(words))


def _room(use: Use, position: int, revision: Revision, taken: Iterable[Span]) -> int:
    if use is Use.EXCERPT:
        return MOST_OF_EXCERPT - sum(_count(span.of(revision.text)) for span in taken)
    return MOST_OF_LEAD if position == 1 else MOST


def _run(usable: Sequence[_Unit], room: int, text: str) -> list[_Unit]:
    """Take whole sentences in order: from the beginning if the win then fits, else around the win."""
    if not usable:
        return []
    win = next((number for number, one in enumerate(usable) if one.tells_the_win), 0)
    if usable[win].words > room:
        # One long sentence is better than none, and is never cut; an excerpt's limit is the law.
        return [usable[win]] if room >= MOST and usable[win].words <= MOST_OF_LEAD else []
    start = 0 if _total(usable[: win + 1]) <= room else _opening(usable, win, room, text)
    run = _fill(usable, start, room)
    while start > 0 and usable[start - 1].words + _total(run) <= room:
        start -= 1
        run = [usable[start], *run]
    return _rounded(run, next(iter(usable[start + len(run) :]), None))


def _opening(usable: Sequence[_Unit], win: int, room: int, text: str) -> int:
    """Begin at the win, or a little before it where it leans back on what was said ("He was …")."""
    for start in range(win, max(win - 3, -1), -1):
        fits = _total(usable[start : win + 1]) <= room
        if fits and not _LEANS_BACK.search(usable[start].span.of(text)):
            return start
    return win


def _fill(usable: Sequence[_Unit], start: int, room: int) -> list[_Unit]:
    run: list[_Unit] = []
    for one in usable[start:]:
        if _total(run) + one.words > room:
            break
        run.append(one)
    return run


def _rounded(run: list[_Unit], following: _Unit | None) -> list[_Unit]:
    """End with a paragraph rather than in the middle of a tale, where enough is told by then."""
    if not run or following is None or following.paragraph != run[-1].paragraph:
        return run
    kept = [one for one in run if one.paragraph != run[-1].paragraph]
    lost_the_win = any(one.tells_the_win for one in run) and not any(one.tells_the_win for one in kept)
    return run if lost_the_win or _total(kept) < FEWEST else kept


def _total(run: Iterable[_Unit]) -> int:
    return sum(one.words for one in run)


# --- spans --------------------------------------------------------------------------------------


def _sentence(revision: Revision, span: Span, paragraph: int) -> Sentence:
    return Sentence(
        text=span.of(revision.text),
        origin=Origin.SOURCE,
        entry=revision.entry,
        revision=revision.number,
        field="text",
        start=span.start,
        end=span.end,
        paragraph=paragraph,
    )


def _span(sentence: Sentence) -> Span:
    return Span(start=sentence.start or 0, end=sentence.end or 0)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _paragraph_of(text: str, span: Span) -> int:
    return next((number for number, block in enumerate(paragraphs(text)) if span.start < block.end), 0)


def _count(words: str) -> int:
    return len(words.split())
