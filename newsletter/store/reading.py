"""Sources, fetches, entries and their revisions: what was read, kept once.

Every function takes a connection that is already in a transaction; ``services`` own it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    union,
    update,
)

from newsletter.model.entries import (
    Completeness,
    EntryId,
    EntryStatus,
    Figure,
    Precision,
    Quote,
    ReadEntry,
    Revision,
    RevisionKind,
    TitleIs,
)
from newsletter.store import codec
from newsletter.store.inserting import insert_new
from newsletter.store.schema import entries, other_keys, revisions

_NEWEST = and_(revisions.c.entry == entries.c.id, revisions.c.number == entries.c.revision)
_OF_ENTRY = (entries.c.source, entries.c.first_seen_at, entries.c.status)
#: Newest revisions with what ``revision_of`` needs of their entry.
WITH_ENTRY = select(revisions, *_OF_ENTRY).join(entries, _NEWEST)


_IDS: BindParameter[EntryId] = bindparam("ids", expanding=True)
#: Asked for each source of each reading, and put together once: that costs more than the answer.
_HASHES = (
    select(entries.c.id, entries.c.revision, revisions.c.content_hash)
    .join(revisions, _NEWEST)
    .where(entries.c.id.in_(_IDS))
)
_NEWEST_OF = WITH_ENTRY.where(revisions.c.entry == bindparam("which"))
_ONE_OF = select(revisions, *_OF_ENTRY).join(entries).where(revisions.c.entry == bindparam("which"))
_BEHIND = select(other_keys.c.id, other_keys.c.entry).where(other_keys.c.id.in_(_IDS))
_STANDING = select(entries.c.source, entries.c.id, entries.c.part).where(
    entries.c.source.in_(bindparam("of", expanding=True)), entries.c.status == bindparam("so")
)


@dataclass(frozen=True, kw_only=True)
class NewRevision:
    """A read entry with what was found in it, ready to be kept."""

    id: EntryId
    source: str
    read: ReadEntry
    content_hash: str
    canonical_url: str | None
    words_hash: str | None
    language: str
    completeness: Completeness
    quotes: tuple[Quote, ...]
    kind: RevisionKind = RevisionKind.READ


# ── entries ────────────────────────────────────────────────────────────────────────────────


def known_hashes(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, tuple[int, str]]:
    """For entries that are known: number and hash of the newest revision."""
    found: dict[EntryId, tuple[int, str]] = {}
    for start in range(0, len(ids), 500):
        rows = connection.execute(_HASHES, {"ids": ids[start : start + 500]})
        found.update({EntryId(row.id): (row.revision, row.content_hash) for row in rows})
    return found


def keep_entries(connection: Connection, numbered: Sequence[tuple[NewRevision, int]], now: datetime) -> None:
    """Keep new entries (number 1) and new revisions of known ones."""
    first = [
        {
            "id": new.id, "source": new.source, "key": new.read.key, "part": new.read.part, "revision": 1,
            "judged_by": "", "status": EntryStatus.READY, "first_seen_at": now, "last_seen_at": now,
        }
        for new, number in numbered if number == 1
    ]  # fmt: skip
    ours = insert_new(connection, entries, first)  # another process may have kept some a moment ago
    if rows := [_revision_row(new, number, now) for new, number in numbered if number > 1 or (new.id,) in ours]:
        connection.execute(insert(revisions), rows)
    if later := [{"which": new.id, "newest": number} for new, number in numbered if number > 1]:
        changed = update(entries).where(entries.c.id == bindparam("which"))
        connection.execute(changed.values(revision=bindparam("newest"), judged_by="", last_seen_at=now), later)


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
        "kind": new.kind, "editor_note": read.editor_note, "sort_at": sort_moment(read, now),
    }  # fmt: skip


def sort_moment(read: ReadEntry, now: datetime) -> datetime:
    """The moment an entry is found by: only for narrowing a search; ``core.periods`` decides where it belongs."""
    if read.published_at is not None:
        return read.published_at
    if read.published_on:
        year, month, day = (*(int(part) for part in read.published_on.split("-")), 1, 1)[:3]
        return datetime(year, month, day, 12, tzinfo=UTC)
    return now


def mark(connection: Connection, ids: Sequence[EntryId], status: EntryStatus, only: EntryStatus | None = None) -> None:
    """Write down where these entries stand in their source; with ``only``, those that stood so until now."""
    if not ids:
        return
    marked = update(entries).values(status=status)
    if only is not None:
        marked = marked.where(entries.c.status == only)
    for start in range(0, len(ids), 500):
        connection.execute(marked.where(entries.c.id.in_(ids[start : start + 500])))


def keep_parts(connection: Connection, parts: Mapping[EntryId, str]) -> None:
    """Write down which file of a folder tells each of these entries now."""
    if parts:
        rows = [{"which": id, "told_by": part} for id, part in parts.items()]
        mine = update(entries).where(entries.c.id == bindparam("which"), entries.c.part != bindparam("told_by"))
        connection.execute(mine.values(part=bindparam("told_by")), rows)


def with_status(
    connection: Connection, names: Sequence[str], status: EntryStatus
) -> dict[str, list[tuple[EntryId, str]]]:
    """The entries of these sources that stand so, each with the file that told it."""
    found: dict[str, list[tuple[EntryId, str]]] = {name: [] for name in names}
    for start in range(0, len(names), 500):
        for row in connection.execute(_STANDING, {"of": names[start : start + 500], "so": status}):
            found[row.source].append((EntryId(row.id), row.part))
    return found


def keys_of(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, str]:
    """The key by which its source knows each entry."""
    found: dict[EntryId, str] = {}
    query = select(entries.c.id, entries.c.key)
    for start in range(0, len(ids), 500):
        rows = connection.execute(query.where(entries.c.id.in_(ids[start : start + 500])))
        found.update({EntryId(row.id): row.key for row in rows})
    return found


def told_by(connection: Connection, source: str, parts: Sequence[str]) -> list[EntryId]:
    """The entries that these files of a folder told last."""
    found: list[EntryId] = []
    query = select(entries.c.id).where(entries.c.source == source).order_by(entries.c.id)
    for start in range(0, len(parts), 500):
        rows = connection.execute(query.where(entries.c.part.in_(parts[start : start + 500])))
        found += (EntryId(id) for id in rows.scalars())
    return found


def moments_of(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, datetime]:
    """When these entries belong, as far as their source dates them."""
    found: dict[EntryId, datetime] = {}
    query = select(revisions.c.entry, revisions.c.sort_at).join(entries, _NEWEST).where(revisions.c.published_on != "")
    for start in range(0, len(ids), 500):
        rows = connection.execute(query.where(entries.c.id.in_(ids[start : start + 500])))
        found.update({EntryId(row.entry): row.sort_at for row in rows})
    return found


# ── one entry under two keys ───────────────────────────────────────────────────────────────


def entries_behind(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, EntryId]:
    """For ids made of another key of a known entry: that entry."""
    found: dict[EntryId, EntryId] = {}
    for start in range(0, len(ids), 500):
        rows = connection.execute(_BEHIND, {"ids": ids[start : start + 500]})
        found.update({EntryId(row.id): EntryId(row.entry) for row in rows})
    return found


def keep_other_key(connection: Connection, id: EntryId, entry: EntryId, part: str, why: str, now: datetime) -> None:
    """Let what a source now lists under another key, or a folder in another file, be the entry it was."""
    connection.execute(update(entries).where(entries.c.id == entry).values(part=part))
    insert_new(connection, other_keys, [{"id": id, "entry": entry, "why": why, "at": now}])


def other_keys_of(connection: Connection, entry: EntryId) -> list[tuple[str, datetime]]:
    """How an entry was known again under other keys: why, and when."""
    query = select(other_keys.c.why, other_keys.c.at).where(other_keys.c.entry == entry).order_by(other_keys.c.at)
    return [(row.why, row.at) for row in connection.execute(query)]


def raw_of(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, bytes]:
    """The source's bytes of the newest revision that was read as its source gave it."""
    found: dict[EntryId, bytes] = {}
    query = select(revisions.c.entry, revisions.c.raw).where(revisions.c.kind != RevisionKind.COMPLETED)
    for start in range(0, len(ids), 500):
        rows = connection.execute(
            query.where(revisions.c.entry.in_(ids[start : start + 500])).order_by(revisions.c.number)
        )
        found.update({EntryId(row.entry): codec.unpack(row.raw) for row in rows})
    return found


