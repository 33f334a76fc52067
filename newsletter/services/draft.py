"""Plan editions by the clock, choose their stories, and draft them.

What is due is computed from rows and the clock, so a missed or doubled ring does no harm. The
choice and the rendering happen outside any transaction; a draft enters only if its edition is
still *planned*, so of two processes one wins and the other throws its copy away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import periods
from newsletter.core.pictures import in_order
from newsletter.core.selection import Selection, choose
from newsletter.errors import NewsletterError, NotAllowed
from newsletter.model.editions import EditionId, EditionStatus, Highlight, Period
from newsletter.model.entries import Completeness, EntryId, EntryStatus, Figure, Revision, TitleIs, Trust
from newsletter.model.settings import Approval, PublicationSettings, Rhythm, SourceSettings, Thin
from newsletter.model.stories import Candidate, Judgement, StoryId
from newsletter.services import following, holding, pictures, versions
from newsletter.services.app import PROGRAM, App
from newsletter.store import editions, judgements, reading, stories
from newsletter.store.editions import Edition

log = logs.get(__name__)

TRUST_ORDER = (Trust.WINS, Trust.OWN, Trust.PARTNER, Trust.GENERAL)


# ── planning ───────────────────────────────────────────────────────────────────────────────


def plan_due(app: App, now: datetime) -> None:
    """Make a row for every period that is over: to be drafted, or skipped because it was missed."""
    for publication in app.settings.publications:
        if publication.rhythm is not Rhythm.SPECIAL:
            _plan(app, publication, now)


def _plan(app: App, publication: PublicationSettings, now: datetime) -> None:
    with app.store.writing() as connection:
        editions.forget_missed(connection, publication.name, now)
        last = editions.newest_period(connection, publication.name, now)
        wanted, passed = periods.catch_up(publication, periods.periods_due(publication, last, now), now)
        for period in passed:
            why = "missed: the program was not running"
            if editions.plan(connection, publication.name, period, EditionStatus.SKIPPED, now, why):
                _record(connection, publication, period, now, EditionStatus.SKIPPED, why)
        for period in wanted:
            if editions.plan(connection, publication.name, period, EditionStatus.PLANNED, now):
                _record(connection, publication, period, now, EditionStatus.PLANNED, None)


def _record(
    connection: Connection,
    publication: PublicationSettings,
    period: Period,
    now: datetime,
    status: EditionStatus,
    why: str | None,
) -> None:
    id = EditionId(f"{publication.name}/{period.key}")
    editions.record_step(connection, id, now, PROGRAM, status, status.value, why=why)


def draft_by_hand(app: App, name: str, key: str | None, now: datetime, by: str) -> Edition:
    """Draft one period's edition because a person asked; refuses when it stands already."""
    publication = app.publication(name)
    period = periods.period_of(publication, key) if key else periods.latest_complete(publication, now)
    if period is None:
        raise NotAllowed(f"{name} is special: say which days it covers, e.g. --period 2020-04-01..2020-09-04")
    id = EditionId(f"{name}/{period.key}")
    holding.judge_and_hold(app, now)
    with app.store.writing() as connection:
        standing = editions.edition(connection, id)
        if standing is None:
            editions.plan(connection, name, period, EditionStatus.PLANNED, now)
            editions.record_step(connection, id, now, by, EditionStatus.PLANNED, "planned by hand")
        planned = editions.edition(connection, id)
    if standing is not None and standing.status is not EditionStatus.PLANNED:
        state = standing.status.replace("_", " ")
        raise NotAllowed(f"edition {id} stands already ({state}); look at it with: newsletter show {id}")
    assert planned is not None
    _draft(app, planned, now, by)
    with app.store.reading() as connection:
        found = editions.edition(connection, id)
    assert found is not None
    return found


# ── drafting ───────────────────────────────────────────────────────────────────────────────


def draft_each(app: App, now: datetime) -> tuple[list[EditionId], list[NewsletterError]]:
    """Draft every planned edition; returns those that this call drafted, and what stopped the others."""
    with app.store.reading() as connection:
        planned = editions.list_editions(connection, statuses=[EditionStatus.PLANNED])
    known = {publication.name for publication in app.settings.publications}
    drafted: list[EditionId] = []
    failed: list[NewsletterError] = []
    for edition in reversed(planned):
        if edition.publication not in known:
            continue
        try:
            drafted += [edition.id] if _draft(app, edition, now, PROGRAM) else []
        except NewsletterError as error:  # a template, say: it stays planned, and the others go on
            failed.append(error)
    return drafted, failed


