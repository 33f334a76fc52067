"""What a web page says of its site in its own head: feeds, name, language, colour and logo.

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
MAX_LOGOS = 4
SMALLEST_ICON = 96  #: pixels; smaller ones are blurred beside words

_SAID_LOGO = re.compile(r'"logo"\s*:\s*(?:"|\{[^{}]{0,300}?"url"\s*:\s*")([^"\s]{8,500})"')
_VECTOR = re.compile(r"\.(?:svgz?|ico)(?:[?#]|$)", re.IGNORECASE)  # drawn by programs that can be made to run


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
    colour: str = ""  #: as it stands there, such as "#9A2747" or "rgb(154, 39, 71)"
    logos: tuple[str, ...] = ()  #: addresses of pictures, the likeliest first


def look_at(page: bytes, address: str) -> Site:
    """Read a page's head."""
    reader = _Head(address)
    reader.feed(page.decode("utf-8", "replace")[:MAX_CHARACTERS])
    feeds = sorted(reader.found.values(), key=lambda feed: "comment" in f"{feed.title} {feed.url}".lower())
    return Site(
        feeds=tuple(feeds),
        name=_name(reader),
        language=_language(reader.language),
        colour=reader.colour,
        logos=_logos(reader),
    )


def _logos(reader: _Head) -> tuple[str, ...]:
    """What the page calls its logo in words for machines, in its header, then its icons, the largest first."""
    said = list(_SAID_LOGO.findall("".join(reader.json)))
    icons = [url for _, url in sorted(reader.icons, key=lambda icon: -icon[0])]
    every = (urljoin(reader.base, url.replace("\\/", "/")) for url in (*said, *reader.logos, *icons))
    drawn = (url for url in every if url.startswith(("http://", "https://")) and not _VECTOR.search(url))
    return tuple(dict.fromkeys(drawn))[:MAX_LOGOS]


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
        self.colour = ""
        self.logos: list[str] = []
        self.icons: list[tuple[int, str]] = []
        self.json: list[str] = []
        self._in_json = False

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
            case "link":
                self._take(given)
            case "script":
                self._in_json = given.get("type", "").lower() == "application/ld+json"
            case "img" if "logo" in " ".join(given.get(name, "") for name in ("class", "id", "alt", "src")).lower():
                self.logos.append(given.get("src", ""))
        if tag == "meta" and given.get("name", "").lower() in ("theme-color", "msapplication-tilecolor"):
            self.colour = self.colour or given.get("content", "").strip()

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""
        if self._in_json:
            self.json.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"
        self._in_json = False

    def _take(self, given: dict[str, str]) -> None:
        rels = given.get("rel", "").lower().split()
        if "alternate" in rels:
            self._take_feed(given)
        elif "apple-touch-icon" in rels or "icon" in rels:
            width = re.match(r"\d{1,4}", given.get("sizes", ""))
            size = int(width[0]) if width else (180 if "apple-touch-icon" in rels else 0)
            if size >= SMALLEST_ICON:
                self.icons.append((size, given.get("href", "")))

    def _take_feed(self, given: dict[str, str]) -> None:
        url = urljoin(self.base, given.get("href", "").strip())
        kind = given.get("type", "").split(";")[0].strip().lower()
        if kind in FEED_TYPES and url.startswith(("http://", "https://")):
            self.found.setdefault(url, FoundFeed(url=url, title=given.get("title", "").strip()))
