"""Read what is due, and keep what is new; judging it follows in ``services.judging``.

Reading happens outside any transaction and in a few threads; results are kept as soon as they are there. A
source that fails is a result as well, and takes nothing from the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from newsletter import logs
from newsletter.errors import NotFound
from newsletter.model.entries import (
    EntryId,
    EntryStatus,
    Fetch,
    FetchResult,
    Memory,
    Reading,
    RevisionKind,
)
from newsletter.model.settings import SourceKind, SourceSettings
from newsletter.services import completing, following, holding
from newsletter.services.app import App
from newsletter.store import reading as kept
from newsletter.store import stories
from newsletter.store.sources import (
    SourceState,
    cooled,
    keep_source_states,
    record_fetches,
    rename_source,
    source_states,
)

log = logs.get(__name__)

READERS = 16  #: sources read side by side, most of them waiting for their server; hosts are spaced by the client
MOST_READERS = 64  #: … when servers let those wait that were begun
TOGETHER = 300  #: so many entries, or readings that brought none, are kept together
PATIENCE_S = 0.5  #: … and what is there is kept when nothing more comes for so long
DAY = timedelta(days=1)

_Read = tuple[SourceSettings, Reading]


@dataclass(frozen=True, kw_only=True)
class SourceResult:
    """What reading one source brought."""

    source: str
    fetch: Fetch
    new: int = 0
    changed: int = 0


def ingest(
    app: App, now: datetime, only: Sequence[str] = (), due_only: bool = True, anew: bool = False
) -> tuple[SourceResult, ...]:
    """Read the sources that are due (or those named), and keep, judge and join what they bring.

    ``anew`` opens every file of a folder as if it were new, so that its notes are told again.
    """
    results = take_in(app, now, only, due_only, anew)
    holding.judge_and_hold(app, now)
    if completing.complete_new(app, now):
        holding.judge_and_hold(app, now)
    return results


def take_in(
    app: App, now: datetime, only: Sequence[str] = (), due_only: bool = True, anew: bool = False
) -> tuple[SourceResult, ...]:
    """Read and keep, the first half of ``ingest``; results stand in the order of the settings."""
    wanted = _wanted(app, now, only, due_only)
    if anew:
        wanted = [
            (source, replace(state, memory=Memory()) if source.kind is SourceKind.FOLDER else state)
            for source, state in wanted
        ]
    results: dict[str, SourceResult] = {}
    held: list[_Read] = []  # a transaction for each would often cost more than asking did
    for found in _readings(app, wanted, now):
        held += found
        if not found or sum(len(reading.entries) or 1 for _, reading in held) >= TOGETHER:
            results |= _keep(app, held, now)
            held = []
    results |= _keep(app, held, now)
    return tuple(results[source.name] for source, _ in wanted)


def _wanted(app: App, now: datetime, only: Sequence[str], due_only: bool) -> list[tuple[SourceSettings, SourceState]]:
    known = [source.name for source in app.settings.sources]
    for name in only:
        if name not in known:
            raise NotFound(f"there is no source named {name!r} in the settings; known: {', '.join(known) or 'none'}")
    asked = [one for one in app.settings.sources if not one.paused and (not only or one.name in only)]
    if renamed := [source for source in asked if source.was]:
        with app.store.writing() as connection:
            for source in renamed:
                rename_source(connection, source.was, source.name)
    with app.store.reading() as connection:
        states = source_states(connection, [source.name for source in asked])
    due = [(one, states[one.name]) for one in asked if not due_only or _is_due(one, states[one.name], now)]
    return [(source, _with_our_memory(app, state)) for source, state in due]


def _with_our_memory(app: App, state: SourceState) -> SourceState:
    """What other readers' code took in is read once more: a better reader may see what they did not."""
    memory = state.memory
    if memory.reader == app.readers():
        return state
    return replace(state, memory=Memory(moved_from=memory.moved_from, moved_to=memory.moved_to))


def _is_due(source: SourceSettings, state: SourceState, now: datetime) -> bool:
    # A folder of ours costs nobody anything: what a colleague put there is seen at once.
    next_at = state.next_fetch_at if source.kind is SourceKind.FEED else None
    return not state.gone and (next_at is None or next_at <= now)


def _readings(app: App, wanted: Sequence[tuple[SourceSettings, SourceState]], now: datetime) -> Iterator[list[_Read]]:
    """Readings as soon as they are there, and none when the next ones let us wait: a slow server keeps nobody waiting.

    The next sources are begun when readings are taken, or none comes, so that no more bodies lie in memory than there
    are readers.
    """
    waiting = iter(wanted)
    under_way: dict[Future[Reading], SourceSettings] = {}
    with ThreadPoolExecutor(MOST_READERS, "reader") as readers:

        def begin(count: int) -> None:
            for source, state in islice(waiting, count):
                under_way[readers.submit(_read, app, source, state, now)] = source

        begin(READERS)
        while under_way:
            done, _ = wait(under_way, PATIENCE_S, return_when=FIRST_COMPLETED)
            begin(len(done) or min(READERS, MOST_READERS - len(under_way)))
            yield [(under_way.pop(reading), reading.result()) for reading in done]


def _read(app: App, source: SourceSettings, state: SourceState, now: datetime) -> Reading:
    if app.stop.is_set():
        unread = Fetch(result=FetchResult.FAILED, error="not read: the program was told to stop")
        return Reading(entries=(), fetch=unread, memory=state.memory)
    return app.source(source).read(state.memory, now)


# ── keeping ────────────────────────────────────────────────────────────────────────────────


