"""What a team told in a stretch of time, in all its newsletters: what a round-up looks back on."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from newsletter.model.editions import EditionStatus, Highlight, Period
from newsletter.model.stories import StoryId
from newsletter.store import codec
from newsletter.store.schema import edition_steps, editions, highlights, stories


def told(connection: Connection, period: Period, but: str) -> dict[StoryId, tuple[list[str], Highlight]]:
    """Each story that closed editions of other newsletters than ``but`` told: where, and its words told last."""
    query = select(func.coalesce(stories.c.merged_into, stories.c.id).label("story"), editions.c.id, highlights.c.body)
    query = query.join(stories, stories.c.id == highlights.c.story)
    query = query.join(editions, editions.c.id == highlights.c.edition)
    query = query.where(
        editions.c.publication != but,
        editions.c.status == EditionStatus.CLOSED,
        editions.c.starts_at < period.ends_at,
        editions.c.ends_at > period.starts_at,
    )
    found: dict[StoryId, tuple[list[str], Highlight]] = {}
    for row in connection.execute(query.order_by(editions.c.ends_at, editions.c.id, highlights.c.position)):
        before, _ = found.get(StoryId(row.story), ([], None))
        found[StoryId(row.story)] = ([*before, row.id], codec.from_json(Highlight, row.body))
    return found


def has_closed_since(connection: Connection, id: str, publication: str, looked: tuple[str, ...]) -> bool:
    """Whether an edition of another newsletter was closed since one of these steps was last taken with this one."""
    mine = select(func.max(edition_steps.c.id)).where(edition_steps.c.edition == id, edition_steps.c.what.in_(looked))
    since = connection.execute(mine).scalar_one_or_none() or 0  # steps are numbered in their order
    query = select(edition_steps.c.id).join(editions, editions.c.id == edition_steps.c.edition)
    query = query.where(edition_steps.c.status == EditionStatus.CLOSED, edition_steps.c.id > since)
    return connection.execute(query.where(editions.c.publication != publication).limit(1)).first() is not None
