"""Read what is due, keep what is new, judge it, and find the story each entry tells.

Reading happens outside any transaction and in a few threads; each source's result is kept as soon as it is
there, in one transaction of its own, so a failing source takes nothing from the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import identity
from newsletter.errors import NotFound
from newsletter.model.entries import Completeness, EntryId, Fetch, FetchResult, ReadEntry, Reading, Revision, Trust
from newsletter.model.settings import SourceKind, SourceSettings
from newsletter.model.stories import Judgement, StoryId
from newsletter.services.app import App
from newsletter.store import reading as kept
from newsletter.store import stories

log = logs.get(__name__)

READERS = 16  #: sources read side by side, most of them waiting for their server; hosts are spaced by the client
MIN_WORDS_FOR_COPY = 40
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class SourceResult:
    """What reading one source brought."""

    source: str
    fetch: Fetch
    new: int = 0
    changed: int = 0


def ingest(app: App, now: datetime, only: Sequence[str] = (), due_only: bool = True) -> tuple[SourceResult, ...]:
    """Read the sources that are due (or those named), and keep, judge and join what they bring."""
    results = take_in(app, now, only, due_only)
    judge_new(app)
    join_stories(app, now)
    return results


def take_in(app: App, now: datetime, only: Sequence[str] = (), due_only: bool = True) -> tuple[SourceResult, ...]:
    """Read and keep, the first half of ``ingest``; results stand in the order of the settings."""
    wanted = list(_wanted(app, now, only, due_only))
    kept_now = {source.name: _keep(app, source, found, now) for source, found in _readings(app, wanted, now)}
    return tuple(kept_now[source.name] for source, _ in wanted)


def _readings(
    app: App, wanted: Sequence[tuple[SourceSettings, kept.SourceState]], now: datetime
) -> Iterator[tuple[SourceSettings, Reading]]:
    """Each reading as soon as it is there: a slow server keeps nobody waiting.

    The next source is begun when a reading is taken, so that no more of them lie in memory than there are readers.
    """
    waiting = iter(wanted)
    under_way: dict[Future[Reading], SourceSettings] = {}
    with ThreadPoolExecutor(READERS, "reader") as readers:

        def begin(count: int) -> None:
            for source, state in islice(waiting, count):
                under_way[readers.submit(_read, app, source, state, now)] = source

        begin(READERS)
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for reading in done:
                source = under_way.pop(reading)
                begin(1)
                yield source, reading.result()


def _wanted(
    app: App, now: datetime, only: Sequence[str], due_only: bool
) -> Iterable[tuple[SourceSettings, kept.SourceState]]:
    known = [source.name for source in app.settings.sources]
    for name in only:
        if name not in known:
            raise NotFound(f"there is no source named {name!r} in the settings; known: {', '.join(known) or 'none'}")
    for source in app.settings.sources:
        if (only and source.name not in only) or source.paused:
            continue
        with app.store.writing() as connection:
            _follow_rename(connection, source)
        with app.store.reading() as connection:
            state = kept.source_state(connection, source.name)
        # A folder of ours costs nobody anything: what a colleague put there is seen at once.
        next_at = state.next_fetch_at if source.kind is SourceKind.FEED else None
        asked_too_soon = next_at is not None and next_at > now
        if not due_only or not (state.gone or asked_too_soon):
            yield source, state


def _follow_rename(connection: Connection, source: SourceSettings) -> None:
    if source.was:
        kept.rename_source(connection, source.was, source.name)


def _read(app: App, source: SourceSettings, state: kept.SourceState, now: datetime) -> Reading:
    if app.stop.is_set():
        unread = Fetch(result=FetchResult.FAILED, error="not read: the program was told to stop")
        return Reading(entries=(), fetch=unread, memory=state.memory)
    return app.source(source).read(state.memory, now)


# ── keeping ────────────────────────────────────────────────────────────────────────────────


def _keep(app: App, source: SourceSettings, found: Reading, now: datetime) -> SourceResult:
    fresh = [_prepare(source, read) for read in found.entries]
    with app.store.writing() as connection:
        before = kept.source_state(connection, source.name, lock=True)
        known = kept.known_hashes(connection, [new.id for new in fresh])
        edited: list[EntryId] = []
        new = 0
        for one in {one.id: one for one in fresh}.values():
            number, content_hash = known.get(one.id, (0, ""))
            if content_hash == one.content_hash:
                continue
            kept.keep_entry(connection, source.name, one, number + 1, now)
            if number:
                edited.append(one.id)
            else:
                new += 1
        kept.mark_changed_since_used(connection, stories.used(connection, edited))
        kept.record_fetch(connection, source.name, now, found.fetch, new, len(edited))
        kept.keep_source_state(connection, source.name, _next_state(source, before, found, now))
    _tell(source, before, found.fetch)
    return SourceResult(source=source.name, fetch=found.fetch, new=new, changed=len(edited))


def _prepare(source: SourceSettings, read: ReadEntry) -> kept.NewRevision:
    """What can be found in an entry's own words, before anything is judged."""
    from newsletter.core import prose  # compiling its patterns takes a while, and most ticks read nothing new

    words = read.text.split()
    whole = prose.completeness(read.text, read.title)
    return kept.NewRevision(
        id=identity.entry_id(source.was or source.name, read.key),
        read=read,
        content_hash=identity.content_hash(read),
        canonical_url=identity.canonical_url(read.url) if read.url else None,
        words_hash=_words_hash(words) if len(words) >= MIN_WORDS_FOR_COPY else None,
        language=read.language or source.language,
        completeness=Completeness.TRUNCATED if read.truncated else whole,
        quotes=prose.with_marked(read.text, read.quotes),
    )


