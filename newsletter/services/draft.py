"""Plan editions by the clock, choose their stories, and draft them.

What is due is computed from rows and the clock, so a missed or doubled ring does no harm. The
choice and the rendering happen outside any transaction; a draft enters only if its edition is
still *planned*, so of two processes one wins and the other throws its copy away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import periods
from newsletter.core.roundup import kept_blocks, tells_months
from newsletter.core.selection import Selection, choose
from newsletter.errors import NewsletterError, NotAllowed
from newsletter.model import words
from newsletter.model.editions import EditionId, EditionStatus, Highlight, Period
from newsletter.model.settings import PublicationSettings, Rhythm, Thin
from newsletter.services import holding, pictures, roundup, versions
from newsletter.services.app import PROGRAM, App
from newsletter.services.candidates import candidates_for, highlight_of, span
from newsletter.store import editions, reading, year
from newsletter.store.editions import Edition

log = logs.get(__name__)

GREW = "took in what was told since"
LOOKED = ("drafted", GREW)  #: steps at which a round-up was looked through for what is new


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
        opened = periods.opening(publication, now)
        for period in (*wanted, *([opened] if opened else [])):
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
    _judge_near(app, publication, edition.period, now)
    selection, highlights = _chosen(app, publication, edition, now)
    pictures.keep_of(app, [one.entries[0][0] for one in highlights], now)
    draft = versions.render(app, edition, highlights, edition.written)
    status, why = _status(publication, edition, selection, now)
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


def _judge_near(app: App, publication: PublicationSettings, period: Period, now: datetime) -> None:
    """Judge what the period may tell, and hold what has to be held."""
    with app.store.reading() as connection:
        near = reading.entries_near(connection, span(publication, period))
    holding.judge_and_hold(app, now, near)


def _chosen(
    app: App, publication: PublicationSettings, edition: Edition, now: datetime
) -> tuple[Selection, tuple[Highlight, ...]]:
    """An edition's stories in their words, and what was left out."""
    names = country_names(app, publication)
    if tells_months(publication, edition.period):
        proposal = roundup.propose(app, publication, edition, (), names, now)
        return proposal.selection, proposal.highlights
    with app.store.reading() as connection:
        candidates = candidates_for(app, connection, publication, edition.period, now)
    selection = choose(candidates, publication, edition.period, country_names=names)
    return selection, tuple(
        highlight_of(app, chosen.candidate, position, chosen.reason, chosen.score)
        for position, chosen in enumerate(selection.chosen, 1)
    )


def country_names(app: App, publication: PublicationSettings) -> Mapping[str, str]:
    """Countries as reasons name them, in the newsletter's language where its rules know them."""
    rules = app.rules()
    spoken = [language.lower().split("-")[0] for language in publication.languages]
    return next((rules[language].places.names for language in (*spoken, "en") if language in rules), {})


def _status(
    publication: PublicationSettings, edition: Edition, selection: Selection, now: datetime
) -> tuple[EditionStatus, str | None]:
    """A round-up takes in news until its cut-off; every other draft waits for a person."""
    if publication.rhythm is Rhythm.YEARLY and now >= edition.period.cut_off_at and not selection.chosen:
        return EditionStatus.SKIPPED, "nothing was read of that year"  # a new team's last year waits for nobody
    if publication.rhythm is Rhythm.YEARLY and now < edition.period.cut_off_at:
        until = words.moment(edition.period.cut_off_at, publication.zone)
        return EditionStatus.COLLECTING, f"until {until}"
    return _first_status(publication, selection)


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


# ── growing ────────────────────────────────────────────────────────────────────────────────


def grow_each(app: App, now: datetime) -> list[NewsletterError]:
    """Let each open round-up take in what was told since it was last looked at; returns what stopped any."""
    with app.store.reading() as connection:
        opened = editions.list_editions(connection, statuses=[EditionStatus.COLLECTING])
        due = [one for one in opened if now >= one.period.cut_off_at or _has_news(connection, one)]
    known = {publication.name for publication in app.settings.publications}
    failed: list[NewsletterError] = []
    for edition in due:
        try:
            if edition.publication in known:
                _grow(app, edition, now)
        except NewsletterError as error:
            failed.append(error)
    return failed


def _has_news(connection: Connection, edition: Edition) -> bool:
    return year.has_closed_since(connection, edition.id, edition.publication, LOOKED)


def _grow(app: App, edition: Edition, now: datetime) -> None:
    """Place what is new beside what stands; everything a person did stays as it is."""
    publication = app.publication(edition.publication)
    _judge_near(app, publication, edition.period, now)
    with app.store.reading() as connection:
        standing = editions.highlights_of(connection, edition.id)
    proposal = roundup.propose(app, publication, edition, standing, country_names(app, publication), now)
    new = [one for one in proposal.highlights if one.story not in {it.story for it in standing}]
    pictures.keep_of(app, [one.entries[0][0] for one in new], now)
    blocks = kept_blocks(edition.written.blocks, standing, proposal.highlights)
    draft = versions.render(app, edition, proposal.highlights, replace(edition.written, blocks=blocks))
    status, why = _status(publication, edition, proposal.selection, now)
    with app.store.writing() as connection:
        now_standing = editions.edition(connection, edition.id, lock=True)
        if now_standing is None or (now_standing.status, now_standing.version) != (edition.status, edition.version):
            return  # a person is at work in it: the next tick looks again
        version = versions.keep(connection, draft, now, PROGRAM)
        editions.keep_left_out(connection, edition.id, proposal.selection.left_out)
        editions.move(connection, now_standing, status, reason=why)
        told = words.count(len(new), "new story", "new stories")
        editions.record_step(connection, edition.id, now, PROGRAM, status, GREW, version, told)
    log.info("edition %s took in %s", edition.id, told)


def renumbered(highlights: Sequence[Highlight]) -> tuple[Highlight, ...]:
    """The same highlights at the places 1..n in their order."""
    return tuple(one.told_at(position) for position, one in enumerate(highlights, 1))
