"""The record of what editors chose: counts by facet, and proposals only where much leans one way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsletter.core.record import leaning, proposals, tallies
from newsletter.model.choices import Choice, Chosen
from newsletter.model.stories import Judgement, Outcome, OutcomeStatus, OutcomeType, StoryId, Verdict


def choice(what: Chosen, outcome: str = "release", country: str = "PE", source: str = "news") -> Choice:
    return Choice(
        edition="weekly/2026-W36", story=StoryId("a"), what=what, why="", by="Mei", at=datetime(2026, 9, 7, tzinfo=UTC),
        headline="Ana is free", outcome=outcome, country=country, source=source, entry="a", revision=1,
    )  # fmt: skip


def test_given_choices_then_what_stayed_and_what_went_is_counted_by_facet_and_moves_are_not() -> None:
    found = tallies([choice(Chosen.KEPT), choice(Chosen.ADDED, country=""), choice(Chosen.DROPPED, "vote"),
                     choice(Chosen.NOT_GOOD_NEWS, "vote"), choice(Chosen.MOVED_UP)])  # fmt: skip
    assert [(one.facet, one.value, one.stayed, one.went) for one in found] == [
        ("outcome", "release", 2, 0),
        ("outcome", "vote", 0, 2),
        ("country", "PE", 1, 2),
        ("source", "news", 2, 2),
    ]


@pytest.mark.parametrize(
    ("stayed", "went", "told"),
    [
        (6, 0, ["you mostly keep stories of the kind “released” (6 of 6): prefer them?"]),
        (5, 0, []),
        (1, 6, ["you mostly drop stories of the kind “released” (6 of 7): prefer others?",
                "you mostly drop stories from Peru (6 of 7): prefer others?",
                "you mostly drop stories of the source news (6 of 7): prefer others?"]),
        (4, 4, []),
    ],
)  # fmt: skip
def test_given_much_that_leans_one_way_then_it_is_proposed_with_its_counts(
    stayed: int, went: int, told: list[str]
) -> None:
    found = tallies([*[choice(Chosen.KEPT)] * stayed, *[choice(Chosen.DROPPED)] * went])
    assert list(proposals(found, {"PE": "Peru"})) == told


def test_given_a_story_then_it_leans_as_stories_of_its_facets_did_and_not_at_all_where_none_is_known() -> None:
    judgement = Judgement(
        verdict=Verdict.WIN, score=1.0, unattended=False, countries=("PE",),
        outcomes=(Outcome(type=OutcomeType.RELEASE, status=OutcomeStatus.DONE),),
    )  # fmt: skip
    kept = tallies([choice(Chosen.KEPT)] * 8)
    assert leaning(kept, judgement, "news") == pytest.approx(0.8)
    assert leaning(tallies([choice(Chosen.DROPPED)] * 8), judgement, "news") == pytest.approx(-0.8)
    assert leaning(tallies([choice(Chosen.KEPT, "vote", "GH", "other")] * 8), judgement, "news") == 0.0
