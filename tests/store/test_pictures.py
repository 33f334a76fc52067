"""What the store promises of pictures, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsletter.core import identity
from newsletter.model.editions import EditionId, EditionStatus, Period
from newsletter.model.entries import Completeness, EntryId, Figure, Precision, ReadEntry
from newsletter.model.pictures import PictureRecord, PictureState
from newsletter.model.stories import Facts, Judgement, StoryId, Verdict
from newsletter.store import editions, engine, judgements, pictures, reading, stories
from newsletter.store.engine import Store
from tests.factories import highlight, kept

NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
GATE = Figure(src="https://example.org/gate.jpg", alt="A gate")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = engine.open_store(store_url)
    yield opened
    opened.close()


def tell(
    store: Store, key: str, verdict: Verdict = Verdict.WIN, figures: tuple[Figure, ...] = (GATE,), **more: object
) -> EntryId:
    read = ReadEntry(key=key, title="Ana is free", text="Ana is free.", published_on="2026-09-03",
                     precision=Precision.DAY, figures=figures)  # fmt: skip
    read = replace(read, **more)  # type: ignore[arg-type]  # fields of ReadEntry
    id = identity.entry_id("news", key)
    new = reading.NewRevision(
        id=id, source="news", read=read, content_hash=identity.content_hash(read), canonical_url=None, words_hash=None,
        language="en", completeness=Completeness.COMPLETE, quotes=(),
    )  # fmt: skip
    with store.writing() as connection:
        reading.keep_entries(connection, [(new, 1)], NOW)
        stories.join_story(connection, id, StoryId(id), "opened this story", NOW)
        judged = Judgement(verdict=verdict, score=1.0, unattended=False)
        judgements.keep_judgements(connection, {id: "rules"}, {(id, 1): judged}, {(id, 1): Facts()})
    return id


def keep(store: Store, entry: str, record: PictureRecord, src: str = GATE.src, at: datetime = NOW) -> None:
    with store.writing() as connection:
        pictures.keep(connection, entry, src, record, at)


def shown(body: bytes = b"\xff\xd8\xff a gate") -> PictureRecord:
    made = kept(body)
    return PictureRecord(state=PictureState.KEPT, original=made.letter.sha256, kept=made)


FAILED = PictureRecord(
    state=PictureState.FAILED, tries=2, what="example.org answered 503", mend="wait", next_try_at=NOW + DAY
)


def test_only_entries_of_the_time_that_may_be_good_news_and_name_pictures_are_given(store: Store) -> None:
    of_the_week = tell(store, "a")
    of_the_month = tell(store, "b", published_on="2026-09", precision=Precision.MONTH)
    tell(store, "c", verdict=Verdict.NOT)
    tell(store, "d", figures=())
    tell(store, "e", published_on="2026-07-03")
    between = (NOW - 7 * DAY, NOW)
    with store.reading() as connection:
        found = pictures.of_period(connection, between, ["news"])
        assert {(one.entry, one.source, one.figures) for one in found} == {
            (of_the_week, "news", (GATE,)),
            (of_the_month, "news", (GATE,)),
        }
        assert pictures.of_period(connection, between, ["other"]) == []
        assert [one.entry for one in pictures.of_entries(connection, [of_the_week, "nobody"])] == [of_the_week]


def test_what_became_of_a_picture_is_what_was_written_last(store: Store) -> None:
    entry = tell(store, "a")
    keep(store, entry, FAILED)
    with store.reading() as connection:
        assert pictures.records_of(connection, [entry]) == {(entry, GATE.src): FAILED}
        assert pictures.kept_elsewhere(connection, GATE.src) is None
    keep(store, entry, shown())
    keep(store, entry, FAILED, src="https://example.org/other.jpg")
    with store.reading() as connection:
        assert pictures.records_of(connection, [entry]) == {
            (entry, GATE.src): shown(),
            (entry, "https://example.org/other.jpg"): FAILED,
        }
        assert pictures.kept_elsewhere(connection, GATE.src) == shown()
        assert pictures.kept_of(connection, shown().original or "") == shown().kept
        assert pictures.kept_of(connection, "0" * 64) is None


def test_the_same_bytes_drawn_otherwise_by_a_later_version_replace_the_earlier_ones(store: Store) -> None:
    one, other = tell(store, "a"), tell(store, "b")
    keep(store, one, shown())
    later = replace(shown(b"drawn anew"), original=shown().original)
    keep(store, other, later)
    with store.reading() as connection:
        assert pictures.records_of(connection, [one, other]) == {(one, GATE.src): later, (other, GATE.src): later}


def test_what_no_edition_used_is_forgotten_and_what_is_still_wanted_is_named(store: Store) -> None:
    used, unused, young = (tell(store, key) for key in "abc")
    keep(store, used, shown(b"used"), at=NOW - 100 * DAY)
    keep(store, unused, shown(b"unused"), at=NOW - 100 * DAY)
    keep(store, young, shown(b"young"))
    week = Period(key="2026-W36", starts_at=NOW - 7 * DAY, ends_at=NOW, cut_off_at=NOW, send_at=NOW + DAY)
    with store.writing() as connection:
        editions.plan(connection, "weekly", week, EditionStatus.PLANNED, NOW)
        placed = highlight(1, story=StoryId(used), entries=((used, 1),))
        editions.keep_highlights(connection, EditionId("weekly/2026-W36"), [placed])
        assert pictures.unused_since(connection, NOW - 90 * DAY) == [unused]
        names = {kept(body).letter.name for body in (b"used", b"young")}
        assert pictures.forget(connection, [unused]) == names
        assert pictures.kept_of(connection, shown(b"unused").original or "") is None
