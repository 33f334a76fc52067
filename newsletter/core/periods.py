"""Decide which period is which: bounds, key, cut-off and sending time.

Pure calendar work. A period is built from *local dates* of the publication's zone and only then
turned into instants, so that a week with a clock change is 167 or 169 hours long and still one week.
When a period is drafted, and what becomes of it, belongs to ``services``.

::

    key ──period_of──▶ Period ◀──period_at── moment
                         │  period_before / period_after: no gap, no overlap
    last ──periods_due──▶ (Period, …) ──catch_up──▶ (to draft, passed over)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from newsletter.core.daytimes import DAY, instant, month_day, parse_day_time, parse_month_day, weekday
from newsletter.errors import NotFound
from newsletter.model.editions import Period
from newsletter.model.entries import Precision, Revision
from newsletter.model.settings import CatchUp, PublicationSettings, Rhythm

__all__ = [
    "PeriodError",
    "belongs",
    "catch_up",
    "instant",
    "latest_complete",
    "moment_of",
    "opening",
    "parse_day_time",
    "parse_month_day",
    "period_after",
    "period_at",
    "period_before",
    "period_of",
    "periods_due",
    "weekday",
]

YEARS = range(1900, 3000)

EXAMPLES: Mapping[Rhythm, str] = {
    Rhythm.WEEKLY: "2020-W36",
    Rhythm.MONTHLY: "2020-09",
    Rhythm.YEARLY: "2020",
    Rhythm.SPECIAL: "2020-04-01..2020-09-04",
}


class PeriodError(NotFound, ValueError):
    """No period of this publication has that key."""


# --- periods --------------------------------------------------------------------------------


def period_of(pub: PublicationSettings, key: str) -> Period:
    """Build the period with this key; a range ``from..to`` of days is understood for every rhythm."""
    first, after = _days_of(pub, key)
    return _period(pub, key, first, after)


def period_at(pub: PublicationSettings, moment: datetime) -> Period:
    """Build the period that contains ``moment``."""
    if pub.rhythm is Rhythm.SPECIAL:
        raise PeriodError(f"newsletter {pub.name} has no rhythm; name its days, for example {EXAMPLES[Rhythm.SPECIAL]}")
    period = _period_on(pub, moment.astimezone(_zone(pub)).date())
    # Where a clock is set back over midnight, the local date alone may name the neighbour.
    while moment < period.starts_at:
        period = period_before(pub, period)
    while moment >= period.ends_at:
        period = period_after(pub, period)
    return period


def period_after(pub: PublicationSettings, period: Period) -> Period:
    """Build the period that begins where this one ends."""
    if pub.rhythm is Rhythm.SPECIAL:
        first, after = _days_of(pub, period.key)
        return period_of(pub, f"{after}..{after + (after - first) - DAY}")
    return _period_on(pub, _local_day(pub, period.ends_at))


def period_before(pub: PublicationSettings, period: Period) -> Period:
    """Build the period that ends where this one begins."""
    if pub.rhythm is Rhythm.SPECIAL:
        first, after = _days_of(pub, period.key)
        return period_of(pub, f"{first - (after - first)}..{first - DAY}")
    return _period_on(pub, _local_day(pub, period.starts_at) - DAY)


def latest_complete(pub: PublicationSettings, now: datetime) -> Period | None:
    """Find the newest period whose cut-off has passed; None for a special one, which only people call for."""
    if pub.rhythm is Rhythm.SPECIAL:
        return None
    period = period_at(pub, now)
    while period.cut_off_at > now:
        period = period_before(pub, period)
    return period


def periods_due(pub: PublicationSettings, last: Period | None, now: datetime) -> tuple[Period, ...]:
    """List the complete periods after ``last``, oldest first; a fresh team gets only the latest."""
    newest = latest_complete(pub, now)
    if newest is None:
        return ()
    if last is None:
        return (newest,)
    due = []
    period = period_after(pub, last)
    while period.starts_at <= newest.starts_at:
        due.append(period)
        period = period_after(pub, period)
    return tuple(due)


def opening(pub: PublicationSettings, now: datetime) -> Period | None:
    """Find the yearly period whose draft is open by now and still takes in news; None where there is none."""
    if pub.rhythm is not Rhythm.YEARLY or not pub.opens_weeks:
        return None
    period = period_at(pub, now)
    before = period_before(pub, period)  # over, and still before its cut-off
    opens_at = period.ends_at - timedelta(weeks=pub.opens_weeks)
    return before if now < before.cut_off_at else period if now >= opens_at else None


def catch_up(
    pub: PublicationSettings, due: tuple[Period, ...], now: datetime
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Part what is due into (to draft, passed over) by the publication's rule."""
    match pub.catch_up:
        case CatchUp.ALL:
            return due, ()
        case CatchUp.LATEST:
            return due[-1:], due[:-1]
        case CatchUp.NONE:
            ahead = tuple(period for period in due if period.send_at > now)
            return ahead, tuple(period for period in due if period not in ahead)


def _zone(pub: PublicationSettings) -> ZoneInfo:
    return ZoneInfo(pub.zone)


def _local_day(pub: PublicationSettings, moment: datetime) -> date:
    return moment.astimezone(_zone(pub)).date()


