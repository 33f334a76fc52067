"""Stories, who tells them, and what holds them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, insert, or_, select, update

from newsletter.model.editions import EditionStatus
from newsletter.model.entries import Completeness, EntryId
from newsletter.model.stories import Hold, HoldKind, StoryId
from newsletter.store import letters
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import editions, entries, highlights, holds, revisions, stories, story_entries

_stands_for = func.coalesce(stories.c.merged_into, stories.c.id)  #: itself, or the story that took it in
_told_as = _stands_for.label("story")


def join_story(connection: Connection, entry: EntryId, story: StoryId, why: str, now: datetime) -> None:
    """Let a story take in an entry; a story of that id is made when there is none."""
    insert_or_ignore(connection, stories, [{"id": story, "created_at": now, "merged_into": None}])
    insert_or_ignore(connection, story_entries, [{"entry": entry, "story": story, "why": why}])


def story_of(connection: Connection, entry: EntryId) -> StoryId | None:
    """The story that took in this entry."""
    found = connection.execute(select(story_entries.c.story).where(story_entries.c.entry == entry)).scalar_one_or_none()
    return None if found is None else StoryId(found)


def stories_of(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, StoryId]:
    """The stories that took in these entries."""
    found: dict[EntryId, StoryId] = {}
    for start in range(0, len(ids), 500):
        query = select(story_entries).where(story_entries.c.entry.in_(ids[start : start + 500]))
        found.update({EntryId(row.entry): StoryId(row.story) for row in connection.execute(query)})
    return found


def used(connection: Connection, ids: Sequence[EntryId]) -> list[EntryId]:
    """Those of these entries whose words stand in an edition."""
    found: list[EntryId] = []
    for start in range(0, len(ids), 500):
        query = select(highlights.c.entry).where(highlights.c.entry.in_(ids[start : start + 500])).distinct()
        found.extend(EntryId(entry) for entry in connection.execute(query).scalars())
    return found


def exists(connection: Connection, story: str) -> bool:
    """Whether there is such a story."""
    return connection.execute(select(stories.c.id).where(stories.c.id == story)).one_or_none() is not None


def with_prefix(connection: Connection, wanted: str) -> list[StoryId]:
    """Stories whose id begins so; an entry's id finds its story."""
    named = stories.c.id.startswith(wanted, autoescape=True)
    query = select(_stands_for).where(named).order_by(stories.c.id).limit(5)
    found = list(dict.fromkeys(StoryId(id) for id in connection.execute(query).scalars()))
    own = None if found else story_of(connection, EntryId(wanted))
    return [own] if own else found


def merge(connection: Connection, into: StoryId, other: StoryId, why: str) -> None:
    """Let one story take in another with its entries and what holds it; the other's id stays taken."""
    moved = update(story_entries).where(story_entries.c.story == other)
    connection.execute(moved.values(story=into, why=why))
    connection.execute(update(holds).where(holds.c.story == other).values(story=into))
    gone = or_(stories.c.id == other, stories.c.merged_into == other)
    connection.execute(update(stories).where(gone).values(merged_into=into))


def part(connection: Connection, entry: EntryId, story: StoryId, why: str, now: datetime) -> None:
    """Let an entry tell a story of its own."""
    insert_or_ignore(connection, stories, [{"id": story, "created_at": now, "merged_into": None}])
    connection.execute(update(stories).where(stories.c.id == story).values(merged_into=None))
    connection.execute(update(story_entries).where(story_entries.c.entry == entry).values(story=story, why=why))


def entries_by_story(connection: Connection, of: Sequence[EntryId] | None = None) -> dict[StoryId, list[EntryId]]:
    """Each story's entries, the one that opened it first. ``of`` narrows to the stories of these entries."""
    query = select(story_entries.c.story, story_entries.c.entry).join(entries, entries.c.id == story_entries.c.entry)
    opened = story_entries.c.entry != story_entries.c.story
    query = query.order_by(opened, entries.c.first_seen_at, entries.c.id)
    found: dict[StoryId, list[EntryId]] = defaultdict(list)
    for some in _in_parts(query, None if of is None else sorted(set(stories_of(connection, of).values()))):
        for row in connection.execute(some):
            found[StoryId(row.story)].append(EntryId(row.entry))
    return dict(found)


def _in_parts(query: Select[Any], ids: Sequence[StoryId] | None) -> Iterator[Select[Any]]:
    """The query for some stories at a time; for all at once where none are named."""
    if ids is None:
        yield query
    for start in range(0, len(ids or ()), 500):
        yield query.where(story_entries.c.story.in_((ids or ())[start : start + 500]))


def entries_of(connection: Connection, story: StoryId) -> list[EntryId]:
    """A story's entries, the one that opened it first."""
    return entries_by_story(connection, [EntryId(story)]).get(story, [])


def joined(connection: Connection) -> dict[StoryId, list[tuple[EntryId, str]]]:
    """The entries that a story took in after its first one, and how each is known to tell the same."""
    query = select(story_entries).where(story_entries.c.entry != story_entries.c.story).order_by(story_entries.c.entry)
    found: dict[StoryId, list[tuple[EntryId, str]]] = defaultdict(list)
    for row in connection.execute(query):
        found[StoryId(row.story)].append((EntryId(row.entry), row.why))
    return dict(found)


