"""The whole way at the command line, as the editor and the operator walk it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.team import NOW, RELEASES, WEEK, Team


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "team")


@pytest.fixture(scope="session")
def drafted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drafted week, made once; tests work on copies."""
    team = Team(tmp_path_factory.mktemp("drafted") / "team")
    team.tell_all()
    done = team.run("run")
    assert done.returncode == 0, done.stderr
    return team.folder


@pytest.fixture
def drafted(drafted_once: Path, tmp_path: Path) -> Team:
    return Team.at(shutil.copytree(drafted_once, tmp_path / "drafted"))


def place_of(team: Team, slug: str) -> int:
    return next(row["position"] for row in team.show()["highlights"] if row["headline"] == RELEASES[slug][0])


def stop_of(team: Team) -> str:
    return str(team.show()["version"])


# ── drafting ───────────────────────────────────────────────────────────────────────────────


def test_given_stories_when_the_week_is_over_then_a_draft_waits_for_a_person(drafted: Team) -> None:
    shown = drafted.show()
    assert shown["status"] == "in_review"
    assert {row["headline"] for row in shown["highlights"]} == {title for title, _ in RELEASES.values()}
    assert (drafted.drafts() / "letter.html").exists()
    assert "newsletter approve weekly/2026-W36" in (drafted.drafts() / "REVIEW.txt").read_text("utf-8")
    assert not drafted.outbox().exists()


def test_drafts_and_store_are_readable_by_their_owner_only(drafted: Team) -> None:
    private = [drafted.folder / "newsletter.db", drafted.drafts(), *drafted.drafts().rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in private} == {0}


def test_running_again_changes_nothing(drafted: Team) -> None:
    before = (stop_of(drafted), sorted(drafted.folder.rglob("*")))
    for later in (NOW, "2026-09-07T09:30:00Z"):
        assert drafted.run("run", now=later).returncode == 0
    assert (stop_of(drafted), sorted(drafted.folder.rglob("*"))) == before
    assert len(drafted.ask("editions")) == 1


def test_the_same_folder_elsewhere_gives_the_same_bytes(drafted: Team, tmp_path: Path) -> None:
    other = Team(tmp_path / "other")
    other.tell_all()
    other.run("run")
    assert stop_of(other) == stop_of(drafted)


def test_every_sentence_is_the_sources_own_to_the_character(drafted: Team) -> None:
    entries = {row["id"]: row for row in drafted.ask("entries")}
    sentences = [one for row in drafted.show()["highlights"] for one in row["sentences"]]
    assert sentences
    for one in sentences:
        assert one["from"] == "source"
        source = entries[one["entry"]]["title" if one["in"] == "title" else "text"]
        assert source[one["start"] : one["end"]] == one["text"]


def test_every_diacritic_reaches_letter_text_posts_and_facts(drafted: Team) -> None:
    folder = drafted.drafts()
    for name in ("letter.html", "letter.txt", "edition.json", "article.md", "posts/bluesky.txt"):
        body = (folder / name).read_bytes()
        for person in ("Marta Ñuñez", "Ivan Šarić"):
            assert person.encode() in body.replace(b"&nbsp;", b" ").replace("\u00a0".encode(), b" "), (name, person)


# ── changing ───────────────────────────────────────────────────────────────────────────────


def test_an_edit_makes_another_version_and_marks_whose_words_they_are(drafted: Team) -> None:
    before = stop_of(drafted)
    done = drafted.run(
        "edit", WEEK, "--headline", "1", "A headline of our own", "--introduction", "Good morning.", "--by", "Ada"
    )
    assert done.returncode == 0, done.stderr
    shown = drafted.show()
    headline = shown["highlights"][0]["sentences"][0]
    assert stop_of(drafted) != before
    assert (headline["text"], headline["from"], headline["by"]) == ("A headline of our own", "edited", "Ada")
    assert [one["origin"] for one in shown["written"]["introduction"]] == ["written"]
    assert b"Good morning." in (drafted.drafts() / "letter.html").read_bytes()


