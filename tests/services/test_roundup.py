"""A year looked back on, through the real program: opened early, grown with each letter, worked on by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsletter.model.settings import Rhythm
from newsletter.services import review, tick
from newsletter.services.app import App
from newsletter.services.draft import draft_by_hand
from newsletter.store import views
from tests import year
from tests.services.conftest import Open
from tests.team import Team

EDITION = "year/2020"
SETTINGS = """
[[publications]]
name = "year"
title = "The year in good news"
rhythm = "yearly"
cut_off = "mon 07:00"
send_at = "tue 10:00"
maximum = 12
minimum = 4
from = "Example <news@example.org>"
postal_address = "12 Example Street"
channels = ["outbox"]
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


OPENED = at("2020-12-04T09:00")


@pytest.fixture
def team(tmp_path: Any) -> Team:
    """A weekly letter, a yearly one, and sixty stories from January to November."""
    made = Team(tmp_path / "team")
    settings = made.folder / "config" / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8") + SETTINGS, "utf-8")
    year.write(made.folder / "stories", year.stories(60, empty=(12,)))
    return made


@pytest.fixture
def opened_year(team: Team, opened: Open) -> App:
    """The year's draft is open: four weeks before its end."""
    app = opened(team)
    tick.tick(app, OPENED)
    return app


def shown(app: App, edition: str = EDITION) -> dict[str, Any]:
    with app.store.reading() as connection:
        return views.show(connection, review.find(app, edition), review.findings(app, edition))


def stories_of(shown: dict[str, Any]) -> list[str]:
    return [row["story"] for row in shown["highlights"]]


def edit(team: Team, *options: str, now: datetime = OPENED, ok: int = 0) -> str:
    done = team.run("edit", EDITION, *options, "--by", "Ada", now=now.isoformat())
    assert done.returncode == ok, done.stderr
    return done.stdout + done.stderr


