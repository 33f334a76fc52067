"""One contract, both engines: what the store promises whoever keeps the bytes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, insert, update

from newsletter.core import identity
from newsletter.errors import NotAllowed, StoreError
from newsletter.model.deliveries import DeliveryState
from newsletter.model.editions import EditionId, EditionStatus, Finding, LeftOut, Level, Period
from newsletter.model.entries import Completeness, EntryId, Fetch, FetchResult, Memory, Precision, ReadEntry
from newsletter.model.stories import Facts, Hold, HoldKind, Judgement, StoryId, Verdict
from newsletter.store import codec, deliveries, editions, engine, judgements, reading, schema, sources, stories, year
from newsletter.store.engine import Store
from newsletter.store.schema import metadata
from tests.factories import highlight

NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
WEEK = Period(
    key="2026-W36",
    starts_at=NOW - timedelta(days=7),
    ends_at=NOW,
    cut_off_at=NOW,
    send_at=NOW + timedelta(days=1),
)
EDITION = EditionId("weekly/2026-W36")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = engine.open_store(store_url)
    yield opened
    opened.close()


def read_entry(key: str = "a1", text: str = "Łucja Nuñez is free.", **more: object) -> ReadEntry:
    entry = ReadEntry(
        key=key, title="Łucja is free", text=text, url=f"https://example.org/{key}", published_on="2026-09-03",
        precision=Precision.DAY, raw=text.encode(),
    )  # fmt: skip
    return replace(entry, **more)  # type: ignore[arg-type]  # fields of ReadEntry


def prepared(entry: ReadEntry) -> reading.NewRevision:
    return reading.NewRevision(
        id=identity.entry_id("our-news", entry.key), source="our-news", read=entry,
        content_hash=identity.content_hash(entry), canonical_url=entry.url, words_hash=None, language="en",
        completeness=Completeness.COMPLETE, quotes=(),
    )  # fmt: skip


def keep(store: Store, entry: ReadEntry, number: int = 1) -> str:
    with store.writing() as connection:
        new = prepared(entry)
        reading.keep_entries(connection, [(new, number)], NOW)
        stories.join_story(connection, new.id, StoryId(new.id), "opened this story", NOW)
    return new.id


# ── schema ─────────────────────────────────────────────────────────────────────────────────


def test_migrating_from_empty_gives_the_schema(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_schema_this_program_names_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(engine.alembic_config()).get_current_head() == engine.SCHEMA


def test_an_earlier_store_keeps_its_verdicts_and_has_them_judged_anew_by_and_by(store_url: str) -> None:
    old = engine.connect(store_url)
    with old.writing() as connection:
        config = engine.alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        was = MetaData()
        was.reflect(connection, only=["entries", "judgements"])
        for id, number in (("aaaaaaaaaaaa", 1), ("bbbbbbbbbbbb", 2), ("cccccccccccc", 1)):
            values = {"id": id, "source": "our-news", "key": id, "part": "", "status": "ready", "revision": number}
            at = NOW.replace(tzinfo=None)
            connection.execute(insert(was.tables["entries"]).values(**values, first_seen_at=at, last_seen_at=at))
        verdict = codec.to_json(Judgement(verdict=Verdict.WIN, score=1.0, unattended=False))
        body = {"judgement": verdict, "facts": codec.to_json(Facts())}
        for id, number, rules in (("aaaaaaaaaaaa", 1, "1"), ("aaaaaaaaaaaa", 1, "2"), ("bbbbbbbbbbbb", 1, "1")):
            values = {"entry": id, "revision": number, "rules": rules, "verdict": "win", "body": body}
            connection.execute(insert(was.tables["judgements"]).values(**values))
    assert engine.upgrade(old) == ("0005", engine.SCHEMA)
    with old.reading() as connection:
        ids = [EntryId("aaaaaaaaaaaa"), EntryId("bbbbbbbbbbbb"), EntryId("cccccccccccc")]
        assert list(judgements.of_newest(connection, ids)) == ids[:1]
        assert judgements.unread(connection, ["our-news"]) == ids[1:]  # one has a newer revision since
        assert judgements.judged_otherwise(connection, "these rules", ["our-news"], 9) == ids[:1]
    old.close()


def test_opening_twice_changes_nothing(store: Store, store_url: str) -> None:
    engine.open_store(store_url).close()
    assert engine.revision_of(store) == engine.SCHEMA


def test_two_processes_that_open_an_empty_store_at_once_both_find_it_made(store_url: str) -> None:
    found: list[object] = []

    def open_it() -> None:
        try:
            opened = engine.open_store(store_url)
            found.append(engine.revision_of(opened))
            opened.close()
        except Exception as error:  # told below
            found.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [engine.SCHEMA] * 4


def test_many_that_switch_a_fresh_file_to_its_log_at_once_all_get_in(tmp_path: Path) -> None:
    def look(store: Store, together: threading.Barrier, found: list[object]) -> None:
        together.wait()
        try:
            found.append(engine.revision_of(store))
        except StoreError as error:
            found.append(error)

    for number in range(40):  # without waiting, one of twenty such files has somebody shut out
        together, found = threading.Barrier(8), list[object]()
        store = engine.connect(f"sqlite:///{tmp_path / f'{number}.db'}")
        threads = [threading.Thread(target=look, args=(store, together, found)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        store.close()
        assert found == [None] * 8


def test_a_store_newer_than_the_program_is_refused_and_left_alone(store: Store, store_url: str) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version of this program \(schema 9999"):
        engine.open_store(store_url)
    assert engine.revision_of(store) == "9999"


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"not a database at all, only some text" * 100)
    with pytest.raises(StoreError, match="damaged or no database"):
        engine.open_store(f"sqlite:///{tmp_path / 'store.db'}")


def test_a_store_that_stays_locked_or_full_is_told_in_words_and_keeps_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.1)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    first, second = engine.open_store(url), engine.open_store(url)
    with first.writing(), pytest.raises(StoreError, match="locked"), second.writing():
        pass
    with pytest.raises(StoreError, match="full"), second.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
        reading.keep_entries(connection, [(prepared(read_entry(text="long " * 100_000)), 1)], NOW)
    with first.reading() as connection:
        assert list(reading.newest_revisions(connection)) == []
    first.close()
    second.close()


def test_the_sqlite_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    engine.open_store(f"sqlite:///{tmp_path / 'store.db'}").close()
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}


# ── moments ────────────────────────────────────────────────────────────────────────────────


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 9, 7, 8, 0)  # noqa: DTZ001 - that is the point
    with pytest.raises(Exception, match="without a zone"), store.writing() as connection:
        editions.plan(connection, "weekly", replace(WEEK, starts_at=naive), EditionStatus.PLANNED, NOW)


def test_a_moment_comes_back_in_utc_to_the_microsecond(store: Store) -> None:
    seen = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    with store.writing() as connection:
        reading.keep_entries(connection, [(prepared(read_entry(published_at=seen)), 1)], NOW)
    with store.reading() as connection:
        assert [one.published_at for one in reading.newest_revisions(connection)] == [seen]


# ── reading ────────────────────────────────────────────────────────────────────────────────


def test_what_was_read_comes_back_as_it_was(store: Store) -> None:
    id = keep(store, read_entry(text="Nguyễn Thị Ngọc Ánh, Şeyma Yıldız und José sind frei. 自由 ✓"))
    with store.reading() as connection:
        one = reading.revision(connection, id)
    assert one is not None
    assert (one.text, one.number, one.first_seen_at, one.precision) == (
        "Nguyễn Thị Ngọc Ánh, Şeyma Yıldız und José sind frei. 自由 ✓", 1, NOW, Precision.DAY,
    )  # fmt: skip


def test_an_edited_entry_keeps_its_earlier_revision(store: Store) -> None:
    id = keep(store, read_entry(text="First."))
    keep(store, read_entry(text="Second."), number=2)
    with store.reading() as connection:
        first, newest = reading.revision(connection, id, 1), reading.revision(connection, id)
    assert first is not None
    assert newest is not None
    assert (first.text, newest.text, newest.number) == ("First.", "Second.", 2)


def test_the_same_new_entry_from_two_processes_is_kept_once(store: Store) -> None:
    keep(store, read_entry())
    keep(store, read_entry())
    with store.reading() as connection:
        assert reading.count_entries(connection) == {"our-news": 1}


def test_a_source_remembers_its_memory_and_failures(store: Store) -> None:
    memory = Memory(etag='"x"', last_modified="Mon", body_hash="b", items={"a": "1"})
    state = sources.SourceState(memory=memory, failures=2, last_error="404", next_fetch_at=NOW, last_fetch_at=NOW)
    with store.writing() as connection:
        sources.keep_source_states(connection, {"our-news": state})
        sources.keep_source_states(connection, {"our-news": state})
        sources.record_fetches(connection, NOW, [("our-news", Fetch(result=FetchResult.FAILED, error="404"), 0, 0)])
    with store.reading() as connection:
        assert sources.source_state(connection, "our-news") == state
        assert sources.last_fetches(connection)["our-news"].error == "404"


def judged(store: Store, id: EntryId, rules: str, number: int = 1) -> Judgement:
    judgement = Judgement(verdict=Verdict.UNSURE, score=0.4, unattended=False, reasons=(rules,))
    with store.writing() as connection:
        judgements.keep_judgements(connection, {id: rules}, {(id, number): judgement}, {(id, number): Facts()})
    return judgement


def test_what_no_rules_judged_and_what_others_did_is_found_until_these_judged_it(store: Store) -> None:
    id = identity.entry_id("our-news", "a1")
    keep(store, read_entry())
    with store.reading() as connection:
        assert judgements.unread(connection, ["our-news"]) == [id]
        assert judgements.unread(connection, ["another"]) == []
        assert judgements.judged_otherwise(connection, "rules-2", ["our-news"], 9) == []
    judged(store, id, "rules-2")
    with store.reading() as connection:
        assert judgements.unread(connection, ["our-news"]) == []
        for rules, waiting in (("rules-1", [id]), ("rules-2", []), ("rules-3", [id])):
            assert judgements.judged_otherwise(connection, rules, ["our-news"], 9) == waiting
            assert judgements.judged_otherwise(connection, rules, ["another"], 9) == []
        assert judgements.judged_otherwise(connection, "rules-1", ["our-news"], 0) == []
        assert judgements.rules_of(connection, [id]) == {id: ("our-news", "rules-2")}


def test_a_new_verdict_takes_the_place_of_the_earlier_one(store: Store) -> None:
    id = identity.entry_id("our-news", "a1")
    keep(store, read_entry())
    judged(store, id, "rules-1")
    newer = judged(store, id, "rules-2")
    with store.reading() as connection:
        assert judgements.of_newest(connection, [id]) == {id: (newer, Facts())}


def test_a_revision_that_came_while_the_one_before_was_judged_waits_for_its_own_verdict(store: Store) -> None:
    id = identity.entry_id("our-news", "a1")
    keep(store, read_entry())
    keep(store, read_entry(text="Ana is free at last."), number=2)
    judged(store, id, "rules-1", number=1)
    with store.reading() as connection:
        assert judgements.unread(connection, ["our-news"]) == [id]
        assert judgements.of_newest(connection, [id]) == {}


# ── stories and editions ───────────────────────────────────────────────────────────────────


def test_one_period_of_one_publication_has_one_row(store: Store) -> None:
    with store.writing() as connection:
        first = editions.plan(connection, "weekly", WEEK, EditionStatus.PLANNED, NOW)
        second = editions.plan(connection, "weekly", WEEK, EditionStatus.SKIPPED, NOW, "again")
        assert (first, second) == (True, False)
        found = editions.edition(connection, EDITION)
    assert found is not None
    assert (found.status, found.period) == (EditionStatus.PLANNED, WEEK)


def test_an_illegal_step_is_refused_and_an_overtaken_one_too(store: Store) -> None:
    with store.writing() as connection:
        editions.plan(connection, "weekly", WEEK, EditionStatus.PLANNED, NOW)
        planned = editions.edition(connection, EDITION)
        assert planned is not None
        with pytest.raises(NotAllowed, match="cannot become approved"):
            editions.move(connection, planned, EditionStatus.APPROVED)
        editions.move(connection, planned, EditionStatus.IN_REVIEW)
        with pytest.raises(NotAllowed, match="changed a moment ago"):
            editions.move(connection, planned, EditionStatus.IN_REVIEW)


def test_highlights_left_out_and_versions_come_back_as_they_were(store: Store) -> None:
    entry = keep(store, read_entry())
    placed = highlight(1, story=StoryId(entry), entries=((entry, 1),))
    out = LeftOut(story=StoryId("b" * 12), headline="Another", reason="just below", score=0.5)
    finding = Finding(level=Level.WARNING, code="x", where="letter.html", message="m", mend="do")
    with store.writing() as connection:
        editions.plan(connection, "weekly", WEEK, EditionStatus.PLANNED, NOW)
        editions.keep_highlights(connection, EDITION, [placed])
        editions.keep_left_out(connection, EDITION, [out])
        name = editions.keep_version(connection, EDITION, b'{"a":1}', [finding], NOW, "Ada")
        again = editions.keep_version(connection, EDITION, b'{"a":1}', [finding], NOW, "Ada")
        blob = editions.keep_blob(connection, "Łódź".encode())
        assert blob == editions.keep_blob(connection, "Łódź".encode())
    with store.reading() as connection:
        version = editions.version(connection, name)
        assert version is not None
        assert (name, version.number, version.manifest, version.findings) == (again, 1, b'{"a":1}', (finding,))
        assert editions.highlights_of(connection, EDITION) == (placed,)
        assert editions.left_out_of(connection, EDITION) == (out,)
        assert editions.blob(connection, blob) == "Łódź".encode()
        assert stories.told_in(connection, "weekly") == {StoryId(entry): [EDITION]}


def test_a_year_finds_what_closed_letters_of_other_newsletters_told_and_whether_one_closed_since(store: Store) -> None:
    entry = keep(store, read_entry())
    placed = highlight(1, story=StoryId(entry), entries=((entry, 1),))
    looked = ("drafted",)
    with store.writing() as connection:
        editions.plan(connection, "weekly", WEEK, EditionStatus.PLANNED, NOW)
        editions.keep_highlights(connection, EDITION, [placed])
        editions.plan(connection, "year", replace(WEEK, key="2020"), EditionStatus.PLANNED, NOW)
        editions.record_step(connection, EditionId("year/2020"), NOW, "Ada", EditionStatus.COLLECTING, "drafted")
        assert year.told(connection, WEEK, "year") == {}
        assert not year.has_closed_since(connection, "year/2020", "year", looked)
        connection.execute(update(schema.editions).where(schema.editions.c.id == EDITION).values(status="closed"))
        editions.record_step(connection, EDITION, NOW, "Ada", EditionStatus.CLOSED, "closed")
        assert year.told(connection, WEEK, "year") == {StoryId(entry): ([EDITION], placed)}
        assert year.told(connection, WEEK, "weekly") == {}
        assert year.has_closed_since(connection, "year/2020", "year", looked)
        editions.record_step(connection, EditionId("year/2020"), NOW, "Ada", EditionStatus.COLLECTING, "drafted")
        assert not year.has_closed_since(connection, "year/2020", "year", looked)


def test_a_hold_stands_until_it_is_released(store: Store) -> None:
    story = StoryId(keep(store, read_entry()))
    hold = Hold(kind=HoldKind.CONSENT, why="her mother has not agreed", by="Ada", at=NOW)
    with store.writing() as connection:
        stories.hold(connection, story, hold)
        assert stories.holds_by_story(connection) == {story: (hold,)}
        assert stories.release(connection, story, "Ada", NOW) == 1
        assert stories.holds_by_story(connection) == {}


# ── deliveries ─────────────────────────────────────────────────────────────────────────────


def queued(store: Store) -> deliveries.Delivery:
    with store.writing() as connection:
        editions.plan(connection, "weekly", WEEK, EditionStatus.PLANNED, NOW)
        deliveries.queue(connection, EDITION, "v1", "press", NOW, withdrawable=False)
        return deliveries.of_edition(connection, EDITION)[0]


def test_of_two_processes_one_gets_the_lease(store: Store) -> None:
    one = queued(store)
    with store.writing() as connection:
        assert deliveries.move(connection, one, DeliveryState.LEASED, owner="first")
    with store.writing() as connection:
        assert not deliveries.move(connection, one, DeliveryState.LEASED, owner="second")


def test_an_edition_and_channel_have_one_delivery(store: Store) -> None:
    one = queued(store)
    with store.writing() as connection:
        deliveries.queue(connection, EDITION, "v2", "press", NOW, withdrawable=False)
        assert [(row.id, row.version) for row in deliveries.of_edition(connection, EDITION)] == [(one.id, "v2")]


def test_an_attempt_stands_before_its_answer(store: Store) -> None:
    one = queued(store)
    with store.writing() as connection:
        attempt = deliveries.begin_attempt(connection, one, NOW)
        before = [row["reply"] for row in deliveries.attempts_of(connection, one.id)]
        deliveries.end_attempt(connection, attempt, "accepted", "200")
        after = [row["reply"] for row in deliveries.attempts_of(connection, one.id)]
    assert (before, after) == ([None], ["accepted"])


def test_what_fails_inside_a_transaction_is_taken_back_whole(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing() as connection:
        editions.plan(connection, "weekly", WEEK, EditionStatus.PLANNED, NOW)
        raise RuntimeError
    with store.reading() as connection:
        assert editions.list_editions(connection) == []


def test_readers_that_turn_writers_at_once_all_succeed(store: Store) -> None:
    failures: list[Exception] = []

    def count_up(number: int) -> None:
        try:
            with store.writing() as connection:
                sources.source_state(connection, "our-news", lock=True)
                state = sources.SourceState(memory=Memory(), failures=number)
                sources.keep_source_states(connection, {"our-news": state})
        except Exception as error:  # told below
            failures.append(error)

    threads = [threading.Thread(target=count_up, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