def test_an_edit_without_a_change_is_refused_and_one_that_changes_nothing_says_so(drafted: Team) -> None:
    assert drafted.run("edit", WEEK).returncode == 2
    assert "stands as it was" in drafted.run("edit", WEEK, "--again").stdout


def test_stories_are_dropped_added_and_put_in_order(drafted: Team) -> None:
    names = [row["story"] for row in drafted.show()["highlights"]]
    drafted.run("edit", WEEK, "--drop", "2", "--order", f"4,{names[0]}")
    assert [row["story"] for row in drafted.show()["highlights"]] == [names[3], names[0], names[2]]
    drafted.run("edit", WEEK, "--add", names[1])
    assert [(row["position"], row["story"]) for row in drafted.show()["highlights"]][-1] == (4, names[1])


def test_a_teaser_written_anew_keeps_the_origin_of_sentences_that_stay(drafted: Team) -> None:
    place = str(place_of(drafted, "marta"))
    drafted.run("edit", WEEK, "--teaser", place, f"{RELEASES['marta'][1]} Her school waits for her.", "--by", "Ada")
    row = drafted.show()["highlights"][int(place) - 1]
    teaser = [(one["text"], one["from"]) for one in row["sentences"] if one["part"] == "teaser"]
    assert teaser == [(RELEASES["marta"][1], "source"), ("Her school waits for her.", "edited")]


def test_a_block_of_own_words_stands_between_the_stories(drafted: Team) -> None:
    drafted.run("edit", WEEK, "--block", "1", "Twelve of you wrote for her.", "--by", "Ada")
    assert "Twelve of you wrote for her." in (drafted.drafts() / "letter.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments", [("--headline", "9", "x"), ("--drop", "nope"), ("--block", "99", "x"), ("--add", "ffff")]
)
def test_what_does_not_exist_is_told_and_nothing_changes(drafted: Team, arguments: tuple[str, ...]) -> None:
    before = stop_of(drafted)
    done = drafted.run("edit", WEEK, *arguments)
    assert done.returncode == 2
    assert "there is no" in done.stderr
    assert stop_of(drafted) == before


def test_speech_that_nobody_said_is_a_blocker_that_cannot_be_waived(drafted: Team) -> None:
    drafted.run("edit", WEEK, "--teaser", "1", "“I thank the government for its endless mercy,” she said.")
    found = drafted.ask("check", WEEK, ok=1)
    assert [row["code"] for row in found if row["level"] == "blocker"] == ["quotation"]
    refused = drafted.run("approve", WEEK, "--despite", "quotation", "--why", "hurry")
    assert refused.returncode == 1
    assert "nobody says so in the source" in refused.stderr


# ── approving ──────────────────────────────────────────────────────────────────────────────


def test_approving_fills_the_outbox_with_exactly_the_reviewed_bytes(drafted: Team) -> None:
    reviewed = {path.name: path.read_bytes() for path in drafted.drafts().rglob("letter.*")}
    done = drafted.run("approve", WEEK, "--version", stop_of(drafted)[:12], "--by", "Ada")
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in drafted.outbox().rglob("letter.*")} == reviewed
    assert not drafted.drafts().exists()
    assert drafted.status() == "scheduled"