def _period(pub: PublicationSettings, key: str, first: date, after: date) -> Period:
    zone = _zone(pub)
    ends_at = instant(zone, after)
    send = parse_day_time(pub.send_at, pub.rhythm)
    # Only a period that people call for is complete as soon as it is over.
    by_rhythm = pub.rhythm is not Rhythm.SPECIAL
    cut_off_at = parse_day_time(pub.cut_off, pub.rhythm).first_at_or_after(ends_at, zone) if by_rhythm else ends_at
    return Period(
        key=key,
        starts_at=instant(zone, first),
        ends_at=ends_at,
        cut_off_at=cut_off_at,
        send_at=send.first_at_or_after(cut_off_at, zone),
    )


def _period_on(pub: PublicationSettings, day: date) -> Period:
    """Build the period whose local days hold ``day``."""
    match pub.rhythm:
        case Rhythm.WEEKLY:
            first = day - DAY * ((day.weekday() - weekday(pub.period_ends)) % 7)
            year, week, _ = (first + 3 * DAY).isocalendar()
            return _period(pub, f"{year:04}-W{week:02}", first, first + 7 * DAY)
        case Rhythm.MONTHLY:
            return period_of(pub, f"{day.year:04}-{day.month:02}")
        case Rhythm.YEARLY:
            past = day > month_day(day.year, *parse_month_day(pub.year_ends))
            return period_of(pub, f"{day.year + past:04}")
        case Rhythm.SPECIAL:
            raise PeriodError(f"newsletter {pub.name} has no rhythm of its own")


# --- keys → local days [first, after) ---------------------------------------------------------


def _days_of(pub: PublicationSettings, key: str) -> tuple[date, date]:
    shape = r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)" if ".." in key else _SHAPES[pub.rhythm]
    found = re.fullmatch(shape, key, re.ASCII)
    try:
        if found and int(key[:4]) in YEARS:
            return _READERS[Rhythm.SPECIAL if ".." in key else pub.rhythm](pub, *found.groups())
    except ValueError:
        pass
    raise PeriodError(
        f'newsletter {pub.name} has no period "{key}"; a {pub.rhythm} one looks like {EXAMPLES[pub.rhythm]}'
        + ("" if pub.rhythm is Rhythm.SPECIAL else f", any days like {EXAMPLES[Rhythm.SPECIAL]}")
    )


def _week(pub: PublicationSettings, year: str, week: str) -> tuple[date, date]:
    """The fourth day is in this ISO week, three days after the weekday on which periods begin."""
    fourth = (weekday(pub.period_ends) + 3) % 7
    first = date.fromisocalendar(int(year), int(week), fourth + 1) - 3 * DAY
    return first, first + 7 * DAY


def _month(_: PublicationSettings, year: str, month: str) -> tuple[date, date]:
    first = date(int(year), int(month), 1)
    return first, (first + 31 * DAY).replace(day=1)


def _year(pub: PublicationSettings, year: str) -> tuple[date, date]:
    month, day = parse_month_day(pub.year_ends)
    return month_day(int(year) - 1, month, day) + DAY, month_day(int(year), month, day) + DAY


def _range(_: PublicationSettings, first: str, last: str) -> tuple[date, date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if end < start or end.year not in YEARS:
        raise ValueError
    return start, end + DAY


_SHAPES: Mapping[Rhythm, str] = {
    Rhythm.WEEKLY: r"(\d{4})-W(\d\d)",
    Rhythm.MONTHLY: r"(\d{4})-(\d\d)",
    Rhythm.YEARLY: r"(\d{4})",
    Rhythm.SPECIAL: r"(?!)",
}
_READERS: Mapping[Rhythm, Callable[..., tuple[date, date]]] = {
    Rhythm.WEEKLY: _week,
    Rhythm.MONTHLY: _month,
    Rhythm.YEARLY: _year,
    Rhythm.SPECIAL: _range,
}


# --- entries --------------------------------------------------------------------------------


def moment_of(pub: PublicationSettings, revision: Revision, period: Period | None = None) -> datetime:
    """Give the moment by which an entry belongs to a period.

    Its own moment; else the beginning of its local day, or of its month or year where the period is
    at least as long; else when it was first seen. Without a period the publication's rhythm says how long.
    """
    if revision.published_at is not None:
        return revision.published_at
    if _is_fine_enough(pub, revision.precision, period):
        known = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", revision.published_on, re.ASCII)
        try:
            if known:
                return instant(_zone(pub), date(int(known[1]), int(known[2] or 1), int(known[3] or 1)))
        except (ValueError, OverflowError):
            pass  # 30 February: as good as unknown
    return revision.first_seen_at


def _is_fine_enough(pub: PublicationSettings, precision: Precision, period: Period | None) -> bool:
    match precision:
        case Precision.DAY:
            return True
        case Precision.MONTH:
            return _length(pub, period) >= 28 * DAY - DAY / 12  # a month with a day of 23 hours
        case Precision.YEAR:
            return _length(pub, period) >= 365 * DAY - DAY / 12
        case Precision.UNKNOWN:
            return False


def _length(pub: PublicationSettings, period: Period | None) -> timedelta:
    if period is not None:
        return period.ends_at - period.starts_at
    return {Rhythm.WEEKLY: 7 * DAY, Rhythm.MONTHLY: 28 * DAY, Rhythm.YEARLY: 365 * DAY, Rhythm.SPECIAL: 28 * DAY}[
        pub.rhythm
    ]


def belongs(pub: PublicationSettings, revision: Revision, period: Period) -> bool:
    """Say whether an entry is news of this period."""
    return period.starts_at <= moment_of(pub, revision, period) < period.ends_at