def count_entries(connection: Connection) -> dict[str, int]:
    """How many entries each source has given."""
    rows = connection.execute(select(entries.c.source, func.count()).group_by(entries.c.source))
    return {row[0]: row[1] for row in rows}


def has_entries(connection: Connection, name: str) -> bool:
    """Whether a source ever gave an entry."""
    return connection.execute(select(entries.c.id).where(entries.c.source == name).limit(1)).one_or_none() is not None


def count_between(connection: Connection, start: datetime, end: datetime | None = None) -> dict[str, int]:
    """How many entries of each source belong to that time; without an end, to all that is later."""
    query = select(entries.c.source, func.count()).select_from(revisions).join(entries, _NEWEST)
    query = query.where(revisions.c.sort_at >= start).group_by(entries.c.source)
    if end is not None:
        query = query.where(revisions.c.sort_at < end)
    return {row[0]: row[1] for row in connection.execute(query)}


# ── revisions ──────────────────────────────────────────────────────────────────────────────


def newest_revisions(
    connection: Connection, between: tuple[datetime, datetime] | None = None, names: Sequence[str] | None = None
) -> Iterator[Revision]:
    """The newest revision of each entry, newest first; ``between`` narrows to what may belong there."""
    query = WITH_ENTRY
    if between is not None:
        query = query.where(entries.c.id.in_(_near(between)))
    elif names is not None:
        query = query.where(entries.c.source.in_(names))
    for row in connection.execute(query.order_by(revisions.c.sort_at.desc(), revisions.c.entry)):
        if names is None or row.source in names:  # asked of the engine beside a time, it starts from the sources
            yield revision_of(row)


