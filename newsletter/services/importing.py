"""Take in letters that were sent before, so that nothing they told is offered as new.

What they told is looked for among everything known now, and among whatever is read later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from newsletter.core.told import Sought, Told
from newsletter.model.entries import EntryId
from newsletter.model.letters import SentLetter
from newsletter.model.stories import StoryId
from newsletter.services.app import App
from newsletter.store import letters, reading, stories


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of one letter."""

    letter: SentLetter
    new: bool  #: False: it was read before
    stories: tuple[tuple[StoryId, str, str], ...]  #: those it told: id, title, how that is known


def import_letters(
    app: App, publication: str, found: Sequence[SentLetter], now: datetime, rehearse: bool = False
) -> list[Imported]:
    """Keep letters of a publication, and which stories they told; ``rehearse`` keeps nothing."""
    with app.store.writing() as connection:
        every = [Sought(one) for one in reading.newest_revisions(connection)]
        known = stories.stories_of(connection, [sought.one.entry for sought in every])
        told = {letter.key: _told(Told(letter), every, known) for letter in found}
        before = letters.known(connection, list(told))
        if not rehearse:
            letters.keep(connection, publication, found, now)
            rows = [(key, story, why) for key, some in told.items() for story, _, why in some]
            letters.keep_told(connection, rows)
    return [Imported(letter=one, new=one.key not in before, stories=tuple(told[one.key])) for one in found]


def look_up(connection: Connection, ids: Sequence[EntryId]) -> None:
    """Look for new entries in the letters that were sent before they were read."""
    sent = letters.sent(connection) if ids else []
    if not sent:
        return
    found = [Sought(one) for one in reading.newest_of(connection, ids).values()]
    known = stories.stories_of(connection, ids)
    for letter in sent:
        told = _told(Told(letter), found, known)
        letters.keep_told(connection, [(letter.key, story, why) for story, _, why in told])


def _told(letter: Told, entries: Iterable[Sought], known: dict[EntryId, StoryId]) -> list[tuple[StoryId, str, str]]:
    told = ((known.get(each.one.entry), each.one.title, letter.why(each)) for each in entries)
    once = {story: (story, title, why) for story, title, why in told if story and why}
    return list(once.values())
