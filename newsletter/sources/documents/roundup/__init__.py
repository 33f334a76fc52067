"""Read a year-end article copied as text: a title, an opening, then some thirty stories month by month.

::

    blocks      lines → captions (often twice), pulled words with their speaker, headings, telling
    stories     blocks → stories, by what is ``named``; opening, menu and appeals are left out, each with its reason
    months      each story's own month, else its section's, else none: never a guess

Every part becomes an entry; the article itself is none. What was taken as what stands in the notes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from newsletter.model.entries import Note, Precision, Quote, ReadEntry
from newsletter.sources.documents.base import Document, Result, as_text, derived_title, titled
from newsletter.sources.documents.roundup import months
from newsletter.sources.documents.roundup.block import Block, Kind
from newsletter.sources.documents.roundup.blocks import blocks
from newsletter.sources.documents.roundup.named import places_in
from newsletter.sources.documents.roundup.stories import Parted, Story, parted
from newsletter.sources.documents.roundup.words import OPENS, OUTCOME
from newsletter.sources.documents.voices import Pulled, told
from newsletter.sources.sanitise import clean_text

_LONGEST = 200_000  #: characters; the longest articles of a year have some 40,000
_HEADINGS = 3
_STORIES = 6
_MONTHS = 4
_SECTIONS = 3
_COUNTRIES = 6
_MANY = 10  #: countries of which only a round-up tells, whatever its opening says
_OPENING = 8  #: blocks in which an article says what it is


def is_roundup(text: str) -> bool:
    """Whether a text tells many stories: month by month, or of one country after the other below an opening."""
    if len(text) > _LONGEST:
        return False
    found = blocks(clean_text(text))
    if sum(block.kind is Kind.MONTH for block in found) >= _HEADINGS:
        return True
    telling = [block for block in found if block.kind is Kind.TELLING and len(block.words.split()) > 8]
    sections = len({block.section for block in found})
    if len(telling) < _STORIES or sections < _SECTIONS:
        return False
    named = {month for block in telling for month in months.mentioned(block.words)}
    return (len(named) >= _MONTHS and sections >= _MONTHS) or _tells_of_the_world(found, telling)


def _tells_of_the_world(found: Sequence[Block], telling: Sequence[Block]) -> bool:
    """Whether what was won follows from many countries, or from several below an opening that announces wins."""
    won = [places_in(block.words) for block in telling if OUTCOME.search(block.words)]
    countries = len({min(places) for places in won if places})
    opens = OPENS.search("\n".join(block.words for block in found[:_OPENING]))
    return countries >= (_COUNTRIES if opens else _MANY)


def read(document: Document) -> Result:
    """Read every story of the article."""
    text = clean_text(as_text(document.data))
    found_blocks = blocks(text)
    found = parted(found_blocks)
    year = months.year_of(f"{document.path}\n{found.opening}", text)
    when = _months(found.stories, found_blocks, year)
    entries: dict[str, ReadEntry] = {}
    notes = [_whole(document, found, year)]
    for story, (month, why) in zip(found.stories, when, strict=True):
        entry = _entry(document, story, month, year)
        entries.setdefault(entry.key, entry)
        notes += _notes(document, story, entry, why)
    for block, why in found.left_out:
        if block.kind not in {Kind.AGAIN, Kind.NAME}:
            notes.append(
                Note(where=_where(document, block.line), taken_as="left out", why=f"{why}: “{block.words[:60]}”")
            )
    return Result(entries=tuple(entries.values()), notes=tuple(notes))


def _entry(document: Document, story: Story, month: int | None, year: int | None) -> ReadEntry:
    text, quotes = told(_parts(story.blocks))
    title, kind = titled(story.title, text)
    dated = year is not None and month is not None
    captions = {block.figure.caption: block.figure for block in story.captions if block.figure}
    return ReadEntry(
        key=_key(year, story.title or derived_title(story.telling or text)),
        title=title,
        title_is=kind,
        text=text,
        published_on=f"{year}-{month:02}" if dated else str(year or ""),
        precision=Precision.MONTH if dated else Precision.YEAR if year else Precision.UNKNOWN,
        language=document.language,
        figures=tuple(captions.values()),
        raw="\n".join(block.words for block in (*story.blocks, *story.captions)).encode(),
        quotes=quotes,
    )


def _parts(story: Sequence[Block]) -> Iterator[str | Pulled]:
    """Telling as it stands; neighbouring words of one speaker as one."""
    waiting: Pulled | None = None
    for block in story:
        if waiting and block.pulled and block.pulled.said == waiting.said:
            waiting = Pulled(waiting.words + block.pulled.words, waiting.said)
            continue
        if waiting:
            yield waiting
        waiting = block.pulled
        if waiting is None:
            yield block.words
    if waiting:
        yield waiting


def _months(stories: Sequence[Story], found: Sequence[Block], year: int | None) -> list[tuple[int | None, str]]:
    """The month of each story and the reason: its own words first, then its section."""
    own = [months.own(story.telling, year) for story in stories]
    sections = sorted({story.section for story in stories})
    headed = {block.section: block.month for block in found if block.kind is Kind.MONTH}
    said = [[hit[0] for hit, story in zip(own, stories, strict=True) if hit and story.section == at] for at in sections]
    of_section = dict(zip(sections, months.of_sections(said, [headed.get(at) for at in sections]), strict=True))
    return [
        (hit[0], f"its own words “{hit[1]}”") if hit else of_section[story.section]
        for hit, story in zip(own, stories, strict=True)
    ]


def _key(year: int | None, sentence: str) -> str:
    words = " ".join(sentence.split()).casefold()
    return f"{year or ''}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


# --- telling what was taken as what -------------------------------------------------------------


def _whole(document: Document, found: Parted, year: int | None) -> Note:
    of = year or "a year that it does not name"
    why = f"it tells {len(found.stories)} stories of {of}; each is an entry, it is none"
    return Note(where=document.path, taken_as="a round-up", why=why)


def _notes(document: Document, story: Story, entry: ReadEntry, why: str) -> Iterator[Note]:
    month = f"{entry.published_on} from {why}" if why and entry.precision is Precision.MONTH else "no month is told"
    where = _where(document, story.line)
    yield Note(where=where, taken_as="an entry", why=f"“{entry.title[:60]}”; {month}")
    for quote in entry.quotes:
        yield Note(where=where, taken_as="a quotation", why=f"“{quote.text[:40]}”, {_named(quote)}")
    for figure in entry.figures:
        yield Note(
            where=where, taken_as="a caption", why=f"“{figure.caption[:60]}” stands twice, has a credit or no end"
        )


def _named(quote: Quote) -> str:
    return f"and the line below names {quote.speaker}" if quote.speaker else "whose speaker is not certain"


def _where(document: Document, line: int) -> str:
    return f"{document.path} line {line}"
