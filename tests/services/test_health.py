"""What a draft tells its reviewer about the sources behind it."""

from __future__ import annotations

from pathlib import Path

from tests.team import WEEK, Team


def codes(team: Team) -> dict[str, str]:
    found = team.show(WEEK)["findings"]
    return {row["code"]: row["message"] for row in found if row["code"].startswith("source-")}


def test_a_draft_says_which_sources_failed_and_which_were_silent(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    team.tell_all()
    more = "".join(
        f'[[sources]]\nname = "{name}"\nkind = "folder"\npath = "{name}"\ntrust = "wins"\n'
        for name in ("gone", "quiet")
    )
    team.configure(more=more, sources=("stories", "gone", "quiet"))
    quiet = team.folder / "quiet"
    quiet.mkdir()
    (quiet / "old.md").write_text(
        "---\ntitle: Long ago\ndate: 2026-05-01\n---\n\nA teacher was freed in Chad.\n", "utf-8"
    )
    assert team.run("run").returncode == 3
    told = codes(team)
    assert told["source-failing"].startswith("gone cannot be read and never could: ")
    assert told["source-silent"] == "Nothing of these days came from quiet"


def test_a_draft_from_sources_that_are_well_says_nothing_of_them(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    team.tell_all()
    team.run("run")
    assert codes(team) == {}
