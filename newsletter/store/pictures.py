"""What is kept of pictures, and what became of each that an entry names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, Select, String, and_, cast, delete, or_, select, update

from newsletter.model.entries import EntryId, Figure, Precision
from newsletter.model.pictures import KeptPicture, PictureFile, PictureRecord, PictureState
from newsletter.model.stories import Verdict
from newsletter.store import codec
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import entries, entry_pictures, highlights, judgements, pictures, revisions

MONTH = timedelta(days=31)

_NEWEST = and_(revisions.c.entry == entries.c.id, revisions.c.number == entries.c.revision)
_ILLUSTRATED = (
    select(revisions.c.entry, entries.c.source, revisions.c.figures)
    .join(entries, _NEWEST)
    .where(cast(revisions.c.figures, String) != "[]")
)


_SUREST_FIRST = (judgements.c.verdict.desc(), revisions.c.sort_at.desc(), revisions.c.entry)  # win, then unsure


@dataclass(frozen=True, kw_only=True)
class Illustrated:
    """An entry that names pictures."""

    entry: EntryId
    source: str
    figures: tuple[Figure, ...]


def of_period(connection: Connection, between: tuple[datetime, datetime], sources: Sequence[str]) -> list[Illustrated]:
    """Entries of that time that name pictures and may be good news, the surest and newest first."""
    start, end = between
    near = or_(
        revisions.c.sort_at.between(start, end),
        and_(revisions.c.precision == Precision.MONTH, revisions.c.sort_at.between(start - MONTH, end)),
    )
    judged = and_(
        judgements.c.entry == revisions.c.entry,
        judgements.c.revision == revisions.c.number,
        judgements.c.verdict != Verdict.NOT,
    )
    query = _ILLUSTRATED.join(judgements, judged).where(near, entries.c.source.in_(sources))
    return _illustrated(connection, query.order_by(*_SUREST_FIRST))


def of_entries(connection: Connection, ids: Sequence[str]) -> list[Illustrated]:
    """These entries, as far as they name pictures."""
    return _illustrated(connection, _ILLUSTRATED.where(entries.c.id.in_(ids)).order_by(entries.c.id))


def _illustrated(connection: Connection, query: Select[tuple[object, ...]]) -> list[Illustrated]:
    return [
        Illustrated(
            entry=EntryId(row.entry),
            source=row.source,
            figures=tuple(codec.from_json(Figure, figure) for figure in row.figures),
        )
        for row in connection.execute(query)
    ]


# ── what became of them ────────────────────────────────────────────────────────────────────

_RECORDS = select(entry_pictures, pictures.c.letter, pictures.c.large).outerjoin(
    pictures, pictures.c.original == entry_pictures.c.original
)


def records_of(connection: Connection, ids: Sequence[str]) -> dict[tuple[str, str], PictureRecord]:
    """What is known of the pictures of these entries, by entry and address."""
    found: dict[tuple[str, str], PictureRecord] = {}
    for start in range(0, len(ids), 500):
        query = _RECORDS.where(entry_pictures.c.entry.in_(ids[start : start + 500]))
        found.update({(row.entry, row.src): _record(row) for row in connection.execute(query)})
    return found


def kept_elsewhere(connection: Connection, src: str) -> PictureRecord | None:
    """A picture that was kept under this name for another entry: on the web, and inside documents, it is the same."""
    query = _RECORDS.where(entry_pictures.c.src == src, entry_pictures.c.state == PictureState.KEPT)
    row = connection.execute(query.order_by(entry_pictures.c.tried_at.desc()).limit(1)).one_or_none()
    return None if row is None else _record(row)


def kept_of(connection: Connection, original: str) -> KeptPicture | None:
    """What was made of these bytes before; None when they are new."""
    row = connection.execute(select(pictures).where(pictures.c.original == original)).one_or_none()
    return None if row is None else _kept(row.letter, row.large)


def keep(connection: Connection, entry: str, src: str, record: PictureRecord, now: datetime) -> None:
    """Write down what became of a picture."""
    if record.kept is not None:
        files = {"letter": codec.to_json(record.kept.letter), "large": codec.to_json(record.kept.large)}
        insert_or_ignore(connection, pictures, [{"original": record.original, "kept_at": now, **files}])
        # Another version of the decoder may have drawn it a little otherwise.
        connection.execute(update(pictures).where(pictures.c.original == record.original).values(**files))
    mine = and_(entry_pictures.c.entry == entry, entry_pictures.c.src == src)
    connection.execute(delete(entry_pictures).where(mine))
    row = {
        "entry": entry,
        "src": src,
        "state": record.state,
        "tries": record.tries,
        "original": record.original,
        "what": record.what,
        "mend": record.mend,
        "tried_at": now,
        "next_try_at": record.next_try_at,
    }
    insert_or_ignore(connection, entry_pictures, [row])


def _record(row: Row[tuple[object, ...]]) -> PictureRecord:
    return PictureRecord(
        state=PictureState(row.state),
        tries=row.tries,
        original=row.original,
        kept=_kept(row.letter, row.large) if row.letter is not None else None,
        what=row.what,
        mend=row.mend,
        next_try_at=row.next_try_at,
    )


def _kept(letter: Mapping[str, object], large: Mapping[str, object]) -> KeptPicture:
    return KeptPicture(letter=codec.from_json(PictureFile, letter), large=codec.from_json(PictureFile, large))


# ── letting go ─────────────────────────────────────────────────────────────────────────────


def unused_since(connection: Connection, moment: datetime) -> list[str]:
    """Entries whose pictures were kept before that moment, and that stand in no edition."""
    used = select(highlights.c.entry)
    query = select(entry_pictures.c.entry).distinct()
    query = query.where(entry_pictures.c.tried_at < moment, entry_pictures.c.entry.not_in(used))
    return list(connection.execute(query.order_by(entry_pictures.c.entry)).scalars())


def forget(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Let go of what is known of these entries' pictures; returns the names of the files that are still wanted."""
    for start in range(0, len(ids), 500):
        connection.execute(delete(entry_pictures).where(entry_pictures.c.entry.in_(ids[start : start + 500])))
    wanted = select(entry_pictures.c.original).where(entry_pictures.c.original.is_not(None))
    connection.execute(delete(pictures).where(pictures.c.original.not_in(wanted)))
    rows = connection.execute(select(pictures.c.letter, pictures.c.large))
    return {codec.from_json(PictureFile, file).name for row in rows for file in row}
