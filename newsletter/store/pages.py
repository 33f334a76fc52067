"""Full pages of cut-off entries: which were asked for, and which may be asked for now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from newsletter.model.entries import Completeness, EntryStatus, Revision
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.reading import WITH_ENTRY, revision_of
from newsletter.store.schema import entries, page_reads, revisions

_OUT = (EntryStatus.GONE, EntryStatus.CANCELED)


def cut_off(connection: Connection, names: Sequence[str], since: datetime, now: datetime) -> list[Revision]:
    """Newest revisions of these sources that are cut off and whose page is due to be asked for, newest first."""
    tried = and_(page_reads.c.entry == revisions.c.entry, page_reads.c.revision == revisions.c.number)
    query = WITH_ENTRY.outerjoin(page_reads, tried).where(
        revisions.c.completeness == Completeness.TRUNCATED, revisions.c.url.is_not(None), revisions.c.sort_at >= since,
        entries.c.source.in_(names), entries.c.status.not_in(_OUT),
        or_(page_reads.c.entry.is_(None), page_reads.c.next_at <= now),
    )  # fmt: skip
    rows = connection.execute(query.order_by(revisions.c.sort_at.desc(), revisions.c.entry))
    return [revision_of(row) for row in rows]


def tries(connection: Connection, one: Revision) -> int:
    """How often this revision's page was asked for."""
    query = select(page_reads.c.tries).where(page_reads.c.entry == one.entry, page_reads.c.revision == one.number)
    return connection.execute(query).scalar_one_or_none() or 0


def record(connection: Connection, one: Revision, at: datetime, error: str | None, next_at: datetime | None) -> None:
    """Keep how asking for a page ended, and when to ask again."""
    values = {"tries": tries(connection, one) + 1, "at": at, "error": error, "next_at": next_at}
    key = {"entry": one.entry, "revision": one.number}
    if not insert_or_ignore(connection, page_reads, [{**key, **values}]):
        mine = and_(page_reads.c.entry == one.entry, page_reads.c.revision == one.number)
        connection.execute(page_reads.update().where(mine).values(**values))
