"""What an edition's stories are, taken together, through the real command."""

from __future__ import annotations

from tests.team import WEEK, Team


def test_an_edition_says_what_it_tells_of_and_what_the_letter_before_told_of_too(team: Team) -> None:
    team.run("run")
    team.run("approve", WEEK)
    first = team.show()["balance"]
    assert [one["country"] for one in first["countries"]] == ["GH", "KW", "PE", "RS"]
    assert {one["type"]: one["stories"] for one in first["outcomes"]}["release"] == 2
    assert first["told_lately"] == []
    team.tell("omar", "Omar Example freed in Kuwait", "The poet Omar Example was freed from prison.", "2026-09-09")
    now = "2026-09-14T08:00:00Z"
    team.run("run", now=now)
    [second] = team.ask("show", "weekly/2026-W37", now=now)
    assert second["balance"]["countries"] == [{"country": "KW", "stories": 1}]
    assert second["balance"]["told_lately"] == [{"country": "KW", "edition": WEEK}]
    told = team.run("show", "weekly/2026-W37", now=now).stdout
    assert f"Balance: 1 country; released 1; told lately, too: Kuwait (in {WEEK})" in told
