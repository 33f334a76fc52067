"""Choose the stories of a round-up from what was told in the year and what was missed.

What was told stands in the words that a person approved; what was missed, in its source's. Months, mix and pull
quotes are decided in ``core.roundup``; keeping a draft is ``services.draft``' matter, and what it counts and still
lacks that of ``services.looking_back``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter.core import roundup
from newsletter.core.periods import moment_of
from newsletter.core.selection import Chosen, Selection, choose
from newsletter.model.editions import Highlight, LeftOut, Length, Period
from newsletter.model.settings import PublicationSettings
from newsletter.model.stories import Candidate, StoryId
from newsletter.services.app import App
from newsletter.services.candidates import candidate_for, candidates_for, highlight_of
from newsletter.store import year
from newsletter.store.editions import Edition

NEVER_TOLD = "not told before"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What would stand in a round-up by now."""

    selection: Selection
    highlights: tuple[Highlight, ...]


def propose(
    app: App,
    publication: PublicationSettings,
    edition: Edition,
    standing: Sequence[Highlight],
    names: Mapping[str, str],
    now: datetime,
) -> Proposal:
    """The stories that stand, as they stand, and those that there is room for by now, each in its month."""
    told, found = _found(app, publication, edition, now)
    dropped = set(edition.written.dropped)
    wanted = [one for one in found if one.story not in dropped]
    months = {one.story: roundup.month_of(one.revision, one.facts.event) for one in found}
    by_now = _with_room(publication, edition.period, standing, now)
    pinned = [one.story for one in standing]
    spread = roundup.Spread(months)
    selection = choose(wanted, by_now, edition.period, pinned=pinned, spread=spread, country_names=names)
    new = [
        _highlight(app, one, told.get(one.candidate.story))
        for one in selection.chosen
        if one.candidate.story not in set(pinned)
    ]
    out = (*selection.left_out, *(_dropped(one) for one in found if one.story in dropped))
    placed = roundup.pulled(roundup.joined(standing, new), {one.story for one in new})
    return Proposal(selection=replace(selection, left_out=out), highlights=placed)


def _found(
    app: App, publication: PublicationSettings, edition: Edition, now: datetime
) -> tuple[dict[StoryId, tuple[list[str], Highlight]], list[Candidate]]:
    """What was told in the year, and every story of it as a candidate."""
    with app.store.reading() as connection:
        told = year.told(connection, edition.period, publication.name)
        dated = candidates_for(app, connection, publication, edition.period, now)
        found = [one for one in dated if moment_of(publication, one.revision, edition.period) <= now]
        known = {one.story for one in dated}
        others = (candidate_for(app, connection, story) for story in told if story not in known)
        found += [one for one in others if one is not None and _is_earlier(publication, edition.period, one)]
    return told, [replace(one, approved_in=tuple(told[one.story][0])) if one.story in told else one for one in found]


def _is_earlier(publication: PublicationSettings, period: Period, one: Candidate) -> bool:
    """Whether what a letter of the year told happened before it; the next year's first days are not ours to tell."""
    moment = moment_of(publication, one.revision, period)
    return one.revision.source in publication.sources and moment < period.ends_at


def _with_room(
    publication: PublicationSettings, period: Period, standing: Sequence[Highlight], now: datetime
) -> PublicationSettings:
    """As many stories as the time that has passed may fill, *our year* and what stands by hand aside."""
    room = max(roundup.room(publication.maximum, period, now), sum(not one.ours for one in standing))
    return replace(publication, maximum=room, minimum=min(publication.minimum, room))


def _highlight(app: App, chosen: Chosen, told: tuple[list[str], Highlight] | None) -> Highlight:
    """A story in the words that were approved when it was told; else in its source's."""
    story, reason, score = chosen.candidate.story, chosen.reason, chosen.score
    if told is None:
        return as_story(highlight_of(app, chosen.candidate, 2, f"{reason} · {NEVER_TOLD}", score))
    month = roundup.month_of(chosen.candidate.revision, chosen.candidate.facts.event)
    return as_story(replace(told[1], story=story, reason=reason, score=score, month=month, by_hand=False))


def as_story(one: Highlight) -> Highlight:
    """Told as a story wherever it stands, for in a round-up none leads; words that a person wrote stay."""
    teaser = one.lengths.story if one.told_in is not None and one.lengths.story else one.teaser
    return replace(one, teaser=teaser, length=Length.STORY)


def _dropped(one: Candidate) -> LeftOut:
    return LeftOut(story=one.story, headline=one.revision.title, reason="taken out by hand", score=0.0)
