"""Which stories may enter an edition, with the entry whose words would be used, and their highlights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from newsletter.core import periods
from newsletter.core.pictures import in_order
from newsletter.core.record import leaning, tallies
from newsletter.core.roundup import month_of
from newsletter.model.editions import Highlight, Length, Period
from newsletter.model.entries import Completeness, EntryId, EntryStatus, Figure, Revision, TitleIs, Trust
from newsletter.model.settings import Approval, PublicationSettings, Rhythm, SourceSettings
from newsletter.model.stories import Candidate, Judgement, Relation, StoryId
from newsletter.services import following
from newsletter.services.app import App
from newsletter.store import choices, editions, judgements, reading, relations, stories
from newsletter.store.relations import Related

TRUST_ORDER = (Trust.WINS, Trust.OWN, Trust.PARTNER, Trust.GENERAL)


def candidates_for(
    app: App, connection: Connection, publication: PublicationSettings, period: Period, now: datetime
) -> list[Candidate]:
    """Every story that the period, or the two weeks before it, may offer; untold ones and told ones alike."""
    near = reading.newest_revisions(connection, span(publication, period), publication.sources)
    revisions = {one.entry: one for one in near}
    judged = judgements.of_newest(connection, list(revisions))
    id = f"{publication.name}/{period.key}"
    told = stories.told_in(connection, publication.name, but=id)
    held = stories.holds_by_story(connection)
    late_from = _late_from(connection, publication, span(publication, period)[0])
    asks_a_person = publication.approval is Approval.PERSON  # who confirms a derived headline, too
    chosen = tallies(choices.of_publication(connection, publication.name)) if publication.selection.record else ()
    found = []
    by_story = stories.entries_by_story(connection, list(revisions))
    related = relations.related(connection, list(by_story))
    for story, ids in by_story.items():
        usable = [one for one in ids if one in revisions and one in judged]
        if not usable:
            continue
        used = min(usable, key=lambda one: _preference(app, revisions[one], ids.index(one)))
        judgement, facts = judged[used]
        place = _place(publication, revisions[used], period, late_from)
        if place is None:
            continue
        found.append(
            Candidate(
                story=story,
                revision=revisions[used],
                trust=_source(app, revisions[used].source).trust,
                judgement=judgement,
                headline=_headline(app, revisions[used], judgement) if asks_a_person else None,
                facts=facts,
                sources=len({revisions[one].source for one in ids if one in revisions}),
                entries=(used, *(one for one in ids if one != used)),
                holds=held.get(story, ()),
                told_in=tuple(told.get(story, ())),
                settling=following.status(app, revisions[used], now) is EntryStatus.SETTLING,
                late=place == "late",
                record=leaning(chosen, judgement, revisions[used].source),
                perhaps_same=_like(related, story, Relation.SAME_EVENT),
                perhaps_told_in=_told(told, _like(related, story, Relation.SAME_EVENT)),
                follows=_told(told, _like(related, story, Relation.FOLLOW_UP)),
            )
        )
    return found


def span(publication: PublicationSettings, period: Period) -> tuple[datetime, datetime]:
    """The time whose stories a period may tell: its own, and some days before it."""
    return period.starts_at - timedelta(days=publication.lookback_days), period.ends_at


def _like(related: Mapping[StoryId, Sequence[Related]], story: StoryId, how: Relation) -> tuple[StoryId, ...]:
    return tuple(one.other for one in related.get(story, ()) if one.relation is how)


def _told(told: Mapping[StoryId, Sequence[str]], like: Sequence[StoryId]) -> tuple[str, ...]:
    return tuple(edition for story in like for edition in told.get(story, ()))


def _headline(app: App, revision: Revision, judgement: Judgement) -> str | None:
    """A headline from a fixed form, for an entry that brings none."""
    if revision.title_is is TitleIs.GIVEN:
        return None
    from newsletter.core.headlines import derived  # its patterns take a while to compile, and few entries need it

    rules = app.rules().get(revision.language.lower().split("-")[0])
    return derived(revision, judgement, rules.places) if rules else None


def _late_from(connection: Connection, publication: PublicationSettings, lookback: datetime) -> datetime | None:
    """From when on earlier stories are still offered: not before the publication's own first period.

    What a first reading brings of older times is kept for search, not offered.
    """
    rows = editions.list_editions(connection, publication.name)
    first = min((row.period.starts_at for row in rows if ".." not in row.period.key), default=None)
    return None if first is None else max(first, lookback)


def _place(publication: PublicationSettings, one: Revision, period: Period, late_from: datetime | None) -> str | None:
    if periods.belongs(publication, one, period):
        return "in"
    if publication.rhythm is Rhythm.SPECIAL or late_from is None:
        return None
    return "late" if late_from <= periods.moment_of(publication, one, period) < period.starts_at else None


def _preference(app: App, one: Revision, order: int) -> tuple[int, int, int]:
    """Whose words are used when several tell a story: a whole text, then the most trusted, then the first."""
    cut_off = one.completeness is Completeness.TRUNCATED
    return 1 if cut_off else 0, TRUST_ORDER.index(_source(app, one.source).trust), order


def _source(app: App, name: str) -> SourceSettings:
    return next(source for source in app.settings.sources if source.name == name)


# ── highlights ─────────────────────────────────────────────────────────────────────────────


def highlight_of(app: App, candidate: Candidate, position: int, reason: str, score: float) -> Highlight:
    """A story as it will stand in the edition, in its source's own words."""
    from newsletter.core.wording import word  # compiling its patterns takes a while, and most ticks draft nothing

    one, source = candidate.revision, _source(app, candidate.revision.source)
    wording = word(candidate, source.use, app.rules().get(one.language.lower().split("-")[0]))
    outcomes = candidate.judgement.outcomes
    return Highlight(
        story=candidate.story,
        position=position,
        headline=wording.headline,
        teaser=wording.lengths.of(Length.LONG if position == 1 else Length.STORY),
        outcome=outcomes[0] if outcomes else None,
        countries=candidate.judgement.countries,
        source_title=source.title or source.name,
        url=one.url,
        published_on=one.published_on,
        precision=one.precision,
        language=one.language,
        quote=wording.quote,
        caveat=wording.caveat,
        picture=_picture(one),
        reason=reason,
        score=score,
        entries=((one.entry, one.number),),
        lengths=wording.lengths,
        month=month_of(one, candidate.facts.event),
    )


def _picture(one: Revision) -> Figure | None:
    return next(iter(in_order(one.figures)), None)


def candidate_for(app: App, connection: Connection, story: StoryId) -> Candidate | None:
    """Any story as a candidate, whenever it happened: a person asked for it."""
    ids = stories.entries_of(connection, story)
    known = {source.name for source in app.settings.sources}
    usable = {id: one for id, one in reading.newest_of(connection, ids).items() if one.source in known}
    if not usable:
        return None
    used = min(usable, key=lambda entry: _preference(app, usable[entry], ids.index(entry)))
    judgement, facts = judgements.of_newest(connection, [used])[used]
    return Candidate(
        story=story,
        revision=usable[used],
        trust=_source(app, usable[used].source).trust,
        judgement=judgement,
        facts=facts,
        headline=_headline(app, usable[used], judgement),
        entries=(used, *(EntryId(one) for one in ids if one != used)),
        holds=stories.holds_by_story(connection).get(story, ()),
    )
