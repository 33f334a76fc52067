"""A feed as a source: ask politely, notice cheaply that nothing is new, else parse in a worker.

::

    conditional GET ── 304 ───────────────→ nothing new
      └ body hash as remembered ──────────→ nothing new, no process started
          └ worker: item hashes as remembered → not cleaned again
              └ new or changed items → entries

Every failure is words in ``Reading.fetch.error``; the memory stays, so nothing is lost and nothing comes twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from newsletter.model.entries import Fetch, FetchResult, Memory, Reading
from newsletter.model.settings import SourceSettings
from newsletter.ports import Net, NoResponse, Response
from newsletter.sources import workers
from newsletter.sources.feed_items import FeedBytes

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

#: What to do about an answer, for people.
_MEND = {
    401: "the server wants a password; ask the publisher for an open address",
    403: "the server refuses us; ask the publisher to let this program in",
    404: "check the address of the source; the feed may have moved",
    410: "the feed was closed for good and is not asked again; remove the source or give it its new address",
    429: "we asked too often; we wait as long as the server asks, nothing to do",
}


class FeedSource:
    """Reads one feed; ``read`` never raises for the network or for what came."""

    def __init__(self, settings: SourceSettings, net: Net) -> None:
        self._settings = settings
        self._net = net

    def read(self, memory: Memory, now: datetime) -> Reading:
        """Ask for the feed once and bring what is new or changed since ``memory``.

        A feed that moved for good is asked at its new address; where that one fails, the old one is asked anew.
        """
        learnt = memory.moved_to if memory.moved_from == self._settings.url else ""
        if not learnt:
            return self._ask(self._settings.url, memory, now)
        found = self._ask(learnt, memory, now, learnt)
        if found.fetch.result is not FetchResult.FAILED or found.fetch.retry_after_s is not None:
            return found
        again = self._ask(self._settings.url, replace(memory, etag="", last_modified=""), now)
        return found if again.fetch.result is FetchResult.FAILED else again

    def _ask(self, url: str, memory: Memory, now: datetime, learnt: str = "") -> Reading:
        answer = self._net.get(url, _conditions(memory))
        if isinstance(answer, NoResponse):
            return _failed(memory, Fetch(result=FetchResult.FAILED, error=answer.reason, moved_to=learnt or None))
        if learnt:
            answer = replace(answer, moved_to=answer.moved_to or learnt)
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return Reading(entries=(), fetch=_same(answer, memory), memory=memory)
        if answer.status != HTTPStatus.OK:
            return _failed(memory, _refused(answer, now))
        return self._take(answer, memory)

    def _take(self, answer: Response, memory: Memory) -> Reading:
        if not answer.body.strip():
            return _failed(
                memory, _failure(answer, "the server answered with nothing — look again later, or check the address")
            )
        digest = hashlib.sha256(answer.body).hexdigest()
        if digest == memory.body_hash:
            return Reading(entries=(), fetch=_same(answer, memory), memory=self._remember(answer, digest, memory.items))
        found = workers.parse_feed(self._bytes(answer, memory))
        if found.error:
            return _failed(memory, _failure(answer, found.error))
        fetch = Fetch(
            result=FetchResult.OK,
            http_status=answer.status,
            size=len(answer.body),
            seen=len(found.items),
            problems=found.problems,
            moved_to=answer.moved_to,
        )
        return Reading(entries=found.entries, fetch=fetch, memory=self._remember(answer, digest, found.items))

    def _remember(self, answer: Response, digest: str, items: Mapping[str, str]) -> Memory:
        """Only what was read as a feed is remembered, its new address too, but none that gives up https."""
        moved = answer.moved_to or ""
        if moved.startswith("http:") and self._settings.url.startswith("https:"):
            moved = ""
        return Memory(
            etag=answer.headers.get("etag", "")[:500],
            last_modified=answer.headers.get("last-modified", "")[:100],
            body_hash=digest,
            items=dict(items),
            moved_from=self._settings.url if moved else "",
            moved_to=moved,
        )

    def _bytes(self, answer: Response, memory: Memory) -> FeedBytes:
        return FeedBytes(
            body=answer.body,
            url=answer.url,
            content_type=answer.headers.get("content-type", ""),
            language=self._settings.language,
            zone=self._settings.zone,
            known=dict(memory.items),
        )


def _conditions(memory: Memory) -> dict[str, str]:
    headers = {"Accept": _ACCEPT}
    if memory.etag:
        headers["If-None-Match"] = memory.etag
    if memory.last_modified:
        headers["If-Modified-Since"] = memory.last_modified
    return headers


def _same(answer: Response, memory: Memory) -> Fetch:
    return Fetch(
        result=FetchResult.NOT_MODIFIED,
        http_status=answer.status,
        size=len(answer.body),
        seen=len(memory.items),
        moved_to=answer.moved_to,
    )


def _failed(memory: Memory, fetch: Fetch) -> Reading:
    return Reading(entries=(), fetch=fetch, memory=memory)


def _failure(answer: Response, error: str) -> Fetch:
    return Fetch(
        result=FetchResult.FAILED,
        http_status=answer.status,
        error=error,
        size=len(answer.body),
        moved_to=answer.moved_to,
    )


def _refused(answer: Response, now: datetime) -> Fetch:
    try:
        words = HTTPStatus(answer.status).phrase
    except ValueError:
        words = "an answer nobody knows"
    mend = _MEND.get(answer.status) or (
        "the server has a fault; we try again later" if answer.status >= 500 else "check the address of the source"
    )
    return Fetch(
        result=FetchResult.FAILED,
        http_status=answer.status,
        error=f"the server answered {answer.status} {words} — {mend}",
        size=len(answer.body),
        moved_to=answer.moved_to,
        retry_after_s=retry_after(answer.headers.get("retry-after", ""), now),
        gone=answer.status == HTTPStatus.GONE,
    )


def retry_after(value: str, now: datetime) -> float | None:
    """Read a Retry-After header: seconds, or a date."""
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