def _draft(app: App, edition: Edition, now: datetime, by: str) -> bool:
    publication = app.publication(edition.publication)
    with app.store.reading() as connection:
        candidates = candidates_for(app, connection, publication, edition.period, now)
    names = _country_names(app, publication)
    selection = choose(candidates, publication, edition.period, country_names=names)
    highlights = tuple(
        highlight_of(app, chosen.candidate, position, chosen.reason, chosen.score)
        for position, chosen in enumerate(selection.chosen, 1)
    )
    pictures.keep_of(app, [one.entries[0][0] for one in highlights], now)
    draft = versions.render(app, edition, highlights, edition.written)
    status, why = _first_status(publication, selection)
    with app.store.writing() as connection:
        standing = editions.edition(connection, edition.id, lock=True)
        if standing is None or standing.status is not EditionStatus.PLANNED:
            return False  # another process was quicker
        version = versions.keep(connection, draft, now, by)
        editions.keep_left_out(connection, edition.id, selection.left_out)
        editions.move(connection, standing, status, reason=why)
        editions.record_step(connection, edition.id, now, by, status, "drafted", version, why)
    log.info("edition %s is drafted with %d stories", edition.id, len(highlights))
    return True


def _country_names(app: App, publication: PublicationSettings) -> Mapping[str, str]:
    """Countries as reasons name them, in the newsletter's language where its rules know them."""
    rules = app.rules()
    spoken = [language.lower().split("-")[0] for language in publication.languages]
    return next((rules[language].places.names for language in (*spoken, "en") if language in rules), {})


def _first_status(publication: PublicationSettings, selection: Selection) -> tuple[EditionStatus, str | None]:
    """A thin period is asked about, told in passing, or leaves its stories for the next one."""
    count = len(selection.chosen)
    if not selection.thin or publication.thin is Thin.NOTE:
        return EditionStatus.IN_REVIEW, None
    few = f"{count} of at least {publication.minimum} stories"
    if publication.thin is Thin.ASK:
        return EditionStatus.IN_REVIEW, f"thin: {few}; a person decides whether it goes out"
    if publication.thin is Thin.NEXT:
        return EditionStatus.SKIPPED, f"thin: {few}; they wait for the next edition"
    return EditionStatus.SKIPPED, f"thin: {few}"


# ── candidates ─────────────────────────────────────────────────────────────────────────────


def candidates_for(
    app: App, connection: Connection, publication: PublicationSettings, period: Period, now: datetime
) -> list[Candidate]:
    """Every story that the period, or the two weeks before it, may offer; untold ones and told ones alike."""
    lookback = period.starts_at - timedelta(days=publication.lookback_days)
    near = reading.newest_revisions(connection, (lookback, period.ends_at), publication.sources)
    revisions = {one.entry: one for one in near}
    judged = judgements.judgements_of(connection, app.rules_hash, list(revisions))
    id = f"{publication.name}/{period.key}"
    told = stories.told_in(connection, publication.name, but=id)
    held = stories.holds_by_story(connection)
    late_from = _late_from(connection, publication, lookback)
    asks_a_person = publication.approval is Approval.PERSON  # who confirms a derived headline, too
    found = []
    for story, ids in stories.entries_by_story(connection, list(revisions)).items():
        usable = [one for one in ids if one in revisions and one in judged]
        if not usable:
            continue
        used = min(usable, key=lambda one: _preference(app, revisions[one], ids.index(one)))
        place = _place(publication, revisions[used], period, late_from)
        if place is None:
            continue
        found.append(
            Candidate(
                story=story,
                revision=revisions[used],
                trust=_source(app, revisions[used].source).trust,
                judgement=judged[used],
                headline=_headline(app, revisions[used], judged[used]) if asks_a_person else None,
                entries=(used, *(one for one in ids if one != used)),
                holds=held.get(story, ()),
                told_in=tuple(told.get(story, ())),
                settling=following.status(app, revisions[used], now) is EntryStatus.SETTLING,
                late=place == "late",
            )
        )
    return found


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
    from newsletter.core.wording import (
        word,
    )  # compiling its patterns takes a tenth of a second, and most ticks draft nothing

    one, source = candidate.revision, _source(app, candidate.revision.source)
    wording = word(candidate, source.use, position)
    outcomes = candidate.judgement.outcomes
    return Highlight(
        story=candidate.story,
        position=position,
        headline=wording.headline,
        teaser=wording.teaser,
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
    )


def _picture(one: Revision) -> Figure | None:
    return next(iter(in_order(one.figures)), None)


def candidate_for(app: App, connection: Connection, story: StoryId) -> Candidate | None:
    """Any story as a candidate, whenever it happened: a person asked for it."""
    ids = stories.entries_by_story(connection).get(story, [])
    found = [one for one in (reading.revision(connection, entry) for entry in ids) if one is not None]
    known = {source.name for source in app.settings.sources}
    usable = {one.entry: one for one in found if one.source in known}
    if not usable:
        return None
    used = min(usable, key=lambda entry: _preference(app, usable[entry], ids.index(entry)))
    judged = judgements.judgements_of(connection, app.rules_hash, [used])
    return Candidate(
        story=story,
        revision=usable[used],
        trust=_source(app, usable[used].source).trust,
        judgement=judged[used],
        headline=_headline(app, usable[used], judged[used]),
        entries=(used, *(EntryId(one) for one in ids if one != used)),
        holds=stories.holds_by_story(connection).get(story, ()),
    )


def renumbered(highlights: Sequence[Highlight]) -> tuple[Highlight, ...]:
    """The same highlights with positions 1..n in their order."""
    return tuple(replace(one, position=position) for position, one in enumerate(highlights, 1))
