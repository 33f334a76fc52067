"""Choosing: hard rules, score, caps, and one reason for every story."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.core.periods import period_of
from newsletter.core.selection import Selection, choose
from newsletter.model import words
from newsletter.model.editions import LeftOut
from newsletter.model.entries import Completeness, Figure, Precision, Quote, Span, Trust
from newsletter.model.settings import Approval, PublicationSettings, Rhythm, SelectionSettings
from newsletter.model.stories import (
    Candidate,
    Evidence,
    Facts,
    Hold,
    HoldKind,
    Outcome,
    OutcomeStatus,
    OutcomeType,
    StoryId,
    Verdict,
)
from tests.core.making import NOON, candidate

WEEKLY = PublicationSettings(name="weekly", minimum=1)
WEEK = period_of(WEEKLY, "2020-W36")
NAMES = {"UA": "Ukraine", "MX": "Mexico", "CU": "Cuba"}


def chosen(candidates: list[Candidate], pub: PublicationSettings = WEEKLY, **more: Any) -> Selection:
    return choose(candidates, pub, WEEK, country_names=NAMES, **more)


def ids(selection: Selection) -> list[str]:
    return [one.candidate.story for one in selection.chosen]


def reasons(selection: Selection) -> dict[str, str]:
    return {one.story: one.reason for one in selection.left_out}


def held(kind: HoldKind) -> Hold:
    return Hold(kind=kind, why="her family asked", by="ada", at=NOON)


def told(kind: OutcomeType, status: OutcomeStatus = OutcomeStatus.DONE) -> tuple[Outcome, ...]:
    return (Outcome(type=kind, status=status),)


@pytest.mark.parametrize(
    ("difference", "reason"),
    [
        ({"holds": (held(HoldKind.CONSENT),)}, "held back: consent"),
        ({"holds": (held(HoldKind.EMBARGO),)}, "held back: embargo"),
        ({"holds": (held(HoldKind.BY_HAND),)}, "held back by hand"),
        ({"told_in": ("weekly/2020-W35",)}, "told already in weekly/2020-W35"),
        ({"may_be_told": False}, "not news of this period"),
        ({"language": "fr"}, "in a language this newsletter does not speak (fr)"),
        ({"verdict": Verdict.NOT, "reasons": ("a call to act",)}, "a call to act"),
        ({"verdict": Verdict.NOT, "outcomes": told(OutcomeType.ROUNDUP)}, "retells other stories"),
        ({"completeness": Completeness.CONTAINER}, "retells other stories"),
        ({"verdict": Verdict.UNSURE, "reasons": ("only announced",)}, "please check: only announced"),
        ({"completeness": Completeness.TRUNCATED, "text": "Ana Torres walked out of prison on Tues"},
         "its text is cut off"),
        ({"title": " "}, "its text is cut off"),
    ],
)  # fmt: skip
def test_given_one_thing_that_forbids_it_when_choosing_then_the_story_is_left_out_for_that_reason(
    difference: dict[str, Any], reason: str
) -> None:
    one = candidate(**difference)
    selection = chosen([one])
    assert selection.chosen == ()
    assert selection.left_out == (
        LeftOut(
            story=one.story,
            headline=words.headline(one.revision.title, one.revision.url),
            reason=reason,
            score=selection.left_out[0].score,
        ),
    )


@pytest.mark.parametrize(
    ("title", "url", "called"),
    [
        ("Ana Torres is free", "https://wins.example/1", "Ana Torres is free"),
        ("", "https://wins.example/1", "(no words yet: https://wins.example/1)"),
        (" ", None, "(no words yet)"),
    ],
)
def test_given_what_a_feed_gives_then_no_entry_is_without_a_name(title: str, url: str | None, called: str) -> None:
    assert words.headline(title, url) == called


def test_given_a_cut_text_that_still_tells_the_win_when_choosing_then_it_may_enter() -> None:
    text = "Ana Torres walked out of prison on Tuesday. " + "Her friends sang to her all night long. " * 4 + "She said:"
    evidence = (Evidence(field="text", span=Span(start=11, end=32), rule="free at last"),)
    one = candidate(text=text, completeness=Completeness.TRUNCATED, evidence=evidence)
    assert ids(chosen([one])) == [one.story]


def test_given_automatic_approval_when_choosing_then_only_sure_stories_of_trusted_sources_enter() -> None:
    pub = replace(WEEKLY, approval=Approval.AUTOMATIC)
    selection = chosen(
        [
            candidate("a" * 12),
            candidate("b" * 12, unattended=False, trust=Trust.OWN),
            candidate("c" * 12, unattended=False, verdict=Verdict.UNSURE, reasons=("only announced",)),
            candidate("d" * 12, unattended=False, verdict=Verdict.NOT, reasons=("a call to act",)),
            candidate("e" * 12, completeness=Completeness.TRUNCATED),
        ],
        pub,
        pinned=[StoryId("b" * 12)],
    )
    assert ids(selection) == ["a" * 12]
    assert reasons(selection) == {
        "b" * 12: "a person has to check it: its source tells more than good news",
        "c" * 12: "a person has to check it: only announced",
        "d" * 12: "a call to act",
        "e" * 12: "a person has to check it: its text is not whole",
    }


def test_given_one_country_too_often_when_choosing_then_the_third_is_left_out_and_unknown_ones_never_count() -> None:
    candidates = [candidate(f"{n:012}", countries=("UA", "MX"), score=0.9 - n / 100) for n in range(3)]
    candidates += [candidate(f"9{n:011}", countries=(), score=0.5) for n in range(4)]
    pub = replace(WEEKLY, selection=SelectionSettings(per_outcome=99, per_source=99, diversity=1.0))
    selection = chosen(candidates, pub)
    assert ids(selection) == [f"{0:012}", f"{1:012}", *(f"9{n:011}" for n in range(4))]
    assert reasons(selection) == {f"{2:012}": "third story from Ukraine"}


def test_given_more_than_fits_when_choosing_then_the_nearest_are_told_to_be_just_below() -> None:
    candidates = [candidate(f"{n:012}", countries=(), score=0.9 - n / 100) for n in range(6)]
    pub = replace(WEEKLY, maximum=2, selection=SelectionSettings(per_outcome=99, per_source=99))
    selection = chosen(candidates, pub)
    assert ids(selection) == [f"{0:012}", f"{1:012}"]
    just, below = "just below the last one chosen", "below the last one chosen"
    assert list(reasons(selection).values()) == [just, just, just, below]


def test_given_too_few_stories_when_choosing_then_caps_relax_source_first_then_outcome_then_country() -> None:
    pub = replace(
        WEEKLY, minimum=4, selection=SelectionSettings(per_source=1, per_outcome=2, per_country=1, diversity=1.0)
    )
    candidates = [
        candidate("a" * 12, countries=("UA",), score=0.9),
        candidate("b" * 12, countries=("UA",), source="second", score=0.8),  # held by its country
        candidate("c" * 12, countries=("MX",), score=0.7),  # held by its source
        candidate("d" * 12, countries=("CU",), source="third", score=0.6),
        candidate("e" * 12, countries=("PE",), source="fourth", score=0.5),  # held by its outcome
    ]
    selection = chosen(candidates, pub)
    # "c" would make three releases, so the cap by source alone does not let it in.
    assert ids(selection) == ["a" * 12, "d" * 12, "c" * 12, "e" * 12]
    assert reasons(selection) == {"b" * 12: "second story from Ukraine"}
    assert [one.reason for one in selection.chosen][2:] == [
        "released · done · second story from the source our-news, taken for want of others",
        "released · done · third story of its kind (released), taken for want of others",
    ]


def test_given_stories_placed_by_a_person_when_choosing_then_they_come_first_but_holds_still_stand() -> None:
    candidates = [
        candidate("a" * 12, score=0.9),
        candidate("b" * 12, verdict=Verdict.UNSURE, reasons=("only announced",), score=0.1),
        candidate("c" * 12, score=0.2),
        candidate("d" * 12, holds=(held(HoldKind.CONSENT),)),
    ]
    wanted = [StoryId(one * 12) for one in "cbd"]
    selection = chosen(candidates, replace(WEEKLY, selection=SelectionSettings(per_country=9)), pinned=wanted)
    assert ids(selection) == ["c" * 12, "b" * 12, "a" * 12]
    assert reasons(selection) == {"d" * 12: "held back: consent"}
    assert selection.chosen[0].reason == "released · done · placed by hand"


def test_given_a_full_story_when_chosen_then_its_reason_and_parts_can_be_read() -> None:
    said = Quote(text="I hope", speaker="Lay Lay", role="her mother", start=0, end=6)
    one = candidate(
        quotes=(said,),
        figures=(Figure(src="a.jpg", alt="A gate"),),
        published_on="2020-09-03",
        outcomes=told(OutcomeType.RELEASE, OutcomeStatus.PARTIAL),
        caveat=Span(start=0, end=3),
        late=True,
        score=0.5,
        trust=Trust.OWN,
        facts=Facts(people=("Ana Torres",), references=("UA 58/20",)),
        sources=2,
    )
    (only,) = chosen([one]).chosen
    assert only.reason == (
        "released · partly done · UA 58/20 · quotes Lay Lay, her mother · its caveat is told · told by 2 sources · "
        "from an earlier period, taken up now"
    )
    assert only.parts == {
        "outcome": 3.0, "status": 1.0, "trust": 0.75, "voice": 1.0, "recency": 0.4286, "picture": 0.5, "campaign": 1.0,
        "person": 0.5, "coverage": 0.25, "record": 0.0, "certainty": 1.0, "told": 0.0,
    }  # fmt: skip
    assert only.score == pytest.approx(sum(only.parts.values()))


def test_given_equal_scores_when_choosing_then_the_newest_and_then_the_id_decide() -> None:
    pub = replace(WEEKLY, rhythm=Rhythm.YEARLY, year_ends="12-31", selection=SelectionSettings(per_country=9))
    candidates = [
        candidate("b" * 12, published_on="2020-03-01"),
        candidate("a" * 12, published_on="2020-03-01"),
        candidate("c" * 12, published_on="2020-07-01"),
    ]
    selection = choose(candidates, pub, period_of(pub, "2020"))
    assert [one.candidate.story for one in selection.chosen] == ["c" * 12, "a" * 12, "b" * 12]


@pytest.mark.parametrize(
    ("approval", "thin"),
    [(Approval.PERSON, False), (Approval.AUTOMATIC, True)],
)
def test_given_one_sure_and_two_to_check_when_judged_thin_then_those_a_person_may_let_in_count(
    approval: Approval, thin: bool
) -> None:
    pub = replace(WEEKLY, minimum=3, approval=approval)
    doubtful = [candidate(one * 12, verdict=Verdict.UNSURE, unattended=False) for one in "bc"]
    assert chosen([candidate("a" * 12), *doubtful], pub).thin is thin
    assert chosen([candidate("a" * 12)], pub).thin


def _any_candidate(number: int) -> Candidate:
    chance = Random(number)
    return candidate(
        f"{number:012x}",
        source=chance.choice("abc"),
        countries=chance.choice([(), ("UA",), ("MX",), ("CU", "UA")]),
        outcomes=told(chance.choice(list(OutcomeType)[:6])),
        verdict=chance.choice([Verdict.WIN, Verdict.WIN, Verdict.WIN, Verdict.UNSURE, Verdict.NOT]),
        score=chance.choice([0.5, 0.7, 0.9]),
        published_on=f"2020-09-0{chance.randint(1, 6)}",
        precision=Precision.DAY,
        told_in=("weekly/2020-W30",) if chance.random() < 0.1 else (),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), unique=True, max_size=40), st.randoms(use_true_random=False), st.integers(0, 12))
def test_given_any_order_of_arrival_when_choosing_then_the_choice_is_the_same_and_whole(
    numbers: list[int], chance: Random, minimum: int
) -> None:
    candidates = [_any_candidate(number) for number in numbers]
    pub = replace(WEEKLY, minimum=minimum)
    first = chosen(candidates, pub)
    chance.shuffle(candidates)
    assert chosen(candidates, pub) == first
    # every story is told of exactly once, with a reason
    everything = [*ids(first), *reasons(first)]
    assert sorted(everything) == sorted(one.story for one in candidates)
    assert all(one.reason for one in (*first.chosen, *first.left_out))
    assert len(first.chosen) <= pub.maximum


def test_given_stories_alike_when_choosing_then_what_is_unlike_them_goes_first_and_the_others_say_so() -> None:
    candidates = [candidate(f"{n:012}", countries=("UA",), title=f"News {n}", score=0.9 - n / 100) for n in range(3)]
    candidates.append(candidate("f" * 12, countries=("MX",), outcomes=told(OutcomeType.LAW_REFORM), score=0.8))
    caps = SelectionSettings(per_country=9)
    assert ids(chosen(candidates, replace(WEEKLY, maximum=3, selection=caps))) == ["0" * 12, "f" * 12, f"{1:012}"]
    selection = chosen(candidates, replace(WEEKLY, maximum=2, selection=caps))
    assert ids(selection) == ["0" * 12, "f" * 12]
    assert reasons(selection)[f"{1:012}"] == "much like “News 0”, which is told"
    only_score = replace(WEEKLY, maximum=2, selection=replace(caps, diversity=1.0))
    assert ids(chosen(candidates, only_score)) == ["0" * 12, f"{1:012}"]


def test_given_two_tellings_of_one_event_when_choosing_then_the_better_one_stands_and_the_other_names_it() -> None:
    better = candidate("a" * 12, title="Ana is free", perhaps_same=(StoryId("b" * 12),), score=0.9)
    other = candidate("b" * 12, title="Ana is home", perhaps_same=(StoryId("a" * 12),), score=0.8)
    selection = chosen([other, better])
    assert ids(selection) == ["a" * 12]
    assert reasons(selection) == {"b" * 12: "probably the same event as “Ana is free”"}
    by_hand = chosen([other, better], pinned=[StoryId("b" * 12)])
    assert ids(by_hand) == ["b" * 12]
    assert reasons(by_hand) == {"a" * 12: "probably the same event as one placed by hand"}


def test_given_what_an_earlier_letter_probably_told_when_choosing_then_a_person_is_asked() -> None:
    again = candidate("a" * 12, perhaps_told_in=("weekly/2020-W35",))
    after = candidate("b" * 12, follows=("weekly/2020-W30",))
    selection = chosen([again, after])
    assert reasons(selection) == {"a" * 12: "probably told already in weekly/2020-W35"}
    assert selection.chosen[0].reason == "released · done · follows up what was told in weekly/2020-W30"


def test_given_a_single_source_when_there_is_room_then_its_cap_keeps_nothing_out() -> None:
    """A cap protects the other sources' place; where there is no other, there is nothing to protect."""
    caps = SelectionSettings(per_source=1, per_country=9, per_outcome=9)
    pub = replace(WEEKLY, maximum=5, sources=("our-news",), selection=caps)
    assert len(chosen([candidate(f"{number:012x}") for number in range(4)], pub).chosen) == 4
