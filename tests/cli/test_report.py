"""``ingest --report``: what the parts of a folder's files were taken as, with the real command."""

from __future__ import annotations

from pathlib import Path

from tests.team import Team

TABLE = "Headline,Story,Remarks\nThe well stays open,The council of Kaya keeps the well open to all.,ask Bo\n"


def test_given_a_table_when_a_report_is_asked_for_again_then_its_columns_are_told_and_nothing_changes(
    tmp_path: Path,
) -> None:
    team = Team(tmp_path / "team")
    team.configure()
    (team.folder / "stories" / "autumn.csv").write_text(TABLE, "utf-8")
    [first] = team.ask("ingest")
    assert first["new"] == 1
    told = team.run("ingest", "--report")
    assert told.returncode == 0
    assert told.stdout.splitlines() == [
        "stories: 0 new entries, 0 changed",
        "  autumn.csv: title: the column is named “Headline”",
        "  autumn.csv: text: the column is named “Story”",
        "  autumn.csv: left out: “Remarks” is no column that is known",
    ]
    [row] = team.ask("ingest")
    assert (row["new"], row["notes"]) == (0, [])
