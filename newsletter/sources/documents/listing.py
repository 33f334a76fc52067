"""Read a text listing: dated entries in one text, copied from a page, newest first.

::

    navigation            dropped, with everything else before the first date
    September 04, 2020    a date alone on a line opens an entry
    A caption             a short line without end mark: a figure, not text
    Words …               paragraphs

No entry has a headline or a link, so its first whole sentence stands as a derived title. Where most entries
do open with a short line, those lines are headlines. An entry's key is made of its date and first
sentence alone, so that a newer copy of the listing brings only what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import regex

from newsletter.core.prose import is_caption
from newsletter.model.entries import Figure, Precision, ReadEntry, TitleIs
from newsletter.sources.dates import When, read_date, zone_of
from newsletter.sources.documents.base import Document, Result, as_text, derived_title
from newsletter.sources.documents.lines import MENU, unwrapped
from newsletter.sources.html_text import part_credit
from newsletter.sources.sanitise import clean_text

_MOST = 0.6  #: share of entries that open with a short line, from which those lines are headlines
_HAS_DIGIT = regex.compile(r"\d")


@dataclass(frozen=True)
class _Part:
    when: When
    lines: tuple[str, ...]

    @property
    def blocks(self) -> list[str]:
        return unwrapped(self.lines)


def is_listing(text: str, language: str = "en") -> bool:
    """Whether a text holds two or more days that stand alone on their lines."""
    found = (_date_line(line, language) for line in text.split("\n"))
    return sum(when is not None and when.precision is Precision.DAY for when in found) >= 2


def read(document: Document) -> Result:
    """Read every dated entry."""
    parts = [part for part in _parts(document) if part.blocks]
    headed = sum(_opens_short(part) for part in parts) >= _MOST * len(parts)
    entries = [_entry(part, document.language, headed=headed, last=part is parts[-1]) for part in parts]
    return Result(entries=tuple(_with_distinct_keys(entry for entry in entries if entry)))


def _parts(document: Document) -> list[_Part]:
    lines = clean_text(as_text(document.data)).split("\n")
    opened = _in_order([(at, _date_line(line, document.language, document.zone)) for at, line in enumerate(lines)])
    ends = [at for at, _ in opened[1:]] + [len(lines)]
    return [_Part(when, tuple(lines[at + 1 : end])) for (at, when), end in zip(opened, ends, strict=True)]


def _in_order(found: Sequence[tuple[int, When | None]]) -> list[tuple[int, When]]:
    """The dates that open entries. A month opens one where the days go on through it, else it is a heading."""
    dated = [(at, when) for at, when in found if when is not None]
    days = [when.on if when.precision is Precision.DAY else "" for _, when in dated]
    before, behind = list(accumulate(days, _or_last)), list(accumulate(reversed(days), _or_last))[::-1]
    return [
        one for i, one in enumerate(dated) if days[i] or behind[i][:7] <= one[1].on <= before[i][:7]
    ]  # fmt: skip


def _or_last(last: str, day: str) -> str:
    return day or last


def _date_line(line: str, language: str, zone: str = "") -> When | None:
    """A day, or a month with its year, alone on a line."""
    line = line.strip()
    if len(line) > 40 or not _HAS_DIGIT.search(line):
        return None
    when = read_date(regex.sub(r"^(?:[Ll]e|[Ee]l)\s", "", line), zone_of(zone), language)
    is_date = when is not None and when.precision in (Precision.DAY, Precision.MONTH) and when.at is None
    return when if is_date else None


def _opens_short(part: _Part) -> bool:
    blocks = part.blocks
    return len(blocks) > 1 and is_caption(blocks[0])


def _entry(part: _Part, language: str, *, headed: bool, last: bool) -> ReadEntry | None:
    blocks = _without_navigation(part.blocks) if last else part.blocks
    title = blocks.pop(0) if headed and _opens_short(part) else ""
    captions = [block for block in blocks if is_caption(block)]
    text = "\n\n".join(block for block in blocks if not is_caption(block))
    if not text and blocks and not title:
        captions, text = [], "\n\n".join(dict.fromkeys(blocks))  # cut off in its first sentence, not a picture alone
    if not text:
        return None
    return ReadEntry(
        key=_key(part.when, title or derived_title(text)),
        title=title or derived_title(text),
        title_is=TitleIs.GIVEN if title else TitleIs.DERIVED,
        text=text,
        published_on=part.when.on,
        precision=part.when.precision,
        language=language,
        # A line that stands twice is a picture's alt text and its caption.
        figures=tuple(part_credit(Figure(caption=caption)) for caption in dict.fromkeys(captions)),
        raw="\n".join(part.lines).encode(),
    )


def _without_navigation(blocks: list[str]) -> list[str]:
    """Drop a page's footer behind the last entry: lines of a menu, or three and more of a few words each."""
    known = next((at for at in range(1, len(blocks)) if all(MENU.fullmatch(line) for line in blocks[at:])), len(blocks))
    blocks = blocks[:known]
    end = len(blocks)
    while end and is_caption(blocks[end - 1]) and len(blocks[end - 1].split()) <= 4:
        end -= 1
    return blocks[:end] if len(blocks) - end >= 3 else blocks


def _key(when: When, sentence: str) -> str:
    words = " ".join(sentence.split()).casefold()
    return f"{when.on}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def _with_distinct_keys(entries: Iterable[ReadEntry]) -> list[ReadEntry]:
    """The same entry twice is one; it is the first that counts."""
    found: dict[str, ReadEntry] = {}
    for entry in entries:
        found.setdefault(entry.key, entry)
    return list(found.values())
