"""The clock may be wrong, or somebody rehearses: what is still to come is not missed for it."""

from __future__ import annotations

from datetime import timedelta

from newsletter.model.editions import EditionStatus
from newsletter.services import tick
from newsletter.services.app import App
from newsletter.store import editions
from tests.team import MOMENT

WEEK = timedelta(days=7)


def statuses(app: App) -> dict[str, EditionStatus]:
    with app.store.reading() as connection:
        return {one.period.key: one.status for one in editions.list_editions(connection)}


def test_weeks_that_a_wrong_clock_passed_over_are_drafted_in_their_time(drafted: App) -> None:
    tick.tick(drafted, MOMENT + 4 * WEEK)
    assert statuses(drafted)["2026-W37"] is EditionStatus.SKIPPED
    tick.tick(drafted, MOMENT + timedelta(hours=1))
    assert "2026-W37" not in statuses(drafted)
    tick.tick(drafted, MOMENT + WEEK)
    assert statuses(drafted)["2026-W37"] is EditionStatus.IN_REVIEW
    tick.tick(drafted, MOMENT + 2 * WEEK)
    assert statuses(drafted)["2026-W38"] is EditionStatus.IN_REVIEW


def test_a_clock_that_is_set_back_makes_and_loses_nothing(drafted: App) -> None:
    tick.tick(drafted, MOMENT + WEEK)
    before = statuses(drafted)
    tick.tick(drafted, MOMENT + timedelta(hours=1))
    tick.tick(drafted, MOMENT + WEEK)
    assert statuses(drafted) == before
