"""Stories through the real command: copies join, one event is suggested once, what follows is linked, people decide."""

from __future__ import annotations

from typing import Any

from tests.team import RELEASES, WEEK, Team

BODY = (
    "The teacher Ana Ruiz left the women's prison of Lima on Thursday morning with a bag of letters under her arm. "
    "Judges had set aside her sentence of twelve years two days before, because nothing had shown that she wrote the "
    "leaflets she was jailed for. Her pupils waited at the gate from six o'clock with flowers and a drum."
)
OTHER_WORDS = "Ana Ruiz walked free in Peru on Thursday. Supporters had written to the court for six years."


def stories(team: Team) -> dict[str, dict[str, Any]]:
    return {str(one["headline"]): one for one in team.ask("stories", "list")}


def left_out(team: Team) -> dict[str, str]:
    return {one["headline"]: one["reason"] for one in team.show()["left_out"]}


def placed(team: Team) -> list[str]:
    return [one["headline"] for one in team.show()["highlights"]]


def test_a_copy_with_another_headline_joins_its_story_and_keeps_both_entries(team: Team) -> None:
    team.tell("ana", "Ana Ruiz is free", BODY)
    team.run("ingest")
    team.tell("again", "After twelve years: home", f"{BODY} A partner of ours was the first to tell it.", "2026-09-04")
    team.run("ingest")
    [one] = [one for one in stories(team).values() if len(one["entries"]) == 2]
    assert [joined["why"] for joined in one["joined"]] == ["most of their words are the same"]


def test_one_event_in_other_words_stands_in_the_letter_once_until_a_person_parts_it(team: Team) -> None:
    team.tell("ana", "Teacher Ana Ruiz released in Peru", BODY)
    team.tell("again", "Ana Ruiz walks free in Peru", OTHER_WORDS, "2026-09-04")
    assert team.run("run").returncode == 0
    told = stories(team)
    first, second = told["Teacher Ana Ruiz released in Peru"], told["Ana Ruiz walks free in Peru"]
    assert first["perhaps_same"] == [{"story": second["id"], "why": "both tell of Ana Ruiz"}]
    assert second["perhaps_same"] == [{"story": first["id"], "why": "both tell of Ana Ruiz"}]
    [reason] = [reason for reason in left_out(team).values() if reason.startswith("probably the same event as")]
    assert "Ana Ruiz" in reason
    assert sum("Ana Ruiz" in headline for headline in placed(team)) == 1

    done = team.run("stories", "split", first["id"], second["id"])
    assert done.stdout == f"Stories {first['id']} and {second['id']} stand apart now.\n"
    team.run("skip", WEEK, "--why", "drafted anew")
    assert stories(team)["Ana Ruiz walks free in Peru"]["perhaps_same"] == []
    (team.folder / "config" / "rules").mkdir()
    (team.folder / "config" / "rules" / "en.toml").write_text('[gate]\nweak = ["harbour"]\n', "utf-8")
    team.run("ingest")  # judged anew by other rules, and still apart
    assert stories(team)["Ana Ruiz walks free in Peru"]["perhaps_same"] == []


def test_stories_that_a_person_joins_are_one_with_all_that_was_known_of_them(team: Team) -> None:
    team.run("run")
    marta, law = RELEASES["marta"][0], RELEASES["law"][0]
    told = stories(team)
    into, other = told[marta]["id"], told[law]["id"]
    team.run("stories", "hold", other, "--why", "her lawyer asks for it")
    assert team.run("stories", "merge", into, other).returncode == 0
    after = stories(team)
    assert law not in after
    assert after[marta]["entries"] == [into, other]
    assert [hold["why"] for hold in after[marta]["holds"]] == ["her lawyer asks for it"]
    assert after[marta]["told_in"] == [WEEK]
    again = team.run("stories", "merge", into, other)
    assert (again.returncode, again.stderr) == (1, f"{other} is told as story {into} already; name two stories\n")
    team.run("stories", "split", into, other)
    assert stories(team)[law]["id"] == other
    assert stories(team)[marta]["entries"] == [into]


def test_an_edition_that_knows_a_story_by_the_id_it_had_before_is_stopped_by_a_hold_on_what_it_is_now(
    team: Team,
) -> None:
    team.run("run")
    told = stories(team)
    into, other = told[RELEASES["marta"][0]]["id"], told[RELEASES["law"][0]]["id"]
    team.run("stories", "merge", into, other)
    team.run("edit", WEEK, "--drop", into)
    assert team.run("approve", WEEK).returncode == 0
    team.run("stories", "hold", into, "--why", "her lawyer asks for it")
    assert team.status() == "in_review"
    refused = team.run("approve", WEEK)
    assert refused.returncode == 1
    assert "her lawyer asks for it" in refused.stderr


