"""What both readers of feeds share: the bytes that go in, the items that come out, keys and hashes.

::

    FeedBytes → feed_xml | feed_json → Item (raw, cheap) → hash known? → entry (sanitised, dear)

An item's hash is taken over its raw parts before anything is cleaned, so that what did not change costs nothing.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache

import regex

from newsletter.core.identity import canonical_url
from newsletter.model.entries import Figure, Precision, Problem, ReadEntry, TitleIs
from newsletter.sources.dates import NEVER, When, read_date, zone_of
from newsletter.sources.documents.base import derived_title
from newsletter.sources.feed_raw import mark, same_parts
from newsletter.sources.html_text import extract, part_credit, text_of
from newsletter.sources.sanitise import clean_line, clean_text, web_address, without_markup

#: More than any feed holds; what is beyond is told, not read.
MAX_ENTRIES = 2_000

#: Fields of news agencies (IPTC ninjs, https://iptc.org/standards/ninjs/) that say what may be told, and when.
NOTICES = ("embargoed", "pubstatus", "ednote", "usageterms", "versioncreated")
#: The statuses with which an entry may be used; with any other, known or not, its publisher has to speak first.
_TO_BE_USED = {"usable", "publish", "published", "public", "live", "updated", "corrected"}
_BEFORE_STATUS = re.compile(r"[:/#]")  #: in stat:usable, or in an address that stands for it

_NO_MARKUP = str.maketrans({"<": "%3C", ">": "%3E"})  #: keys are shown, too

_ANY_TAG = re.compile(r"<[a-zA-Z/!]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_CUT = regex.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:continue reading|read more|read on)\b.{0,80})\s*$", regex.I)


@dataclass(frozen=True, kw_only=True)
class FeedBytes:
    """A feed as it came, and what is known of it. ``known``: item key → mark, from the last reading."""

    body: bytes
    url: str = ""
    content_type: str = ""
    language: str = "en"
    zone: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FeedRead:
    """What a feed held. ``entries`` are new or changed; ``items`` are all; ``error`` says why it is no feed."""

    entries: tuple[ReadEntry, ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item's raw parts, as the feed has them: nothing cleaned, nothing made absolute."""

    guid: str = ""
    link: str = ""
    base: str = ""
    title: str = ""
    title_is_html: bool = True
    body: str = ""
    body_is_html: bool = True
    summary_only: bool = False
    date: str = ""
    language: str = ""
    pictures: tuple[Figure, ...] = ()
    notices: tuple[tuple[str, str], ...] = ()
    raw: bytes = b""
    raw_is_own: bool = False  #: cut from the feed, and not written anew


def read_items(items: Iterable[Item], feed: FeedBytes, home: str = "") -> FeedRead:
    """Clean the items that are new or changed. ``home``: the feed's own page, which names no single entry."""
    entries: list[ReadEntry] = []
    hashes: dict[str, str] = {}
    problems: list[Problem] = []
    for number, item in enumerate(items):
        if number >= MAX_ENTRIES:
            mend = "nothing to do, unless older entries are missed"
            problems.append(Problem(where="feed", what=f"only the first {MAX_ENTRIES} items were read", mend=mend))
            break
        key = _key(item, home).translate(_NO_MARKUP)
        if not key or key in hashes:
            continue
        digest = _hash(item)
        sign = mark(digest, item.raw if item.raw_is_own else None)
        if same_parts(feed.known.get(key, ""), digest):
            hashes[key] = sign
        elif entry := _entry(key, item, feed, zone_of(feed.zone)):
            hashes[key] = sign
            entries.append(entry)
    return FeedRead(entries=tuple(entries), items=hashes, problems=tuple(problems))


def _key(item: Item, home: str) -> str:
    """guid, else link, else title and date, else the words themselves."""
    if guid := clean_line(item.guid):
        return guid
    link = web_address(item.link, item.base)
    if link and canonical_url(link) != home:
        return canonical_url(link)
    title = clean_line(item.title)
    if title and item.date:
        return f"{title} {clean_line(item.date)}"
    words = " ".join(f"{item.title} {item.body}".split())
    if not words:
        return f"on {clean_line(item.date)}" if item.date.strip() else ""
    return f"words:{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:24]}"


