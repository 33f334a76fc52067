"""What editors chose, edition by edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from newsletter.model.choices import Choice, Chosen
from newsletter.model.stories import StoryId
from newsletter.store.schema import choices, editions


def keep(connection: Connection, made: Sequence[Choice]) -> None:
    """Keep choices; of one edition and story each stands once, the newest."""
    for one in made:
        forget(connection, one.edition, (one.what,), one.story)
    if made:
        connection.execute(insert(choices), [asdict(one) for one in made])


def forget(connection: Connection, edition: str, whats: Sequence[Chosen], story: StoryId | None = None) -> None:
    """Take back what was chosen in an edition, of one story or of all."""
    gone = delete(choices).where(choices.c.edition == edition, choices.c.what.in_(whats))
    connection.execute(gone if story is None else gone.where(choices.c.story == story))


def of_publication(connection: Connection, publication: str) -> list[Choice]:
    """Every choice of a publication, in the order they were made."""
    query = select(choices).join(editions, editions.c.id == choices.c.edition)
    query = query.where(editions.c.publication == publication).order_by(
        choices.c.at, choices.c.edition, choices.c.story
    )
    return [
        Choice(**{**row, "what": Chosen(row["what"]), "story": StoryId(row["story"])})
        for row in connection.execute(query).mappings()
    ]