def test_joining_a_story_that_is_held_back_ends_the_approval_of_the_letter_that_tells_the_other(team: Team) -> None:
    team.run("run")
    team.tell("again", "She is home", "The teacher Marta Ñuñez is at home with her daughters.", "2020-01-04")
    team.run("ingest")
    told = stories(team)
    into, other = told[RELEASES["marta"][0]]["id"], told["She is home"]["id"]
    team.run("stories", "hold", other, "--kind", "consent", "--why", "she asks for silence")
    assert team.run("approve", WEEK).returncode == 0
    assert team.run("stories", "merge", into, other).returncode == 0
    assert team.status() == "in_review"
    refused = team.run("approve", WEEK)
    assert refused.returncode == 1
    assert "she asks for silence" in refused.stderr


def test_an_entry_that_is_parted_from_a_story_that_is_held_back_is_held_for_the_same_reason(team: Team) -> None:
    team.tell("ana", "Ana Ruiz is free", BODY)
    team.tell("again", "After twelve years: home", f"{BODY} A partner of ours was the first to tell it.", "2026-09-04")
    team.run("ingest")
    [one] = [one for one in stories(team).values() if len(one["entries"]) == 2]
    story, second = one["entries"]
    team.run("stories", "hold", story, "--kind", "consent", "--why", "she asks for silence")
    assert team.run("stories", "split", story, second[:8]).stdout == f"Stories {story} and {second} stand apart now.\n"
    held = {one["id"]: [(hold["kind"], hold["why"]) for hold in one["holds"]] for one in stories(team).values()}
    assert held[story] == held[second] == [("consent", "she asks for silence")]


def test_the_beginning_of_a_storys_own_id_parts_nothing_from_it(team: Team) -> None:
    team.run("ingest")
    before = stories(team)
    one = before[RELEASES["marta"][0]]["id"]
    done = team.run("stories", "split", one, one[:6])
    assert done.returncode == 1
    assert done.stderr == f"{one[:6]} opened story {one}; name one of its others: newsletter stories list\n"
    assert stories(team) == before


def test_the_entry_that_opened_a_story_is_not_parted_from_it(team: Team) -> None:
    team.run("ingest")
    one = stories(team)[RELEASES["marta"][0]]["id"]
    done = team.run("stories", "split", one, one)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{one} opened story {one}; name one of its others")


def test_what_comes_of_a_story_later_is_linked_and_never_merged(team: Team) -> None:
    team.tell("ana", "Ana Ruiz acquitted in Peru", "A court in Lima acquitted the teacher Ana Ruiz.", "2026-06-02")
    text = "The teacher Ana Ruiz was awarded compensation by a court in Lima, Peru."
    team.tell("later", "Compensation for Ana Ruiz", text)
    team.run("ingest")
    told = stories(team)
    first, later = told["Ana Ruiz acquitted in Peru"], told["Compensation for Ana Ruiz"]
    assert (first["follow_ups"], later["follow_ups"]) == ([later["id"]], [first["id"]])
    assert later["perhaps_same"] == []


def test_a_new_arrest_holds_the_good_news_back_and_ends_its_approval(team: Team) -> None:
    team.run("run")
    assert team.run("approve", WEEK).returncode == 0
    text = "The teacher Marta Ñuñez was arrested again at her home in Peru on Sunday night."
    team.tell("reversal", "Marta Ñuñez arrested again", text, "2026-09-06")
    team.run("ingest")
    [hold] = stories(team)[RELEASES["marta"][0]]["holds"]
    assert hold["why"].startswith("a later entry may undo it: “Marta Ñuñez arrested again” (stories, entry ")
    assert (hold["kind"], team.status()) == ("sensitive", "in_review")


def test_a_story_told_before_in_other_words_is_not_offered_as_new(team: Team) -> None:
    team.tell("ana", "Teacher Ana Ruiz released in Peru", BODY)
    team.run("run")
    assert "Teacher Ana Ruiz released in Peru" in placed(team)
    team.tell("again", "Ana Ruiz walks free in Peru", OTHER_WORDS, "2026-09-08")
    now = "2026-09-14T08:00:00Z"
    team.run("run", now=now)
    [week] = team.ask("show", "weekly/2026-W37", now=now)
    reasons = {one["headline"]: one["reason"] for one in week["left_out"]}
    assert reasons["Ana Ruiz walks free in Peru"] == f"probably told already in {WEEK}"
