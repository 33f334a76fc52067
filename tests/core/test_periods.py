"""Periods: bounds, keys, cut-offs, and what is due after a silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.core.periods import (
    PeriodError,
    belongs,
    catch_up,
    instant,
    latest_complete,
    moment_of,
    parse_day_time,
    period_after,
    period_at,
    period_before,
    period_of,
    periods_due,
)
from newsletter.model.editions import Period
from newsletter.model.entries import Precision
from newsletter.model.settings import CatchUp, PublicationSettings, Rhythm
from tests.core.making import revision


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(**changes: object) -> PublicationSettings:
    return PublicationSettings(name="weekly", **changes)  # type: ignore[arg-type]  # one interesting difference


def monthly(**changes: object) -> PublicationSettings:
    given: dict[str, object] = {"cut_off": "first mon 07:00", "send_at": "first tue 10:00"}
    return PublicationSettings(name="monthly", rhythm=Rhythm.MONTHLY, **{**given, **changes})  # type: ignore[arg-type]


def yearly(**changes: object) -> PublicationSettings:
    given: dict[str, object] = {"cut_off": "12-12 07:00", "send_at": "12-15 10:00", "year_ends": "12-10"}
    return PublicationSettings(name="yearly", rhythm=Rhythm.YEARLY, **{**given, **changes})  # type: ignore[arg-type]


def special() -> PublicationSettings:
    return PublicationSettings(name="special", rhythm=Rhythm.SPECIAL)


@pytest.mark.parametrize(
    ("zone", "key", "starts", "ends", "hours"),
    [
        # London: clocks back on 25 October 2020, forward on 29 March 2020
        ("Europe/London", "2020-W43", "2020-10-18T23:00", "2020-10-26T00:00", 169),
        ("Europe/London", "2020-W13", "2020-03-23T00:00", "2020-03-29T23:00", 167),
        ("America/Toronto", "2020-W44", "2020-10-26T04:00", "2020-11-02T05:00", 169),
        ("America/Toronto", "2020-W10", "2020-03-02T05:00", "2020-03-09T04:00", 167),
        # Cairo: its midnight of 26 April 2024 does not exist, its 23:00 of 31 October 2024 exists twice
        ("Africa/Cairo", "2024-W17", "2024-04-21T22:00", "2024-04-28T21:00", 167),
        ("Africa/Cairo", "2024-W44", "2024-10-27T21:00", "2024-11-03T22:00", 169),
    ],
)
def test_given_a_clock_change_when_the_week_is_built_then_it_is_seven_local_days(
    zone: str, key: str, starts: str, ends: str, hours: int
) -> None:
    period = period_of(weekly(zone=zone), key)
    assert (period.starts_at, period.ends_at) == (at(starts), at(ends))
    assert period.ends_at - period.starts_at == timedelta(hours=hours)


def test_given_weeks_that_end_in_cairos_missing_midnight_when_built_then_they_begin_with_the_first_instant() -> None:
    pub = weekly(zone="Africa/Cairo", period_ends="fri", cut_off="fri 00:00", send_at="fri 00:30")
    assert period_of(pub, "2024-W17") == Period(
        key="2024-W17",
        starts_at=at("2024-04-18T22:00"),
        ends_at=at("2024-04-25T22:00"),  # 01:00 local, where the gap ends
        cut_off_at=at("2024-04-25T22:00"),
        send_at=at("2024-04-25T22:00"),
    )


@pytest.mark.parametrize(
    ("zone", "day", "time", "expected"),
    [
        ("Europe/London", "2020-03-29", "01:30", "2020-03-29T01:00"),  # missing: the first that exists
        ("Europe/London", "2020-10-25", "01:30", "2020-10-25T00:30"),  # twice: the first
        ("America/Toronto", "2020-11-01", "01:30", "2020-11-01T05:30"),
        ("Africa/Cairo", "2024-04-26", "00:00", "2024-04-25T22:00"),
        ("Africa/Cairo", "2024-10-31", "23:30", "2024-10-31T20:30"),
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00"),  # a whole day that never was
    ],
)
def test_given_a_local_time_missing_or_repeated_when_read_then_it_is_the_first_instant(
    zone: str, day: str, time: str, expected: str
) -> None:
    moment = datetime.fromisoformat(f"{day}T{time}")
    assert instant(ZoneInfo(zone), moment.date(), moment.time()) == at(expected)


@pytest.mark.parametrize(
    ("pub", "key", "starts", "ends", "cut_off", "send"),
    [
        (weekly(zone="UTC"), "2020-W36", "2020-08-31", "2020-09-07", "2020-09-07T07:00", "2020-09-08T10:00"),
        (weekly(zone="UTC"), "2020-W53", "2020-12-28", "2021-01-04", "2021-01-04T07:00", "2021-01-05T10:00"),
        (weekly(zone="UTC", period_ends="fri"), "2020-W53", "2020-12-25", "2021-01-01", "2021-01-04T07:00",
         "2021-01-05T10:00"),
        (weekly(zone="UTC", period_ends="sunday", cut_off="sun 00:00", send_at="sun 00:00"), "2020-W09",
         "2020-02-23", "2020-03-01", "2020-03-01", "2020-03-01"),
        (monthly(zone="UTC"), "2020-02", "2020-02-01", "2020-03-01", "2020-03-02T07:00", "2020-03-03T10:00"),
        (monthly(zone="UTC", cut_off="3 10:00", send_at="last fri 16:00"), "2020-12", "2020-12-01", "2021-01-01",
         "2021-01-03T10:00", "2021-01-29T16:00"),
        (yearly(zone="UTC"), "2020", "2019-12-11", "2020-12-11", "2020-12-12T07:00", "2020-12-15T10:00"),
        (yearly(zone="UTC", year_ends="12-31", cut_off="first mon 07:00", send_at="mon 08:00"), "2020", "2020-01-01",
         "2021-01-01", "2021-01-04T07:00", "2021-01-04T08:00"),
        (yearly(zone="UTC", year_ends="02-29", cut_off="mon 07:00", send_at="mon 07:00"), "2021", "2020-03-01",
         "2021-03-01", "2021-03-01T07:00", "2021-03-01T07:00"),
        (special(), "2020-04-01..2020-09-04", "2020-03-31T23:00", "2020-09-04T23:00", "2020-09-04T23:00",
         "2020-09-08T09:00"),
        (weekly(), "2020-04-01..2020-09-04", "2020-03-31T23:00", "2020-09-04T23:00", "2020-09-07T06:00",
         "2020-09-08T09:00"),
    ],
)  # fmt: skip
def test_given_a_key_when_the_period_is_built_then_bounds_and_times_are(
    pub: PublicationSettings, key: str, starts: str, ends: str, cut_off: str, send: str
) -> None:
    assert period_of(pub, key) == Period(
        key=key, starts_at=at(starts), ends_at=at(ends), cut_off_at=at(cut_off), send_at=at(send)
    )


@pytest.mark.parametrize(
    ("pub", "key"),
    [
        (weekly(), "2020-W54"), (weekly(), "2021-W53"), (weekly(), "2020-09"), (weekly(), "2020"), (weekly(), ""),
        (weekly(), "2020-W3"), (weekly(), "2020-W٣٦"), (weekly(), "0000-W01"), (weekly(), "9999-W52"),
        (monthly(), "2020-13"), (monthly(), "2020-W36"), (yearly(), "2020-01"), (special(), "2020-W36"),
        (special(), "2020-09-04..2020-04-01"), (special(), "2020-02-30..2020-03-01"), (special(), "../../etc"),
    ],
)  # fmt: skip
def test_given_a_key_of_nothing_when_asked_then_the_refusal_shows_an_example(
    pub: PublicationSettings, key: str
) -> None:
    with pytest.raises(PeriodError) as refusal:
        period_of(pub, key)
    assert f'"{key}"' in str(refusal.value)
    assert "looks like" in str(refusal.value)
    assert isinstance(refusal.value, ValueError)


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("1 07:00", Rhythm.WEEKLY), ("monday", Rhythm.WEEKLY), ("mon 24:00", Rhythm.WEEKLY), ("mon 7", Rhythm.WEEKLY),
        ("first mon 07:00", Rhythm.WEEKLY), ("fifth mon 07:00", Rhythm.MONTHLY), ("29 07:00", Rhythm.MONTHLY),
        ("12-12 07:00", Rhythm.MONTHLY), ("13-01 07:00", Rhythm.YEARLY), ("", Rhythm.WEEKLY), ("07:00", Rhythm.WEEKLY),
        ("montag 07:00", Rhythm.WEEKLY), ("mon tue 07:00", Rhythm.WEEKLY), ("-1 07:00", Rhythm.MONTHLY),
    ],
)  # fmt: skip
def test_given_a_day_and_time_nobody_could_mean_when_read_then_it_is_refused_with_what_is_allowed(
    text: str, rhythm: Rhythm
) -> None:
    with pytest.raises(ValueError, match="is not a day and time") as refusal:
        parse_day_time(text, rhythm)
    assert "use " in str(refusal.value)


def test_given_the_morning_of_the_cut_off_when_it_passes_then_the_week_is_complete() -> None:
    pub = weekly()
    before, after = at("2020-09-07T05:59"), at("2020-09-07T06:00")
    assert [getattr(latest_complete(pub, now), "key", None) for now in (before, after)] == ["2020-W35", "2020-W36"]
    assert latest_complete(special(), after) is None


def test_given_a_silence_of_three_weeks_when_asked_then_each_rule_parts_what_is_due() -> None:
    now = at("2020-09-29T08:00")  # Tuesday 09:00 in London: W39 is complete and sends at 10:00
    due = periods_due(weekly(), period_of(weekly(), "2020-W36"), now)
    assert [one.key for one in due] == ["2020-W37", "2020-W38", "2020-W39"]
    parted = {
        rule: tuple([one.key for one in part] for part in catch_up(weekly(catch_up=rule), due, now)) for rule in CatchUp
    }
    assert parted == {
        CatchUp.LATEST: (["2020-W39"], ["2020-W37", "2020-W38"]),
        CatchUp.ALL: (["2020-W37", "2020-W38", "2020-W39"], []),
        CatchUp.NONE: (["2020-W39"], ["2020-W37", "2020-W38"]),
    }
    too_late = at("2020-09-29T09:00")
    assert catch_up(weekly(catch_up=CatchUp.NONE), due, too_late) == ((), due)


def test_given_a_fresh_team_or_nothing_new_when_asked_then_due_is_the_latest_or_nothing() -> None:
    now = at("2020-09-09T12:00")
    assert [one.key for one in periods_due(weekly(), None, now)] == ["2020-W36"]
    assert periods_due(weekly(), period_of(weekly(), "2020-W36"), now) == ()
    assert periods_due(weekly(), period_of(weekly(), "2020-W40"), now) == ()
    assert periods_due(special(), None, now) == ()


@pytest.mark.parametrize(
    ("pub", "known", "precision", "period", "expected"),
    [
        (weekly(), "2020-09-06", Precision.DAY, "2020-W36", True),
        (weekly(), "2020-09-07", Precision.DAY, "2020-W36", False),
        (weekly(zone="Pacific/Auckland"), "2020-08-31", Precision.DAY, "2020-W36", True),
        (monthly(), "2020-09", Precision.MONTH, "2020-09", True),
        (monthly(), "2020-08", Precision.MONTH, "2020-09", False),
        (yearly(), "2020-12", Precision.MONTH, "2020", True),
        (yearly(), "2020", Precision.YEAR, "2020", True),
        # too coarse for the period, or unknown, or no day at all: the day it was first seen (2 September)
        (weekly(), "2020-07", Precision.MONTH, "2020-W36", True),
        (monthly(), "2019", Precision.YEAR, "2020-09", True),
        (weekly(), "", Precision.UNKNOWN, "2020-W36", True),
        (weekly(), "2020-02-30", Precision.DAY, "2020-W36", True),
    ],
)
def test_given_what_is_known_of_a_date_when_asked_then_the_entry_belongs_or_not(
    pub: PublicationSettings, known: str, precision: Precision, period: str, expected: bool
) -> None:
    one = revision(published_on=known, precision=precision, first_seen_at=at("2020-09-02T12:00"))
    assert belongs(pub, one, period_of(pub, period)) is expected


def test_given_a_moment_near_midnight_when_asked_then_the_publications_zone_decides() -> None:
    one = revision(published_at=at("2020-09-06T23:30"), published_on="2020-09-06")
    assert belongs(weekly(zone="UTC"), one, period_of(weekly(zone="UTC"), "2020-W36"))
    assert not belongs(weekly(), one, period_of(weekly(), "2020-W36"))
    assert moment_of(weekly(), one) == at("2020-09-06T23:30")


PUBLICATIONS = st.one_of(
    st.builds(
        weekly,
        zone=st.sampled_from(["Europe/London", "America/Toronto", "Africa/Cairo", "America/St_Johns", "Pacific/Apia",
                              "Asia/Gaza", "Australia/Lord_Howe", "America/Havana", "UTC"]),
        period_ends=st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ),
    st.builds(monthly, zone=st.sampled_from(["Europe/London", "Africa/Cairo", "America/Sao_Paulo"])),
    st.builds(
        yearly,
        zone=st.sampled_from(["Europe/London", "Asia/Beirut"]),
        year_ends=st.sampled_from(["12-31", "12-10", "02-29", "02-28", "01-01"]),
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PUBLICATIONS, st.datetimes(datetime(1987, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_given_any_moment_when_periods_are_laid_out_then_they_tile_time_and_keys_round_trip(
    pub: PublicationSettings, moment: datetime
) -> None:
    here = period_at(pub, moment)
    after, before = period_after(pub, here), period_before(pub, here)
    assert here.starts_at <= moment < here.ends_at <= here.cut_off_at <= here.send_at
    assert (before.ends_at, after.starts_at) == (here.starts_at, here.ends_at)
    assert len({before.key, here.key, after.key}) == 3
    assert (period_of(pub, here.key), period_before(pub, after)) == (here, here)


def test_given_a_special_period_when_the_next_is_asked_then_it_is_as_long() -> None:
    period = period_of(special(), "2020-04-01..2020-04-30")
    assert period_after(special(), period).key == "2020-05-01..2020-05-30"
    assert period_before(special(), period).key == "2020-03-02..2020-03-31"
    with pytest.raises(PeriodError):
        period_at(special(), at("2020-04-02"))


def test_given_every_week_of_thirty_years_when_keyed_then_each_iso_week_stands_once() -> None:
    pub = weekly(period_ends="wed", zone="America/Havana")
    period, keys = period_of(pub, "1995-W01"), []
    while period.starts_at < at("2025-01-01"):
        keys.append(period.key)
        period = period_after(pub, period)
    weeks = [(date(1995, 1, 5) + timedelta(weeks=count)).isocalendar() for count in range(len(keys))]
    assert keys == [f"{week.year}-W{week.week:02}" for week in weeks]
