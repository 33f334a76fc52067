"""Posts fit by leaving out whole clauses, and never the ones that keep them honest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.core.composing import Clauses, compose, compose_list
from newsletter.core.posts import PLATFORMS, measure

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Zs"], exclude_characters="\ufeff#")
WORD = st.text(LETTERS, min_size=1, max_size=12)


def texts(most: int) -> st.SearchStrategy[str]:
    """Sentences up to about ``most`` words, so that some are far too long for a short platform."""
    return st.lists(WORD, min_size=1, max_size=most).map(" ".join)


CLAUSES = st.builds(
    Clauses,
    outcome=texts(120),
    short=st.just("Cuba: Released (Example News, 4 September)."),
    place=st.sampled_from(["", "Cuba:"]),
    context=st.lists(st.lists(texts(30), min_size=1, max_size=4).map(tuple), max_size=3).map(tuple),
    quote=st.one_of(st.just(""), texts(40).map(lambda words: f"“{words}” — Teodora Vásquez Łuczak, nurse")),
    credit=st.sampled_from(["", "Source: Example Rights Network"]),
    caveat=st.one_of(st.just(""), texts(6).map(lambda words: f"What remains: {words}")),
    link=st.sampled_from(["", "https://stories.example.org/a-long-road-home?id=1"]),
    tags=st.sampled_from([(), ("#GoodNews", "#HumanRights")]),
)


@given(CLAUSES, st.sampled_from(sorted(PLATFORMS)), st.integers(0, 1))
def test_any_post_fits_keeps_link_and_caveat_and_splits_nothing(clauses: Clauses, platform: str, media: int) -> None:
    made = compose(platform, clauses, media=media)
    assert made.fits
    assert all(measure(platform, part, media=media if at == 0 else 0).fits for at, part in enumerate(made.parts))
    assert clauses.link in made.parts[0]
    assert clauses.caveat in "\n".join(made.parts)
    assert (clauses.outcome in made.parts[0]) is not made.short
    whole = {
        clauses.outcome, f"{clauses.place} {clauses.outcome}", clauses.short, clauses.quote, clauses.caveat,
        clauses.link, f"{clauses.credit}\n{clauses.link}".strip(), " ".join(clauses.tags), *clauses.tags, "1/2", "2/2",
        *(" ".join(paragraph[:n]) for paragraph in clauses.context for n in range(1, len(paragraph) + 1)),
    }  # fmt: skip
    assert {paragraph for part in made.parts for paragraph in part.split("\n\n")} <= whole


@given(st.lists(texts(60), min_size=1, max_size=12), st.sampled_from(sorted(PLATFORMS)))
def test_a_post_about_the_edition_takes_whole_stories_and_counts_the_rest(items: list[str], platform: str) -> None:
    more = ["", *(f"And {n} more." for n in range(1, len(items) + 1))]
    made = compose_list(platform, "Good news, 1 to 7 May", items, more, "https://example.org", ("#GoodNews",))
    assert made.fits
    head, *rest = made.parts[0].split("\n\n")
    told = rest[0].split("\n") if rest[0] != "https://example.org" else []
    assert head == "Good news, 1 to 7 May"
    assert set(told) <= set(items)
    left = more[len(items) - len(told)]
    assert not told or (left in rest) is bool(left)


STORY = Clauses(
    place="Peru:", outcome="Six farmers are home.", context=(("They walked.", "It rained."), ("Songs followed.",)),
    quote="“At last.” — Ana", credit="Source: E", caveat="What remains: the appeal.", link="https://e.org/1",
    tags=("#Home",), short="Peru: Released.",
)  # fmt: skip


def test_a_post_with_room_for_all_reads_in_order() -> None:
    assert compose("mastodon", STORY).parts == (
        "Peru: Six farmers are home.\n\nThey walked. It rained.\n\nSongs followed.\n\n“At last.” — Ana\n\n"
        "What remains: the appeal.\n\nSource: E\nhttps://e.org/1\n\n#Home",
    )


@pytest.mark.parametrize(
    ("platform", "headline", "caveat", "parts", "short"),
    [
        ("x", 150, 80, ["h" * 150 + "\n\n" + "c" * 80 + "\n\nhttps://e.org/1"], False),
        ("x", 200, 200, ["h" * 200 + "\n\nhttps://e.org/1\n\n1/2", "c" * 200 + "\n\n2/2"], False),
        ("x", 300, 80, ["Peru: Released.\n\n" + "c" * 80 + "\n\nhttps://e.org/1"], True),
        ("x", 300, 250, ["Peru: Released.\n\nhttps://e.org/1\n\n1/2", "c" * 250 + "\n\n2/2"], True),
    ],
)
def test_what_happens_when_room_runs_out(
    platform: str, headline: int, caveat: int, parts: list[str], short: bool
) -> None:
    clauses = Clauses(outcome="h" * headline, caveat="c" * caveat, link="https://e.org/1", short="Peru: Released.")
    made = compose(platform, clauses)
    assert (list(made.parts), made.fits, made.short) == (parts, True, short)


def test_what_cannot_fit_is_said_to_not_fit_and_is_not_cut() -> None:
    made = compose("x", Clauses(outcome="Free", caveat="c" * 300, short="Free."))
    assert (made.parts, made.fits) == (("Free\n\n" + "c" * 300,), False)
