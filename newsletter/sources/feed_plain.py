"""Read the feeds that are as the standards have them: RSS, RDF and Atom, well-formed, in UTF-8, with expat alone.

Most feeds are. feedparser needs ten times as long for them, since it is made for all others; whatever is not
exactly what is known here is *unusual* and left to it. What comes out is what feedparser would give, key by key,
of those keys that ``feed_xml`` asks for; a test reads every fixture, and thousands of made-up feeds, both ways.

Here is decided where an element may stand; ``feed_names`` knows which there are, ``feed_parts`` what they mean.
Needs no worker: expat takes a time that grows with the bytes alone, and declared entities are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from newsletter.sources import feed_names as names
from newsletter.sources.feed_items import NOTICES
from newsletter.sources.feed_parts import Parsed, Parts, Then, Unusual, absolute

_MAX_DEPTH = 50
_FIRST_TAG = re.compile(rb"<\w")
_DECLARES = re.compile(rb"<!(?:doctype|entity)", re.I)


@dataclass
class ParsedFeed:
    """What is asked of a feed, whoever parsed it."""

    entries: list[Parsed] = field(default_factory=list)
    language: str = ""
    link: str = ""
    known: bool = True  #: its root says that it is a feed
    raws: list[bytes] = field(default_factory=list)  #: each entry's own bytes; none where they cannot be told apart


def parse(body: bytes) -> ParsedFeed:
    """Parse a feed in UTF-8; raises Unusual."""
    first = _FIRST_TAG.search(body)
    if first is None or _DECLARES.search(body, 0, first.start()):
        raise Unusual
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    parser.StartNamespaceDeclHandler = reader.declare
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body.removeprefix(b"\xef\xbb\xbf"), True)
    except expat.ExpatError:
        raise Unusual from None
    of_feed = reader.feed.values
    return ParsedFeed(reader.entries, of_feed.get("language", ""), of_feed.get("link", ""))


def _refuse(*_: object) -> None:
    raise Unusual


class _Reader:
    """Takes what expat sees, and keeps what is asked for."""

    def __init__(self) -> None:
        self.feed = Parts(guesses=True, of_item=False)
        self.entries: list[Parsed] = []
        self._item: Parts | None = None
        self._tags: dict[str, str] = {}  #: expat's names, and how we write them
        self._open: list[str] = []
        self._rdf = False  #: it names a standard that RDF feeds have
        self._words: list[str] | None = None  #: of the element that is open, where they count …
        self._then: Then = _refuse  #: … and for what
        self._aside = -1  #: depth of an open element that means nothing
        self._allowed: set[str] | None = None  #: the only ones that may stand in it
        self._base = ""
        self._language: str | None = None
        self._around: list[tuple[str, str | None]] = [("", None)]  #: base and language of each open element

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """A namespace begins to hold."""
        if not uri:
            return
        ours = names.NAMESPACES.get(uri.lower())
        taken = prefix and prefix.lower() in names.TAKEN and prefix.lower() != ours
        if taken or names.OLD.search(uri.lower()) or (ours is None and not prefix):
            raise Unusual
        self._rdf |= not prefix and uri.lower() in names.RDF_FEEDS

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element opens."""
        tag = self._tags.get(name) or self._tag(name)
        if self._words is not None or len(self._open) > _MAX_DEPTH:
            raise Unusual
        attributes = self._attributes(tag, given) if given else {}
        self._around.append((self._base, self._language))
        if self._aside >= 0:
            self._in_aside(tag, attributes)
        elif self._item is not None:
            self._in_item(tag, attributes, self._item)
        elif self._open:
            self._in_feed(tag, attributes)
        elif tag not in names.ROOTS or self._rdf != (tag == "rdf:rdf"):
            raise Unusual
        self._open.append(tag)

    def say(self, words: str) -> None:
        """Words stand in the innermost element."""
        if self._words is not None:
            self._words.append(words)

    def end(self, _: str) -> None:
        """The innermost element closes."""
        tag = self._open.pop()
        if self._words is not None:
            words, self._words = "".join(self._words), None
            self._then(words)
        elif self._aside == len(self._open):
            self._aside = -1
        elif self._item is not None and tag in ("item", "entry"):
            self.entries.append(self._item.whole())
            self._item = None
        self._around.pop()
        base, self._language = self._around[-1]
        self._base = base or self._base  # a base outlives its element where there is none around it

    # ── names and attributes ───────────────────────────────────────────────────────────

    def _tag(self, name: str) -> str:
        uri, _, local = name.rpartition(" ")
        prefix = names.NAMESPACES.get(uri.lower(), "?")
        tag = local.lower() if not uri or not prefix else f"{prefix}:{local.lower()}"
        if local.lower().rpartition("_")[2] in NOTICES:
            raise Unusual
        self._tags[name] = tag
        return tag

    def _attributes(self, tag: str, given: dict[str, str]) -> Parsed:
        found: Parsed = {}
        for name, value in given.items():
            uri, _, local = name.rpartition(" ")
            local = local.lower()
            if uri in ("", names.XML, names.RDF):
                prefix = {names.XML: "xml:", names.RDF: "rdf:"}.get(uri, "")
                found[prefix + local] = value.lower() if local in ("rel", "type") else value
            elif tag in names.MEANT or local in ("base", "lang"):
                raise Unusual  # feedparser would take it for the element's own
        if found.get("mode") == "base64":
            raise Unusual
        self._inherit(tag, found)
        return found

    def _inherit(self, tag: str, given: Parsed) -> None:
        """Take up the language and the base that hold from here on."""
        language = given.get("xml:lang", given.get("lang"))
        if language is not None:
            self._language = language.replace("_", "-") or None
            if language and tag in ("rss", "feed"):
                self.feed.values["language"] = self._language
        base = given.get("xml:base", given.get("base")) or ""
        if base and not base.startswith(("http://", "https://")):
            raise Unusual
        if base:
            self._base = absolute(self._base, base, strip=False) or self._base

    # ── where an element may stand ─────────────────────────────────────────────────────

    def _in_feed(self, tag: str, given: Parsed) -> None:
        around = self._open[-1]
        if tag == "channel" and self._open in (["rss"], ["rdf:rdf"]) and not given.keys() & names.ADDRESSED:
            return
        if (tag, self._open[0], around) in names.ITEMS and not given.keys() & names.ADDRESSED:
            self._open_item(given)
        elif tag not in names.MEANT or tag in names.NOT_OF_FEEDS or tag in names.IN_ASIDES:
            self._set_aside(names.IN_ASIDES.get(tag))
        elif around not in ("channel", "feed"):
            raise Unusual
        else:
            self._part_of_feed(tag, given)

    def _part_of_feed(self, tag: str, given: Parsed) -> None:
        if tag == "link":
            self._await(self.feed.link(given, self._base))
        elif tag in ("id", "guid"):
            self._await(self.feed.identity(given, self._base))
        elif tag in names.LANGUAGE:
            self._await(self.feed.words("language"))
        else:
            raise Unusual

    def _open_item(self, given: Parsed) -> None:
        self._item = Parts(guesses=self._open[0] != "feed")
        if given.get("rdf:about"):
            self._item.values["id"] = given["rdf:about"]

    def _in_item(self, tag: str, given: Parsed, item: Parts) -> None:
        if tag in names.TEXTS:
            self._await(item.text(tag, given, self._base, self._language))
        elif tag in ("id", "guid"):
            self._await(item.identity(given, self._base))
        elif tag in names.WORDS:
            self._await(item.words(names.WORDS[tag]))
        elif tag == "link":
            self._await(item.link(given, self._base))
        elif tag in names.MEDIA:
            self._await(item.media(tag, given, self._base, len(self._open)))
        elif tag == "source":
            self._await(item.source())
        elif tag in names.STRANGE:
            raise Unusual
        else:
            if tag == "enclosure":
                item.enclosure(given)
            self._set_aside()

    def _in_aside(self, tag: str, given: Parsed) -> None:
        """Inside an element that means nothing, nothing may stand that would; pictures come in groups."""
        if self._allowed is not None:
            if tag not in self._allowed:
                raise Unusual
        elif tag in names.MEANT:
            if tag not in names.MEDIA or self._item is None or self._open[-1] not in names.AROUND_MEDIA:
                raise Unusual
            self._await(self._item.media(tag, given, self._base, len(self._open)))

    def _await(self, then: Then | None) -> None:
        """Collect the words of this element; where nothing is to be done with them, it is set aside."""
        if then is None:
            self._set_aside()
        else:
            self._words, self._then = [], then

    def _set_aside(self, allowed: set[str] | None = None) -> None:
        if self._aside < 0:
            self._aside, self._allowed = len(self._open), allowed
