"""Parse feeds and documents in other processes, with a time limit."""

from __future__ import annotations

from typing import Never

from newsletter.model.letters import SentLetter
from newsletter.model.pictures import NoPicture
from newsletter.sources.documents.base import Document, Result, Unreadable
from newsletter.sources.feed_items import FeedBytes, FeedRead
from newsletter.workers.pool import NotDone, Pool

FEED_TIMEOUT_S = 10.0
DOCUMENT_TIMEOUT_S = 20.0

POOL = Pool("newsletter.sources.worker", jobs_each=500)


def parse_feed(feed: FeedBytes, timeout_s: float = FEED_TIMEOUT_S) -> FeedRead:
    """Read a feed, in a worker unless little of it is new; a hang or a crash comes back as an error in words."""
    from newsletter.sources.feed_xml import read_little  # a tick that finds nothing new loads no parser

    if (found := read_little(feed)) is not None:
        return found
    answer = POOL.run("feed", feed, timeout_s)
    if isinstance(answer, FeedRead):
        return answer
    reason = answer.reason if isinstance(answer, NotDone) else "the feed could not be read"
    return FeedRead(error=f"{reason} — tell its publisher, or pause the source")


def read_document(document: Document, timeout_s: float = DOCUMENT_TIMEOUT_S) -> Result:
    """Read a file in a worker; raises Unreadable."""
    answer = POOL.run("document", document, timeout_s)
    return answer if isinstance(answer, Result) else _unreadable(answer)


def read_letter(document: Document, timeout_s: float = DOCUMENT_TIMEOUT_S) -> SentLetter:
    """Read a letter that was sent before, in a worker; raises Unreadable."""
    answer = POOL.run("letter", document, timeout_s)
    return answer if isinstance(answer, SentLetter) else _unreadable(answer)


def _unreadable(answer: object) -> Never:
    if isinstance(answer, tuple):
        raise Unreadable(str(answer[0]), str(answer[1]))
    reason = answer.reason if isinstance(answer, NotDone) else "the file could not be read"
    raise Unreadable(reason, "make it smaller or simpler, or remove it")


def picture_inside(document: bytes, name: str, timeout_s: float = DOCUMENT_TIMEOUT_S) -> bytes | NoPicture:
    """Find a picture in a document's bytes, in a worker."""
    answer = POOL.run("inside", (document, name), timeout_s)
    if isinstance(answer, bytes):
        return answer
    reason = f": {answer.reason}" if isinstance(answer, NotDone) else ""
    return NoPicture(what=f"it is not found in its document{reason}", mend="put the picture beside the document")
