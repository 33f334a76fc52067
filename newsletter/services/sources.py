"""Try a source before it is added: read it once, and look behind a web page for its feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newsletter.errors import SourceError
from newsletter.model.entries import FetchResult, Memory
from newsletter.model.settings import SourceSettings
from newsletter.services.app import App

TRIED_AT_MOST = 4  #: feeds that a page names


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A feed that could be read."""

    url: str
    entries: int


def find_feed(app: App, address: str, now: datetime) -> Tried:
    """The feed at an address, or the first that the page there names. Raises SourceError in words."""
    first, why = _try(app, address, now)
    if first is not None:
        return first
    for url in app.feeds_of(address)[:TRIED_AT_MOST]:
        found, _ = _try(app, url, now)
        if found is not None:
            return found
    raise SourceError(f"{address}: {why} No feed was found behind it either; look for its RSS or Atom address.")


def _try(app: App, url: str, now: datetime) -> tuple[Tried | None, str]:
    reading = app.source(SourceSettings(name="new", url=url)).read(Memory(), now)
    if reading.fetch.result is FetchResult.FAILED:
        return None, reading.fetch.error or "it cannot be read."
    return Tried(url=url, entries=reading.fetch.seen), ""