def _hash(item: Item) -> str:
    aside = (repr(one) for one in (*item.pictures, *item.notices))
    parts = (item.link, item.title, item.body, item.date, item.language, *aside)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def _entry(key: str, item: Item, feed: FeedBytes, zone: tzinfo) -> ReadEntry | None:
    found = extract(_markup(item), item.base)
    title = text_of(item.title) if item.title_is_html else without_markup(clean_line(item.title))
    url = web_address(item.link, item.base)
    language = _language(item.language) or feed.language
    when = (read_date(item.date, zone, language) if item.date else None) or NEVER
    if not (title or found.text or url or when.on):  # with a day alone it is kept: its words may come later
        return None
    embargo, held = _held(item.notices, zone, language)
    pictures = [
        part_credit(replace(figure, caption=text_of(figure.caption), credit=text_of(figure.credit)))
        for figure in item.pictures
        if figure.src
    ]
    return ReadEntry(
        key=key,
        title=title or derived_title(found.text),
        title_is=TitleIs.GIVEN if title else TitleIs.DERIVED,
        text=found.text,
        url=url,
        published_at=when.at,
        published_on=when.on,
        precision=when.precision,
        language=language,
        html=found.html,
        figures=_distinct([*found.figures, *pictures]),
        raw=item.raw,
        truncated=item.summary_only and bool(_CUT.search(found.text)),
        embargoed_until=embargo,
        canceled=held,
        editor_note="\n".join(
            without_markup(clean_text(words)).strip()
            for wanted in ("ednote", "usageterms")
            for name, words in item.notices
            if name == wanted
        ).strip(),
    )


def _held(notices: Iterable[tuple[str, str]], zone: tzinfo, language: str) -> tuple[datetime | None, bool]:
    """Until when an entry may not be told, and whether it may not be until its publisher says so.

    Of several moments the last counts. Of a moment or a status that cannot be read, the worst is believed.
    """
    given = tuple(notices)
    ends = [_end_of(read_date(words, zone, language), zone) for name, words in given if name == "embargoed"]
    usable = {*_TO_BE_USED, "embargoed"} if ends else _TO_BE_USED
    statuses = {_BEFORE_STATUS.split(words.strip().lower())[-1] for name, words in given if name == "pubstatus"}
    held = None in ends or not statuses <= usable
    return max((end for end in ends if end), default=None), held


def _end_of(embargo: When | None, zone: tzinfo) -> datetime | None:
    """The moment it ends: of a day alone, its last; of less, nothing that can be counted on is known."""
    if embargo is None:
        return None
    if embargo.at or embargo.precision is not Precision.DAY:
        return embargo.at
    return datetime.combine(date.fromisoformat(embargo.on), time.max, zone).astimezone(UTC)


def _distinct(figures: list[Figure]) -> tuple[Figure, ...]:
    found: dict[str, Figure] = {}
    for figure in figures:
        found.setdefault(canonical_url(figure.src), figure)
    return tuple(found.values())


def _markup(item: Item) -> str:
    """The body as HTML. What calls itself HTML but has lines and no tag was written as plain text."""
    if not item.body_is_html:
        return _as_html(item.body)
    return (
        item.body if "\n" not in item.body.strip() or _ANY_TAG.search(item.body) else _as_html(html.unescape(item.body))
    )


def _as_html(text: str) -> str:
    """Mark up plain text: blank lines part paragraphs, line ends stay."""
    blocks = (block.strip() for block in _BLANK_LINES.split(clean_text(text)))
    return "".join(f"<p>{html.escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks if block)


@lru_cache(maxsize=256)
def _language(tag: str) -> str:
    """Write a language tag the one way: en-GB; empty when it is none."""
    found = regex.fullmatch(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2,4}|\d{3}))?(?:[-_]\w+)*\s*", tag)
    if found is None:
        return ""
    language, region = str(found[1]).lower(), str(found[2] or "")
    if not region:
        return language
    return f"{language}-{region.title() if len(region) == 4 else region.upper()}"  # Hans is a script, GB a country
