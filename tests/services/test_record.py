"""What editors choose is kept by its facets, told, and counts only where a person says so."""

from __future__ import annotations

import json
import subprocess

from tests.team import COMMAND, RELEASES, WEEK, Team


def record(team: Team, *more: str) -> list[dict[str, object]]:
    return team.ask("record", "weekly", *more)


def test_what_is_dropped_and_what_an_edition_is_approved_with_is_told_by_kind_country_and_source(team: Team) -> None:
    team.run("run")
    assert team.run("record", "weekly").stdout == "Nothing was approved or dropped yet.\n"
    place = next(one["position"] for one in team.show()["highlights"] if one["headline"] == RELEASES["law"][0])
    assert team.run("edit", WEEK, "--drop", str(place), "--why", "told by everybody").returncode == 0
    assert team.run("approve", WEEK).returncode == 0
    told = {(one["facet"], one["value"]): (one["stayed"], one["went"]) for one in record(team)}
    assert told["outcome", "law_reform"] == (0, 1)
    assert told["outcome", "release"] == (2, 0)
    assert told["country", "GH"] == (0, 1)
    assert told["country", "PE"] == (1, 0)
    assert told["source", "stories"] == (3, 1)
    assert "stories from Ghana: stayed 0, went 1" in team.run("record", "weekly").stdout.splitlines()


def test_a_story_that_is_placed_again_was_not_dropped_and_an_approval_stands_in_place_of_an_earlier_one(
    team: Team,
) -> None:
    team.run("run")
    gone = team.show()["highlights"][0]
    team.run("edit", WEEK, "--drop", "1")
    assert team.run("approve", WEEK).returncode == 0
    team.run("edit", WEEK, "--add", gone["story"])  # ends the approval
    assert team.run("approve", WEEK).returncode == 0
    told = {(one["facet"], one["value"]): (one["stayed"], one["went"]) for one in record(team)}
    assert told["source", "stories"] == (4, 0)


def test_what_is_no_good_news_stands_on_a_list_that_the_rules_can_be_tried_on(team: Team) -> None:
    team.run("run")
    assert team.run("record", "weekly", "--mistakes").stdout == "Nothing was said to be no good news yet.\n"
    wrong = team.show()["highlights"][1]
    assert team.run("edit", WEEK, "--not-good-news", "2", "--why", "she was only moved").returncode == 0
    [one] = record(team, "--mistakes")
    assert (one["title"], one["edition"], one["why"]) == (wrong["headline"], WEEK, "she was only moved")
    asked = [*COMMAND, "explain", "judge"]
    judged = subprocess.run(asked, input=json.dumps(one), capture_output=True, text=True, check=True, encoding="utf-8")
    assert json.loads(judged.stdout)["verdict"] == "win"
    assert "because: she was only moved" in team.run("record", "weekly", "--mistakes").stdout


def test_the_record_counts_only_where_the_settings_give_it_a_weight(team: Team) -> None:
    team.run("run")
    place = next(one["position"] for one in team.show()["highlights"] if one["headline"] == RELEASES["law"][0])
    team.run("edit", WEEK, "--drop", str(place))
    assert team.run("approve", WEEK).returncode == 0
    team.tell("again", "Togo abolishes the death penalty", "Parliament in Togo abolished it on Friday.", "2026-09-09")
    days, later = "weekly/2026-09-07..2026-09-13", "2026-09-14T08:00:00Z"
    team.run("draft", "weekly", "--period", "2026-W37", now=later)
    [before] = team.ask("show", "weekly/2026-W37", now=later)[0]["highlights"]
    team.run("skip", "weekly/2026-W37", "--why", "drafted anew", now=later)
    team.configure(letter="[publications.selection]\nrecord = 2.0")
    team.run("draft", "weekly", "--period", "2026-09-07..2026-09-13", now=later)
    [after] = team.ask("show", days, now=later)[0]["highlights"]
    assert after["score"] < before["score"]
