"""What a web page says of its site in its own head: feeds, name, language.

Nothing is guessed: what the page does not say stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/feed+json", "application/json")
MAX_CHARACTERS = 2_000_000
MAX_NAME = 120


@dataclass(frozen=True, kw_only=True)
class FoundFeed:
    """A feed that a page names."""

    url: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a page says of its site."""

    feeds: tuple[FoundFeed, ...]  #: those of comments last
    name: str = ""
    language: str = ""  #: a tag such as "en" or "fr"


def look_at(page: bytes, address: str) -> Site:
    """Read a page's head."""
    reader = _Head(address)
    reader.feed(page.decode("utf-8", "replace")[:MAX_CHARACTERS])
    feeds = sorted(reader.found.values(), key=lambda feed: "comment" in f"{feed.title} {feed.url}".lower())
    return Site(feeds=tuple(feeds), name=_name(reader), language=_language(reader.language))


def _name(reader: _Head) -> str:
    """The site's name as it says it, else the last part of the title ("News | Example Network")."""
    said = reader.site_name or re.split(r"\s+[|–—•·-]\s+", " ".join(reader.title.split()))[-1]
    return " ".join(said.split())[:MAX_NAME]


def _language(tag: str) -> str:
    return tag.lower().split("-")[0] if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", tag) else ""


class _Head(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = address
        self.found: dict[str, FoundFeed] = {}
        self.title = self.site_name = self.language = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "html":
                self.language = given.get("lang", "").strip()
            case "base" if given.get("href"):
                self.base = urljoin(self.base, given["href"])
            case "meta" if given.get("property", given.get("name")) in ("og:site_name", "application-name"):
                self.site_name = self.site_name or given.get("content", "")
            case "title":
                self._in_title = not self.title  # an icon further down may have a title of its own
            case "link" if "alternate" in given.get("rel", "").lower().split():
                self._take(given)

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def _take(self, given: dict[str, str]) -> None:
        url = urljoin(self.base, given.get("href", "").strip())
        kind = given.get("type", "").split(";")[0].strip().lower()
        if kind in FEED_TYPES and url.startswith(("http://", "https://")):
            self.found.setdefault(url, FoundFeed(url=url, title=given.get("title", "").strip()))
