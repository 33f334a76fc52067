"""Find the story each entry tells: copies join silently, what may be one event is suggested, what follows is linked.

Whether two tellings are one, ``core.relating`` decides; what people decide of it stands in ``services.merging``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from newsletter.core import identity
from newsletter.model.entries import Completeness, EntryId, Revision
from newsletter.model.stories import Facts, Judgement, Relation, StoryId
from newsletter.services.app import App
from newsletter.services.judging import Judged
from newsletter.store import judgements, reading, relations, stories

if TYPE_CHECKING:
    from newsletter.core.telling import Telling

COMMON = 100  #: a sign that so many entries share, as a name of the day or a feed's last line, tells nothing
MARKS = 3  #: so much of a sketch in common is worth a look
CLOSEST = 20  #: others that an entry is compared with

_Which = tuple[EntryId, int]


@dataclass(frozen=True, kw_only=True)
class Undone:
    """A story whose good news a later entry may undo."""

    story: StoryId
    entry: EntryId
    headline: str
    source: str


# ── entries that are new ───────────────────────────────────────────────────────────────────


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


# ── entries that were judged ───────────────────────────────────────────────────────────────


def relate_new(app: App, connection: Connection, judged: Judged, now: datetime) -> list[Undone]:
    """Find the stories of entries that were just judged, and how these relate; returns what they may undo."""
    mine = {one.entry: _telling(app, one, judged.judgements[which], judged.facts[which])
            for which, one in judged.revisions.items() if _tells_one_story(one, judged.prose.get(which))}  # fmt: skip
    relations.keep_signs(connection, {entry: telling.signs for entry, telling in mine.items()})
    close = _closest(connection, mine)
    others = {**_tellings(app, connection, {other for some in close.values() for other in some} - set(mine)), **mine}
    undone: list[Undone] = []
    done: set[EntryId] = set()
    for one in sorted(judged.revisions.values(), key=lambda one: (one.first_seen_at, one.entry)):
        if one.entry in mine:
            earlier = [other for other in close[one.entry] if other not in mine or other in done]
            undone += _relate_one(connection, one, {other: others[other] for other in earlier if other in others},
                                  mine[one.entry], now)  # fmt: skip
        else:
            join(connection, one.entry, now)
        done.add(one.entry)
    return undone


def _tells_one_story(one: Revision, prose: tuple[Completeness, object] | None) -> bool:
    return (prose[0] if prose else one.completeness) is not Completeness.CONTAINER


def _telling(app: App, one: Revision, judgement: Judgement, facts: Facts) -> Telling:
    from newsletter.core.telling import Telling  # compiling its patterns takes a while, and most ticks read nothing new

    rules = app.rules().get(one.language.lower().split("-")[0])
    return Telling(
        title=one.title, text=one.text, published_on=one.published_on, url=one.url, judgement=judgement, facts=facts,
        rules=rules,
    )  # fmt: skip


def _tellings(app: App, connection: Connection, ids: set[EntryId]) -> dict[EntryId, Telling]:
    wanted = sorted(ids)
    judged = judgements.of_newest(connection, wanted)
    known = reading.newest_of(connection, wanted)
    return {id: _telling(app, one, *judged[id]) for id, one in known.items() if id in judged}


def _closest(connection: Connection, mine: Mapping[EntryId, Telling]) -> dict[EntryId, list[EntryId]]:
    """For each entry the others it shares signs with: those that share most, a fixed number."""
    wanted = sorted(set().union(*(telling.sought for telling in mine.values())))
    having = {sign: ids for sign, ids in relations.with_signs(connection, wanted).items() if len(ids) <= COMMON}
    return {entry: _most_alike(entry, telling, having) for entry, telling in mine.items()}


def _most_alike(entry: EntryId, telling: Telling, having: Mapping[str, Sequence[EntryId]]) -> list[EntryId]:
    marks = Counter(other for sign in telling.sought if sign.startswith("m:") for other in having.get(sign, ()))
    named = Counter(other for sign in telling.sought if not sign.startswith("m:") for other in having.get(sign, ()))
    alike = {other for other, count in marks.items() if count >= MARKS} | set(named)
    ranked = sorted(alike - {entry}, key=lambda other: (-marks[other] - named[other], other))
    return ranked[:CLOSEST]


def _relate_one(
    connection: Connection, one: Revision, others: Mapping[EntryId, Telling], mine: Telling, now: datetime
) -> Iterator[Undone]:
    """Join one entry to the story it copies, else let it open its own, and keep how that relates to others."""
    from newsletter.core.relating import relate, undoes

    found = {other: relate(mine, telling) for other, telling in others.items()}
    known = stories.stories_of(connection, [one.entry, *found])
    story = known.get(one.entry)
    if story is None:
        copied = [other for other, (relation, _) in found.items() if relation in (Relation.SAME, Relation.COPY)]
        if first := min((other for other in copied if other in known), default=None):
            story, why = known[first], found[first][1][0]
            stories.join_story(connection, one.entry, story, why, now)
        else:
            story = join(connection, one.entry, now)
    for other, (relation, whys) in found.items():
        theirs = known.get(other)
        if theirs is None or theirs == story or relation is Relation.DIFFERENT:
            continue
        event = relation is not Relation.FOLLOW_UP  # a copy that stands as a story of its own, too
        relations.relate(connection, story, theirs, Relation.SAME_EVENT if event else Relation.FOLLOW_UP, whys[0], now)
        if relation is Relation.FOLLOW_UP and undoes(mine, others[other]):
            yield Undone(story=theirs, entry=one.entry, headline=one.title, source=one.source)
