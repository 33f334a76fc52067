"""What publishers and people ask for is kept from the first moment: embargo, withdrawal, names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.test_look import drawn
from tests.team import WEEK, Team

TEXT = "The teacher Alma Torres was released from prison in Peru on Tuesday."


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = Team(tmp_path / "team")
    made.tell_all()
    return made


def publish(team: Team, **notices: str) -> None:
    item = {"id": "1", "url": "https://p.example.org/1", "title": "Alma Torres walks free in Peru"}
    item |= {"content_text": TEXT, "date_published": "2026-09-03T10:00:00Z", **notices}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Partner", "items": [item]}
    (team.folder / "stories" / "feed.json").write_text(json.dumps(feed), "utf-8")


def holds(team: Team) -> list[str]:
    return [hold["kind"] for row in team.ask("stories", "list") for hold in row["holds"]]


@pytest.mark.parametrize(
    ("notices", "kind"),
    [({"embargoed": "2026-10-01T00:00:00Z"}, "embargo"), ({"pubstatus": "canceled"}, "sensitive"), ({}, None)],
)
def test_a_story_is_held_back_as_its_publisher_asks(team: Team, notices: dict[str, str], kind: str | None) -> None:
    publish(team, **notices)
    team.run("run")
    assert holds(team) == ([kind] if kind else [])
    told = {row["headline"] for row in team.show(WEEK)["highlights"]}
    assert ("Alma Torres walks free in Peru" in told) is (kind is None)


def test_a_story_withdrawn_after_it_was_drafted_cannot_be_approved(team: Team) -> None:
    publish(team)
    team.run("run")
    publish(team, pubstatus="canceled")
    team.run("ingest")
    refused = team.run("approve", WEEK)
    assert (refused.returncode, "its publisher withdrew" in refused.stderr) == (1, True)


def test_a_story_that_its_publisher_lets_be_used_again_is_held_until_a_person_agrees(team: Team) -> None:
    for status, stands in (("canceled", "canceled"), ("usable", "settling")):
        publish(team, pubstatus=status)
        team.run("ingest")
        assert [row["status"] for row in team.ask("entries", "--search", "Alma")] == [stands]
    assert holds(team) == ["sensitive"]


def test_a_hold_that_a_person_released_is_not_made_again(team: Team) -> None:
    publish(team, pubstatus="canceled")
    team.run("ingest")
    story = next(row["id"] for row in team.ask("stories", "list") if row["holds"])
    team.run("stories", "release", story)
    publish(team, pubstatus="canceled", content_text=TEXT + " Her school waits.")
    team.run("ingest")
    assert holds(team) == []


def test_what_is_withdrawn_once_more_is_held_once_more(team: Team) -> None:
    for status in ("canceled", "usable"):
        publish(team, pubstatus=status)
        team.run("ingest")
    team.run("stories", "release", next(row["id"] for row in team.ask("stories", "list") if row["holds"]))
    assert holds(team) == []
    publish(team, pubstatus="canceled")
    team.run("ingest")
    assert holds(team) == ["sensitive"]


def test_what_a_publisher_tells_editors_stands_beside_the_draft_and_never_in_it(team: Team) -> None:
    publish(team, ednote="Her son's name is not for print.", usageterms="Until 2027 only.")
    team.run("run")
    [found] = [one for one in team.ask("check", WEEK) if one["code"] == "editor-note"]
    assert found["message"] == "stories tells editors: Her son's name is not for print. Until 2027 only."
    files = (one for one in team.folder.rglob("drafts/**/*") if one.is_file() and one.name != "REVIEW.txt")
    assert not any(b"not for print" in one.read_bytes() for one in files)


def test_an_entry_shows_what_its_source_changed_in_it(team: Team) -> None:
    publish(team)
    team.run("ingest")
    publish(team, content_text=TEXT.replace("Tuesday", "Monday"))
    team.run("ingest")
    [id] = [row["id"] for row in team.ask("entries") if row["title"].startswith("Alma")]
    [one] = team.ask("entries", id)
    assert [(made["number"], made["kind"], len(made["changes"])) for made in one["revisions"]] == [
        (2, "read", 1),
        (1, "read", 0),
    ]
    said = team.run("entries", id).stdout
    assert f"- {TEXT}" in said
    assert f"+ {TEXT.replace('Tuesday', 'Monday')}" in said
    assert "There is no entry 000" in team.run("entries", "000").stdout


HELD = "She had been held for nine years."
PUPILS = "Her pupils wrote to her each month, and she answered all of them by hand."
LONG = " ".join([HELD, *[PUPILS] * 12])


@pytest.mark.parametrize(
    ("use", "words", "picture"),
    [("full", range(100, 400), True), ("excerpt", range(10, 80), False), ("link", [0], False)],
)
def test_no_more_is_told_than_a_source_lets_be_told(team: Team, use: str, words: Sequence[int], picture: bool) -> None:
    settings = team.folder / "config" / "newsletter.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('trust = "wins"', f'trust = "wins"\nuse = "{use}"'), "utf-8"
    )
    (team.folder / "stories" / "school.png").write_bytes(drawn(400, 300))
    text = f"---\ntitle: Alma Torres walks free in Peru\ndate: 2026-09-03\n---\n\n{TEXT} {LONG}"
    text += "\n\n![A school gate painted blue](school.png)\n"
    for story in (team.folder / "stories").glob("*.md"):
        story.unlink()
    (team.folder / "stories" / "alma.md").write_text(text, "utf-8")
    team.run("run")
    [told] = team.show(WEEK)["highlights"]
    assert len(told["teaser"].split()) in words
    assert (told["picture"] is not None) is picture
    folder = team.folder / "drafts" / "weekly" / "2026-W36"
    pages = [(folder / name).read_text("utf-8") for name in ("letter.html", "article.html", "article.md")]
    told_words = len(told["teaser"].split())
    assert [page.count("answered all of them by hand") * 14 <= told_words for page in pages] == [True] * 3


def test_what_was_read_is_found_by_its_words(team: Team) -> None:
    team.run("ingest")

    def titles(words: str) -> list[str]:
        return [row["title"] for row in team.ask("entries", "--search", words)]

    assert titles("nunez PERU") == ["Marta Ñuñez walks free in Peru"]
    assert titles("abolish") == ["Ghana abolishes the death penalty"]
    assert titles("unez") == []
    assert "Nothing that was read holds: Atlantis" in team.run("entries", "--search", "Atlantis").stdout
