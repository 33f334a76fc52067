"""Let people say that two stories are one, or that one is two; what they say stands for ever.

What holds a story back holds what it is told as, and what is parted from it, until a person lets each go.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from newsletter.errors import NotAllowed
from newsletter.model.entries import EntryId
from newsletter.model.stories import HoldKind, Relation, StoryId
from newsletter.services import holding, review
from newsletter.services.app import App
from newsletter.store import relations, stories


def merge(app: App, story: str, wanted: str, now: datetime, by: str) -> list[str]:
    """Let one story be told as another: its entries, holds and editions count there.

    Where one of them is held back, approvals of editions with either end; returns those that have left already.
    Raises NotFound for no such story, NotAllowed where both are one.
    """
    with app.store.writing() as connection:
        into, other = review.find_story(connection, story), review.find_story(connection, wanted)
        if into == other:
            raise NotAllowed(f"{wanted} is told as story {into} already; name two stories")
        relations.relate(connection, into, other, Relation.SAME, f"joined by {by}", now, by)
        stories.merge(connection, into, other, f"joined by {by}")
        held = stories.holds_by_story(connection).get(into, ())
        return review.stop_editions_with(connection, into, held[0].why, now, by) if held else []


def split(app: App, story: str, wanted: str, now: datetime, by: str) -> StoryId:
    """Part an entry, or a story that is taken for the same event, from a story; returns the story it is now.

    Raises NotFound for no such story, NotAllowed for the entry that opened the story.
    """
    with app.store.writing() as connection:
        mine = review.find_story(connection, story)
        parted = _part(connection, mine, wanted, now, by) or review.find_story(connection, wanted)
        if parted == mine:
            raise NotAllowed(f"{wanted} opened story {mine}; name one of its others: newsletter stories list")
        relations.relate(connection, mine, parted, Relation.DIFFERENT, f"parted by {by}", now, by)
    return parted


def _part(connection: Connection, mine: StoryId, wanted: str, now: datetime, by: str) -> StoryId | None:
    """Give an entry that a story took in one of its own, held back for the same reasons; None for no such entry."""
    opener = EntryId(mine)
    taken_in = stories.entries_of(connection, mine)
    found = [one for one in taken_in if one != opener and one.startswith(wanted)]
    if len(found) != 1:
        return None
    parted = StoryId(found[0])
    stories.part(connection, found[0], parted, f"parted from {mine} by {by}", now)
    for hold in stories.holds_by_story(connection).get(mine, ()):
        if hold.kind is not HoldKind.INCOMPLETE:  # that depends on the words of each
            stories.hold(connection, parted, hold)
    holding.hold_cut_off(connection, [found[0], opener], now)
    return parted