def _keep(app: App, found: Sequence[_Read], now: datetime) -> dict[str, SourceResult]:
    """Keep what some sources brought, and say when each is asked again."""
    results: dict[str, SourceResult] = {}
    if not found:
        return results
    with app.store.writing() as connection:
        before = source_states(connection, [source.name for source, _ in found], lock=True)
        counts = _keep_entries(app, connection, found, before, now)
        for source, reading in found:
            new, changed = counts.get(source.name, (0, 0))
            results[source.name] = SourceResult(source=source.name, fetch=reading.fetch, new=new, changed=changed)
        record_fetches(connection, now, [(one.source, one.fetch, one.new, one.changed) for one in results.values()])
        next_ones = {
            source.name: _next_state(app, source, before[source.name], reading, now) for source, reading in found
        }
        keep_source_states(connection, next_ones)
    for source, reading in found:
        _tell(source, before[source.name], reading.fetch)
    return results


def _keep_entries(
    app: App, connection: Connection, found: Sequence[_Read], before: Mapping[str, SourceState], now: datetime
) -> dict[str, tuple[int, int]]:
    """Keep what is new and what changed, and what follows from it; how many entries of each source these were.

    All of it at once: most sources bring one entry, and a question for each would cost more than its answer.
    """
    listings = [
        following.Listing(source, before[source.name].memory, reading)
        for source, reading in found
        if reading.entries or reading.fetch.result is FetchResult.OK
    ]
    read, known = _prepared(connection, listings, now)
    numbered = [(one, known.get(one.id, (0, ""))) for one in read]
    fresh = [(one, number + 1) for one, (number, hash) in numbered if hash != one.content_hash]
    fresh = _better_read(app, connection, before, fresh)
    kept.keep_entries(connection, fresh, now)
    _follow(connection, listings, fresh, now)
    kept.keep_parts(connection, {one.id: one.read.part for one in read if one.read.part})
    new = Counter(one.source for one, number in fresh if number == 1)
    changed = Counter(one.source for one, number in fresh if number > 1)
    return {name: (new[name], changed[name]) for name in new | changed}


def _follow(
    connection: Connection,
    listings: Sequence[following.Listing],
    fresh: Sequence[tuple[kept.NewRevision, int]],
    now: datetime,
) -> None:
    """Hold, mark and let go what the new revisions ask for, and what their sources took back."""
    edited = [one for one, number in fresh if number > 1]
    usable = [one.id for one in edited if not one.read.canceled]
    kept.mark(connection, usable, EntryStatus.READY, only=EntryStatus.CANCELED)
    for one, _ in fresh:
        holding.as_asked(connection, one.source, one, now)
    following.mark_gone_and_back(connection, listings, now)
    used = stories.used(connection, [one.id for one in edited])
    kept.mark(connection, used, EntryStatus.CHANGED, only=EntryStatus.READY)


def _better_read(
    app: App,
    connection: Connection,
    before: Mapping[str, SourceState],
    numbered: Sequence[tuple[kept.NewRevision, int]],
) -> list[tuple[kept.NewRevision, int]]:
    """After the readers' code changed: the same bytes make a revision of their own kind, and none of what was used."""
    others = {name for name, was in before.items() if was.last_ok_at is not None and was.memory.reader != app.readers()}
    raw = kept.raw_of(connection, [one.id for one, number in numbered if number > 1 and one.source in others])
    used = set(stories.used(connection, list(raw)))
    same = {one.id for one, _ in numbered if raw.get(one.id) == one.read.raw}
    return [
        (replace(one, kind=RevisionKind.RE_READ) if one.id in same else one, number)
        for one, number in numbered
        if one.id not in same & used
    ]


def _prepared(
    connection: Connection, listings: Sequence[following.Listing], now: datetime
) -> tuple[list[kept.NewRevision], dict[EntryId, tuple[int, str]]]:
    """What was read, each by the entry it is, and what is known of these entries."""
    keys = [(one.source, [read.key for read in one.found.entries]) for one in listings]
    own = following.ids_of_each(connection, keys)
    every = {id for ids in own.values() for id in ids.values()}
    known = kept.known_hashes(connection, list(every))
    ids = following.known_again(connection, listings, own, known, now)
    known |= kept.known_hashes(connection, [id for again in ids.values() for id in again.values() if id not in every])
    news = {
        ids[one.source.name][read.key]: following.prepare(one.source, ids[one.source.name][read.key], read)
        for one in listings
        for read in one.found.entries
    }
    return list(news.values()), known


def _next_state(app: App, source: SourceSettings, before: SourceState, found: Reading, now: datetime) -> SourceState:
    """When to ask again: at its pace when well, ever later up to a day when not, never sooner than asked."""
    pace = timedelta(minutes=source.every_minutes)
    asked = timedelta(seconds=found.fetch.retry_after_s or 0)
    if found.fetch.result is FetchResult.FAILED:
        wait = max(min(pace * 2 ** min(before.failures, 10), DAY), asked)
        return replace(
            cooled(before, wait, now), gone=found.fetch.gone, last_error=found.fetch.error or "unknown failure"
        )
    return SourceState(
        memory=replace(found.memory, reader=app.readers()),
        last_fetch_at=now,
        last_ok_at=now,
        next_fetch_at=now + max(pace, asked),
    )


def _tell(source: SourceSettings, before: SourceState, fetch: Fetch) -> None:
    """A source is told of once when it breaks and once when it is well again."""
    if fetch.result is FetchResult.FAILED and before.failures == 0:
        log.warning("source %s failed: %s", source.name, fetch.error)
    elif fetch.result is not FetchResult.FAILED and before.failures:
        log.info("source %s is well again", source.name)
    for problem in fetch.problems:
        log.warning("source %s, %s: %s. %s", source.name, problem.where, problem.what, problem.mend)
