"""Read JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from newsletter.core.identity import canonical_url
from newsletter.model.entries import Figure
from newsletter.sources.feed_items import NOTICES, FeedBytes, FeedRead, Item, read_items
from newsletter.sources.sanitise import web_address


def looks_like_json(body: bytes) -> bool:
    """Whether the first character is one that opens JSON."""
    return body[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read(feed: FeedBytes) -> FeedRead:
    """Read a JSON Feed; what is not one comes back as an error in words."""
    try:
        parsed = json.loads(feed.body)
    except (ValueError, RecursionError):
        return FeedRead(error="this is damaged JSON — ask the publisher to mend the feed, or check the address")
    if not isinstance(parsed, dict) or not isinstance(parsed.get("items"), list):
        return FeedRead(error="this is JSON, but not a JSON Feed — check the address of the source")
    home = web_address(_words(parsed, "home_page_url"), feed.url)
    return read_items(_items(parsed, feed), feed, canonical_url(home) if home else "")


def _items(parsed: dict[str, Any], feed: FeedBytes) -> Iterator[Item]:
    language = _words(parsed, "language")
    for item in parsed["items"]:
        if isinstance(item, dict):
            yield _item(item, feed, language)


def _item(item: dict[str, Any], feed: FeedBytes, language: str) -> Item:
    html = _words(item, "content_html")
    full = html or _words(item, "content_text")
    notices = _notices(item)
    picture = web_address(_words(item, "image") or _words(item, "banner_image"), feed.url)
    return Item(
        guid=_words(item, "id"),
        link=_words(item, "url") or _words(item, "external_url"),
        base=feed.url,
        title=_words(item, "title"),
        title_is_html=False,  # plain text, says the standard
        body=full or _words(item, "summary"),
        body_is_html=bool(html),
        summary_only=not full,
        date=_words(item, "date_published") or _words(item, "date_modified") or notices.get("versioncreated", ""),
        language=_words(item, "language") or language,
        pictures=(Figure(src=picture),) if picture else (),
        notices=tuple(notices.items()),
        raw=json.dumps(item, ensure_ascii=False).encode("utf-8", "replace"),
    )


def _notices(item: dict[str, Any]) -> dict[str, str]:
    """What the publisher tells editors: in the item itself, or in an extension, whose name opens with ``_``."""
    tables = [item, *(value for name, value in item.items() if name.startswith("_") and isinstance(value, dict))]
    return {name: words for table in tables for name in NOTICES if (words := _words(table, name))}


def _words(table: dict[str, Any], name: str) -> str:
    """A field as words; ids are often written as numbers."""
    value = table.get(name)
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""