def codes(rows: Iterable[dict[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]


def letter(team: Team, name: str = "letter.txt") -> str:
    return (team.drafts(EDITION) / name).read_text("utf-8")


def test_a_year_is_told_month_by_month_with_its_numbers_and_each_opens_what_it_counts(
    opened_year: App, team: Team
) -> None:
    found = shown(opened_year)
    assert found["status"] == "collecting"
    months = [row["month"] for row in found["highlights"]]
    assert months == sorted(months)
    assert set(months) == {f"2020-{month:02}" for month in range(1, 12)}
    numbers = {one["what"]: one for one in found["numbers"]}
    assert numbers["free"]["number"] == len(numbers["free"]["stories"]) > 1
    assert set(numbers["free"]["stories"]) <= set(stories_of(found))
    headings = [line for line in letter(team).split("\n") if line.endswith((" story", " stories"))]
    assert [line.split(" · ")[0] for line in headings][:3] == ["January", "February", "March"]
    assert '<h2 id="month-2020-03">March</h2>' in letter(team, "article.html")


def test_what_is_to_write_and_what_was_left_open_is_listed(opened_year: App) -> None:
    found = shown(opened_year)
    told = codes(found["findings"])
    assert {"title-to-write", "standfirst-to-write", "closing-to-write", "month-empty"} <= set(told)
    caveats = [row for row in found["highlights"] if row["caveat"]]
    assert caveats
    asked = [row["where"].removeprefix("story ") for row in found["findings"] if row["code"] == "what-became"]
    assert {row["story"] for row in caveats} <= set(asked)


def test_it_takes_in_what_a_letter_told_meanwhile_and_keeps_the_hand_work(opened_year: App, team: Team) -> None:
    before = shown(opened_year)
    places = stories_of(before)
    gone, worded, last = places[0], places[3], places[-1]
    edit(team, "--drop", gone, "--headline", worded, "A headline of our own", "--introduction", "What a year.")
    edit(team, "--block", str(len(places) - 1), "Thank you, November.", "--title", "Doors that opened")
    team.tell("marta", day="2020-12-08")
    close_week(opened_year, "weekly/2020-W50", at("2020-12-14T09:00"))
    tick.tick(opened_year, at("2020-12-16T12:00"))
    after = shown(opened_year)
    marta = next(row for row in after["highlights"] if row["month"] == "2020-12")
    assert (marta["headline"], marta["told_in"]) == ("Marta Ñuñez walks free in Peru", ["weekly/2020-W50"])
    assert [story for story in stories_of(after) if story in places] == places[1:]
    assert gone not in stories_of(after)
    assert next(row["headline"] for row in after["highlights"] if row["story"] == worded) == "A headline of our own"
    block = after["written"]["blocks"][0]
    assert after["highlights"][block["after"] - 1]["story"] == last
    assert (after["written"]["title"]["text"], after["written"]["introduction"][0]["text"]) == (
        "Doors that opened", "What a year.",
    )  # fmt: skip
    assert after["status"] == "collecting"
    tick.tick(opened_year, at("2021-01-04T09:00"))
    assert (shown(opened_year)["status"], gone in stories_of(shown(opened_year))) == ("in_review", False)


def close_week(app: App, id: str, now: datetime) -> None:
    """Draft a week's letter, approve it, and let it leave."""
    tick.tick(app, now)
    review.approve(app, id, now, "Ada")
    tick.tick(app, now + timedelta(days=2))
    assert review.find(app, id).status == "closed"


def test_a_story_told_in_a_letter_stands_in_the_words_that_a_person_approved(team: Team, opened: Open) -> None:
    app = opened(team)
    week, now = "weekly/2020-W36", at("2020-09-07T09:00")
    team.tell("ivan", day="2020-09-02")
    tick.tick(app, now)
    first = shown(app, week)["highlights"]
    story = next(row["story"] for row in first if row["headline"].startswith("Ivan"))
    done = team.run("edit", week, "--headline", story, "Ivan is cleared", "--by", "Ada", now=now.isoformat())
    assert done.returncode == 0, done.stderr
    close_week(app, week, now)
    tick.tick(app, OPENED)
    told = next(row for row in shown(app)["highlights"] if row["story"] == story)
    assert (told["headline"], told["told_in"]) == ("Ivan is cleared", [week])
    assert "told in weekly/2020-W36" in told["reason"]
    missed = next(row for row in shown(app)["highlights"] if not row["told_in"])
    assert "not told before" in missed["reason"]


def test_an_answer_stands_under_its_story_and_nothing_new_is_kept_with_who_and_when(
    opened_year: App, team: Team
) -> None:
    open_ends = [row["where"][6:] for row in shown(opened_year)["findings"] if row["code"] == "what-became"]
    answered, unchanged, *others = dict.fromkeys(open_ends)
    nothing_new = [part for story in (unchanged, *others) for part in ("--nothing-new", story)]
    edit(team, "--since", answered, "In November the appeal was heard, and won.", *nothing_new)
    rows = {row["story"]: row for row in shown(opened_year)["highlights"]}
    assert rows[answered]["since"]["text"] == "In November the appeal was heard, and won."
    assert rows[unchanged]["since"] == {"text": "", "by": "Ada", "at": "2020-12-04T09:00:00Z"}
    written = [one for one in rows[answered]["sentences"] if one["part"] == "since"]
    assert [(one["from"], one["by"]) for one in written] == [("written", "Ada")]
    assert "Since then: In November the appeal was heard, and won." in letter(team)
    assert "what-became" not in codes(shown(opened_year)["findings"])
    edit(team, "--ask-again", answered)
    assert "what-became" in codes(shown(opened_year)["findings"])


def test_a_person_places_an_own_report_names_a_month_and_leaves_the_numbers_out(opened_year: App, team: Team) -> None:
    text = "Our report on water rights counts four hundred wells. It was written by twelve people over nine months."
    team.tell("report", "Our report: four hundred wells", text, day="2020-06-10")
    tick.tick(opened_year, OPENED)
    [report] = [row["id"] for row in team.ask("stories", "list", now=None) if row["headline"].startswith("Our report")]
    first = stories_of(shown(opened_year))[0]
    edit(team, "--our-year", report, "--month", first, "2020-11", "--no-numbers")
    found = shown(opened_year)
    assert (found["highlights"][-1]["story"], found["highlights"][-1]["our_year"]) == (report, True)
    assert next(row["month"] for row in found["highlights"] if row["story"] == first) == "2020-11"
    assert (found["numbers"], "The year in numbers" in letter(team)) == ([], False)
    assert letter(team).index("Our year") > letter(team).index("November")
    assert "is no month" in edit(team, "--month", first, "April", ok=1)


def test_a_story_put_into_another_month_takes_its_place_there_and_own_words_stay_where_they_were(
    opened_year: App, team: Team
) -> None:
    places = stories_of(shown(opened_year))
    edit(team, "--block", "2", "Here we take a breath.")
    edit(team, "--month", places[0], "2020-06", "--pull", places[-1])
    found = shown(opened_year)
    assert stories_of(found).index(places[0]) > stories_of(found).index(places[2])
    after = found["written"]["blocks"][0]["after"]
    assert found["highlights"][after - 1]["story"] == places[1]


def test_who_approves_early_ends_the_taking_in_and_one_open_question_stops_it(opened_year: App, team: Team) -> None:
    refused = team.run("approve", EDITION, now=OPENED.isoformat())
    assert (refused.returncode, "What became of it?" in refused.stderr) == (1, True)
    for row in shown(opened_year)["findings"]:
        if row["code"] == "what-became":
            edit(team, "--nothing-new", row["where"][6:])
    approved = team.run("approve", EDITION, now=OPENED.isoformat())
    assert approved.returncode == 0, approved.stderr
    before = stories_of(shown(opened_year))
    team.tell("marta", day="2020-12-08")
    close_week(opened_year, "weekly/2020-W50", at("2020-12-14T09:00"))
    tick.tick(opened_year, at("2020-12-16T12:00"))
    assert stories_of(shown(opened_year)) == before


def test_a_special_time_of_months_is_told_in_months_too(team: Team, opened: Open) -> None:
    app = opened(team)
    tick.tick(app, at("2020-09-07T09:00"))
    settings = replace(app.settings.publications[1], name="special", rhythm=Rhythm.SPECIAL, minimum=1)
    special = replace(app, settings=replace(app.settings, publications=(settings,)))
    made = draft_by_hand(special, "special", "2020-03-01..2020-08-31", at("2020-09-07T09:00"), "Ada")
    with app.store.reading() as connection:
        found = views.show(connection, made, ())
    assert {row["month"] for row in found["highlights"]} == {f"2020-0{month}" for month in range(3, 9)}