def told_in(connection: Connection, publication: str | None = None, but: str | None = None) -> dict[StoryId, list[str]]:
    """Editions that told a story or are about to, and letters sent before; not those skipped or withdrawn."""
    query = select(_told_as, highlights.c.edition).join(editions, editions.c.id == highlights.c.edition)
    query = query.join(stories, stories.c.id == highlights.c.story)
    query = query.where(editions.c.status.not_in([EditionStatus.SKIPPED, EditionStatus.WITHDRAWN]))
    if publication is not None:
        query = query.where(editions.c.publication == publication)
    if but is not None:
        query = query.where(editions.c.id != but)
    found: dict[StoryId, list[str]] = defaultdict(list)
    for row in connection.execute(query.order_by(highlights.c.edition)):
        found[StoryId(row.story)].append(row.edition)
    for story, letter in letters.told(connection, publication):
        found[story].append(letter)
    return {story: list(dict.fromkeys(told)) for story, told in found.items()}


# ── holds ──────────────────────────────────────────────────────────────────────────────────


def hold(connection: Connection, story: StoryId, hold: Hold) -> None:
    """Keep a story back until somebody releases it, or its time is over."""
    values = {"story": story, "kind": hold.kind, "why": hold.why, "by": hold.by, "at": hold.at, "until": hold.until}
    connection.execute(insert(holds).values(**values))


def hold_once(connection: Connection, story: StoryId, asked: Hold) -> bool:
    """Like ``hold``, unless it was held for the same reason before: what a person released stays free.

    Says whether it is held now and was not.
    """
    over_by_itself = and_(holds.c.released_by == asked.by, holds.c.until.is_(None))
    return _hold_unless(connection, story, asked, or_(holds.c.released_at.is_(None), ~over_by_itself))


def hold_again(connection: Connection, story: StoryId, asked: Hold) -> bool:
    """Like ``hold``, unless it is held for the same reason now: something happened since a person released it."""
    return _hold_unless(connection, story, asked, holds.c.released_at.is_(None))


def _hold_unless(connection: Connection, story: StoryId, asked: Hold, standing: ColumnElement[bool]) -> bool:
    same = select(holds.c.id).where(holds.c.story == story, holds.c.kind == asked.kind, holds.c.why == asked.why)
    if connection.execute(same.where(standing).limit(1)).one_or_none() is not None:
        return False
    hold(connection, story, asked)
    return True


def release(connection: Connection, story: StoryId, by: str, now: datetime) -> int:
    """End every hold of a story; returns how many there were."""
    open_ones = update(holds).where(holds.c.story == story, holds.c.released_at.is_(None))
    return connection.execute(open_ones.values(released_at=now, released_by=by)).rowcount


def holds_over(connection: Connection, now: datetime) -> bool:
    """Whether the time of a hold is over."""
    over = select(holds.c.id).where(holds.c.released_at.is_(None), holds.c.until <= now)
    return connection.execute(over.limit(1)).one_or_none() is not None


def release_over(connection: Connection, by: str, now: datetime) -> list[StoryId]:
    """End the holds whose time is over; returns their stories."""
    over = update(holds).where(holds.c.released_at.is_(None), holds.c.until <= now)
    ended = connection.execute(over.values(released_at=now, released_by=by).returning(holds.c.story))
    return [StoryId(story) for story in ended.scalars()]


def release_own(connection: Connection, story: StoryId, whys: Sequence[str], by: str, now: datetime) -> int:
    """End those holds of a story that ``by`` itself put on it for exactly these reasons."""
    mine = update(holds).where(
        holds.c.story == story, holds.c.why.in_(whys), holds.c.by == by, holds.c.released_at.is_(None)
    )
    return connection.execute(mine.values(released_at=now, released_by=by)).rowcount


def holds_by_story(connection: Connection) -> dict[StoryId, tuple[Hold, ...]]:
    """Everything that is held back now, by every id a story ever had: editions may still know it by an earlier one."""
    found: dict[StoryId, tuple[Hold, ...]] = {}
    for row in connection.execute(select(holds).where(holds.c.released_at.is_(None)).order_by(holds.c.id)):
        one = Hold(kind=HoldKind(row.kind), why=row.why, by=row.by, at=row.at, until=row.until)
        found[StoryId(row.story)] = (*found.get(StoryId(row.story), ()), one)
    held = list(found)
    for start in range(0, len(held), 500):
        for row in connection.execute(select(stories).where(stories.c.merged_into.in_(held[start : start + 500]))):
            found[StoryId(row.id)] = found[StoryId(row.merged_into)]
    return found


@dataclass(frozen=True)
class Whole:
    """How much of a story its entries tell."""

    told: bool  #: one of them is more than a cut-off text
    has_page: bool  #: one of them has an address


def told_whole(connection: Connection, ids: Sequence[EntryId]) -> dict[StoryId, Whole]:
    """For the stories of these entries: whether any of their entries is more than a cut-off text."""
    whole = func.max(case((revisions.c.completeness == Completeness.TRUNCATED, 0), else_=1))
    newest = and_(revisions.c.entry == entries.c.id, revisions.c.number == entries.c.revision)
    query = select(story_entries.c.story, whole.label("whole"), func.count(revisions.c.url).label("pages"))
    query = query.join(entries, entries.c.id == story_entries.c.entry).join(revisions, newest)
    query = query.group_by(story_entries.c.story).order_by(story_entries.c.story)
    found: dict[StoryId, Whole] = {}
    for start in range(0, len(ids), 500):
        mine = select(story_entries.c.story).where(story_entries.c.entry.in_(ids[start : start + 500]))
        rows = connection.execute(query.where(story_entries.c.story.in_(mine)))
        found.update({StoryId(row.story): Whole(bool(row.whole), row.pages > 0) for row in rows})
    return found


def using(connection: Connection, story: StoryId) -> list[str]:
    """Editions in which this story stands, whatever their state."""
    query = select(highlights.c.edition).join(stories, stories.c.id == highlights.c.story).where(_stands_for == story)
    query = query.order_by(highlights.c.edition)
    return list(connection.execute(query).scalars())