def entries_near(connection: Connection, between: tuple[datetime, datetime]) -> list[EntryId]:
    """Entries that may belong to that time."""
    return sorted(EntryId(id) for id in connection.execute(_near(between)).scalars())


def _near(between: tuple[datetime, datetime]) -> CompoundSelect[str]:
    # An entry known by its month or year may belong by the day it was first seen; one without a date stands there.
    start, end = between[0] - timedelta(days=3), between[1] + timedelta(days=3)
    dated = select(revisions.c.entry).where(revisions.c.sort_at.between(start, end))
    coarse = select(revisions.c.entry).where(revisions.c.precision.in_([Precision.MONTH, Precision.YEAR]))
    coarse = coarse.join(entries).where(entries.c.first_seen_at.between(start, end))
    # Two lists, each by its own index: asked with "or" in one, engines read all that the sources ever gave.
    return union(dated, coarse)


def revision(connection: Connection, entry: str, number: int | None = None) -> Revision | None:
    """One revision, the newest unless numbered."""
    query = _NEWEST_OF if number is None else _ONE_OF.where(revisions.c.number == number)
    row = connection.execute(query, {"which": entry}).one_or_none()
    return None if row is None else revision_of(row)


def newest_of(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, Revision]:
    """The newest revisions of these entries."""
    found: dict[EntryId, Revision] = {}
    for start in range(0, len(ids), 500):
        rows = connection.execute(WITH_ENTRY.where(entries.c.id.in_(ids[start : start + 500])))
        found.update({EntryId(row.entry): revision_of(row) for row in rows})
    return found


def history(connection: Connection, entry: EntryId) -> list[Revision]:
    """Every revision of an entry, the first one first."""
    query = select(revisions, *_OF_ENTRY).join(entries, revisions.c.entry == entries.c.id)
    rows = connection.execute(query.where(entries.c.id == entry).order_by(revisions.c.number))
    return [revision_of(row) for row in rows]


def revision_of(row: Row[tuple[object, ...]]) -> Revision:
    """A row of revisions joined with its entry, as a value."""
    return Revision(
        entry=EntryId(row.entry), number=row.number, source=row.source, title=row.title,
        title_is=TitleIs(row.title_is), text=row.text, html=row.html, url=row.url, language=row.language,
        published_at=row.published_at, published_on=row.published_on, precision=Precision(row.precision),
        completeness=Completeness(row.completeness),
        figures=tuple(codec.from_json(Figure, figure) for figure in row.figures),
        quotes=tuple(codec.from_json(Quote, quote) for quote in row.quotes),
        seen_at=row.seen_at, first_seen_at=row.first_seen_at, kind=RevisionKind(row.kind),
        editor_note=row.editor_note, status=EntryStatus(row.status),
    )  # fmt: skip


def possible_copies(connection: Connection, entry: EntryId) -> list[Revision]:
    """Newest revisions of other entries with the same page or the same words, oldest first."""
    pair = [revisions.c.canonical_url, revisions.c.words_hash]
    mine = connection.execute(select(*pair).join(entries, _NEWEST).where(entries.c.id == entry)).one()
    same = [column == value for column, value in zip(pair, mine, strict=True) if value is not None]
    if not same:
        return []
    query = WITH_ENTRY.where(or_(*same), entries.c.id != entry).order_by(entries.c.first_seen_at, entries.c.id)
    return [revision_of(row) for row in connection.execute(query)]