def test_the_manifest_names_every_file_and_is_named_by_the_version(drafted: Team) -> None:
    drafted.run("approve", WEEK)
    body = (drafted.outbox() / "manifest.json").read_bytes()
    listed = {row["path"]: row["sha256"] for row in json.loads(body)["renderings"]}
    there = {
        path.relative_to(drafted.outbox()).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in drafted.outbox().rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert hashlib.sha256(body).hexdigest() == drafted.show()["version"]
    assert there == listed


def test_the_outbox_holds_only_what_is_published(drafted: Team) -> None:
    drafted.tell("report", "New report on prisons released", "Our new report was released. It calls for action.")
    drafted.run("edit", WEEK, "--drop", "4")
    drafted.run("approve", WEEK)
    everything = b"".join(path.read_bytes() for path in drafted.outbox().rglob("*") if path.is_file())
    for word in (b"left_out", b"score", b"evidence", b"chosen because", b"REVIEW"):
        assert word not in everything


def test_an_approval_of_a_draft_that_was_changed_since_is_refused(drafted: Team) -> None:
    seen = stop_of(drafted)
    drafted.run("edit", WEEK, "--closing", "Until next week.")
    refused = drafted.run("approve", WEEK, "--version", seen[:12])
    assert (refused.returncode, drafted.status()) == (1, "in_review")
    assert "was changed since you looked" in refused.stderr


def test_a_change_after_approval_takes_it_away_and_says_so(drafted: Team) -> None:
    drafted.run("approve", WEEK)
    done = drafted.run("edit", WEEK, "--closing", "Until next week.")
    assert "Its approval has ended" in done.stdout
    assert (drafted.status(), drafted.outbox().exists()) == ("in_review", False)
    assert "Until next week." in (drafted.drafts() / "letter.txt").read_text("utf-8")
    assert drafted.run("approve", WEEK).returncode == 0
    assert "Until next week." in (drafted.outbox() / "letter.txt").read_text("utf-8")


def test_recalling_moves_the_folder_back_to_the_drafts(drafted: Team) -> None:
    drafted.run("approve", WEEK)
    assert drafted.run("recall", WEEK, "--why", "a wrong name").returncode == 0
    assert (drafted.status(), drafted.outbox().exists()) == ("in_review", False)
    assert (drafted.drafts() / "letter.html").exists()


def test_time_passing_closes_what_was_approved_and_never_approves(drafted: Team) -> None:
    drafted.run("run", now="2026-09-08T12:00:00Z")
    assert drafted.status() == "in_review"
    drafted.run("approve", WEEK, now="2026-09-08T12:00:00Z")
    drafted.run("run", now="2026-09-08T12:05:00Z")
    assert drafted.status() == "scheduled"
    drafted.run("run", now="2026-09-08T12:11:00Z")
    assert drafted.status() == "closed"
    refused = drafted.run("recall", WEEK, now="2026-09-08T12:12:00Z")
    assert (refused.returncode, "only an approved one" in refused.stderr) == (1, True)


def test_publish_makes_what_is_approved_leave_now(drafted: Team) -> None:
    drafted.run("approve", WEEK)
    drafted.run("publish", WEEK)
    assert drafted.status() == "closed"


def test_sending_back_and_skipping_keep_their_reasons(drafted: Team) -> None:
    drafted.run("send-back", WEEK, "--why", "the first headline is too long")
    assert drafted.show()["reason"] == "sent back: the first headline is too long"
    drafted.run("skip", WEEK, "--why", "the office is closed")
    assert (drafted.status(), drafted.show()["reason"]) == ("skipped", "the office is closed")
    assert not drafted.drafts().exists()


def test_stories_of_a_skipped_week_may_enter_the_next_and_say_so(drafted: Team) -> None:
    drafted.run("skip", WEEK, "--why", "holidays")
    drafted.run("run", now="2026-09-14T08:00:00Z")
    shown = drafted.show("weekly/2026-W37")
    assert {row["headline"] for row in shown["highlights"]} == {title for title, _ in RELEASES.values()}
    assert all("earlier" in row["reason"] or "late" in row["reason"] for row in shown["highlights"])


def test_a_story_that_was_told_is_not_told_again(drafted: Team) -> None:
    drafted.run("approve", WEEK)
    drafted.run("run", now="2026-09-14T08:00:00Z")
    assert drafted.show("weekly/2026-W37")["highlights"] == []


# ── holding and naming ─────────────────────────────────────────────────────────────────────


def test_a_held_story_cannot_leave_and_the_hold_cannot_be_waived(drafted: Team) -> None:
    story = drafted.show()["highlights"][0]["story"]
    drafted.run("stories", "hold", story, "--why", "her family asked us to wait", "--kind", "consent")
    refused = drafted.run("approve", WEEK, "--despite", "story-held", "--why", "hurry")
    assert (refused.returncode, "her family asked us to wait" in refused.stderr) == (1, True)
    drafted.run("stories", "release", story)
    assert drafted.run("approve", WEEK).returncode == 0


def test_a_hold_after_approval_takes_the_approval_away(drafted: Team) -> None:
    drafted.run("approve", WEEK)
    story = drafted.show()["highlights"][0]["story"]
    drafted.run("stories", "hold", story, "--why", "a threat came in")
    assert (drafted.status(), drafted.outbox().exists()) == ("in_review", False)


def test_a_held_story_is_left_out_of_the_next_draft_with_its_reason(team: Team) -> None:
    team.tell_all()
    team.run("ingest")
    story = team.ask("stories", "list")[0]["id"]
    team.run("stories", "hold", story, "--why", "wait")
    team.run("run")
    reasons = {row["story"]: row["reason"] for row in team.show()["left_out"]}
    assert reasons[story] == "held back by hand"


@pytest.mark.parametrize("place", ["title", "url", "text"], ids=["in its headline", "in its address", "in its text"])
def test_a_name_on_the_list_blocks_wherever_it_stands(team: Team, place: str) -> None:
    team.tell_all()
    words = {
        "title": "A teacher is free in Chile",
        "text": "A teacher was released from prison in Chile.",
        "slug": "teacher",
    }
    words |= {"title": {"title": "Zoë Quill is free in Chile"}, "url": {"slug": "zoe-quill"}, "text": {
        "text": "The teacher ZOË\u00a0QUILL was released from prison in Chile."}}[place]  # fmt: skip
    team.tell(words["slug"], words["title"], words["text"])
    (team.folder / "config" / "do-not-name.txt").write_text("# asked in March\nZoë Quill\n", "utf-8")
    team.run("run")
    blockers = {row["code"] for row in team.ask("check", WEEK, ok=1) if row["level"] == "blocker"}
    assert blockers == {"do-not-name"}
    assert team.run("approve", WEEK, "--despite", "do-not-name", "--why", "hurry").returncode == 1


def test_a_name_put_on_the_list_after_approval_stops_what_has_not_left(team: Team) -> None:
    team.tell_all()
    team.run("run")
    (team.folder / "config" / "do-not-name.txt").write_text("Marta Ñuñez\n", "utf-8")
    refused = team.run("approve", WEEK)
    assert (refused.returncode, "must not be named" in refused.stderr) == (1, True)


def test_a_name_put_on_the_list_while_the_letter_waits_empties_the_outbox(drafted: Team) -> None:
    drafted.run("approve", WEEK)
    (drafted.folder / "config" / "do-not-name.txt").write_text("Marta Ñuñez\n", "utf-8")
    told = drafted.run("run", now="2026-09-07T09:00:00Z")
    assert "is not approved any more" in told.stderr
    assert (drafted.status(), drafted.outbox().exists()) == ("in_review", False)


# ── what changes at the source ─────────────────────────────────────────────────────────────


def test_an_edited_story_is_a_new_revision_and_the_draft_says_so(drafted: Team) -> None:
    drafted.tell("marta", text="The teacher Marta Ñuñez was released from prison in Peru on Wednesday.")
    drafted.run("ingest")
    entry = next(row for row in drafted.ask("entries") if row["title"] == RELEASES["marta"][0])
    assert (entry["revision"], entry["status"]) == (2, "changed")
    assert "source-changed" in {row["code"] for row in drafted.show()["findings"]}


# ── periods ────────────────────────────────────────────────────────────────────────────────


def test_a_special_edition_covers_the_days_it_names(team: Team) -> None:
    team.tell_all()
    team.run("ingest")
    done = team.run("draft", "weekly", "--period", "2026-09-01..2026-09-03")
    assert done.returncode == 0, done.stderr
    assert len(team.show("weekly/2026-09-01..2026-09-03")["highlights"]) == len(RELEASES)


def test_drafting_a_period_twice_is_refused_and_says_where_it_stands(drafted: Team) -> None:
    refused = drafted.run("draft", "weekly", "--period", "2026-W36")
    assert (refused.returncode, "stands already" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("latest", {"2026-W36": "in_review", "2026-W37": "skipped", "2026-W38": "skipped", "2026-W39": "in_review"}),
        ("all", {"2026-W36": "in_review", "2026-W37": "in_review", "2026-W38": "in_review", "2026-W39": "in_review"}),
        ("none", {"2026-W36": "in_review", "2026-W37": "skipped", "2026-W38": "skipped", "2026-W39": "skipped"}),
    ],
)
def test_weeks_of_downtime_are_caught_up_by_the_rule_and_each_is_a_row(
    drafted: Team, rule: str, expected: dict[str, str]
) -> None:
    drafted.configure(f'catch_up = "{rule}"')
    for number in range(3):
        drafted.tell(
            f"later{number}",
            f"Person {number} walks free in Chad",
            "A teacher was freed from prison in Chad.",
            "2026-09-25",
        )
    # Wednesday, after the sending time of the newest period
    drafted.run("run", now="2026-09-30T12:00:00Z")
    rows = {row["period"]["key"]: (row["status"], row["reason"]) for row in drafted.ask("editions")}
    # the first one waited for three weeks and was skipped at the next cut-off
    expected = {**expected, "2026-W36": "skipped"}
    assert {key: status for key, (status, _) in rows.items()} == expected
    assert all("missed" in str(rows[key][1]) for key in ("2026-W37", "2026-W38") if expected[key] == "skipped")


