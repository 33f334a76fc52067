"""Where an entry stands in its source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsletter.core.standing import status_of, vanished
from newsletter.model.entries import EntryStatus, RevisionKind
from tests.core.making import revision

NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("published", "now", "status"),
    [
        (NOON - minutes(10), NOON, EntryStatus.SETTLING),
        (NOON - minutes(30), NOON, EntryStatus.READY),
        (NOON - timedelta(days=3), NOON, EntryStatus.READY),
        (NOON + timedelta(days=400), NOON + minutes(31), EntryStatus.READY),  # dated far ahead by a mistake
        (None, NOON, EntryStatus.READY),  # nobody says that it is new
    ],
)
def test_a_new_entry_settles_from_the_moment_its_source_names(
    published: datetime | None, now: datetime, status: EntryStatus
) -> None:
    one = revision(published_at=published, first_seen_at=NOON, seen_at=NOON)
    assert status_of(one, HALF_HOUR, now) is status


def test_an_edited_entry_settles_anew_but_never_longer_than_a_day_after_it_came() -> None:
    edited = revision(number=2, first_seen_at=NOON, seen_at=NOON + minutes(120))
    assert status_of(edited, HALF_HOUR, NOON + minutes(149)) is EntryStatus.SETTLING
    assert status_of(edited, HALF_HOUR, NOON + minutes(150)) is EntryStatus.READY
    restless = revision(number=30, first_seen_at=NOON, seen_at=NOON + timedelta(days=1, minutes=1))
    assert status_of(restless, HALF_HOUR, NOON + timedelta(days=1, minutes=2)) is EntryStatus.READY


@pytest.mark.parametrize("kind", [RevisionKind.COMPLETED, RevisionKind.RE_READ])
def test_what_we_ourselves_read_better_is_no_edit(kind: RevisionKind) -> None:
    one = revision(number=2, kind=kind, first_seen_at=NOON, seen_at=NOON, published_at=NOON - timedelta(days=3))
    assert status_of(one, HALF_HOUR, NOON) is EntryStatus.READY


def test_what_was_withdrawn_does_not_settle() -> None:
    one = revision(published_at=NOON, first_seen_at=NOON, seen_at=NOON, status=EntryStatus.CANCELED)
    assert status_of(one, HALF_HOUR, NOON) is EntryStatus.CANCELED


def days(**ages: int) -> dict[str, datetime]:
    return {key: NOON - timedelta(days=age) for key, age in ages.items()}


WEEK = days(a=1, b=2, c=3, d=4, e=5)


def test_an_entry_missing_above_one_that_stays_was_taken_back() -> None:
    assert vanished(["a", "b", "c", "d", "e"], ["new", "b", "c", "d", "e"], WEEK) == ("a",)
    assert vanished(["a", "b", "c", "d", "e"], ["a", "b", "d", "e"], WEEK) == ("c",)


def test_what_leaves_at_the_end_made_room() -> None:
    assert vanished(["a", "b", "c", "d", "e"], ["y", "z", "a", "b", "c"], WEEK) == ()


def test_a_feed_told_oldest_first_makes_room_at_its_start() -> None:
    assert vanished(["e", "d", "c", "b", "a"], ["d", "c", "b", "a", "new"], WEEK) == ()


def test_an_old_entry_kept_on_top_says_nothing_of_those_that_leave_at_the_end() -> None:
    moments = {**WEEK, "top": NOON - timedelta(days=900)}
    assert vanished(["top", "a", "b", "c", "d", "e"], ["top", "new", "a", "b", "c", "d"], moments) == ()


def test_a_list_made_anew_takes_nothing_back() -> None:
    assert vanished(["a", "b", "c", "d", "e"], ["new", "e"], WEEK) == ()


def test_of_what_has_no_day_nothing_is_known() -> None:
    assert vanished(["a", "b", "c"], ["b", "c"], days(b=2, c=3)) == ()
