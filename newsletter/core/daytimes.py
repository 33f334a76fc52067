"""Read days and times as people write them, and turn local ones into instants.

Pure. Clock changes are met here: a local time that does not exist becomes the first instant that does,
a repeated one the first of the two. Which periods these times bound is ``core.periods``' matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from newsletter.model.settings import Rhythm

DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLACES: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}

ALLOWED: Mapping[Rhythm, str] = {
    Rhythm.WEEKLY: 'a weekday and a time, "mon 07:00"',
    Rhythm.MONTHLY: '"first mon 07:00", "last fri 16:00", "3 10:00" (a day from 1 to 28) or "mon 07:00"',
    Rhythm.YEARLY: '"12-12 07:00" (month-day), "first mon 07:00", "3 10:00" or "mon 07:00"',
    Rhythm.SPECIAL: 'a weekday and a time, "tue 10:00"',
}


# --- local time -----------------------------------------------------------------------------


def instant(zone: ZoneInfo, day: date, at: time = time(0)) -> datetime:
    """Turn a local day and time into UTC: the first such instant, or the first after a gap."""
    local = datetime.combine(day, at, tzinfo=zone)
    moment = local.astimezone(UTC)  # fold=0: the first of a repeated hour
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # In a gap fold=1 reads the clock as after the change (too early), fold=0 as before it (too late).
    return _change_between(zone, local.replace(fold=1).astimezone(UTC), moment)


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the second at which the zone's offset changes."""
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after


# --- a day and a time, as people write them -------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DayTime:
    """A recurring local day and time, e.g. ``mon 07:00``, ``last fri 16:00``, ``3 10:00``, ``12-12 07:00``."""

    at: time
    weekday: int | None = None
    place: int | None = None  #: with a weekday: 1–4 or -1, which one of the month
    day: int | None = None
    month: int | None = None

    def falls_on(self, day: date) -> bool:
        """Say whether ``day`` is one of these days."""
        if self.weekday is not None:
            return day.weekday() == self.weekday and self._in_place(day)
        if self.month is None:
            return day.day == self.day
        return day == month_day(day.year, self.month, self.day or 1)

    def _in_place(self, day: date) -> bool:
        match self.place:
            case None:
                return True
            case -1:
                return (day + 7 * DAY).month != day.month
            case place:
                return (day.day - 1) // 7 + 1 == place

    def first_at_or_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Find the first such local time at or after ``moment``."""
        day = moment.astimezone(zone).date() - DAY  # a clock set back over midnight repeats a day's end
        while not (self.falls_on(day) and instant(zone, day, self.at) >= moment):
            day += DAY
        return instant(zone, day, self.at)


def weekday(name: str) -> int:
    """Read a weekday's name; numbers are refused, since half the world counts from Sunday."""
    word = name.strip().lower()
    for names in (WEEKDAYS, LONG_WEEKDAYS):
        if word in names:
            return names.index(word)
    raise ValueError(f'"{name}" is not a weekday; use one of {", ".join(WEEKDAYS)}')


def parse_day_time(text: str, rhythm: Rhythm) -> DayTime:
    """Read a cut-off or sending time; raises ValueError saying what this rhythm allows."""
    words = text.lower().split()
    try:
        at = _clock(words[-1])
        return _parse_days(words[:-1], rhythm, at)
    except (ValueError, IndexError):
        raise ValueError(f'"{text}" is not a day and time of a {rhythm} newsletter; use {ALLOWED[rhythm]}') from None


def _clock(text: str) -> time:
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
    if not found:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def _parse_days(words: list[str], rhythm: Rhythm, at: time) -> DayTime:
    by_month = rhythm in (Rhythm.MONTHLY, Rhythm.YEARLY)
    match words:
        case [place, name] if by_month:
            return DayTime(at=at, weekday=weekday(name), place=PLACES[place]) if place in PLACES else _refuse()
        case [one] if by_month and re.fullmatch(r"[0-9]{1,2}", one):
            return DayTime(at=at, day=int(one)) if 1 <= int(one) <= 28 else _refuse()
        case [one] if rhythm is Rhythm.YEARLY and re.fullmatch(r"[0-9]{2}-[0-9]{2}", one):
            month, day = parse_month_day(one)
            return DayTime(at=at, month=month, day=day)
        case [name]:
            return DayTime(at=at, weekday=weekday(name))
        case _:
            return _refuse()


def _refuse() -> DayTime:
    raise ValueError


def parse_month_day(text: str) -> tuple[int, int]:
    """Read ``12-31``; raises ValueError saying what is allowed."""
    found = re.fullmatch(r"([0-9]{2})-([0-9]{2})", text.strip())
    try:
        if found:
            day = date(2020, int(found[1]), int(found[2]))  # a leap year, so that 29 February is a day
            return day.month, day.day
    except ValueError:
        pass
    raise ValueError(f'"{text}" is not a day of the year; use month-day, "12-31"')


def month_day(year: int, month: int, day: int) -> date:
    """29 February is the 28th in ordinary years."""
    return date(year, month, day) if (month, day) != (2, 29) else date(year, 3, 1) - DAY
