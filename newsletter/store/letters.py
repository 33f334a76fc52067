"""Letters sent before, and the stories they told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from newsletter.model.letters import SentLetter
from newsletter.model.stories import StoryId
from newsletter.store import codec
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import letters, stories, told_before


def known(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these letters were kept before."""
    every = connection.execute(select(letters.c.key)).scalars()
    return set(every) & set(keys)


def keep(connection: Connection, publication: str, found: Sequence[SentLetter], now: datetime) -> None:
    """Keep letters, those that were not known."""
    rows = [
        {"key": one.key, "publication": publication, "sent_on": one.sent_on, "at": now, "body": codec.to_json(one)}
        for one in found
    ]
    insert_or_ignore(connection, letters, rows)


def sent(connection: Connection) -> list[SentLetter]:
    """Every letter that is known, oldest first."""
    rows = connection.execute(select(letters.c.body).order_by(letters.c.sent_on, letters.c.key))
    return [codec.from_json(SentLetter, row.body) for row in rows]


def keep_told(connection: Connection, found: Sequence[tuple[str, StoryId, str]]) -> None:
    """Keep which letter told which story, and how that is known."""
    insert_or_ignore(
        connection, told_before, [{"letter": key, "story": story, "why": why} for key, story, why in found]
    )


def told(connection: Connection, publication: str | None = None) -> list[tuple[StoryId, str]]:
    """Which stories letters told, and in which: oldest letter first."""
    story = func.coalesce(stories.c.merged_into, stories.c.id).label("story")
    query = select(story, letters.c.publication, letters.c.sent_on).join(
        told_before, told_before.c.story == stories.c.id
    )
    query = query.join(letters, letters.c.key == told_before.c.letter).order_by(letters.c.sent_on, letters.c.key)
    if publication is not None:
        query = query.where(letters.c.publication == publication)
    return [(StoryId(row.story), name_of(row.publication, row.sent_on)) for row in connection.execute(query)]


def name_of(publication: str, sent_on: str) -> str:
    """What a letter is called where editions are listed."""
    return f"{publication}, letter of {sent_on}" if sent_on else f"{publication}, an earlier letter"
