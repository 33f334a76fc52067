"""Weeks in which the clocks change: each is made once, with bounds at local midnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.team import Team

# Bounds worked out by hand from the zones' published rules: local midnights as UTC.
WEEKS = [
    # autumn: the night of the change has 25 hours
    ("Europe/London", "2026-W43", "2026-10-18T23:00:00Z", "2026-10-26T00:00:00Z", "2026-10-26T07:00:00Z"),
    ("America/Toronto", "2026-W44", "2026-10-26T04:00:00Z", "2026-11-02T05:00:00Z", "2026-11-02T12:00:00Z"),
    ("Africa/Cairo", "2026-W44", "2026-10-25T21:00:00Z", "2026-11-01T22:00:00Z", "2026-11-02T05:00:00Z"),
    # spring: 23 hours; in Cairo midnight itself is left out, on a Friday
    ("Europe/London", "2026-W13", "2026-03-23T00:00:00Z", "2026-03-29T23:00:00Z", "2026-03-30T06:00:00Z"),
    ("America/Toronto", "2026-W10", "2026-03-02T05:00:00Z", "2026-03-09T04:00:00Z", "2026-03-09T11:00:00Z"),
    ("Africa/Cairo", "2026-W17", "2026-04-19T22:00:00Z", "2026-04-26T21:00:00Z", "2026-04-27T04:00:00Z"),
]


@pytest.mark.parametrize(("zone", "key", "starts_at", "ends_at", "cut_off"), WEEKS)
def test_a_week_over_a_clock_change_is_made_once_with_the_right_bounds(
    tmp_path: Path, zone: str, key: str, starts_at: str, ends_at: str, cut_off: str
) -> None:
    team = Team(tmp_path / "team")
    team.configure(f'zone = "{zone}"\ncatch_up = "all"')
    due = datetime.fromisoformat(cut_off)
    # Once early, so that the publication lives; then around the cut-off, the repeated hour twice.
    for offset in (-6 * 24, -1, 0, 1, 1):
        moment = due + timedelta(hours=offset)
        assert team.run("run", now=moment.astimezone(UTC).isoformat()).returncode == 0
    rows = [row for row in team.ask("editions", now=None) if row["period"]["key"] == key]
    assert [row["period"] for row in rows] == [{"key": key, "starts_at": starts_at, "ends_at": ends_at}]
    assert len(team.ask("editions", now=None)) == 2


def test_a_period_that_ends_at_a_midnight_which_does_not_exist_ends_at_the_first_moment_that_does(
    tmp_path: Path,
) -> None:
    # In Cairo Friday 24 April 2026 begins at 01:00.
    team = Team(tmp_path / "team")
    team.configure('zone = "Africa/Cairo"\nperiod_ends = "fri"\ncut_off = "fri 00:30"')
    assert team.run("run", now="2026-04-24T05:00:00Z").returncode == 0
    periods = [row["period"] for row in team.ask("editions", now=None)]
    assert [(row["starts_at"], row["ends_at"]) for row in periods] == [("2026-04-16T22:00:00Z", "2026-04-23T22:00:00Z")]