def _words_hash(words: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(words).casefold().encode()).hexdigest()


def _next_state(source: SourceSettings, before: kept.SourceState, found: Reading, now: datetime) -> kept.SourceState:
    """When to ask again: at its pace when well, ever later up to a day when not, never sooner than asked."""
    pace = timedelta(minutes=source.every_minutes)
    asked = timedelta(seconds=found.fetch.retry_after_s or 0)
    if found.fetch.result is FetchResult.FAILED:
        wait = max(min(pace * 2 ** min(before.failures, 10), DAY), asked)
        return replace(
            kept.cooled(before, wait, now), gone=found.fetch.gone, last_error=found.fetch.error or "unknown failure"
        )
    return kept.SourceState(
        memory=found.memory, last_fetch_at=now, last_ok_at=now, next_fetch_at=now + max(pace, asked)
    )


def _tell(source: SourceSettings, before: kept.SourceState, fetch: Fetch) -> None:
    """A source is told of once when it breaks and once when it is well again."""
    if fetch.result is FetchResult.FAILED and before.failures == 0:
        log.warning("source %s failed: %s", source.name, fetch.error)
    elif fetch.result is not FetchResult.FAILED and before.failures:
        log.info("source %s is well again", source.name)
    for problem in fetch.problems:
        log.warning("source %s, %s: %s. %s", source.name, problem.where, problem.what, problem.mend)


# ── judging and joining ────────────────────────────────────────────────────────────────────


def judge_new(app: App) -> int:
    """Judge every newest revision that these rules have not seen; returns how many."""
    with app.store.reading() as connection:
        waiting = kept.unjudged(connection, app.rules_hash)
    trusts = {source.name: source.trust for source in app.settings.sources}
    for start in range(0, len(waiting), 500):
        part = [revision for revision in waiting[start : start + 500] if revision.source in trusts]
        judged = {(one.entry, one.number): _judge(app, one, trusts) for one in part}
        with app.store.writing() as connection:
            kept.keep_judgements(connection, app.rules_hash, judged)
    return len(waiting)


def _judge(app: App, one: Revision, trusts: Mapping[str, Trust]) -> Judgement:
    from newsletter.core.verdict import judge  # like prose, above

    return judge(title=one.title, text=one.text, language=one.language, trust=trusts[one.source], rules=app.rules())


def join_stories(app: App, now: datetime) -> None:
    """Give each new entry its story: that of an exact copy, else its own."""
    with app.store.writing() as connection:
        for entry in stories.entries_without_story(connection):
            story, why = _story_for(connection, entry)
            stories.join_story(connection, entry, story, why, now)


def _story_for(connection: Connection, entry: EntryId) -> tuple[StoryId, str]:
    copies = kept.possible_copies(connection, entry)
    mine = kept.revision(connection, entry) if copies else None
    for other in copies:
        why = identity.same_story(mine, other) if mine else None
        story = stories.story_of(connection, other.entry)
        if why and story:
            return story, why
    return StoryId(entry), "opened this story"
