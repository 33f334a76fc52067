"""Judge what was read, and find the story each entry tells: the second, resumable step of a reading.

What is not judged by the rules in force is found in the store, so a stop in the middle loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from newsletter.core import identity
from newsletter.model.entries import Completeness, EntryId, Quote, Revision, Trust
from newsletter.model.stories import Facts, Judgement, StoryId
from newsletter.services.app import App
from newsletter.store import judgements, reading, stories


def judge_new(app: App) -> list[EntryId]:
    """Read the words of every newest revision that these rules have not seen, and judge it; returns whose."""
    with app.store.reading() as connection:
        waiting = judgements.unjudged(connection, app.rules_hash)
        known = judgements.judged_before(connection, [one.entry for one in waiting])
    trusts = {source.name: source.trust for source in app.settings.sources}
    for start in range(0, len(waiting), 500):
        part = [revision for revision in waiting[start : start + 500] if revision.source in trusts]
        told = {(one.entry, one.number): _told(one) for one in part if (one.entry, one.number) not in known}
        judged = {(one.entry, one.number): _judge(app, one, trusts) for one in part}
        facts = {(one.entry, one.number): _facts(app, one, judged[one.entry, one.number]) for one in part}
        with app.store.writing() as connection:
            reading.keep_prose(connection, told)
            judgements.keep_judgements(connection, app.rules_hash, judged, facts)
    return [one.entry for one in waiting]


def _told(one: Revision) -> tuple[Completeness, tuple[Quote, ...]]:
    """How much of its story a text tells, and who is quoted; what its source said of itself stands."""
    from newsletter.core import prose  # compiling its patterns takes a while, and most ticks read nothing new

    cut_off = one.completeness is Completeness.TRUNCATED
    whole = Completeness.TRUNCATED if cut_off else prose.completeness(one.text, one.title)
    return whole, prose.with_marked(one.text, one.quotes)


def _judge(app: App, one: Revision, trusts: Mapping[str, Trust]) -> Judgement:
    from newsletter.core.verdict import judge  # like prose, above

    return judge(title=one.title, text=one.text, language=one.language, trust=trusts[one.source], rules=app.rules())


def _facts(app: App, one: Revision, judged: Judgement) -> Facts:
    from newsletter.core.facts import facts  # like prose, above

    return facts(one.title, one.text, one.language, app.rules(), published_on=one.published_on, events=judged.evidence)


def join_stories(app: App, now: datetime) -> None:
    """Give each new entry its story: that of an exact copy, else its own."""
    with app.store.writing() as connection:
        for entry in stories.entries_without_story(connection):
            join(connection, entry, now)


def join(connection: Connection, entry: EntryId, now: datetime) -> StoryId:
    """The story of an entry, found or opened for it."""
    standing = stories.story_of(connection, entry)
    if standing is not None:
        return standing
    story, why = _story_for(connection, entry)
    stories.join_story(connection, entry, story, why, now)
    return story


def _story_for(connection: Connection, entry: EntryId) -> tuple[StoryId, str]:
    copies = reading.possible_copies(connection, entry)
    mine = reading.revision(connection, entry) if copies else None
    for other in copies:
        why = identity.same_story(mine, other) if mine else None
        story = stories.story_of(connection, other.entry)
        if why and story:
            return story, why
    return StoryId(entry), "opened this story"