@pytest.mark.parametrize(
    ("thin", "status"), [("ask", "in_review"), ("note", "in_review"), ("next", "skipped"), ("skip", "skipped")]
)
def test_a_thin_week_follows_its_rule(team: Team, thin: str, status: str) -> None:
    team.configure(f'thin = "{thin}"')
    team.tell("marta")
    team.run("run")
    assert team.status() == status
    assert (team.show()["reason"] or "").startswith("" if thin == "note" else "thin: 1 of at least 3")


def test_an_unapproved_edition_waits_and_is_skipped_at_the_next_cut_off(drafted: Team) -> None:
    told = drafted.run("run", now="2026-09-08T10:00:00Z")
    assert "still waits for a person; it should have left on Tuesday 8 September 2026, 10:00" in told.stderr
    assert "still waits" not in drafted.run("run", now="2026-09-08T12:00:00Z").stderr
    drafted.run("run", now="2026-09-14T06:30:00Z")
    assert (drafted.status(), drafted.show()["reason"]) == ("skipped", "nobody approved it in time")


def test_automatic_approval_fills_the_outbox_and_says_that_nobody_read_it(team: Team) -> None:
    team.configure('approval = "automatic"')
    team.tell_all()
    done = team.run("run")
    assert "nobody has read it" in done.stdout
    assert team.status() == "scheduled"
    assert "automatic" in (team.outbox() / "README.txt").read_text("utf-8").lower()


