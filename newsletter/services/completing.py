"""Get the full page of a story whose text its source cuts off.

By itself only from the source's own site and only for what is new; a person may ask for any. Pages are read outside
any transaction; each is kept as soon as it is there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from newsletter.core.identity import same_site
from newsletter.errors import NotAllowed
from newsletter.model.entries import Completeness, EntryId, NoPage, ReadEntry, Revision, RevisionKind, Trust
from newsletter.model.settings import SourceKind, SourceSettings
from newsletter.services import following, holding, review
from newsletter.services.app import App
from newsletter.store import judgements, pages, reading, stories

READERS = 4  #: sources whose pages are asked for side by side
TOGETHER_S = 10.0  #: after so long no further page is asked for in this run
RECENT = timedelta(days=45)  #: older entries are kept for search, and nobody waits for their words
AGAIN = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))  #: after the first, second, third try


def complete_new(app: App, now: datetime) -> list[EntryId]:
    """Read the pages of new cut-off entries from their sources' own sites; returns what has more words now.

    What there is no time for is read by the next run.
    """
    sources = {one.name: one for one in app.settings.sources if _by_itself(one)}
    if not sources:
        return []
    with app.store.reading() as connection:
        cut_off = pages.cut_off(connection, list(sources), now - RECENT, now)
        waiting = [one for one in cut_off if same_site(one.url or "", sources[one.source].url)]
        judged = judgements.of_newest(connection, [one.entry for one in waiting])
    # Of ordinary news only what may tell of a win is worth a page.
    worth = [one for one in waiting if sources[one.source].trust is not Trust.GENERAL or judged[one.entry][0].evidence]
    by_source = groupby(sorted(worth, key=lambda one: one.source), key=lambda one: one.source)
    shelves = [(sources[name], list(mine)) for name, mine in by_source]
    until = time.monotonic() + TOGETHER_S
    with ThreadPoolExecutor(READERS, "page") as readers:
        whole = readers.map(lambda shelf: _complete_source(app, shelf[0], shelf[1], until, now), shelves)
        return [entry for found in whole for entry in found]


def _complete_source(
    app: App, source: SourceSettings, waiting: Sequence[Revision], until: float, now: datetime
) -> list[EntryId]:
    """Read one source's pages one after another; a site that does not answer is left alone until later."""
    whole = []
    for one in waiting:
        if time.monotonic() > until or app.stop.is_set():
            break
        page = app.full_page(one)
        if _keep(app, source, one, page, now):
            whole.append(one.entry)
        elif isinstance(page, NoPage) and page.again:
            break
    return whole


def _by_itself(source: SourceSettings) -> bool:
    return source.kind is SourceKind.FEED and source.full_page and not source.paused


def _keep(app: App, source: SourceSettings, one: Revision, page: ReadEntry | NoPage, now: datetime) -> bool:
    """Keep a page as the entry's next revision, or why there is none; says whether it is kept."""
    with app.store.writing() as connection:
        if isinstance(page, NoPage):
            tried = pages.tries(connection, one)
            next_at = now + AGAIN[tried] if page.again and tried < len(AGAIN) else None
            pages.record(connection, one, now, page.why, next_at)
            return False
        newest = reading.known_hashes(connection, [one.entry]).get(one.entry)
        if newest is None or newest[0] != one.number:
            return False  # its source was quicker
        # What its source gives next is compared with what it gave before, not with the page.
        new = replace(following.prepare(source, one.entry, page), content_hash=newest[1], kind=RevisionKind.COMPLETED)
        reading.keep_entries(connection, [(new, one.number + 1)], now)
        pages.record(connection, one, now, None, None)
        return True


def complete(app: App, wanted: str, now: datetime) -> Sequence[str]:
    """Read the pages of a story's cut-off entries because a person asked; returns why any could not be taken.

    Raises NotFound for no such story, NotAllowed where nothing of it is cut off.
    """
    with app.store.reading() as connection:
        story = review.find_story(connection, wanted)
        known = reading.newest_of(connection, stories.entries_of(connection, story))
    sources = {source.name: source for source in app.settings.sources}
    waiting = [one for one in known.values() if one.completeness is Completeness.TRUNCATED and one.source in sources]
    if not waiting:
        raise NotAllowed(f"the text of story {story} is not cut off")
    failed = []
    for one in waiting:
        page = app.full_page(one)
        if not _keep(app, sources[one.source], one, page, now):
            failed.append(page.why if isinstance(page, NoPage) else "its source changed it a moment ago; ask again")
    holding.judge_and_hold(app, now)
    return failed
