"""Judge what was read, and find the story each entry tells.

What is not judged by the rules in force is found in the store; ``holding.judge_and_hold`` keeps what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from newsletter.core import identity
from newsletter.model.entries import Completeness, EntryId, Quote, Revision, Trust
from newsletter.model.stories import Facts, Judgement, StoryId
from newsletter.services.app import App
from newsletter.store import judgements, reading, stories

TOGETHER = 500  #: revisions judged before they are kept


_Which = tuple[EntryId, int]  # an entry, and which of its revisions


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was made of some newest revisions; ``prose`` only of those whose words nobody had read before."""

    prose: Mapping[_Which, tuple[Completeness, tuple[Quote, ...]]]
    judgements: Mapping[_Which, Judgement]
    facts: Mapping[_Which, Facts]

    @property
    def new(self) -> list[EntryId]:
        return [entry for entry, _ in self.prose]


def judge_new(app: App) -> Iterator[Judged]:
    """Read the words of every newest revision that these rules have not seen, and judge it, some hundred at a time."""
    trusts = {source.name: source.trust for source in app.settings.sources}
    with app.store.reading() as connection:
        waiting = judgements.unjudged(connection, app.rules_hash, list(trusts))
        known = judgements.judged_before(connection, [one.entry for one in waiting])
    for start in range(0, len(waiting), TOGETHER):
        part = {(one.entry, one.number): one for one in waiting[start : start + TOGETHER]}
        judged = {which: _judge(app, one, trusts) for which, one in part.items()}
        yield Judged(
            prose={which: _told(one) for which, one in part.items() if which not in known},
            judgements=judged,
            facts={which: _facts(app, one, judged[which]) for which, one in part.items()},
        )


def keep(connection: Connection, rules: str, judged: Judged) -> None:
    """Keep what was made of some revisions by these rules."""
    reading.keep_prose(connection, judged.prose)
    judgements.keep_judgements(connection, rules, judged.judgements, judged.facts)


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


def join_stories(connection: Connection, now: datetime) -> None:
    """Give each new entry its story: that of an exact copy, else its own."""
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
