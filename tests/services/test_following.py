"""Entries through the readings of their source: known again, taken back, listed again, whole at last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from newsletter.model.editions import EditionStatus, Period
from newsletter.model.entries import EntryStatus, RevisionKind
from newsletter.model.stories import HoldKind
from newsletter.services import holding, ingest, judging, review
from newsletter.services.app import App
from newsletter.services.tick import tick
from newsletter.store import editions, reading, stories
from newsletter.store.schema import highlights, revisions
from tests.services.conftest import Open
from tests.services.test_reading import team as team_reading
from tests.team import MOMENT, WEEK, Team
from tests.web import Page, Web, serving

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)
WORDS = "The court in Lima freed the teacher after nine years, and she went home to her school on the same day. " * 3


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def item(name: str, day: int, guid: str = "", text: str = "") -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid or name}</guid><title>{name} goes home at last</title>"
        f"<link>https://news.example.org/{name}</link><pubDate>{day:02} Jan 2026 09:00:00 GMT</pubDate>"
        f"<description>{text or f'{name} was released on Friday. ' + WORDS}</description></item>"
    )


@pytest.fixture
def read(tmp_path: Path, web: Web) -> Callable[..., App]:
    made: list[App] = []

    def read_it(*items: str, after: int = 0) -> App:
        web.pages["/news"] = Page(body=f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode())
        if not made:
            made.append(team_reading(tmp_path, web, "news"))
        ingest.ingest(made[0], NOW + timedelta(hours=after), due_only=False)
        return made[0]

    return read_it


def standing(app: App) -> dict[str, EntryStatus]:
    with app.store.reading() as connection:
        return {one.title.split()[0]: one.status for one in reading.newest_revisions(connection)}


def why_held(app: App) -> list[str]:
    with app.store.reading() as connection:
        return [hold.why for held in stories.holds_by_story(connection).values() for hold in held]


DAYS = {"Ana": 4, "Ben": 3, "Cem": 2, "Dia": 1}
WEEK_OF_NEWS = [item(name, day) for name, day in DAYS.items()]


# ── under another key ──────────────────────────────────────────────────────────────────────


def test_a_feed_that_gives_its_entries_new_guids_gives_no_entry_twice(read: Callable[..., App]) -> None:
    read(*WEEK_OF_NEWS)
    app = read(*(item(name, day, guid=f"urn:new:{name}") for name, day in DAYS.items()))
    assert standing(app) == dict.fromkeys(DAYS, EntryStatus.READY)
    app = read(item("Ana", 4, guid="urn:new:Ana", text="Ana was released on Friday, and all charges were dropped."))
    with app.store.reading() as connection:
        ana = next(one for one in reading.newest_revisions(connection) if one.title.startswith("Ana"))
        again = reading.other_keys_of(connection, ana.entry)
    assert ana.number == 2
    assert [why for why, _ in again] == ["the same address, and the same title"]


def test_sources_read_together_are_followed_each_by_its_own_list(tmp_path: Path, web: Web) -> None:
    def listing(*items: str) -> Page:
        return Page(body=f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode())

    web.pages |= {"/one": listing(*WEEK_OF_NEWS), "/two": listing(*WEEK_OF_NEWS), "/three": Page(status=500)}
    app = team_reading(tmp_path, web, "one", "two", "three")
    first = ingest.ingest(app, NOW)
    assert [(done.source, done.new, done.changed) for done in first] == [("one", 4, 0), ("two", 4, 0), ("three", 0, 0)]
    renamed = [item(name, day, guid=f"urn:new:{name}") for name, day in DAYS.items()]
    web.pages |= {"/one": listing(*WEEK_OF_NEWS[:1], *WEEK_OF_NEWS[2:]), "/two": listing(*renamed, item("Eli", 1))}
    web.pages["/three"] = listing(item("Ana", 4, text="Ana is home."))
    second = ingest.ingest(app, NOW, due_only=False)
    assert [(done.new, done.changed) for done in second] == [(0, 0), (1, 0), (1, 0)]
    with app.store.reading() as connection:
        assert reading.count_entries(connection) == {"one": 4, "two": 5, "three": 1}
        gone = reading.with_status(connection, ["one", "two", "three"], EntryStatus.GONE)
    assert {name: len(ids) for name, ids in gone.items()} == {"one": 1, "two": 0, "three": 0}


def test_two_entries_that_stand_side_by_side_stay_two(read: Callable[..., App]) -> None:
    app = read(item("Ana", 4), item("Ana", 4, guid="another"))
    with app.store.reading() as connection:
        assert reading.count_entries(connection) == {"news": 2}


def test_a_story_file_under_another_name_is_the_same_entry(team: Team, opened: Open) -> None:
    app = opened(team)
    ingest.ingest(app, MOMENT)
    before = standing(app)
    file = team.folder / "stories" / "marta.md"
    file.rename(file.with_name("renamed.md"))
    ingest.ingest(app, MOMENT)
    assert standing(app) == before
    with app.store.reading() as connection:
        parts = reading.told_by(connection, "stories", ["renamed.md"])
    assert len(parts) == 1


# ── taken back ─────────────────────────────────────────────────────────────────────────────


def test_an_entry_taken_back_is_held_and_let_go_when_it_stands_there_again(read: Callable[..., App]) -> None:
    read(*WEEK_OF_NEWS)
    app = read(*WEEK_OF_NEWS[:1], *WEEK_OF_NEWS[2:])
    assert standing(app)["Ben"] is EntryStatus.GONE
    [why] = why_held(app)
    assert why.startswith("news took it back")
    app = read(*WEEK_OF_NEWS)
    assert (standing(app)["Ben"], why_held(app)) == (EntryStatus.READY, [])
    app = read(*WEEK_OF_NEWS[:1], *WEEK_OF_NEWS[2:])
    assert len(why_held(app)) == 1


def test_what_a_person_holds_stays_held_when_its_source_lists_it_again(read: Callable[..., App]) -> None:
    app = read(*WEEK_OF_NEWS)
    with app.store.reading() as connection:
        ben = next(one for one in reading.newest_revisions(connection) if one.title.startswith("Ben"))
    review.hold(app, ben.entry, HoldKind.SENSITIVE, "her brother asked us not to", NOW, "newsletter")
    read(*WEEK_OF_NEWS[:1], *WEEK_OF_NEWS[2:])
    assert len(why_held(app)) == 2
    app = read(*WEEK_OF_NEWS)
    assert why_held(app) == ["her brother asked us not to"]


def test_a_person_releases_one_taking_back_and_not_the_next(read: Callable[..., App]) -> None:
    read(*WEEK_OF_NEWS)
    app = read(*WEEK_OF_NEWS[:1], *WEEK_OF_NEWS[2:])
    with app.store.reading() as connection:
        [story] = stories.holds_by_story(connection)
    review.release(app, story, NOW, "ana")
    read(*WEEK_OF_NEWS)
    app = read(*WEEK_OF_NEWS[:1], *WEEK_OF_NEWS[2:])
    assert len(why_held(app)) == 1


def test_two_stories_under_one_address_stay_two(read: Callable[..., App]) -> None:
    def only(name: str, text: str) -> str:
        return item(name, 4, text=text).replace(f"news.example.org/{name}", "news.example.org/latest")

    read(only("Zoe", "Zoe Nunez was released from prison in Peru on Sunday morning."))
    app = read(only("Bo", "A court in Kenya acquitted the journalist Bo Li of every charge."))
    assert sorted(standing(app)) == ["Bo", "Zoe"]


def test_entries_that_made_room_for_newer_ones_are_not_held(read: Callable[..., App]) -> None:
    read(*WEEK_OF_NEWS)
    app = read(item("Eva", 5), *WEEK_OF_NEWS[:3])
    assert (set(standing(app).values()), why_held(app)) == ({EntryStatus.READY}, [])


def test_a_story_file_that_was_removed_stops_the_draft_it_stands_in(team: Team, drafted: App) -> None:
    (team.folder / "stories" / "marta.md").unlink()
    ingest.ingest(drafted, MOMENT + timedelta(hours=1))
    blockers = [one.message for one in review.findings(drafted, WEEK) if one.code == "story-held"]
    assert len(blockers) == 1
    assert "took it back" in blockers[0]


def test_an_edition_that_has_left_says_that_it_may_need_a_correction(team: Team, drafted: App) -> None:
    review.approve(drafted, WEEK, MOMENT, "ana")
    later = MOMENT + timedelta(days=2)
    tick(drafted, later)
    assert review.find(drafted, WEEK).status is EditionStatus.CLOSED
    (team.folder / "stories" / "marta.md").unlink()
    ingest.ingest(drafted, later)
    with drafted.store.reading() as connection:
        said = [str(step["what"]) for step in editions.steps(connection, WEEK)]
    assert said[-1] == "a story in it was held back after it left; it may need a correction"


def test_a_folder_that_lost_most_of_its_files_takes_nothing_back(team: Team, opened: Open) -> None:
    app = opened(team)
    ingest.ingest(app, MOMENT)
    for file in sorted((team.folder / "stories").iterdir())[1:]:
        if file.is_file():
            file.unlink()
    ingest.ingest(app, MOMENT + timedelta(hours=1))
    assert EntryStatus.GONE not in standing(app).values()


# ── what ends by itself ────────────────────────────────────────────────────────────────────


def test_an_embargo_ends_by_itself(read: Callable[..., App]) -> None:
    embargoed = item("Ana", 4).replace("</item>", "<embargoed>2026-01-05T09:00:00Z</embargoed></item>")
    app = read(embargoed)
    assert [why.startswith("its publisher asks") for why in why_held(app)] == [True]
    ingest.ingest(app, NOW + timedelta(minutes=119))
    assert len(why_held(app)) == 1
    ingest.ingest(app, NOW + timedelta(hours=2))
    assert why_held(app) == []


def test_a_text_that_is_cut_off_is_held_until_its_source_tells_it_whole(read: Callable[..., App]) -> None:
    app = read(item("Ana", 4, text="Ana was released on Friday after nine years in prison. She writes:"))
    [why] = why_held(app)
    assert "newsletter stories complete" in why
    app = read(item("Ana", 4))
    assert why_held(app) == []
    app = read(item("Ana", 4, text="Ana was released on Friday …"))
    assert len(why_held(app)) == 1


def test_what_a_stop_left_between_judging_and_holding_is_held_by_the_next_run(
    read: Callable[..., App], web: Web
) -> None:
    app = read(item("Ana", 4))
    cut_off = item("Ana", 4, text="Ana was released on Friday …")
    web.pages["/news"] = Page(body=f"<rss version='2.0'><channel>{cut_off}</channel></rss>".encode())
    ingest.take_in(app, NOW + timedelta(hours=1), due_only=False)
    with pytest.raises(KeyboardInterrupt), app.store.writing() as connection:
        judging.keep(connection, next(judging.judge_new(app)))
        raise KeyboardInterrupt
    assert why_held(app) == []
    holding.judge_and_hold(app, NOW + timedelta(hours=2))
    assert len(why_held(app)) == 1


# ── read by better code ────────────────────────────────────────────────────────────────────


def test_what_other_code_read_is_read_again_and_only_what_is_not_used_gets_its_better_words(
    read: Callable[..., App],
) -> None:
    app = read(*WEEK_OF_NEWS)
    before = texts(app)
    with app.store.writing() as connection:  # as an earlier version of this program might have read them
        connection.execute(update(revisions).values(text=revisions.c.text + " [share]", content_hash="of other words"))
    [told] = [id for id, one in before.items() if one.startswith("Ana")]
    use(app, told)
    better = replace(app, readers=lambda: "tomorrow's readers")
    [result] = ingest.ingest(better, NOW + timedelta(hours=1), due_only=False)
    assert result.changed == len(before) - 1
    assert texts(app) == {**before, told: before[told] + " [share]"}
    with app.store.reading() as connection:
        kinds = {one.entry: one.kind for one in reading.newest_revisions(connection)}
    assert kinds == {**dict.fromkeys(before, RevisionKind.RE_READ), told: RevisionKind.READ}
    [again] = ingest.ingest(better, NOW + timedelta(hours=2), due_only=False)
    assert again.changed == 0


def texts(app: App) -> dict[str, str]:
    with app.store.reading() as connection:
        return {one.entry: one.text for one in reading.newest_revisions(connection)}


def use(app: App, entry: str) -> None:
    """Let an edition tell this entry."""
    with app.store.writing() as connection:
        period = Period(key="2026-W01", starts_at=NOW, ends_at=NOW, cut_off_at=NOW, send_at=NOW)
        editions.plan(connection, "weekly", period, EditionStatus.PLANNED, NOW)
        row = {"edition": "weekly/2026-W01", "story": entry, "position": 1, "entry": entry, "revision": 1, "body": {}}
        connection.execute(insert(highlights).values(**row))
