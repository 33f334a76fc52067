"""Read what is due, keep what is new, judge it, and find the story each entry tells.

Reading happens outside any transaction and in a few threads; results are kept as soon as they are there. A
source that fails is a result as well, and takes nothing from the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import identity
from newsletter.errors import NotFound
from newsletter.model.entries import (
    Completeness,
    EntryId,
    Fetch,
    FetchResult,
    Memory,
    Quote,
    ReadEntry,
    Reading,
    Revision,
    Trust,
)
from newsletter.model.settings import SourceKind, SourceSettings
from newsletter.model.stories import Facts, Hold, HoldKind, Judgement, StoryId
from newsletter.services.app import App
from newsletter.store import reading as kept
from newsletter.store import stories

log = logs.get(__name__)

READERS = 16  #: sources read side by side, most of them waiting for their server; hosts are spaced by the client
QUIET, PLENTY = 100, 300  #: so many readings, or entries, are kept together
PATIENCE_S = 0.5  #: … and what is there is kept when nothing more comes for so long
MIN_WORDS_FOR_COPY = 40
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
    judge_new(app)
    join_stories(app, now)
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
        if not found or len(held) >= QUIET or sum(len(reading.entries) for _, reading in held) >= PLENTY:
            results |= _keep(app, held, now)
            held = []
    results |= _keep(app, held, now)
    return tuple(results[source.name] for source, _ in wanted)


def _wanted(
    app: App, now: datetime, only: Sequence[str], due_only: bool
) -> list[tuple[SourceSettings, kept.SourceState]]:
    known = [source.name for source in app.settings.sources]
    for name in only:
        if name not in known:
            raise NotFound(f"there is no source named {name!r} in the settings; known: {', '.join(known) or 'none'}")
    asked = [one for one in app.settings.sources if not one.paused and (not only or one.name in only)]
    if renamed := [source for source in asked if source.was]:
        with app.store.writing() as connection:
            for source in renamed:
                kept.rename_source(connection, source.was, source.name)
    with app.store.reading() as connection:
        states = kept.source_states(connection, [source.name for source in asked])
    return [
        (source, states[source.name]) for source in asked if not due_only or _is_due(source, states[source.name], now)
    ]


def _is_due(source: SourceSettings, state: kept.SourceState, now: datetime) -> bool:
    # A folder of ours costs nobody anything: what a colleague put there is seen at once.
    next_at = state.next_fetch_at if source.kind is SourceKind.FEED else None
    return not state.gone and (next_at is None or next_at <= now)


def _readings(
    app: App, wanted: Sequence[tuple[SourceSettings, kept.SourceState]], now: datetime
) -> Iterator[list[_Read]]:
    """Readings as soon as they are there, and none when the next ones let us wait: a slow server keeps nobody waiting.

    The next sources are begun when readings are taken, so that no more bodies lie in memory than there are readers.
    """
    waiting = iter(wanted)
    under_way: dict[Future[Reading], SourceSettings] = {}
    with ThreadPoolExecutor(READERS, "reader") as readers:

        def begin(count: int) -> None:
            for source, state in islice(waiting, count):
                under_way[readers.submit(_read, app, source, state, now)] = source

        begin(READERS)
        while under_way:
            done, _ = wait(under_way, PATIENCE_S, return_when=FIRST_COMPLETED)
            begin(len(done))
            yield [(under_way.pop(reading), reading.result()) for reading in done]


def _read(app: App, source: SourceSettings, state: kept.SourceState, now: datetime) -> Reading:
    if app.stop.is_set():
        unread = Fetch(result=FetchResult.FAILED, error="not read: the program was told to stop")
        return Reading(entries=(), fetch=unread, memory=state.memory)
    return app.source(source).read(state.memory, now)


# ── keeping ────────────────────────────────────────────────────────────────────────────────


def _keep(app: App, found: Sequence[_Read], now: datetime) -> dict[str, SourceResult]:
    """Keep what some sources brought, and say when each is asked again."""
    fresh = {source.name: _fresh(source, reading) for source, reading in found}
    results: dict[str, SourceResult] = {}
    if not found:
        return results
    with app.store.writing() as connection:
        before = kept.source_states(connection, list(fresh), lock=True)
        known = kept.known_hashes(connection, [new for news in fresh.values() for new in news])
        for source, reading in found:
            news = [(one, known.get(id, (0, ""))) for id, one in fresh[source.name].items()]
            numbered = [(one, number + 1) for one, (number, hash) in news if hash != one.content_hash]
            kept.keep_entries(connection, source.name, numbered, now)
            edited = [one.id for one, number in numbered if number > 1]
            kept.mark_changed_since_used(connection, stories.used(connection, edited))
            for one, _ in numbered:
                _hold_as_asked(connection, source.name, one, now)
            results[source.name] = SourceResult(
                source=source.name, fetch=reading.fetch, new=len(numbered) - len(edited), changed=len(edited)
            )
        kept.record_fetches(
            connection, now, [(one.source, one.fetch, one.new, one.changed) for one in results.values()]
        )
        kept.keep_source_states(
            connection,
            {source.name: _next_state(source, before[source.name], reading, now) for source, reading in found},
        )
    for source, reading in found:
        _tell(source, before[source.name], reading.fetch)
    return results


def _hold_as_asked(connection: Connection, source: str, one: kept.NewRevision, now: datetime) -> None:
    """Hold a story back from its first moment where its publisher or its people ask for it; a person releases it."""
    for kind, why in _asked(one.read, now):
        story = stories.story_of(connection, one.id)
        if story is None:
            story, joined = _story_for(connection, one.id)
            stories.join_story(connection, one.id, story, joined, now)
        stories.hold_once(connection, story, Hold(kind=kind, why=why, by=source, at=now))


def _asked(read: ReadEntry, now: datetime) -> Iterator[tuple[HoldKind, str]]:
    if read.embargoed_until is not None and read.embargoed_until > now:
        yield HoldKind.EMBARGO, f"its publisher asks not to tell it before {read.embargoed_until:%d %B %Y, %H:%M} UTC"
    if read.canceled:
        yield HoldKind.SENSITIVE, "its publisher withdrew or withholds it"
    if read.may_be_named is False:
        yield HoldKind.CONSENT, "the people in it may not be named; see what its form says"


def _fresh(source: SourceSettings, found: Reading) -> dict[EntryId, kept.NewRevision]:
    return {one.id: one for one in (_prepare(source, read) for read in found.entries)}


def _prepare(source: SourceSettings, read: ReadEntry) -> kept.NewRevision:
    """What an entry is known by. What its words tell is found when it is judged, not while servers wait."""
    words = read.text.split()
    return kept.NewRevision(
        id=identity.entry_id(source.was or source.name, read.key),
        read=read,
        content_hash=identity.content_hash(read),
        canonical_url=identity.canonical_url(read.url) if read.url else None,
        words_hash=_words_hash(words) if len(words) >= MIN_WORDS_FOR_COPY else None,
        language=read.language or source.language,
        completeness=Completeness.TRUNCATED if read.truncated else Completeness.COMPLETE,
        quotes=read.quotes,
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
    """Read the words of every newest revision that these rules have not seen, and judge it; returns how many."""
    with app.store.reading() as connection:
        waiting = kept.unjudged(connection, app.rules_hash)
        known = kept.judged_before(connection, [one.entry for one in waiting])
    trusts = {source.name: source.trust for source in app.settings.sources}
    for start in range(0, len(waiting), 500):
        part = [revision for revision in waiting[start : start + 500] if revision.source in trusts]
        told = {(one.entry, one.number): _told(one) for one in part if (one.entry, one.number) not in known}
        judged = {(one.entry, one.number): _judge(app, one, trusts) for one in part}
        facts = {(one.entry, one.number): _facts(app, one, judged[one.entry, one.number]) for one in part}
        with app.store.writing() as connection:
            kept.keep_prose(connection, told)
            kept.keep_judgements(connection, app.rules_hash, judged, facts)
    return len(waiting)


def _told(one: Revision) -> tuple[Completeness, tuple[Quote, ...]]:
    """How much of its story a text tells, and who is quoted; what its source said of itself stands."""
    from newsletter.core import prose  # compiling its patterns takes a while, and most ticks read nothing new

    cut_off = one.completeness is Completeness.TRUNCATED
    whole = Completeness.TRUNCATED if cut_off else prose.completeness(one.text, one.title)
    return whole, prose.with_marked(one.text, one.quotes)


def _judge(app: App, one: Revision, trusts: Mapping[str, Trust]) -> Judgement:
    from newsletter.core.verdict import judge  # like prose, above

    return judge(title=one.title, text=one.text, language=one.language, trust=trusts[one.source], rules=app.rules())


def _facts(app: App, one: Revision, judged: Judgement) -> Facts:
    from newsletter.core.facts import facts  # like prose, above

    return facts(one.title, one.text, one.language, app.rules(), published_on=one.published_on, events=judged.evidence)


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
