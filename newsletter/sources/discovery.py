"""Find the feeds that a web page names, best first.

Only what the page says of itself in its head; no address is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/feed+json", "application/json")
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, kw_only=True)
class FoundFeed:
    """A feed that a page names."""

    url: str
    title: str


def feeds_of(page: bytes, address: str) -> tuple[FoundFeed, ...]:
    """The feeds a page links to, those of comments last."""
    reader = _Links(address)
    reader.feed(page.decode("utf-8", "replace")[:MAX_CHARACTERS])
    return tuple(sorted(reader.found.values(), key=lambda feed: "comment" in f"{feed.title} {feed.url}".lower()))


class _Links(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = address
        self.found: dict[str, FoundFeed] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and given.get("href"):
            self.base = urljoin(self.base, given["href"])
        if tag != "link" or "alternate" not in given.get("rel", "").lower().split():
            return
        url = urljoin(self.base, given.get("href", "").strip())
        kind = given.get("type", "").split(";")[0].strip().lower()
        if kind in FEED_TYPES and url.startswith(("http://", "https://")):
            self.found.setdefault(url, FoundFeed(url=url, title=given.get("title", "").strip()))
