"""Lists of feeds as OPML, the form in which feed readers give and take them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from newsletter.errors import SourceError
from newsletter.model.settings import SourceSettings

MAX_BYTES = 5_000_000
MAX_FEEDS = 2_000


@dataclass(frozen=True, kw_only=True)
class ListedFeed:
    """One feed of a list."""

    title: str
    url: str


def read(body: bytes) -> tuple[ListedFeed, ...]:
    """The feeds of a list, in its order, each address once. Raises SourceError in words."""
    if len(body) > MAX_BYTES:
        raise SourceError(f"the list is larger than {MAX_BYTES // 1_000_000} MB; that is no list of feeds")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", body[:4096], re.IGNORECASE):
        raise SourceError("the list declares a document type; save it again as plain OPML")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - no document type, so no entities to unfold
    except ElementTree.ParseError as error:
        raise SourceError(f"this is not OPML: {error}") from error
    found: dict[str, ListedFeed] = {}
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or "").strip()
        title = (outline.get("title") or outline.get("text") or "").strip()
        if url.startswith(("http://", "https://")) and len(found) < MAX_FEEDS:
            found.setdefault(url, ListedFeed(title=title, url=url))
    return tuple(found.values())


def write(sources: Iterable[SourceSettings]) -> bytes:
    """The feeds among these sources as a list."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = "Sources of the newsletter"
    body = ElementTree.SubElement(root, "body")
    for source in sources:
        if source.url:
            title = source.title or source.name
            ElementTree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=source.url)
    ElementTree.indent(root)
    listed = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{listed}\n'.encode()
