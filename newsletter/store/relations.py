"""How stories relate, and the signs by which tellings of one event are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from newsletter.model.entries import EntryId
from newsletter.model.stories import Relation, StoryId
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import relations, signs


@dataclass(frozen=True, kw_only=True)
class Related:
    """What is known of two stories; ``by`` is None while no person decided."""

    other: StoryId
    relation: Relation
    why: str
    by: str | None


def keep_signs(connection: Connection, found: Mapping[EntryId, Iterable[str]]) -> None:
    """Keep the signs of entries in place of those they had."""
    ids = list(found)
    for start in range(0, len(ids), 500):
        connection.execute(delete(signs).where(signs.c.entry.in_(ids[start : start + 500])))
    if rows := [{"sign": sign, "entry": entry} for entry, some in found.items() for sign in sorted(set(some))]:
        connection.execute(insert(signs), rows)


def with_signs(connection: Connection, wanted: Sequence[str]) -> dict[str, list[EntryId]]:
    """The entries that have these signs."""
    found: dict[str, list[EntryId]] = defaultdict(list)
    for start in range(0, len(wanted), 500):
        rows = connection.execute(select(signs).where(signs.c.sign.in_(wanted[start : start + 500])))
        for row in rows:
            found[row.sign].append(EntryId(row.entry))
    return found


def relate(
    connection: Connection, a: StoryId, b: StoryId, relation: Relation, why: str, now: datetime, by: str | None = None
) -> None:
    """Keep how two stories relate; what a person decided stands against the program, for ever."""
    story, other = sorted((a, b))
    values = {"relation": relation, "why": why, "at": now, "by": by}
    if not insert_or_ignore(connection, relations, [{"story": story, "other": other, **values}]):
        mine = update(relations).where(relations.c.story == story, relations.c.other == other)
        if not by:  # of two tellings that are one event, others may only follow up
            mine = mine.where(relations.c.by.is_(None), relations.c.relation == Relation.FOLLOW_UP)
        connection.execute(mine.values(**values))


def related(connection: Connection, ids: Sequence[StoryId] | None = None) -> dict[StoryId, list[Related]]:
    """What is known of these stories, or of all, from each side."""
    found: dict[StoryId, list[Related]] = defaultdict(list)
    parts = [None] if ids is None else [ids[start : start + 500] for start in range(0, len(ids), 500)]
    for part in parts:
        query = select(relations).order_by(relations.c.story, relations.c.other)
        if part is not None:
            query = query.where(or_(relations.c.story.in_(part), relations.c.other.in_(part)))
        for row in connection.execute(query):
            for one, other in ((row.story, row.other), (row.other, row.story)):
                found[StoryId(one)].append(
                    Related(other=StoryId(other), relation=Relation(row.relation), why=row.why, by=row.by)
                )
    return found
