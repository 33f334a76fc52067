"""The words of a story in a draft: its lengths, its gaps, and what an editor's own wording changes of its source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from newsletter.errors import NotAllowed
from newsletter.model.editions import Highlight, Length, Lengths
from newsletter.services.edit import set_length
from newsletter.services.review import Draft
from newsletter.store import codec
from newsletter.store.editions import Written
from tests.factories import highlight, told
from tests.team import WEEK, Team

WALKED = "The teacher Alma Torres was released from prison in Peru on Tuesday."
HELD = "Torres had been jailed in 2015 for a poem about a river, and a court sentenced her to nine years."
FILLER = "The baker gave bread to everyone, the schools stayed shut, and the trams rang their bells until noon."
WROTE = "More than 12,000 people signed the petition for her release."
STORY = "\n\n".join([WALKED, FILLER, FILLER.replace("baker", "cook"), HELD, FILLER.replace("baker", "butcher"), WROTE])


@pytest.fixture
def drafted(team: Team) -> Team:
    team.tell("alma", "Alma Torres walks free in Peru", STORY)
    assert team.run("run").returncode == 0
    return team


def row_of(team: Team, headline: str = "Alma Torres walks free in Peru") -> dict[str, Any]:
    return next(row for row in team.show()["highlights"] if row["headline"] == headline)


def test_a_highlight_shows_its_lengths_with_the_origin_of_each_sentence(drafted: Team) -> None:
    row = row_of(drafted)
    [line] = row["line"]
    assert (line["text"], line["from"], line["in"], line["start"], line["end"]) == (WALKED, "source", "text", 0, 68)
    assert 40 < sum(len(one["text"].split()) for one in row["long"]) <= 150
    assert row["length"] in ("story", "long")
    assert {WALKED, HELD, WROTE} <= {one["text"] for one in row["long"]}


def test_an_editor_chooses_the_length_of_a_story_and_goes_back(drafted: Team) -> None:
    place, before = str(row_of(drafted)["position"]), row_of(drafted)["teaser"]
    assert drafted.run("edit", WEEK, "--length", place, "line").returncode == 0
    row = row_of(drafted)
    assert (row["teaser"], row["length"]) == (WALKED, "line")
    drafted.run("edit", WEEK, "--length", place, "long" if place == "1" else "story")
    assert row_of(drafted)["teaser"] == before
    wrong = drafted.run("edit", WEEK, "--length", place, "short")
    assert (wrong.returncode, "line, story, long" in wrong.stderr) == (2, True)


def test_the_lead_is_told_at_length_whoever_it_is_and_a_chosen_length_stays() -> None:
    lengths = Lengths(line=told(("a",)), story=told(("b",)), long=told(("c",)))
    lead = highlight(1, teaser=lengths.long, lengths=lengths)
    chosen = replace(lead, teaser=lengths.line, length=Length.LINE)
    own = replace(lead, teaser=told(("ours",)))
    assert [(one.teaser[0].text, one.told_in) for one in (lead.told_at(2), lead.told_at(2).told_at(1))] == [
        ("b", Length.STORY),
        ("c", Length.LONG),
    ]
    assert [one.told_at(2).teaser for one in (chosen, own)] == [chosen.teaser, own.teaser]
    assert (own.told_in, own.told_at(2).told_in) == (None, None)


def test_a_text_typed_anew_marks_its_gaps_and_takes_them_in_as_they_are_shown(drafted: Team) -> None:
    place = str(row_of(drafted)["position"])
    drafted.run("edit", WEEK, "--teaser", place, f"{WALKED} […] {WROTE}")
    row = row_of(drafted)
    parts = [(one["text"], one["from"], one["after_gap"]) for one in row["sentences"] if one["part"] == "teaser"]
    assert parts == [(WALKED, "source", False), (WROTE, "source", True)]
    assert (row["teaser"], row["length"]) == (f"{WALKED} […] {WROTE}", None)


def test_numbers_and_names_that_the_source_does_not_have_are_to_look_at(drafted: Team) -> None:
    place = str(row_of(drafted)["position"])
    drafted.run("edit", WEEK, "--teaser", place, "Alma Tores is free. More than 21,000 people signed for her.")
    found = [one for one in drafted.ask("check", WEEK, ok=0) if one["code"] == "facts-changed"]
    assert [one["level"] for one in found] == ["warning", "warning"]
    assert ["“Alma Tores”" in found[0]["message"], "“21,000”" in found[1]["message"]] == [True, True]


def test_a_highlight_of_an_older_version_is_still_read_and_says_that_it_has_one_length() -> None:
    older = codec.to_json(highlight())
    for key in ("lengths", "length"):
        del older[key]
    for sentence in older["teaser"]:
        del sentence["after_gap"]
    one = codec.from_json(Highlight, older)
    assert one == highlight()
    with pytest.raises(NotAllowed, match="no words of its source in this length"):
        set_length("1", Length.LONG)(Draft(highlights=(one,), written=Written()))
