"""Sources, fetches, entries and their revisions: what was read, kept once.

Every function takes a connection that is already in a transaction; ``services`` own it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from newsletter.model.entries import (
    Completeness,
    EntryId,
    EntryStatus,
    Fetch,
    Figure,
    Memory,
    Precision,
    Quote,
    ReadEntry,
    Revision,
    TitleIs,
)
from newsletter.model.stories import Facts, Judgement
from newsletter.store import codec
from newsletter.store.schema import entries, fetches, judgements, revisions, sources

_NEWEST = and_(revisions.c.entry == entries.c.id, revisions.c.number == entries.c.revision)
_WITH_ENTRY = select(revisions, entries.c.source, entries.c.first_seen_at).join(entries, _NEWEST)


@dataclass(frozen=True, kw_only=True)
class SourceState:
    """What the store knows of a source."""

    memory: Memory
    failures: int = 0
    gone: bool = False
    last_fetch_at: datetime | None = None
    last_ok_at: datetime | None = None
    next_fetch_at: datetime | None = None
    last_error: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewRevision:
    """A read entry with what was found in it, ready to be kept."""

    id: EntryId
    read: ReadEntry
    content_hash: str
    canonical_url: str | None
    words_hash: str | None
    language: str
    completeness: Completeness
    quotes: tuple[Quote, ...]


def insert_or_ignore(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> int:
    """Insert rows, passing over those whose key stands already; returns how many were new."""
    return len(insert_new(connection, table, rows))


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> set[tuple[object, ...]]:
    """Insert rows, passing over those whose key stands already; returns the keys that were new."""
    if not rows:
        return set()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    # Known by what comes back: psycopg gives no row count for an insert that may pass over its row.
    statement = dialect.insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return {tuple(row) for row in connection.execute(statement, [dict(row) for row in rows])}


# ── sources ────────────────────────────────────────────────────────────────────────────────


def source_states(connection: Connection, names: Sequence[str], lock: bool = False) -> dict[str, SourceState]:
    """What is known of each of these sources; ``lock`` keeps a second reader of the same ones waiting."""
    found = {name: SourceState(memory=Memory()) for name in names}
    for start in range(0, len(names), 500):
        # In one order, so that two who lock do not wait for each other.
        query = select(sources).where(sources.c.name.in_(names[start : start + 500])).order_by(sources.c.name)
        for row in connection.execute(query.with_for_update() if lock else query):
            values = dict(row._mapping)
            name = values.pop("name")
            found[name] = SourceState(**{**values, "memory": codec.from_json(Memory, values["memory"])})
    return found


def source_state(connection: Connection, name: str, lock: bool = False) -> SourceState:
    """What is known of one source."""
    return source_states(connection, [name], lock)[name]


def keep_source_states(connection: Connection, states: Mapping[str, SourceState]) -> None:
    """Write down what is known of these sources now."""
    rows = [
        {**{key: getattr(state, key) for key in state.__dataclass_fields__}, "memory": codec.to_json(state.memory)}
        for state in states.values()
    ]
    named = [{"name": name, **row} for name, row in zip(states, rows, strict=True)]
    known = set(connection.execute(select(sources.c.name)).scalars())
    insert_or_ignore(connection, sources, [row for row in named if row["name"] not in known])
    if old := [{"which": row["name"], **row} for row in named if row["name"] in known]:
        connection.execute(update(sources).where(sources.c.name == bindparam("which")), old)


def rename_source(connection: Connection, was: str, name: str) -> None:
    """Let what an earlier name brought belong to the new one."""
    connection.execute(update(entries).where(entries.c.source == was).values(source=name))
    known = connection.execute(select(sources.c.name).where(sources.c.name == name)).one_or_none()
    if known is None:
        connection.execute(update(sources).where(sources.c.name == was).values(name=name))


def record_fetches(connection: Connection, at: datetime, done: Sequence[tuple[str, Fetch, int, int]]) -> None:
    """Keep the results of readings: source, fetch, how many entries were new, how many changed."""
    rows = [
        {
            "source": name, "at": at, "result": fetch.result, "http_status": fetch.http_status, "error": fetch.error,
            "size": fetch.size, "seen": fetch.seen, "new": new, "changed": changed,
            "problems": codec.to_json(fetch.problems),
        }
        for name, fetch, new, changed in done
    ]  # fmt: skip
    connection.execute(insert(fetches), rows)


def last_fetches(connection: Connection) -> dict[str, Row[tuple[object, ...]]]:
    """The newest fetch of each source."""
    newest = select(func.max(fetches.c.id)).group_by(fetches.c.source)
    return {row.source: row for row in connection.execute(select(fetches).where(fetches.c.id.in_(newest)))}


def count_entries(connection: Connection) -> dict[str, int]:
    """How many entries each source has given."""
    rows = connection.execute(select(entries.c.source, func.count()).group_by(entries.c.source))
    return {row[0]: row[1] for row in rows}


def count_later(connection: Connection, names: Sequence[str], after: datetime) -> int:
    """How many entries of these sources belong to a later time."""
    query = select(func.count()).select_from(revisions).join(entries, _NEWEST)
    query = query.where(entries.c.source.in_(names), revisions.c.sort_at >= after)
    return int(connection.execute(query).scalar_one())


# ── entries ────────────────────────────────────────────────────────────────────────────────


def known_hashes(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, tuple[int, str]]:
    """For entries that are known: number and hash of the newest revision."""
    found: dict[EntryId, tuple[int, str]] = {}
    query = select(entries.c.id, entries.c.revision, revisions.c.content_hash).join(revisions, _NEWEST)
    for start in range(0, len(ids), 500):
        rows = connection.execute(query.where(entries.c.id.in_(ids[start : start + 500])))
        found.update({EntryId(row.id): (row.revision, row.content_hash) for row in rows})
    return found


def keep_entries(
    connection: Connection, source: str, numbered: Sequence[tuple[NewRevision, int]], now: datetime
) -> None:
    """Keep new entries (number 1) and new revisions of known ones."""
    first = [
        {
            "id": new.id, "source": source, "key": new.read.key, "status": EntryStatus.READY, "revision": 1,
            "first_seen_at": now, "last_seen_at": now,
        }
        for new, number in numbered if number == 1
    ]  # fmt: skip
    ours = insert_new(connection, entries, first)  # another process may have kept some a moment ago
    if rows := [_revision_row(new, number, now) for new, number in numbered if number > 1 or (new.id,) in ours]:
        connection.execute(insert(revisions), rows)
    if later := [{"which": new.id, "newest": number} for new, number in numbered if number > 1]:
        changed = update(entries).where(entries.c.id == bindparam("which"))
        connection.execute(changed.values(revision=bindparam("newest"), last_seen_at=now), later)


def keep_prose(
    connection: Connection, told: Mapping[tuple[EntryId, int], tuple[Completeness, Sequence[Quote]]]
) -> None:
    """Keep what was found in the words of revisions."""
    rows = [
        {"which": entry, "of": number, "completeness": completeness, "quotes": codec.to_json(quotes)}
        for (entry, number), (completeness, quotes) in told.items()
    ]
    if rows:
        mine = and_(revisions.c.entry == bindparam("which"), revisions.c.number == bindparam("of"))
        connection.execute(update(revisions).where(mine), rows)


def _revision_row(new: NewRevision, number: int, now: datetime) -> dict[str, object]:
    read = new.read
    return {
        "entry": new.id, "number": number, "seen_at": now, "content_hash": new.content_hash,
        "title": read.title, "title_is": read.title_is, "text": read.text, "html": read.html,
        "raw": codec.pack(read.raw), "url": read.url, "canonical_url": new.canonical_url,
        "words_hash": new.words_hash,
        "language": new.language, "published_at": read.published_at, "published_on": read.published_on,
        "precision": read.precision, "completeness": new.completeness,
        "figures": codec.to_json(read.figures), "quotes": codec.to_json(new.quotes),
        "sort_at": sort_moment(read, now),
    }  # fmt: skip


def sort_moment(read: ReadEntry, now: datetime) -> datetime:
    """The moment an entry is found by: only for narrowing a search; ``core.periods`` decides where it belongs."""
    if read.published_at is not None:
        return read.published_at
    if read.published_on:
        year, month, day = (*(int(part) for part in read.published_on.split("-")), 1, 1)[:3]
        return datetime(year, month, day, 12, tzinfo=UTC)
    return now


def mark_changed_since_used(connection: Connection, ids: Sequence[EntryId]) -> None:
    """Say of entries that they were edited at their source after an edition used them."""
    if ids:
        connection.execute(update(entries).where(entries.c.id.in_(ids)).values(status=EntryStatus.CHANGED))


# ── revisions ──────────────────────────────────────────────────────────────────────────────


def newest_revisions(
    connection: Connection, between: tuple[datetime, datetime] | None = None, names: Sequence[str] | None = None
) -> Iterator[Revision]:
    """The newest revision of each entry, newest first; ``between`` narrows, a month wide at each side."""
    query = _WITH_ENTRY
    if between is not None:
        # An entry known by its month or year stands at that month's start; one without a date, where it was seen.
        start, end = between[0] - timedelta(days=3), between[1] + timedelta(days=3)
        wide = and_(revisions.c.precision.in_([Precision.MONTH, Precision.YEAR]), revisions.c.sort_at < end)
        query = query.where(or_(revisions.c.sort_at.between(start, end), wide))
    if names is not None:
        query = query.where(entries.c.source.in_(names))
    for row in connection.execute(query.order_by(revisions.c.sort_at.desc(), revisions.c.entry)):
        yield revision_of(row)


def revision(connection: Connection, entry: str, number: int | None = None) -> Revision | None:
    """One revision, the newest unless numbered."""
    wanted = revisions.c.number == (entries.c.revision if number is None else number)
    query = select(revisions, entries.c.source, entries.c.first_seen_at).join(
        entries, and_(revisions.c.entry == entries.c.id, wanted)
    )
    row = connection.execute(query.where(revisions.c.entry == entry)).one_or_none()
    return None if row is None else revision_of(row)


def revision_of(row: Row[tuple[object, ...]]) -> Revision:
    """A row of revisions joined with its entry, as a value."""
    return Revision(
        entry=EntryId(row.entry), number=row.number, source=row.source, title=row.title,
        title_is=TitleIs(row.title_is), text=row.text, html=row.html, url=row.url, language=row.language,
        published_at=row.published_at, published_on=row.published_on, precision=Precision(row.precision),
        completeness=Completeness(row.completeness),
        figures=tuple(codec.from_json(Figure, figure) for figure in row.figures),
        quotes=tuple(codec.from_json(Quote, quote) for quote in row.quotes),
        seen_at=row.seen_at, first_seen_at=row.first_seen_at,
    )  # fmt: skip


def possible_copies(connection: Connection, entry: EntryId) -> list[Revision]:
    """Newest revisions of other entries with the same page or the same words, oldest first."""
    pair = [revisions.c.canonical_url, revisions.c.words_hash]
    mine = connection.execute(select(*pair).join(entries, _NEWEST).where(entries.c.id == entry)).one()
    same = [column == value for column, value in zip(pair, mine, strict=True) if value is not None]
    if not same:
        return []
    query = _WITH_ENTRY.where(or_(*same), entries.c.id != entry).order_by(entries.c.first_seen_at, entries.c.id)
    return [revision_of(row) for row in connection.execute(query)]


# ── judgements, a cache ────────────────────────────────────────────────────────────────────


def unjudged(connection: Connection, rules: str) -> list[Revision]:
    """Newest revisions that were not judged by these rules yet."""
    judged = and_(
        judgements.c.entry == revisions.c.entry,
        judgements.c.revision == revisions.c.number,
        judgements.c.rules == rules,
    )
    query = _WITH_ENTRY.outerjoin(judgements, judged).where(judgements.c.entry.is_(None)).order_by(revisions.c.entry)
    return [revision_of(row) for row in connection.execute(query)]


def judged_before(connection: Connection, ids: Sequence[EntryId]) -> set[tuple[EntryId, int]]:
    """Which revisions of these entries were judged, by whatever rules."""
    found: set[tuple[EntryId, int]] = set()
    query = select(judgements.c.entry, judgements.c.revision).distinct()
    for start in range(0, len(ids), 500):
        rows = connection.execute(query.where(judgements.c.entry.in_(ids[start : start + 500])))
        found.update((EntryId(row.entry), row.revision) for row in rows)
    return found


def keep_judgements(
    connection: Connection,
    rules: str,
    judged: Mapping[tuple[EntryId, int], Judgement],
    told: Mapping[tuple[EntryId, int], Facts] | None = None,
) -> None:
    """Keep verdicts and facts beside the hash of the rules that led to them."""
    facts = told or {}
    rows = [
        {
            "entry": entry,
            "revision": number,
            "rules": rules,
            "verdict": judgement.verdict,
            "body": {
                "judgement": codec.to_json(judgement),
                "facts": codec.to_json(facts.get((entry, number), Facts())),
            },
        }
        for (entry, number), judgement in judged.items()
    ]
    insert_or_ignore(connection, judgements, rows)


def judgements_of(connection: Connection, rules: str, ids: Sequence[EntryId]) -> dict[EntryId, Judgement]:
    """The verdicts on the newest revisions of these entries."""
    bodies = _bodies(connection, rules, ids)
    return {entry: codec.from_json(Judgement, body["judgement"]) for entry, body in bodies.items()}


def facts_of(connection: Connection, rules: str, ids: Sequence[EntryId]) -> dict[EntryId, Facts]:
    """The facts that the newest revisions of these entries tell."""
    bodies = _bodies(connection, rules, ids)
    return {entry: codec.from_json(Facts, body["facts"]) for entry, body in bodies.items()}


def _bodies(connection: Connection, rules: str, ids: Sequence[EntryId]) -> dict[EntryId, Mapping[str, Any]]:
    found: dict[EntryId, Mapping[str, Any]] = {}
    newest = and_(judgements.c.entry == entries.c.id, judgements.c.revision == entries.c.revision)
    query = select(judgements.c.entry, judgements.c.body).join(entries, newest).where(judgements.c.rules == rules)
    for start in range(0, len(ids), 500):
        for row in connection.execute(query.where(entries.c.id.in_(ids[start : start + 500]))):
            found[EntryId(row.entry)] = row.body
    return found


def cooled(state: SourceState, wait: timedelta, now: datetime) -> SourceState:
    """The state after one more failure: not asked again before ``wait`` has passed."""
    return replace(state, failures=state.failures + 1, next_fetch_at=now + wait, last_fetch_at=now)
