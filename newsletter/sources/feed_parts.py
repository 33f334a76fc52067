"""The parts of a plain item, put together as feedparser puts them: which of two counts, what stands for what.

For ``feed_plain``. Most parts are known when their element opens and get their words when it closes: such a method
gives back what is to be done with the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from newsletter.sources.feed_names import HTML, TEXTS

Parsed = dict[str, Any]  #: an item or a part of it, under feedparser's names
Then = Callable[[str], None]


class Unusual(Exception):
    """Not one of the feeds that are read without feedparser."""


_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html"}
_PAGES = {"text/html", "application/xhtml+xml", "html", "xhtml"}
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")
_BROKEN_AMPERSAND = re.compile("&([A-Za-z0-9_]+);")
#: What tells feedparser that text which calls itself plain may be none.
_LIKE_HTML = re.compile(r"</\w+>|&#?\w+;")
#: Letters of Windows-1252 that came as controls.
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(128, 160)}


class Parts:
    """What a feed or one item gives."""

    def __init__(self, *, guesses: bool, of_item: bool = True) -> None:
        self.values: Parsed = {}
        self._guesses = guesses  #: its standard leaves open whether a text is HTML
        self._of_item = of_item
        self._full = False  #: it gave its whole text
        self._titled = False  #: … and a title: no later one counts
        self._depths: dict[str, int] = {}  #: how deep something was found that may stand anywhere

    def words(self, name: str) -> Then:
        """Keep the words as they are; the last ones count."""

        def keep(words: str) -> None:
            self.values[name] = mended(words)

        return keep

    def identity(self, given: Parsed, base: str) -> Then:
        """A guid is an address unless it says otherwise, and stands for a link until there is one."""
        is_address = given.get("ispermalink", "true") == "true"

        def keep(words: str) -> None:
            self.values["id"] = mended(absolute(base, words) if is_address else words)
            if is_address:
                self.values.setdefault("link", self.values["id"])

        return keep

    def source(self) -> Then:
        """Where another feed is named, feedparser starts afresh with titles."""
        self._titled = False
        return lambda _: None

    def text(self, tag: str, given: Parsed, base: str, language: str | None) -> Then:
        """A title, a summary or the whole text."""
        name = TEXTS[tag]
        kind = given.get("type", "text/html" if tag in HTML else "text/plain")
        kind = _TYPES.get(kind, kind)
        second = name == "summary_detail" and name in self.values and not self._full  # it is taken for the whole text
        if kind not in ("text/plain", "text/html") or second:
            raise Unusual
        self._full |= name == "content"

        def keep(words: str) -> None:
            if kind == "text/plain" and self._guesses and _LIKE_HTML.search(words):
                raise Unusual
            self._keep_text(name, {"type": kind, "language": language, "base": base, "value": mended(words)})

        return keep

    def _keep_text(self, name: str, detail: Parsed) -> None:
        if name == "content":
            self.values.setdefault(name, []).append(detail)
        elif name != "title_detail":
            self.values[name] = detail
        elif not self._titled:  # of empty titles the last counts, of others the first
            self.values[name] = detail
            self._titled = bool(detail["value"])

    def link(self, given: Parsed, base: str) -> Then | None:
        """A link: in an attribute, or in the words that follow."""
        link = _with_href(given)
        link.setdefault("rel", "alternate")
        link.setdefault("type", "application/atom+xml" if link["rel"] == "self" else "text/html")
        self.values.setdefault("links", []).append(link)
        if "href" not in link:
            return lambda words: self._keep_link(link, absolute(base, words))
        link["href"] = absolute(base, link["href"], strip=False)
        if link["rel"] == "alternate" and link["type"] in _PAGES:
            self.values["link"] = link["href"]
        return None

    def _keep_link(self, link: Parsed, address: str) -> None:
        address = mended(address)
        if self._of_item:
            address = address.replace("&amp;", "&")
        self.values["link"] = _BROKEN_AMPERSAND.sub(r"&\1", address)
        if self.values["link"]:
            link["href"] = self.values["link"]

    def enclosure(self, given: Parsed) -> None:
        """A file that belongs to the item."""
        self.values.setdefault("links", []).append({**_with_href(given), "rel": "enclosure"})

    def media(self, tag: str, given: Parsed, base: str, depth: int) -> Then | None:
        """A picture or what is said of it, at any depth."""
        name = tag.replace(":", "_")
        if tag in ("media:note", "media:heading"):
            return lambda words: self._keep_highest(name, depth, words)
        if tag != "media:group":
            self.values.setdefault(name, []).append(given)
        if tag == "media:credit":
            return lambda words: _fill(given, "content", mended(words))
        if tag == "media:thumbnail" and "url" not in given:
            return lambda words: _fill(given, "url", mended(absolute(base, words)))
        return None

    def _keep_highest(self, name: str, depth: int, words: str) -> None:
        if depth <= self._depths.get(name, depth):
            self._depths[name] = depth
            self.values[name] = mended(words)

    def whole(self) -> Parsed:
        """All of an item, once it is closed."""
        files = (link for link in self.values.get("links", ()) if link["rel"] == "enclosure")
        self.values["enclosures"] = [{name: link[name] for name in link if name != "rel"} for link in files]
        return self.values


def _fill(given: Parsed, name: str, words: str) -> None:
    if words:
        given[name] = words


def absolute(base: str, address: str, strip: bool = True) -> str:
    """Join an address with the base that holds where it stands."""
    address = address.strip() if strip else address
    try:
        return urljoin(base, _SLASHES.sub(r"\1\3", address)) if address or not strip else ""
    except ValueError:
        return ""


def mended(words: str) -> str:
    """Undo what publishers' programs do to letters: UTF-8 taken for Latin-1, Windows-1252 for controls."""
    words = words.strip()
    if words.isascii():
        return words
    with suppress(UnicodeError):
        words = words.encode("latin-1").decode("utf-8")
    return words.translate(_CP1252)


def _with_href(given: Parsed) -> Parsed:
    """Call the address ``href``, under whatever name it comes."""
    address = given.get("url", given.get("uri", given.get("href")))
    if not address:
        return dict(given)
    return {**{name: value for name, value in given.items() if name not in ("url", "uri")}, "href": address}
