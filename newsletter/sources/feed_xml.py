"""Read RSS 0.9 to 2.0, RDF and Atom: by ``feed_plain`` where they are as they should be, else by feedparser.

Runs in a worker process (``sources.workers``), because what feedparser is given may hang or eat memory; only what
little is left of a plain feed may be read anywhere. feedparser's words stop here. Its own sanitiser and its rewriting
of addresses stay off, since ``sources.sanitise`` does both; dates are read by ``sources.dates``, because it takes BST
and CET for UTC.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urljoin

import regex

from newsletter.core.identity import canonical_url
from newsletter.model.entries import Figure
from newsletter.sources import feed_plain
from newsletter.sources.feed_items import MAX_ENTRIES, NOTICES, FeedBytes, FeedRead, Item, read_items
from newsletter.sources.feed_parts import Parsed, Unusual
from newsletter.sources.feed_plain import ParsedFeed
from newsletter.sources.feed_raw import Cut, find_raw, leave_out
from newsletter.sources.sanitise import web_address

_DECLARED = regex.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", regex.I)
_UTF8 = "application/xml; charset=utf-8"
_CHARSET = regex.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", regex.I)
_WEST_EUROPEAN = regex.compile(r"(?:us-)?ascii|iso-?8859-1|latin-?1|windows-1252|cp1252|utf-?8", regex.I)
_PICTURE = regex.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", regex.I)

#: feedparser lets these overwrite an item's own description and title; under other names they stay apart. Their
#: attributes go: feedparser keeps those of an element that it does not know in place of its words.
_RENAMED = (
    (re.compile(rb"<(/?)media:description\b[^<>]*?(/?)>"), rb"<\1media:note\2>"),
    (re.compile(rb"<(/?)media:title\b[^<>]*?(/?)>"), rb"<\1media:heading\2>"),
    # A link with attributes of some other standard is read for them, and its words are lost.
    (re.compile(rb"<link\s[^<>]*(?<!/)>(?=\s*https?://)"), rb"<link>"),
)

_NOTICE = re.compile(
    rb"<(/?)(?:[\w.-]+:)?(%s)(?=[\s/>])((?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*+)>" % "|".join(NOTICES).encode(), re.I
)
#: What an attribute of a notice is called that says it; NewsML and those who come from there write no words.
_SAYS = re.compile(
    rb"(?<![\w:.-])(?:value|qcode|uri|href|code|status|content|date|datetime|until|literal)\s*=\s*"
    rb"(?:\"([^\"]*)\"|'([^']*)')",
    re.I,
)

#: So much of a plain feed, once its known items are left out, is read without a worker: starting one costs more.
LITTLE = 32_768
MUCH = 1_000_000  #: of so many bytes even leaving out takes a while

_Parse = Callable[[bytes, str], ParsedFeed]


def read(feed: FeedBytes) -> FeedRead:
    """Read a feed; what is not one comes back as an error in words."""
    cut = leave_out(feed.body, feed.known)
    return (_read_rest(feed, cut, _parse) if cut.known else None) or _read_whole(feed, _parse)


def read_little(feed: FeedBytes) -> FeedRead | None:
    """Read a plain feed of which little is new; None for every other, which is for a worker."""
    if len(feed.body) > MUCH:
        return None
    cut = leave_out(feed.body, feed.known)
    if len(cut.body) > LITTLE:
        return None
    try:
        return _read_rest(feed, cut, _parse_plain) if cut.known else _read_whole(feed, _parse_plain)
    except Exception:  # whatever strange bytes may lead to, the worker finds words for it
        return None


def _read_whole(feed: FeedBytes, parse: _Parse) -> FeedRead:
    parsed = parse(feed.body, _content_type(feed))
    if not parsed.known and not parsed.entries:
        return FeedRead(error=what_it_is(feed))
    return read_items(_items(parsed, feed), feed, _home(parsed, feed))


def _read_rest(feed: FeedBytes, cut: Cut, parse: _Parse) -> FeedRead | None:
    """Read what is left of a feed without its known items; None where it can only be understood as a whole."""
    parsed = parse(cut.body, _content_type(feed))
    told_apart = len(parsed.raws) == len(parsed.entries)
    if not parsed.known or not told_apart or len(parsed.entries) + len(cut.known) > MAX_ENTRIES:
        return None
    found = read_items(_items(parsed, feed), feed, _home(parsed, feed))
    if found.items.keys() & cut.known.keys():  # two items share a key: which of them counts, their order says
        return None
    return replace(found, items={**found.items, **cut.known})


def _parse(body: bytes, content_type: str) -> ParsedFeed:
    try:
        return _parse_plain(body, content_type)
    except Unusual:
        return _parse_forgivingly(body, content_type)


def _parse_plain(body: bytes, content_type: str) -> ParsedFeed:
    """Parse what needs no forgiveness; raises Unusual."""
    if content_type != _UTF8:
        raise Unusual
    parsed = feed_plain.parse(_renamed(body))
    parsed.raws = find_raw(body)
    if len(parsed.raws) != len(parsed.entries):  # their raw text would be feedparser's own words
        raise Unusual
    return parsed


def _parse_forgivingly(body: bytes, content_type: str) -> ParsedFeed:
    import feedparser  # large, and seldom needed

    # Without the feed's own address, which feedparser would put before every guid that is not one: a feed that moves
    # would bring all its entries anew. Addresses are made absolute when an item is cleaned.
    # As a stream, never as a string: feedparser opens strings that look like a path or an address.
    parsed = feedparser.parse(
        io.BytesIO(_notices_apart(_renamed(body))),
        response_headers={"content-type": content_type},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    language, link = (parsed.feed.get(name, "") or "" for name in ("language", "link"))
    raws = find_raw(body)
    raws = raws if len(raws) == len(parsed.entries) else []
    return ParsedFeed(parsed.entries, language, link, known=bool(parsed.get("version")), raws=raws)


def _renamed(body: bytes) -> bytes:
    for pattern, other in _RENAMED:
        if pattern is _RENAMED[-1][0] or b"media:" in body:
            body = pattern.sub(other, body)
    return body


def _notices_apart(body: bytes) -> bytes:
    """Name each notice by itself, and each of its attributes that says something.

    Of several by one name feedparser keeps the last alone, and of attributes and words only the attributes.
    """
    number = 0

    def renamed(tag: re.Match[bytes]) -> bytes:
        nonlocal number
        closes, name, rest = tag.groups()
        if closes:
            return b"</n%d_%s>" % (number, name)
        out: list[bytes] = []
        for found in _SAYS.finditer(rest):
            number += 1
            out.append(b"<n%d_%s>%s</n%d_%s>" % (number, name, found[1] or found[2] or b"", number, name))
        number += 1
        out.append(b"<n%d_%s>" % (number, name))
        if rest.endswith(b"/"):
            out.append(b"</n%d_%s>" % (number, name))
        return b"".join(out)

    return _NOTICE.sub(renamed, body)


def _home(parsed: ParsedFeed, feed: FeedBytes) -> str:
    home = web_address(parsed.link, feed.url)
    return canonical_url(home) if home else ""


def what_it_is(feed: FeedBytes) -> str:
    """Say in words what stands where a feed was expected, and what to do."""
    start = feed.body[:200_000]
    if regex.search(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", start, regex.I):
        return f"this is a web page, not a feed — {_hint(start, feed.url)}"
    if regex.match(rb"\s*[{\[]", start):
        return "this is JSON, but not a JSON Feed — check the address of the source"
    return "this is not a feed (no RSS, Atom or JSON Feed was found in it) — check the address of the source"


def _hint(page: bytes, url: str) -> str:
    for tag in regex.findall(rb"<link\b[^>]{0,600}>", page, regex.I):
        words = tag.decode("utf-8", "replace")
        href = regex.search(r"href\s*=\s*[\"']?([^\"'\s>]+)", words, regex.I)
        if href and regex.search(r"application/(?:rss|atom|feed)\+", words, regex.I):
            address = web_address(href[1], url)
            if address:
                return f"its feed seems to be at {address}; use that as the address of the source"
    return "look on the site for a link named RSS or feed, and use that as the address of the source"


def _content_type(feed: FeedBytes) -> str:
    """Tell feedparser the character set. Servers lie more often than bytes that read as UTF-8."""
    declared = _DECLARED.match(feed.body[:500])
    named = _CHARSET.search(feed.content_type)
    claims = [declared[1].decode("ascii")] if declared else [named[1]] if named else []
    if all(_WEST_EUROPEAN.fullmatch(claim) for claim in claims) and _is_utf8(feed.body):
        return _UTF8
    charset = declared[1].decode("ascii") if declared else named[1] if named else ""
    # Without a charset feedparser takes text/xml for ASCII, as an old standard says and nobody does.
    return f"application/xml; charset={charset}" if charset else "application/xml"


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _items(parsed: ParsedFeed, feed: FeedBytes) -> Iterator[Item]:
    raws = parsed.raws
    for number, entry in enumerate(parsed.entries):
        raw = raws[number] if raws else json.dumps(entry, default=str, ensure_ascii=False).encode("utf-8", "replace")
        yield _item(entry, feed, parsed.language, raw, raw_is_own=bool(raws))


def _item(entry: Parsed, feed: FeedBytes, language: str, raw: bytes, raw_is_own: bool) -> Item:
    detail, summary_only = _body(entry)
    title = entry.get("title_detail") or {}
    note = entry.get("media_note", "") or ""
    return Item(
        guid=entry.get("id", "") or "",
        link=_link(entry),
        base=_joined(feed.url, detail.get("base") or title.get("base") or ""),
        title=title.get("value") or entry.get("media_heading", "") or "",
        title_is_html="html" in (title.get("type") or "html"),
        body=detail.get("value") or note,
        body_is_html="html" in (detail.get("type") or "plain"),
        summary_only=summary_only,
        date=_date(entry),
        language=detail.get("language") or language,
        pictures=_pictures(entry, feed.url, note if detail.get("value") else ""),
        notices=_notices(entry),
        raw=raw,
        raw_is_own=raw_is_own,
    )


def _notices(entry: Parsed) -> tuple[tuple[str, str], ...]:
    """What the publisher tells editors. One without words counts where no other of its name has any."""
    found = [(name.rpartition("_")[2], value) for name, value in entry.items() if isinstance(value, str)]
    worded = {name for name, value in found if value}
    return tuple((name, value) for name, value in found if name in NOTICES and (value or name not in worded))


def _joined(url: str, base: str) -> str:
    try:
        return urljoin(url, base)
    except ValueError:
        return url


def _body(entry: Parsed) -> tuple[Parsed, bool]:
    """The fullest text of an item, and whether it is only its summary."""
    contents = [
        detail
        for detail in entry.get("content", ())
        if "html" in detail.get("type", "") or "text" in detail.get("type", "")
    ]
    best: Parsed = max(contents, key=lambda detail: len(detail.get("value") or ""), default={})
    summary: Parsed = entry.get("summary_detail") or {}
    if len(best.get("value") or "") >= len(summary.get("value") or ""):
        return best, False
    return summary, not best.get("value")


def _link(entry: Parsed) -> str:
    """The page of the item; not its comments, not its enclosure, not the item itself.

    Of several plain ones in RSS the last counts, as for every parser of feeds; ``link`` is what they call it.
    """
    pages = [
        str(link["href"]) for link in entry.get("links", ()) if link.get("rel") == "alternate" and link.get("href")
    ]
    bare = entry.get("link", "") or ""
    if not pages and bare == entry.get("id") and not bare.startswith(("http://", "https://")):
        return ""  # a guid that calls itself an address, as it does where nobody thought of it
    return bare if bare in pages else next(iter(pages), bare)


def _date(entry: Parsed) -> str:
    # dict.get, since feedparser's own answers "updated" when asked for "published" and the other way round.
    raw = {name: dict.get(entry, name) for name in ("published", "created", "updated")}
    return str(raw["published"] or raw["created"] or raw["updated"] or "")


def _pictures(entry: Parsed, base: str, note: str) -> tuple[Figure, ...]:
    credit = next((given.get("content", "") for given in entry.get("media_credit", ())), "")
    found: list[Figure] = []
    for media in [*entry.get("media_content", ()), *entry.get("enclosures", ()), *entry.get("media_thumbnail", ())]:
        src = str(media.get("url") or media.get("href") or "")
        kind = f"{media.get('medium') or ''} {media.get('type') or ''}"
        if "image" in kind or _PICTURE.search(src) or (media in entry.get("media_thumbnail", ()) and src):
            address = web_address(src, base)
            found += [Figure(src=address, caption=note if not found else "", credit=credit)] if address else []
    # One picture in several sizes comes as several; the first is the publisher's choice.
    return tuple(found[:1])
