"""Months, growth, pull quotes, questions and numbers of a round-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from newsletter.core import roundup
from newsletter.core.periods import opening, period_of
from newsletter.core.selection import choose
from newsletter.model.editions import Block, Highlight, Origin, QuoteUsed, Sentence, SinceThen
from newsletter.model.entries import Precision, Span
from newsletter.model.settings import PublicationSettings, Rhythm, SelectionSettings
from newsletter.model.stories import EventDay, Outcome, OutcomeStatus, OutcomeType, StoryId
from tests.core.making import candidate, revision

YEARLY = PublicationSettings(
    name="year", rhythm=Rhythm.YEARLY, year_ends="12-31", cut_off="mon 07:00", zone="UTC", minimum=3, maximum=12,
    selection=SelectionSettings(per_country=99, per_outcome=99, per_source=99),
)  # fmt: skip
YEAR = period_of(YEARLY, "2020")


def said(text: str, **changes: Any) -> Sentence:
    return Sentence(text=text, origin=Origin.SOURCE, **changes)


def story(id: str, month: str = "2020-04", **changes: Any) -> Highlight:
    given: dict[str, Any] = {
        "story": StoryId(id), "position": 1, "headline": said(f"{id} is free"), "teaser": (said("It is so."),),
        "outcome": Outcome(type=OutcomeType.RELEASE), "countries": ("PE",), "source_title": "", "url": None,
        "published_on": f"{month}-02" if month else "", "precision": Precision.DAY, "language": "en", "month": month,
    }  # fmt: skip
    return Highlight(**{**given, **changes})


def quoted(id: str, month: str = "2020-04", speaker: str = "", role: str | None = None, **changes: Any) -> Highlight:
    words = said("I thank you all with all my heart")
    return story(id, month, quote=QuoteUsed(words=words, speaker=speaker or f"Ana {id}", role=role), **changes)


def ids(placed: Any) -> list[str]:
    return [one.story for one in placed]


# ── months ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("published", "precision", "event", "month"),
    [
        ("2020-05-02", Precision.DAY, "2020-04-28", "2020-04"),
        ("2020-05-02", Precision.DAY, "2020-04", "2020-04"),
        ("2020-05-02", Precision.DAY, None, "2020-05"),
        ("2020-05", Precision.MONTH, None, "2020-05"),
        ("2020-05-02", Precision.DAY, "2019-03-04", "2020-05"),  # when she was arrested
        ("2020-05-02", Precision.DAY, "2020-06-01", "2020-05"),  # what is to come
        ("2020-01-03", Precision.DAY, "2019-12-30", "2019-12"),
        ("2020", Precision.YEAR, None, ""),
        ("", Precision.UNKNOWN, None, ""),
        ("", Precision.UNKNOWN, "2020-03-01", "2020-03"),
    ],
)
def test_a_story_stands_in_the_month_of_its_event_else_of_its_date_and_never_in_a_guessed_one(
    published: str, precision: Precision, event: str | None, month: str
) -> None:
    one = revision(published_on=published, precision=precision)
    exact = (Precision.YEAR, Precision.MONTH, Precision.DAY)[(event or "").count("-")]
    day = EventDay(on=event, precision=exact, span=Span(start=0, end=1)) if event else None
    assert roundup.month_of(one, day) == month


def test_a_year_that_ends_in_december_has_a_december_at_both_ends() -> None:
    early = period_of(replace(YEARLY, year_ends="12-10"), "2020")
    months = roundup.months_of(early, "UTC")
    assert (len(months), months[0], months[-1]) == (13, "2019-12", "2020-12")


@pytest.mark.parametrize(
    ("now", "key"),
    [
        ("2020-11-30T12:00", None),
        ("2020-12-05T12:00", "2020"),  # four weeks before its last day
        ("2021-01-03T12:00", "2020"),  # over, and before its cut-off
        ("2021-01-05T12:00", None),
    ],
)
def test_a_years_draft_is_open_from_weeks_before_its_end_until_its_cut_off(now: str, key: str | None) -> None:
    found = opening(YEARLY, datetime.fromisoformat(f"{now}+00:00"))
    assert (found.key if found else None) == key


def test_each_month_gets_its_share_and_laws_and_courts_stand_beside_releases() -> None:
    kinds = {"a": OutcomeType.RELEASE, "b": OutcomeType.LAW_REFORM, "c": OutcomeType.COURT_RULING}
    found = [
        candidate(
            f"{month:02}{kind}{number:09}",
            published_on=f"2020-{month:02}-{number + 1:02}",
            outcomes=(Outcome(type=kinds[kind]),),
            score=1.0 if kind == "a" else 0.6,
            perhaps_same=(),
        )
        for month in range(1, 13)
        for number in range(3)
        for kind in kinds
    ]
    months = {one.story: roundup.month_of(one.revision, None) for one in found}
    chosen = choose(found, YEARLY, YEAR, spread=roundup.Spread(months)).chosen
    assert sorted(months[one.candidate.story] for one in chosen) == [f"2020-{month:02}" for month in range(1, 13)]
    told = [one.candidate.judgement.outcomes[0].type for one in chosen]
    assert {kind: told.count(kind) for kind in kinds.values()} == {
        OutcomeType.RELEASE: 7, OutcomeType.LAW_REFORM: 2, OutcomeType.COURT_RULING: 3,
    }  # fmt: skip


def test_the_weeks_still_to_come_keep_their_share_of_the_room() -> None:
    def room(month: int) -> int:
        return roundup.room(24, YEAR, datetime(2020, month, 1, tzinfo=UTC))

    assert (room(1), room(7), room(12)) == (0, 12, 22)
    assert roundup.room(24, YEAR, YEAR.cut_off_at) == 24


# ── growing ────────────────────────────────────────────────────────────────────────────────


def test_new_stories_stand_after_those_that_a_person_ordered_in_their_month() -> None:
    standing = roundup.arranged([story("b"), story("a"), story("j", "2020-06"), story("x", ""), story("r", ours=True)])
    grown = roundup.joined(standing, [story("c"), story("m", "2020-05"), story("d", "2020-12")])
    assert ids(grown) == ["b", "a", "c", "m", "j", "d", "x", "r"]
    assert [one.position for one in grown] == list(range(1, 9))


def test_own_words_stay_after_the_story_that_they_stood_after() -> None:
    before = roundup.arranged([story("a", "2020-03"), story("b", "2020-06")])
    after = roundup.joined(before, [story("n", "2020-04")])
    blocks = (Block(after=0, sentences=()), Block(after=2, sentences=()))
    assert [one.after for one in roundup.kept_blocks(blocks, before, after)] == [0, 3]


# ── pull quotes ────────────────────────────────────────────────────────────────────────────


def test_about_one_quotation_to_seven_stories_stands_large_and_they_are_spread() -> None:
    year = [quoted(f"s{number:02}", f"2020-{number // 3 + 1:02}") for number in range(30)]
    marked = [at for at, one in enumerate(roundup.pulled(year, ids(year))) if one.pulled]
    assert len(marked) == 4
    assert [at // 8 for at in marked] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("one", "pulled"),
    [
        (quoted("Amara"), True),
        (quoted("a", speaker="Lay Lay", role="her mother"), True),
        (quoted("a", speaker="Jo Kern", role="Research Director"), False),
        (quoted("Amara", role="campaigner of the network"), False),
        (quoted("a", speaker="Jo Kern"), False),
        (quoted("Amara", teaser=(said("“I thank you all with all my heart,” she said."),)), False),
        (story("a"), False),
        (quoted("Amara", ours=True), False),
    ],
)
def test_only_words_of_the_people_themselves_that_the_text_does_not_tell_are_pulled_out(
    one: Highlight, pulled: bool
) -> None:
    others = [story(f"o{number}") for number in range(6)]
    assert roundup.pulled([one, *others], ids([one, *others]))[0].pulled is pulled


def test_a_quotation_that_a_person_pulled_out_stays_and_counts() -> None:
    year = [quoted(f"s{number}") for number in range(7)]
    year[6] = replace(year[6], pulled=True)
    assert [one.story for one in roundup.pulled(year, ids(year)) if one.pulled] == ["s6"]


def test_a_quotation_of_what_stands_already_is_not_pulled_out_when_the_year_grows() -> None:
    year = [quoted(f"s{number:02}") for number in range(14)]
    assert [one.story for one in roundup.pulled(year, {"s13"}) if one.pulled] == ["s13"]


# ── questions and numbers ──────────────────────────────────────────────────────────────────


def test_each_caveat_and_promise_is_asked_about_until_a_person_answers() -> None:
    answer = SinceThen(by="Ada", at=datetime(2020, 12, 1, tzinfo=UTC))
    year = [
        story("a", caveat=said("The trial goes on.")),
        story("b", outcome=Outcome(type=OutcomeType.LAW_REFORM, status=OutcomeStatus.ANNOUNCED)),
        story("c", caveat=said("He may not travel."), since=answer),
        story("d"),
        story("e", caveat=said("Others are still held."), ours=True),
    ]
    more = {StoryId("a"): ["The  trial goes on.", "She must report every week."]}
    asked = [(one.story, one.told) for one in roundup.questions(year, more)]
    assert asked == [("a", "The trial goes on."), ("a", "She must report every week."), ("b", "b is free")]


def test_numbers_count_what_is_done_and_name_the_stories() -> None:
    law = Outcome(type=OutcomeType.LAW_REFORM)
    promised = Outcome(type=OutcomeType.LAW_REFORM, status=OutcomeStatus.ANNOUNCED)
    year = [
        story("a"), story("b", countries=("KE",)), story("c", outcome=law), story("d", outcome=law),
        story("e", outcome=promised, countries=()), story("f", outcome=Outcome(type=OutcomeType.COURT_RULING)),
    ]  # fmt: skip
    found = {one.what: (one.number, list(one.stories)) for one in roundup.numbers(year)}
    assert found == {
        "free": (2, ["a", "b"]), "laws": (2, ["c", "d"]), "countries": (2, ["a", "b", "c", "d", "f"]),
    }  # fmt: skip
