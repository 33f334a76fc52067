"""Read a feed that somebody saved as a file: the feed readers do the work."""

from __future__ import annotations

from newsletter.sources import feed_json, feed_xml
from newsletter.sources.documents.base import Document, Result, Unreadable
from newsletter.sources.feed_items import FeedBytes


def read(document: Document) -> Result:
    """Read every item; a feed's own identity keys stand, wherever the file lies."""
    if not document.data.strip():
        raise Unreadable("the file is empty", "save the feed again, or remove the file")
    feed = FeedBytes(body=document.data, language=document.language, zone=document.zone)
    found = feed_json.read(feed) if feed_json.looks_like_json(document.data) else feed_xml.read(feed)
    if found.error:
        what, _, mend = found.error.partition(" — ")
        raise Unreadable(what, mend)
    return Result(entries=found.entries, problems=found.problems)
