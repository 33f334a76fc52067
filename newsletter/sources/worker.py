"""What runs in the workers of ``sources.workers``: feeds and documents are parsed here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from newsletter.model.letters import SentLetter
from newsletter.sources.documents import Document, Result, Unreadable, read
from newsletter.sources.feed_items import FeedBytes, FeedRead
from newsletter.workers import child


def parse_feed(feed: FeedBytes) -> FeedRead:
    """Read a feed of any kind."""
    from newsletter.sources import feed_json, feed_xml

    return feed_json.read(feed) if feed_json.looks_like_json(feed.body) else feed_xml.read(feed)


def read_document(document: Document) -> Result | tuple[str, str]:
    """Read one file of a folder; what is unreadable comes back as (what, mend)."""
    try:
        return read(document)
    except Unreadable as found:
        return found.what, found.mend


def read_letter(document: Document) -> SentLetter | tuple[str, str]:
    """Read one letter that was sent before."""
    from newsletter.sources.documents import letter

    try:
        return letter.read(document)
    except Unreadable as found:
        return found.what, found.mend


def find_inside(wanted: tuple[bytes, str]) -> bytes | None:
    """Find one picture in a document's bytes."""
    from newsletter.sources.documents import inside

    return inside.find(*wanted)


TASKS: dict[str, Callable[[Any], object]] = {
    "feed": parse_feed, "document": read_document, "letter": read_letter, "inside": find_inside,
}  # fmt: skip


if __name__ == "__main__":
    child.serve(TASKS)