def test_an_edition_that_a_person_recalled_is_never_approved_by_itself_again(team: Team) -> None:
    team.configure('approval = "automatic"')
    team.tell_all()
    team.run("run")
    team.run("recall", WEEK)
    team.run("run")
    assert team.status() == "in_review"


# ── rehearsal ──────────────────────────────────────────────────────────────────────────────


def test_a_rehearsal_is_refused_while_a_channel_is_not_an_outbox(team: Team) -> None:
    team.configure()
    path = team.folder / "config" / "newsletter.toml"
    hook = '[[channels]]\nname = "press"\nkind = "webhook"\nurl = "https://example.org/hook"\nsecret_env = "PRESS"\n'
    path.write_text(path.read_text("utf-8") + hook, "utf-8")
    refused = team.run("run", env={"PRESS": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    assert (refused.returncode, "press is not" in refused.stderr) == (1, True)


def test_a_letter_without_stories_is_approved_only_with_a_reason(team: Team) -> None:
    team.run("run")
    refused = team.run("approve", WEEK)
    assert (refused.returncode, "The letter tells no story. To mend it: " in refused.stderr) == (1, True)
    assert team.run("approve", WEEK, "--despite", "no-stories", "--why", "a greeting at the year's end").returncode == 0


def test_newer_stories_are_told_to_wait_for_the_next_letter(team: Team) -> None:
    team.tell("marta", day="2026-09-07")
    assert "1 newer one waits for the next letter" in team.run("run").stdout
